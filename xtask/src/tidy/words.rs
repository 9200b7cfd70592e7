use std::path::Path;

use anyhow::{Context, Result};
use syn::visit::Visit;

use super::direction::PURE;
use super::finding::Finding;
use super::imports::tree_paths;
use super::sources::{Source, files_below, is_test_only};

/// Names that say nothing of what is in a module.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

/// Marks of work left undone. Spelt in pieces, since this file is checked as well.
const UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];

/// What gives a pure crate effects, a clock or the machine it runs on.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::process",
    "std::env",
    "std::io::stdin",
    "std::thread::sleep",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
    "scaffold_sources::locate",
    "scaffold_sources::read",
];

/// Words and paths that must not stand in a crate's sources, and the one text that must.
pub fn check(member: &str, files: &[Source]) -> Vec<Finding> {
    let crate_name = member.rsplit('/').next().unwrap_or(member);
    let mut findings = Vec::new();
    for file in files {
        findings.extend(check_text(&file.path, &file.text, "//"));
        findings.extend(check_module_name(file));
        if file.is_library_root() {
            findings.extend(check_opening(file));
        }
        if PURE.contains(&crate_name) && !file.test {
            let mut purity = Purity { file, findings: &mut findings };
            purity.visit_file(&file.syntax);
        }
    }
    findings
}

/// The same words in what is not Rust.
///
/// # Errors
/// When a file cannot be read.
pub fn check_scripts(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut paths = files_below(&root.join("tests"), "py")?;
    paths.extend(files_below(&root.join("blueprints"), "toml")?);
    paths.extend(files_below(&root.join("docs"), "md")?);
    for path in paths {
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        findings.extend(check_text(path.strip_prefix(root)?, &text, "#"));
    }
    Ok(findings)
}

fn check_text(path: &Path, text: &str, comment: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut found = |text: String| findings.push(Finding::new(path, index + 1, text));
        for mark in UNDONE.iter().filter(|mark| has_word(line, mark)) {
            found(format!("`{mark}`: do it, or say in docs/limits.md that it is not there"));
        }
        let Some((_, remark)) = line.split_once(comment).filter(|_| comment == "//") else { continue };
        if has_issue_number(remark) {
            found("an issue number in a comment: say the reason itself".to_owned());
        }
        if remark.to_lowercase().contains("for now") {
            found("`for now` in a comment: say what is so, and why".to_owned());
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !inside(before) && !inside(after)
    })
}

fn has_issue_number(remark: &str) -> bool {
    remark.match_indices('#').any(|(at, _)| {
        let before = remark[..at].chars().next_back();
        let digits = remark[at + 1..].chars().take_while(char::is_ascii_digit).count();
        let end = remark[at + 1 + digits..].chars().next();
        (1..=5).contains(&digits)
            && before.is_none_or(|c| c.is_whitespace() || c == '(')
            && end.is_none_or(|c| !c.is_alphanumeric())
    })
}

fn check_module_name(file: &Source) -> Option<Finding> {
    let name = file.module.as_ref()?.iter().find(|name| EMPTY_NAMES.contains(&name.as_str()))?;
    let text = format!("module `{name}` does not say what is in it: name it after its subject");
    Some(Finding::new(&file.path, 1, text))
}

/// `lib.rs` opens with *Takes … Gives … Never …*, in this order.
fn check_opening(file: &Source) -> Option<Finding> {
    let opening: String =
        file.text.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join(" ");
    let mut rest = opening.as_str();
    for word in ["Takes", "Gives", "Never"] {
        match rest.split_once(word) {
            Some((_, after)) => rest = after,
            None => {
                let text = format!("lib.rs opens with `Takes … Gives … Never …`; `{word}` is missing");
                return Some(Finding::new(&file.path, 1, text));
            }
        }
    }
    None
}

/// Looks for effects in the paths and imports of a pure crate, outside its tests.
struct Purity<'a> {
    file: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Purity<'_> {
    fn judge(&mut self, path: &str, line: usize) {
        for impure in IMPURE {
            let inside =
                path == *impure || path.strip_prefix(impure).is_some_and(|rest| rest.starts_with("::"));
            if inside {
                let text = format!("`{impure}` in a pure crate: let the caller hand the value in");
                self.findings.push(Finding::new(&self.file.path, line, text));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Purity<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test_only(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test_only(&item.attrs) {
            for (path, _, line) in tree_paths(&item.tree) {
                self.judge(&path.join("::"), line);
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let line = path.segments.first().map_or(1, |segment| segment.ident.span().start().line);
        self.judge(&words.join("::"), line);
        syn::visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pure(text: &str) -> Vec<Finding> {
        let file = Source {
            path: "crates/scaffold-plan/src/x.rs".into(),
            module: Some(vec!["x".into()]),
            test: false,
            text: text.to_owned(),
            syntax: syn::parse_file(text).unwrap(),
        };
        check("crates/scaffold-plan", &[file])
    }

    #[test]
    fn effects_in_a_pure_crate_are_found() {
        assert_eq!(pure("use std::{collections::BTreeMap, fs};").len(), 1);
        assert_eq!(pure("fn f() { let _ = std::time::Instant::now(); }").len(), 1);
        assert!(pure("use std::net::Ipv4Addr;\nuse std::time::Duration;").is_empty());
        assert!(pure("#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
    }

    #[test]
    fn remarks_are_read() {
        assert_eq!(pure(concat!("// TO", "DO: later\n")).len(), 1);
        assert_eq!(pure(concat!("// see #", "12\n")).len(), 1);
        assert_eq!(pure(concat!("// enough for", " now\n")).len(), 1);
        assert!(pure("// #[allow] and colour #aabbcc and `a#1b`\n").is_empty());
    }

    #[test]
    fn the_opening_of_a_library_is_read_in_order() {
        let root = |text: &str| Source {
            path: "crates/a/src/lib.rs".into(),
            module: Some(Vec::new()),
            test: false,
            text: text.to_owned(),
            syntax: syn::parse_file(text).unwrap(),
        };
        assert!(check_opening(&root("//! Takes a. Gives b.\n//! Never c.\n")).is_none());
        assert!(check_opening(&root("//! Gives b. Takes a. Never c.\n")).is_some());
    }
}
