//! The time expressions of scheduled actions: five fields of Unix cron.

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// What a field may hold.
struct Field {
    first: u32,
    last: u32,
    /// Names of its values, from the first on.
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { first: 0, last: 59, names: &[] },
    Field { first: 0, last: 23, names: &[] },
    Field { first: 1, last: 31, names: &[] },
    Field { first: 1, last: 12, names: MONTHS },
    Field { first: 0, last: 7, names: DAYS },
];

/// Whether a text is `minute hour day month weekday`.
pub(crate) fn is_cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split(' ').collect();
    fields.len() == FIELDS.len() && fields.iter().zip(&FIELDS).all(|(text, field)| field.takes(text))
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
            Some((first, last)) => {
                self.value(first).zip(self.value(last)).is_some_and(|(first, last)| first <= last)
            }
            None => !stepped && self.value(text).is_some(),
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
    use super::is_cron;

    #[test]
    fn five_fields_in_their_ranges_are_taken() {
        for text in
            ["0 7 * * MON-FRI", "*/5 0-6 1,15 JAN,JUL *", "59 23 31 12 7", "0 0 * * sun", "0-30/10 * * * *"]
        {
            assert!(is_cron(text), "{text}");
        }
    }

    #[test]
    fn what_aws_refuses_is_refused() {
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
            assert!(!is_cron(text), "{text}");
        }
    }
}
