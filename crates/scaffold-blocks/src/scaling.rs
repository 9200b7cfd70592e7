//! What moves the number of instances of a group.

use scaffold_kinds::{AttributeType, Choice, Decimal, choice, record};
use scaffold_model::{Rule, TextRule, Value, Values};

use crate::block::Context;

record! {
    /// What moves the number of instances: a metric kept at a target, a schedule, or a forecast.
    pub struct Scaling {
        /// What is measured: `cpu` in percent, `network_in` and `network_out` in bytes a minute and
        /// instance, `requests_per_target` in requests a minute and instance.
        metric: Option<Metric>,
        /// The value that the metric is kept at.
        target: Option<Decimal>,
        /// With `metric`: ahead of what two weeks of it foretell, where `forecast_only` changes nothing.
        predictive: Option<Predictive>,
        /// When the sizes change, again and again: minute, hour, day, month, weekday.
        schedule: Option<String> => text(TextRule::Described { words: "five fields, minute, hour, day, month and weekday, such as `0 7 * * MON-FRI`", fits: scaffold_kinds::is_unix_cron }),
        /// Whose clock the schedule goes by: `Europe/Berlin`.
        time_zone: Option<String> => defaults_to("UTC"),
        /// Fewest instances from then on.
        min_size: Option<i64> => between(0, 10_000),
        /// Most instances from then on.
        max_size: Option<i64> => between(0, 10_000),
        /// How many instances, then.
        desired_capacity: Option<i64> => between(0, 10_000),
    }
    rules {
        Rule::ExactlyOneOf(&["metric", "schedule"]),
        Rule::Requires { attribute: "metric", is: &[], needs: &["target"] },
        Rule::OnlyWhere { attributes: &["target", "predictive"], attribute: "metric", is: &[] },
        Rule::OnlyWhere { attributes: &["time_zone", "min_size", "max_size", "desired_capacity"], attribute: "schedule", is: &[] },
    }
}

choice! {
    /// What is measured.
    pub enum Metric {
        /// Percent of the CPUs, on average.
        Cpu = "cpu",
        /// Bytes that come in, an instance and minute.
        NetworkIn = "network_in",
        /// Bytes that go out, an instance and minute.
        NetworkOut = "network_out",
        /// Requests, an instance and minute.
        RequestsPerTarget = "requests_per_target",
    }
}

choice! {
    /// What becomes of a forecast.
    pub enum Predictive {
        /// It is shown.
        ForecastOnly = "forecast_only",
        /// It is followed.
        ForecastAndScale = "forecast_and_scale",
    }
}

/// The balancer that sends a group its requests and the group's own target group.
pub(crate) struct Routed {
    pub(crate) load_balancer: Value,
    pub(crate) target_group: Value,
}

impl Scaling {
    /// The name of its policy or scheduled action. It comes from what it says, so that the order of the
    /// list does not matter. They carry the group's name as well: consoles list those of all groups.
    pub(crate) fn name(&self, context: &Context<'_>) -> Option<String> {
        let group = context.address().name();
        match (self.metric, self.predictive, self.schedule.as_deref()) {
            (Some(metric), None, _) => Some(format!("{group}-{}", metric.word().replace('_', "-"))),
            (Some(metric), Some(_), _) => {
                Some(format!("{group}-predictive-{}", metric.word().replace('_', "-")))
            }
            (None, _, Some(schedule)) => Some(format!("{group}-{}", self.schedule_name(schedule))),
            (None, _, None) => None,
        }
    }

    fn schedule_name(&self, schedule: &str) -> String {
        let spoken = schedule.to_ascii_lowercase().replace('-', "_to_").replace(',', "_and_");
        let spoken = spoken.replace('/', "_by_").replace('*', "any");
        let fields: Vec<&str> = spoken.split_whitespace().collect();
        let name = format!("schedule-{}", fields.join("-"));
        match self.time_zone.as_deref() {
            None | Some("UTC") => name,
            Some(zone) => format!("{name}-{}", zone.to_ascii_lowercase().replace('/', "-")),
        }
    }

    /// Whether it counts the requests of a balancer.
    pub(crate) fn counts_requests(&self) -> bool {
        self.metric == Some(Metric::RequestsPerTarget)
    }

    /// The scheduled action, if it is one.
    pub(crate) fn schedule(&self) -> Option<Value> {
        let mut values = Values::from([("recurrence".to_owned(), Value::from(self.schedule.as_deref()?))]);
        values.insert("time_zone".to_owned(), self.time_zone.encode());
        let sizes = [
            ("min_size", self.min_size),
            ("max_size", self.max_size),
            ("desired_capacity", self.desired_capacity),
        ];
        values.extend(sizes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        values.retain(|_, value| !value.is_null());
        Some(Value::Map(values))
    }

    /// The scaling policy, if it is one.
    pub(crate) fn policy(&self, routed: Option<&Routed>) -> Option<Value> {
        let metric = self.metric?;
        let mut values = Values::from([("target_value".to_owned(), self.target?.encode())]);
        let (kind, word) = match self.predictive {
            None => ("target_tracking", tracked(metric)),
            Some(mode) => {
                values.insert("mode".to_owned(), Value::from(mode_word(mode)));
                ("predictive", foretold(metric))
            }
        };
        values.insert("metric".to_owned(), Value::from(word));
        if let Some(Routed { load_balancer, target_group }) = routed.filter(|_| self.counts_requests()) {
            values.insert("load_balancer".to_owned(), load_balancer.clone());
            values.insert("target_group".to_owned(), target_group.clone());
        }
        Some(Value::Map(Values::from([(kind.to_owned(), Value::Map(values))])))
    }
}

fn tracked(metric: Metric) -> &'static str {
    match metric {
        Metric::Cpu => "ASGAverageCPUUtilization",
        Metric::NetworkIn => "ASGAverageNetworkIn",
        Metric::NetworkOut => "ASGAverageNetworkOut",
        Metric::RequestsPerTarget => "ALBRequestCountPerTarget",
    }
}

fn foretold(metric: Metric) -> &'static str {
    match metric {
        Metric::Cpu => "ASGCPUUtilization",
        Metric::NetworkIn => "ASGNetworkIn",
        Metric::NetworkOut => "ASGNetworkOut",
        Metric::RequestsPerTarget => "ALBRequestCount",
    }
}

fn mode_word(mode: Predictive) -> &'static str {
    match mode {
        Predictive::ForecastOnly => "ForecastOnly",
        Predictive::ForecastAndScale => "ForecastAndScale",
    }
}
