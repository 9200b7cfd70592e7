use scaffold_model::Code;

/// A file that a blueprint names is not there, or cannot be read.
pub static UNREADABLE_FILE: Code = Code {
    name: "unreadable-file",
    explanation: "An attribute such as `user_data_file` names a file by its path from the directory of the \
        blueprint. The file must be there and readable; with `--base`, as it was at that revision.",
};
