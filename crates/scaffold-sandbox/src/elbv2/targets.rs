use scaffold_model::{Value, Values};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;

/// Made and gone with its target group.
pub struct Targets;

/// Who calls functions for balancers.
const PRINCIPAL: &str = "elasticloadbalancing.amazonaws.com";

impl Rib for Targets {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elbv2.targets",
            list: "DescribeTargetHealth",
            delete: "DeregisterTargets",
            not_found: "TargetGroupNotFound",
            ..WORDS
        }
    }

    /// One function a group, and only one that the group may call.
    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let group = after.text("target_group").unwrap_or_default();
        let of_functions = state
            .find("elbv2.target_group", group)
            .is_some_and(|group| group.text("target_type") == Some("lambda"));
        if !of_functions {
            return Ok(());
        }
        let ids: Vec<&str> = ids(after.value("targets")).collect();
        if ids.len() > 1 {
            let message = format!("The target group '{group}' can have one Lambda function as its target");
            return Err(Refusal::invalid("TooManyTargets", message));
        }
        match ids.into_iter().find(|function| !may_be_called(state, function, group)) {
            Some(function) => {
                let message = format!(
                    "elasticloadbalancing principal does not have permission to invoke {function} from target group {group}"
                );
                Err(Refusal::invalid("AccessDenied", message))
            }
            None => Ok(()),
        }
    }

    fn view(&self, _state: &State, _record: &Record, values: &mut Values) {
        values.entry("targets".to_owned()).or_insert_with(|| Value::List(Vec::new()));
    }
}

fn ids(targets: &Value) -> impl Iterator<Item = &str> {
    let targets = targets.as_list().unwrap_or_default().iter();
    targets.filter_map(|target| target.as_map()?.get("id")?.as_text())
}

fn may_be_called(state: &State, function: &str, group: &str) -> bool {
    state.of_kind("lambda.permission").any(|permission| {
        permission.text("principal") == Some(PRINCIPAL)
            && permission.text("target") == Some(function)
            && permission.text("source_arn").is_none_or(|source| source == group)
    })
}
