//! Names of time zones, as the database of the IANA has them.

/// Every name, one a line.
const NAMES: &str = include_str!("time_zones.txt");

/// Every name.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.lines()
}

/// Whether a text is one.
pub(crate) fn is_time_zone(text: &str) -> bool {
    names().any(|name| name == text)
}

#[cfg(test)]
mod tests {
    use super::{is_time_zone, names};

    #[test]
    fn zones_have_one_spelling() {
        assert!(names().count() > 400);
        for zone in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+9"] {
            assert!(is_time_zone(zone), "{zone}");
        }
        for other in ["", "Berlin", "europe/berlin", "Europe/Berlni", "CEST"] {
            assert!(!is_time_zone(other), "{other}");
        }
    }
}
