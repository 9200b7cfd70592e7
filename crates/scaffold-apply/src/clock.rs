use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in UTC, as RFC 3339 with milliseconds. To be shown only: durations come from a monotonic clock.
pub(crate) fn now() -> String {
    let mut text = String::new();
    // A clock before 1970 shows as 1970; one after 9999 shows as nothing.
    let shown = humantime::format_rfc3339_millis(SystemTime::now().max(UNIX_EPOCH));
    if write!(text, "{shown}").is_err() {
        text.clear();
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_rfc_3339_in_utc_with_milliseconds() {
        let now = super::now();
        assert_eq!(now.len(), "2026-11-22T08:44:32.123Z".len(), "{now}");
        assert!(now.ends_with('Z') && &now[10..11] == "T" && &now[19..20] == ".", "{now}");
    }
}
