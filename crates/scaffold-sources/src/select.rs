//! Which files of a directory are the blueprint, and which overlay it.

use std::collections::BTreeSet;

/// The names of what is to be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// In name order.
    pub files: Vec<String>,
    /// In the order of the files that they overlay.
    pub overlays: Vec<String>,
    /// Every environment for which one of the files has an overlay.
    pub environments: BTreeSet<String>,
}

/// Chooses among the names of a directory: one file, or all. A file `<stem>.<word>.toml` beside a
/// `<stem>.toml` overlays it in the environment `<word>`.
pub(crate) fn select(names: &BTreeSet<String>, only: Option<&str>, environment: Option<&str>) -> Selection {
    let is_chosen = |name: &&String| match only {
        Some(only) => name.as_str() == only,
        None => !name.starts_with('.') && name.ends_with(".toml") && overlaid(name, names).is_none(),
    };
    let files: Vec<String> = names.iter().filter(is_chosen).cloned().collect();
    let mut selection = Selection { files, ..Selection::default() };
    for file in &selection.files {
        for name in names {
            let Some((_, word)) = overlaid(name, names).filter(|(base, _)| base == file) else { continue };
            if environment == Some(word) {
                selection.overlays.push(name.clone());
            }
            selection.environments.insert(word.to_owned());
        }
    }
    selection
}

/// The file that a file overlays, and in which environment.
pub(crate) fn overlaid<'a>(name: &'a str, names: &BTreeSet<String>) -> Option<(String, &'a str)> {
    let (stem, word) = name.strip_suffix(".toml")?.rsplit_once('.')?;
    let base = format!("{stem}.toml");
    (!stem.is_empty() && names.contains(&base)).then_some((base, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn overlays_are_told_from_files_by_their_base() {
        let names = names(&["b.toml", "a.toml", "a.prod.toml", "a.dev.toml", "c.d.toml", ".x.toml", "n.txt"]);
        let all = select(&names, None, Some("prod"));
        assert_eq!(all.files, ["a.toml", "b.toml", "c.d.toml"]);
        assert_eq!(all.overlays, ["a.prod.toml"]);
        assert_eq!(all.environments.into_iter().collect::<Vec<_>>(), ["dev", "prod"]);
        assert!(select(&names, None, None).overlays.is_empty());
    }

    #[test]
    fn one_file_has_its_own_overlays_alone() {
        let names = names(&["a.toml", "a.prod.toml", "b.toml", "b.dev.toml"]);
        let one = select(&names, Some("b.toml"), Some("prod"));
        assert_eq!(one.files, ["b.toml"]);
        assert!(one.overlays.is_empty());
        assert_eq!(one.environments.into_iter().collect::<Vec<_>>(), ["dev"]);
        assert_eq!(select(&names, Some("z.toml"), None), Selection::default());
    }
}
