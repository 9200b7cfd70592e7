//! `target` of a function: how balancers ask it.

use scaffold_kinds::record;
use scaffold_model::{TextRule, Value, Values};

use crate::target::{is_path, is_status};

record! {
    /// How balancers that forward to a function ask it.
    pub struct FunctionTarget {
        /// Whether it gets repeated headers and parameters of the query as lists, and answers with lists.
        multi_value_headers: Option<bool> => defaults_to(false),
        /// How balancers find out whether it is well. Nobody asks when it is not said: each question is a call.
        health_check: Option<FunctionHealthCheck>,
    }
}

record! {
    /// How balancers find out whether a function is well.
    pub struct FunctionHealthCheck {
        /// What is asked for: `/` when it is not said.
        path: Option<String> => text(TextRule::Described { words: "a path that begins with `/`, at most 1,024 characters", fits: is_path }),
        /// How often, in seconds.
        interval_seconds: Option<i64> => defaults_to(35_i64).between(5, 300),
        /// How long an answer may take, in seconds; less than the interval.
        timeout_seconds: Option<i64> => defaults_to(30_i64).between(2, 120),
        /// After how many good answers it is well.
        healthy: Option<i64> => defaults_to(5_i64).between(2, 10),
        /// After how many bad ones it is not.
        unhealthy: Option<i64> => defaults_to(2_i64).between(2, 10),
        /// Which status is a good answer: `"200"` when it is not said; `"200,301"`, `"200-299"`.
        status: Option<String> => text(TextRule::Described { words: "statuses, such as `200`, `200,301` or `200-299`", fits: is_status }),
    }
}

impl FunctionHealthCheck {
    /// As the kind takes it.
    pub(crate) fn value(&self) -> Value {
        let mut values = Values::from([
            ("enabled".to_owned(), Value::from(true)),
            ("path".to_owned(), Value::from(self.path.as_deref().unwrap_or("/"))),
            ("matcher".to_owned(), Value::from(self.status.as_deref().unwrap_or("200"))),
        ]);
        let numbers = [
            ("interval_seconds", self.interval_seconds),
            ("timeout_seconds", self.timeout_seconds),
            ("healthy_threshold", self.healthy),
            ("unhealthy_threshold", self.unhealthy),
        ];
        values.extend(numbers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        Value::Map(values)
    }
}
