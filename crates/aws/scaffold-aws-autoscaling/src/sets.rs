//! Complete sets by name: what goes, and what is put.

use std::collections::BTreeMap;

use scaffold_aws_core::is_absent;
use scaffold_provider::Error;

/// What makes one set another.
pub(crate) struct Changes<'a, T> {
    /// Names of what is wanted no more, or must go before its successor comes.
    pub gone: Vec<&'a String>,
    /// What is new or other.
    pub put: Vec<(&'a String, &'a T)>,
}

/// From what is there to what is wanted. `is_update` tells whether one put over another leaves nothing
/// of it.
pub(crate) fn changes<'a, T: PartialEq>(
    there: &'a BTreeMap<String, T>,
    wanted: &'a BTreeMap<String, T>,
    is_update: impl Fn(&T, &T) -> bool,
) -> Changes<'a, T> {
    let goes = |name: &String, before: &T| match wanted.get(name) {
        None => true,
        Some(after) => before != after && !is_update(before, after),
    };
    let gone = there.iter().filter(|(name, before)| goes(name, before)).map(|(name, _)| name).collect();
    let put = wanted.iter().filter(|(name, after)| there.get(*name) != Some(after)).collect();
    Changes { gone, put }
}

/// Removing what is gone is success.
pub(crate) fn gone_is_done(answer: Result<(), Error>) -> Result<(), Error> {
    match answer {
        Err(error) if is_absent(&error) => Ok(()),
        answer => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_touched() {
        let set = |entries: &[(&str, i32)]| -> BTreeMap<String, i32> {
            entries.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
        };
        let there = set(&[("same", 1), ("grown", 1), ("shrunk", 2), ("gone", 1)]);
        let wanted = set(&[("same", 1), ("grown", 2), ("shrunk", 1), ("new", 1)]);
        let Changes { gone, put } = changes(&there, &wanted, |before, after| before < after);
        assert_eq!(gone, ["gone", "shrunk"]);
        assert_eq!(put.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["grown", "new", "shrunk"]);
    }
}
