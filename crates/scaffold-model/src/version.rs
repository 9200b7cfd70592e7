use crate::Value;

/// The numbers of a version.
fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|number| number.parse().ok()).collect()
}

/// Whether a text is numbers between dots.
pub fn is_version(text: &str) -> bool {
    numbers(text).is_some()
}

/// Whether `live` is the version that is meant by `desired`: as many numbers count as are said.
pub fn is_version_of(desired: &str, live: &str) -> bool {
    match (numbers(desired), numbers(live)) {
        (Some(desired), Some(live)) => live.starts_with(&desired),
        _ => desired == live,
    }
}

/// Whether a change makes a number less, or a version an earlier one.
pub fn shrinks(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Integer(before), Value::Integer(after)) => after < before,
        (Value::Text(before), Value::Text(after)) => match (numbers(before), numbers(after)) {
            // `16` of `16.3` is no earlier one.
            (Some(before), Some(after)) => after < before && !before.starts_with(&after),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_numbers_count_as_are_said() {
        assert!(
            is_version_of("16", "16.3") && is_version_of("16.3", "16.3") && is_version_of("8.0", "8.0.39")
        );
        assert!(
            !is_version_of("16.4", "16.3") && !is_version_of("1", "16.3") && !is_version_of("16.3", "16")
        );
        assert!(is_version("16.3") && !is_version("16.x") && !is_version(""));
    }

    #[test]
    fn less_is_less_by_number() {
        let text = |before: &str, after: &str| shrinks(&before.into(), &after.into());
        assert!(text("16.10", "16.9") && text("17.1", "16") && !text("16.9", "16.10") && !text("16.3", "16"));
        assert!(shrinks(&20.into(), &10.into()) && !shrinks(&10.into(), &20.into()));
        assert!(!shrinks(&Value::Null, &10.into()));
    }
}
