use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{emulators, reference};

/// Pages that are made from something else.
fn pages(root: &Path) -> Result<Vec<reference::Generated>> {
    let mut pages = reference::pages(root).map_err(anyhow::Error::msg)?;
    pages.push(("docs/emulators.md".to_owned(), emulators::page(root)?));
    Ok(pages)
}

/// Writes the generated pages, or only says whether they are as they should be.
///
/// # Errors
/// When a page cannot be made or written, or with `check` is not up to date.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (path, text) in pages(root)? {
        let current = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
        if current == text {
            continue;
        }
        if !check {
            let path = root.join(&path);
            std::fs::create_dir_all(path.parent().unwrap_or(root))?;
            std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
        stale.push(path);
    }
    match (check, stale.as_slice()) {
        (_, []) => println!("docs: every generated page is up to date"),
        (true, stale) => bail!("not up to date: {}; run `cargo xtask docs`", stale.join(", ")),
        (false, stale) => println!("docs: wrote {}", stale.join(", ")),
    }
    Ok(())
}
