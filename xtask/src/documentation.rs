use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::emulators;

/// Pages that are made from something else.
fn pages(root: &Path) -> Result<Vec<(&'static str, String)>> {
    Ok(vec![("docs/emulators.md", emulators::page(root)?)])
}

/// Writes the generated pages, or only says whether they are as they should be.
///
/// # Errors
/// When a page cannot be made or written, or with `check` is not up to date.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (path, text) in pages(root)? {
        let current = std::fs::read_to_string(root.join(path)).unwrap_or_default();
        if current == text {
            continue;
        }
        stale.push(path);
        if !check {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(root))?;
            std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
    }
    match (check, stale.as_slice()) {
        (_, []) => println!("docs: every generated page is up to date"),
        (true, stale) => bail!("not up to date: {}; run `cargo xtask docs`", stale.join(", ")),
        (false, stale) => println!("docs: wrote {}", stale.join(", ")),
    }
    Ok(())
}
