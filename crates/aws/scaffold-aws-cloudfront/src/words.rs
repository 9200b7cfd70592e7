use std::collections::BTreeSet;

use scaffold_kinds::Choice;

/// A word of AWS's as ours; one that is not known yet as another.
pub(crate) fn choice<T: Choice>(word: &str, otherwise: T) -> T {
    T::from_word(word).unwrap_or(otherwise)
}

/// Words of AWS's as ours, without those that are not known yet.
pub(crate) fn choices<'a, T: Choice + Ord>(words: impl Iterator<Item = &'a str>) -> BTreeSet<T> {
    words.filter_map(T::from_word).collect()
}

/// Numbers fit: schemas bound them.
pub(crate) fn int(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// How many there are, as every list of CloudFront's says.
pub(crate) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A text that is not empty.
pub(crate) fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Items of a list; CloudFront takes none for an empty one.
pub(crate) fn items<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
