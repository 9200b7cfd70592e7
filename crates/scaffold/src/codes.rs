use scaffold_model::Code;

/// Every code of every diagnostic and refusal, in the order of the stages.
pub fn all() -> Vec<&'static Code> {
    let stages: [&[&'static Code]; 5] = [
        scaffold_blueprint::CODES,
        scaffold_sources::CODES,
        scaffold_blocks::CODES,
        scaffold_graph::CODES,
        scaffold_plan::CODES,
    ];
    stages.concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut seen = BTreeSet::new();
        for code in all() {
            assert!(seen.insert(code.name), "`{}` is there twice", code.name);
            let words = code.explanation.split_whitespace().count();
            assert!(words >= 5, "`{}` is explained in {words} words", code.name);
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(code.name.chars().all(fits), "`{}` is not kebab-case", code.name);
        }
    }
}
