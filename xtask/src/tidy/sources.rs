use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;

/// A Rust file of one crate.
pub struct Source {
    /// Relative to the root of the repository.
    pub path: PathBuf,
    /// Its module path inside `src/`; `None` for integration tests and the like.
    pub module: Option<Vec<String>>,
    /// Whether all of it is test code.
    pub test: bool,
    /// The text.
    pub text: String,
    /// The text, parsed.
    pub syntax: syn::File,
}

impl Source {
    /// Whether it is the root of a library.
    pub fn is_library_root(&self) -> bool {
        self.path.ends_with("src/lib.rs")
    }
}

#[derive(Deserialize)]
struct Manifest {
    workspace: Workspace,
}

#[derive(Deserialize)]
struct Workspace {
    members: Vec<String>,
}

/// Folders of the workspace's crates, in the order of the root manifest.
///
/// # Errors
/// When the root manifest cannot be read.
pub fn members(root: &Path) -> Result<Vec<String>> {
    let path = root.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let manifest: Manifest = toml::from_str(&text).context("reading the workspace's members")?;
    Ok(manifest.workspace.members)
}

/// Every Rust file of a crate, in path order.
///
/// # Errors
/// When a file cannot be read or is not Rust.
pub fn read_crate(root: &Path, member: &str) -> Result<Vec<Source>> {
    let folder = root.join(member);
    let mut sources = Vec::new();
    for path in files_below(&folder, "rs")? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let syntax =
            syn::parse_file(&text).map_err(|error| anyhow!("parsing {}: {error}", path.display()))?;
        let inside = path.strip_prefix(&folder)?;
        let module = inside.strip_prefix("src").ok().map(module_path);
        sources.push(Source {
            path: path.strip_prefix(root)?.to_owned(),
            test: module.as_ref().is_none_or(|module| module.iter().any(|name| name == "tests")),
            module,
            text,
            syntax,
        });
    }
    Ok(sources)
}

/// Files with an extension below a folder, in path order, without hidden and build folders.
///
/// # Errors
/// When a folder cannot be read.
pub fn files_below(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" || name == "__pycache__" {
            continue;
        }
        if path.is_dir() {
            found.extend(files_below(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `ec2/subnet.rs` and `ec2/subnet/mod.rs` are `[ec2, subnet]`; `lib.rs` and `main.rs` are the root.
fn module_path(inside_src: &Path) -> Vec<String> {
    let mut words: Vec<String> =
        inside_src.with_extension("").iter().map(|word| word.to_string_lossy().into_owned()).collect();
    if words.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        words.pop();
    }
    words
}

/// Whether an item is compiled for tests alone.
pub fn is_test_only(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Meta>()
                    .is_ok_and(|condition| condition.path().is_ident("test")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_name_their_modules() {
        assert_eq!(module_path(Path::new("lib.rs")), Vec::<String>::new());
        assert_eq!(module_path(Path::new("ec2/mod.rs")), ["ec2"]);
        assert_eq!(module_path(Path::new("ec2/subnet.rs")), ["ec2", "subnet"]);
    }
}
