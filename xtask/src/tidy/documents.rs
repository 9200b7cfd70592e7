use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

use super::finding::Finding;
use super::sources::{files_below, members};

/// Whether the documents follow the code: commands, gallery, links, dependencies, index.
///
/// # Errors
/// When a file cannot be read.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let readme = read(&root.join("README.md"))?;
    for command in ["cargo xtask demo", "cargo xtask test"] {
        if !readme.contains(command) {
            findings.push(Finding::new("README.md", 1, format!("does not name `{command}`")));
        }
    }
    if !read(&root.join(".ci/run"))?.contains("cargo xtask test") {
        findings.push(Finding::new(".ci/run", 1, "does not run `cargo xtask test`"));
    }
    findings.extend(gallery(root, &readme)?);
    findings.extend(links(root)?);
    findings.extend(index(root)?);
    findings.extend(dependencies(root)?);
    Ok(findings)
}

fn read(path: &Path) -> Result<String> {
    if !path.exists() {
        return Ok(String::new());
    }
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn gallery(root: &Path, readme: &str) -> Result<Vec<Finding>> {
    let mut pages = readme.to_owned();
    for path in files_below(&root.join("docs"), "md")? {
        pages.push_str(&read(&path)?);
    }
    let mut findings = Vec::new();
    for path in files_below(&root.join("blueprints"), "toml")? {
        let name = file_name(&path);
        if !pages.contains(&name) {
            findings.push(Finding::new(
                path.strip_prefix(root)?,
                1,
                format!("no page of docs/ names `{name}`"),
            ));
        }
    }
    Ok(findings)
}

/// Relative links must lead to a file.
fn links(root: &Path) -> Result<Vec<Finding>> {
    let mut pages = files_below(&root.join("docs"), "md")?;
    pages.push(root.join("README.md"));
    let mut findings = Vec::new();
    for page in pages {
        for (index, line) in read(&page)?.lines().enumerate() {
            for target in targets(line) {
                let file = target.split('#').next().unwrap_or_default();
                let outside = target.contains("://") || target.starts_with("mailto:");
                if outside || file.is_empty() {
                    continue;
                }
                if !page.parent().unwrap_or(root).join(file).exists() {
                    let text = format!("the link to `{target}` leads nowhere");
                    findings.push(Finding::new(page.strip_prefix(root)?, index + 1, text));
                }
            }
        }
    }
    Ok(findings)
}

fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// Every page directly in docs/ stands in docs/README.md.
fn index(root: &Path) -> Result<Vec<Finding>> {
    let contents = read(&root.join("docs/README.md"))?;
    let linked: BTreeSet<&str> = contents.lines().flat_map(targets).collect();
    let mut findings = Vec::new();
    for path in files_below(&root.join("docs"), "md")? {
        let inside = path.strip_prefix(root.join("docs"))?.display().to_string();
        if inside != "README.md" && !inside.contains('/') && !linked.contains(inside.as_str()) {
            findings.push(Finding::new(path.strip_prefix(root)?, 1, "is not in docs/README.md"));
        }
    }
    Ok(findings)
}

/// Every direct dependency stands in docs/dependencies.md, and nothing else does.
fn dependencies(root: &Path) -> Result<Vec<Finding>> {
    let page = "docs/dependencies.md";
    let contents = read(&root.join(page))?;
    let told: BTreeSet<String> = contents
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let mut used = BTreeSet::new();
    for member in members(root)? {
        used.extend(direct(&root.join(member).join("Cargo.toml"))?);
    }
    let missing = used.difference(&told).map(|name| format!("`{name}` is a direct dependency and not told"));
    let extra = told.difference(&used).map(|name| format!("`{name}` is told and no direct dependency"));
    Ok(missing.chain(extra).map(|text| Finding::new(page, 1, text)).collect())
}

fn direct(manifest: &Path) -> Result<BTreeSet<String>> {
    let manifest: toml::Table = toml::from_str(&read(manifest)?)?;
    // Those of some systems alone stand below `[target.'cfg(…)']`.
    let of_systems = manifest.get("target").and_then(toml::Value::as_table);
    let of_systems = of_systems.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables =
        of_systems.chain([&manifest]).flat_map(|of| sections.iter().filter_map(|section| of.get(*section)));
    let names = tables.filter_map(toml::Value::as_table).flat_map(toml::Table::keys);
    Ok(names.filter(|name| !name.starts_with("scaffold-")).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_in_a_line() {
        let found: Vec<&str> = targets("see [a](a.md#x) and [b](https://b) end").collect();
        assert_eq!(found, ["a.md#x", "https://b"]);
    }

    #[test]
    fn a_page_that_lags_behind_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("README.md", "cargo xtask demo, cargo xtask test, [gone](docs/gone.md)");
        write(".ci/run", "cargo xtask test");
        write("Cargo.toml", "[workspace]\nmembers = [\"a\"]");
        let manifest = "[dependencies]\nserde = \"1\"\nscaffold-model = \"1\"\n[target.'cfg(unix)'.dependencies]\nx = \"1\"";
        write("a/Cargo.toml", manifest);
        write("blueprints/minimal.toml", "");
        write("docs/README.md", "");
        write("docs/dependencies.md", "| `toml` | MIT |\n| `x` | MIT |");
        let found: Vec<String> = check(folder.path()).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 5, "{found:#?}");
    }
}
