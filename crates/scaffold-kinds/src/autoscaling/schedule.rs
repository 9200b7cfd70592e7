use scaffold_model::TextRule;

use crate::record;

record! {
    /// A scheduled action: what the group's sizes are from some time on.
    pub struct Schedule {
        /// When, again and again: minute, hour, day, month, weekday, as `0 7 * * MON-FRI`.
        recurrence: Option<String> => modified_by(&["PutScheduledUpdateGroupAction.Recurrence"]),
        /// Whose clock `recurrence` goes by: `Europe/Berlin`.
        time_zone: String => defaults_to("UTC").modified_by(&["PutScheduledUpdateGroupAction.TimeZone"]),
        /// When first, or when at all: `2027-01-31T06:00:00Z`. With `recurrence` AWS takes the next time
        /// when it is not said.
        start_time: Option<String> => text(TextRule::Described { words: "a time such as `2027-01-31T06:00:00Z`", fits: is_time }).provider_chosen().modified_by(&["PutScheduledUpdateGroupAction.StartTime"]),
        /// When no more.
        end_time: Option<String> => text(TextRule::Described { words: "a time such as `2027-01-31T06:00:00Z`", fits: is_time }).modified_by(&["PutScheduledUpdateGroupAction.EndTime"]),
        /// Fewest instances from then on.
        min_size: Option<i64> => between(0, 10_000).modified_by(&["PutScheduledUpdateGroupAction.MinSize"]),
        /// Most instances from then on.
        max_size: Option<i64> => between(0, 10_000).modified_by(&["PutScheduledUpdateGroupAction.MaxSize"]),
        /// How many instances, then.
        desired_capacity: Option<i64> => between(0, 10_000).modified_by(&["PutScheduledUpdateGroupAction.DesiredCapacity"]),
    }
}

/// `2027-01-31T06:00:00Z`, AWS's own spelling: whole seconds, UTC.
fn is_time(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00Z";
    text.len() == FORM.len()
        && text.bytes().zip(FORM).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            form => byte == *form,
        })
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn times_have_one_spelling() {
        assert!(is_time("2027-01-31T06:00:00Z"));
        for wrong in ["2027-01-31T06:00:00+01:00", "2027-01-31 06:00:00Z", "2027-01-31", "tomorrow"] {
            assert!(!is_time(wrong), "{wrong}");
        }
    }
}
