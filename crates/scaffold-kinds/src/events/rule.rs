use std::collections::BTreeMap;

use scaffold_model::{Facts, Identity, Quota, TextRule, Unique};

use super::rule_target::RuleTarget;
use crate::cron::is_events_cron;
use crate::{JsonPolicy, Ref, kind};

const SCHEDULE: &str = "`rate(1 minute)`, `rate(5 minutes)`, or `cron(minute hour day month weekday year)`, where \
     weekdays are `1` (`SUN`) to `7` (`SAT`) and either day or weekday is `?`: `cron(0 8 ? * MON-FRI *)`";

kind! {
    /// What happens at certain times, or when certain events come. Its targets are a complete set: one that
    /// is added by hand is a difference.
    pub struct Rule: "events.rule" {
        /// When: `rate(5 minutes)`, or `cron(0 8 ? * MON-FRI *)` in UTC. On the default bus only.
        schedule: Option<String> => text(TextRule::Described { words: SCHEDULE, fits: is_schedule }).created_by(&["ScheduleExpression"]).modified_by(&["PutRule.ScheduleExpression"]),
        /// Which events: a pattern.
        event_pattern: Option<JsonPolicy> => created_by(&["EventPattern"]).modified_by(&["PutRule.EventPattern"]),
        /// Whether it does anything.
        enabled: bool => defaults_to(true).created_by(&["State"]).modified_by(&["PutRule.State"]),
        /// What it is for.
        description: Option<String> => text(TextRule::AtMost(512)).created_by(&["Description"]).modified_by(&["PutRule.Description"]),
        /// The bus whose events it sees.
        event_bus: String => defaults_to("default").text(TextRule::Described { words: "the name of an event bus", fits: is_bus }).replaces().created_by(&["EventBusName"]),
        /// The role that targets are called in, where they have none of their own.
        role: Option<Ref> => refers_to("iam.role").created_by(&["RoleArn"]).modified_by(&["PutRule.RoleArn"]),
        /// What is called, by an id of your choice: at most five.
        targets: BTreeMap<String, RuleTarget> => modified_by(&["PutTargets.Targets.Id", "RemoveTargets.Ids"]),
    }
    rules {
        scaffold_model::Rule::ExactlyOneOf(&["schedule", "event_pattern"]),
    }
    outputs {
        /// Its ARN.
        id: String,
        /// ARN. Permissions name it.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 64 },
        id_prefix: "arn:",
        unique: &[Unique { attributes: &["name"], error: "ResourceAlreadyExistsException" }],
        quota: Some(Quota { limit: 300, within: Some("event_bus"), error: "LimitExceededException" }),
        create_operation: "PutRule",
        left_out: &[
            ("PutRule.Name", "deterministic, from stack and address"),
            ("Tags", "identity, `Name` and `tags`"),
            ("PutTargets.EventBusName", "says which"),
            ("RemoveTargets.EventBusName", "says which"),
            ("RemoveTargets.Force", "rules of other services'"),
            ("Targets.KinesisParameters", "targets of Kinesis; not yet"),
            ("Targets.RunCommandParameters", "commands of Systems Manager; not yet"),
            ("Targets.EcsParameters", "tasks of ECS; not yet"),
            ("Targets.BatchParameters", "jobs of AWS Batch; not yet"),
            ("Targets.HttpParameters", "addresses of the web; not yet"),
            ("Targets.RedshiftDataParameters", "statements of Redshift; not yet"),
            ("Targets.SageMakerPipelineParameters", "pipelines of SageMaker; not yet"),
            ("Targets.AppSyncParameters", "queries of AppSync; not yet"),
        ],
        ..crate::facts::FACTS
    } }
}

fn is_schedule(text: &str) -> bool {
    let inside = |begin: &str| text.strip_prefix(begin)?.strip_suffix(')');
    text.len() <= 256 && (inside("rate(").is_some_and(is_rate) || inside("cron(").is_some_and(is_events_cron))
}

/// AWS takes one minute and two minutes, and neither one minutes nor two minute.
fn is_rate(text: &str) -> bool {
    let Some((number, unit)) = text.trim().split_once(' ') else { return false };
    let units = ["minute", "hour", "day"];
    match number.parse::<u64>() {
        Ok(0) | Err(_) => false,
        Ok(1) => units.contains(&unit.trim_start()),
        Ok(_) => unit.trim_start().strip_suffix('s').is_some_and(|unit| units.contains(&unit)),
    }
}

fn is_bus(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    (1..=256).contains(&text.len()) && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::is_schedule;

    #[test]
    fn what_aws_takes_is_a_schedule() {
        for text in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(1 hour)",
            "rate(7 days)",
            "cron(0 8 ? * MON-FRI *)",
            "cron(15 10 * * ? *)",
            "cron(0/5 8-17 ? * MON-FRI *)",
        ] {
            assert!(is_schedule(text), "{text}");
        }
    }

    #[test]
    fn what_aws_refuses_is_none() {
        for text in [
            "rate(1 minutes)",
            "rate(5 minute)",
            "rate(0 minutes)",
            "rate(5 seconds)",
            "rate(minutes)",
            "rate(5minutes)",
            "rate()",
            "cron(0 8 * * *)",
            "cron(0 8 * * * *)",
            "cron(0 8 1 * MON *)",
            "cron(0 8 ? * ? *)",
            "5 minutes",
            "cron(0 8 ? * MON-FRI *",
        ] {
            assert!(!is_schedule(text), "{text}");
        }
    }
}
