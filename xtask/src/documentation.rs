use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{emulators, reference};

/// Pages that are made from something else.
fn pages(root: &Path) -> Result<Vec<reference::Generated>> {
    let mut pages = reference::pages(root).map_err(anyhow::Error::msg)?;
    pages.push(("docs/emulators.md".to_owned(), emulators::page(root)?));
    pages.push((README.to_owned(), readme(root)?));
    Ok(pages)
}

const README: &str = "README.md";
const OPENING: &str = "blueprints/web-platform.toml";
const BEGIN: &str = "<!-- the blueprint, by `cargo xtask docs` -->\n```toml\n";
const END: &str = "```\n<!-- end of the blueprint -->\n";

/// README, with the blueprint that it opens with as it is checked in, from its first table on.
fn readme(root: &Path) -> Result<String> {
    let read =
        |path: &str| std::fs::read_to_string(root.join(path)).with_context(|| format!("reading {path}"));
    let (page, blueprint) = (read(README)?, read(OPENING)?);
    let begin = page.find(BEGIN).with_context(|| format!("{README} lacks {BEGIN}"))? + BEGIN.len();
    let end = page[begin..].find(END).with_context(|| format!("{README} lacks {END}"))? + begin;
    let first = blueprint.find("[blueprint]").with_context(|| format!("{OPENING} lacks [blueprint]"))?;
    Ok(format!("{}{}\n{}", &page[..begin], blueprint[first..].trim_end(), &page[end..]))
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
