use scaffold_model::Code;

/// A file that a blueprint names is not there, or cannot be read.
pub static UNREADABLE_FILE: Code = Code {
    name: "unreadable-file",
    explanation: "An attribute such as `user_data_file` names a file by its path from the directory of the \
        blueprint. The file must be there and readable; with `--base`, as it was at that revision.",
};

/// A directory or an archive of code that a blueprint names cannot be packed.
pub static UNREADABLE_CODE: Code = Code {
    name: "unreadable-code",
    explanation: "`source` names a directory of code, or a `.zip` of it, by its path from the directory of the \
        blueprint. It must be there and readable; with `--base`, as it was at that revision. Of a directory \
        every regular file is packed under its path, with its executable bit. A symbolic link is packed as a \
        link, and must lead to something inside the directory. Names must be UTF-8. What \
        a `.scaffoldignore` in the directory leaves out, by the rules of `.gitignore`, is not looked at.",
};

/// A directory or an archive of code that holds nothing.
pub static EMPTY_CODE: Code = Code {
    name: "empty-code",
    explanation: "A function needs at least one file. Either the directory is empty, or a `.scaffoldignore` in \
        it leaves everything out. Left out anyway are `.git`, `.scaffold`, `.scaffoldignore`, `.DS_Store`, \
        `__pycache__` and `*.pyc`; a line such as `!.scaffold/` takes one of them in.",
};

/// Code that AWS takes no more of.
pub static CODE_TOO_LARGE: Code = Code {
    name: "code-too-large",
    explanation: "AWS Lambda takes code of at most 250 MiB once it is unpacked, layers among it. Leave out what the function does not need at run time by a `.scaffoldignore` in the \
        directory, put what several functions share into a layer, or make it an image (`image`), which may \
        have 10 GiB.",
};
