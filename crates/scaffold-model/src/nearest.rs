/// The candidate that a mistyped word most likely means, if any is near enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('-', "_");
    let typed = plain(word);
    let allowance = 1 + typed.chars().count() / 4;
    let mut best: Option<(usize, &str)> = None;
    let mut begins: Option<&str> = None;
    for candidate in candidates {
        let known = plain(candidate);
        let distance = strsim::damerau_levenshtein(&typed, &known);
        if distance <= allowance && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        let shorter = typed.len().min(known.len());
        if begins.is_none() && shorter >= 3 && (known.starts_with(&typed) || typed.starts_with(&known)) {
            begins = Some(candidate);
        }
    }
    best.map(|(_, candidate)| candidate).or(begins)
}

/// ``did you mean `…`?``, where a candidate is near enough.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let words = ["cidr_block", "zones", "tiers", "nat"];
        assert_eq!(nearest("zone", words), Some("zones"));
        assert_eq!(nearest("cidr", words), Some("cidr_block"));
        assert_eq!(nearest("cidr-block", words), Some("cidr_block"));
        assert_eq!(nearest("tires", words), Some("tiers"));
        assert_eq!(nearest("engine", words), None);
    }
}
