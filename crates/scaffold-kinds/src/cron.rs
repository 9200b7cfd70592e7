//! Times in the words of cron, as AWS's services take them.

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTE: Field = Field { first: 0, last: 59, names: &[], round: false };
const HOUR: Field = Field { first: 0, last: 23, names: &[], round: false };
const DAY: Field = Field { first: 1, last: 31, names: &[], round: false };
const MONTH: Field = Field { first: 1, last: 12, names: MONTHS, round: false };

/// The five fields of Unix: `minute hour day month weekday`.
const UNIX: [Field; 5] = [MINUTE, HOUR, DAY, MONTH, Field { first: 0, last: 7, names: DAYS, round: false }];

/// Those of EventBridge that are ranges of numbers; its weekdays begin with Sunday as 1.
const WEEKDAY: Field = Field { first: 1, last: 7, names: DAYS, round: true };
const YEAR: Field = Field { first: 1970, last: 2199, names: &[], round: false };

/// What a field may hold.
struct Field {
    first: u32,
    last: u32,
    /// Names of its values, from the first on.
    names: &'static [&'static str],
    /// Whether a range may go over the end: `FRI-MON`. `5/10`, from five on, goes with it.
    round: bool,
}

/// Whether a text is `minute hour day month weekday`, as Auto Scaling takes it.
pub fn is_unix_cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split(' ').collect();
    fields.len() == UNIX.len() && fields.iter().zip(&UNIX).all(|(text, field)| field.takes(text))
}

/// Whether a text is `minute hour day month weekday year`, as EventBridge takes it ("Cron expressions reference"): a
/// day is said in one of its two fields, and the other one is `?`.
pub(crate) fn is_events_cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday, year] = fields[..] else { return false };
    let turns = |field: Field| Field { round: true, ..field };
    turns(MINUTE).takes(minute)
        && turns(HOUR).takes(hour)
        && turns(MONTH).takes(month)
        && turns(YEAR).takes(year)
        && match (day, weekday) {
            ("?", weekday) => is_weekday(weekday),
            (day, "?") => day.split(',').all(is_day),
            _ => false,
        }
}

/// `15`, `1-15`, `1/7`, and by `L` the last day, by `W` the working day that is nearest: `L`, `L-3`, `LW`, `15W`.
fn is_day(text: &str) -> bool {
    let field = Field { round: true, ..DAY };
    let before_last = |text: &str| text.strip_prefix("L-").and_then(|days| field.value(days)).is_some();
    let nearest = |text: &str| text.strip_suffix('W').and_then(|day| field.value(day)).is_some();
    field.takes(text) || matches!(text, "L" | "LW") || before_last(text) || nearest(text)
}

/// `MON-FRI`, `2,4`, the last of a month `6L`, or alone the second of a month `3#2`.
fn is_weekday(text: &str) -> bool {
    if let Some((day, place)) = text.split_once('#') {
        return WEEKDAY.value(day).is_some() && matches!(place, "1" | "2" | "3" | "4" | "5");
    }
    let last =
        |text: &str| text.strip_suffix('L').is_some_and(|day| day.is_empty() || WEEKDAY.value(day).is_some());
    text.split(',').all(|item| last(item) || (!item.contains('/') && WEEKDAY.takes(item)))
}

impl Field {
    fn takes(&self, text: &str) -> bool {
        text.split(',').all(|item| {
            let (range, step) = match item.split_once('/') {
                Some((range, step)) => (range, Some(step)),
                None => (item, None),
            };
            let step_fits = step.is_none_or(|step| {
                step.parse::<u32>().is_ok_and(|step| (1..=self.last.max(1)).contains(&step))
            });
            step_fits && self.takes_range(range, step.is_some())
        })
    }

    fn takes_range(&self, text: &str, stepped: bool) -> bool {
        match text.split_once('-') {
            _ if text == "*" => true,
            Some((first, last)) => self
                .value(first)
                .zip(self.value(last))
                .is_some_and(|(first, last)| self.round || first <= last),
            None => (self.round || !stepped) && self.value(text).is_some(),
        }
    }

    fn value(&self, text: &str) -> Option<u32> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(place) => self.first + u32::try_from(place).ok()?,
            None if text.chars().all(|c| c.is_ascii_digit()) => text.parse().ok()?,
            None => return None,
        };
        (self.first..=self.last).contains(&value).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_events_cron, is_unix_cron};

    #[test]
    fn five_fields_in_their_ranges_are_taken() {
        for text in
            ["0 7 * * MON-FRI", "*/5 0-6 1,15 JAN,JUL *", "59 23 31 12 7", "0 0 * * sun", "0-30/10 * * * *"]
        {
            assert!(is_unix_cron(text), "{text}");
        }
    }

    #[test]
    fn what_auto_scaling_refuses_is_refused() {
        for text in [
            "",
            "0 7 * *",
            "0 7 * * * *",
            "60 7 * * *",
            "0 24 * * *",
            "0 7 0 * *",
            "0 7 * 13 *",
            "0 7 * * 8",
            "0 7 * * FRI-MON",
            "0 7 ? * *",
            "cron(0 7 * * *)",
            "@daily",
            "0  7 * * *",
            "*/0 * * * *",
            "5/10 * * * *",
            "1- * * * *",
            "a * * * *",
        ] {
            assert!(!is_unix_cron(text), "{text}");
        }
    }

    #[test]
    fn six_fields_in_their_ranges_are_taken() {
        for text in [
            "0 8 1 * ? *",
            "15 12 * * ? *",
            "0/5 8-17 ? * MON-FRI *",
            "0 18 ? * mon-fri *",
            "0/10 * ? * 2-6 2026-2030",
            "0 0 L * ? *",
            "0 0 L-3 * ? *",
            "0 0 LW * ? *",
            "0 0 15W,20 * ? *",
            "0 0 ? * 6L *",
            "0 0 ? * FRIL *",
            "0 0 ? * L *",
            "0 0 ? * TUE#2 *",
            "30 0 1 JAN-APR/2,12 ? 1970,2199",
            "0 22-2 ? * SAT-MON *",
            "1/10 0 ? * * *",
            "0  8 1/7 * ? *",
        ] {
            assert!(is_events_cron(text), "{text}");
        }
    }

    #[test]
    fn what_eventbridge_refuses_is_refused() {
        for text in [
            "0 8 * * *",
            "0 8 * * * *",
            "0 8 1 * MON *",
            "0 8 ? * ? *",
            "60 8 * * ? *",
            "0 25 * * ? *",
            "0 8 0 * ? *",
            "0 8 32 * ? *",
            "0 8 32W * ? *",
            "0 8 * 13 ? *",
            "0 8 ? * 0 *",
            "0 8 ? * 8 *",
            "0 8 ? * MON-FRY *",
            "0 8 ? * MON/2 *",
            "0 8 ? * 3#6 *",
            "0 8 ? * 3#1,6#3 *",
            "0 8 1 * ? 1969",
            "0 8 1 * ? 2200",
            "? 8 1 * ? *",
            "0 8 1,? * ? *",
            "0 8 1 L ? *",
            "-5 8 1 * ? *",
            "0/0 8 1 * ? *",
            "0, 8 1 * ? *",
        ] {
            assert!(!is_events_cron(text), "{text}");
        }
    }
}
