use scaffold_model::{Value, Values};

use super::actions::{balancers_of, works_on_connections};
use super::arn::{name_by_arn, number, tag_reads};
use crate::place::Place;
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Serves the balancer whose listeners and rules forward to it, and stays while they do. Its targets are there
/// whenever it is.
pub struct TargetGroup;

const TARGETS: &str = "elbv2.targets";

impl Rib for TargetGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elbv2.target_group",
            arn: "targetgroup",
            list: "DescribeTargetGroups",
            delete: "DeleteTargetGroup",
            not_found: "TargetGroupNotFound",
            in_use: "ResourceInUse",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![tag_reads(count), ("DescribeTargetGroupAttributes", count), ("DescribeTargetHealth", count)]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let full = format!("targetgroup/{}/{}", record.name.as_deref().unwrap_or_default(), number(record));
        name_by_arn(place, record, &full);
        record.set("full_name", Value::from(full));
        // It serves whoever forwards to it, whatever was said.
        record.set("load_balancer", Value::Null);
        if record.text("target_type") != Some("lambda") && record.value("ip_address_type").is_null() {
            record.set("ip_address_type", Value::from("ipv4"));
        }
        if works_on_connections(record) {
            let datagrams = record.text("protocol").is_some_and(|protocol| protocol.contains("UDP"));
            let by_address = record.text("target_type") == Some("ip") && !datagrams;
            record.set("terminate_deregistered_connections", Value::from(datagrams));
            record.set("preserve_client_ip", Value::from(!by_address));
            record.set("terminate_unhealthy_connections", Value::from(!datagrams));
            record.set("unhealthy_draining_seconds", Value::from(0));
        }
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        if name.is_empty() || name.len() > 32 {
            let message = format!("Target group name '{name}' cannot be longer than '32' characters");
            return Err(Refusal::invalid("ValidationError", message));
        }
        let health = health_check(after);
        let seconds = |name: &str| health.get(name).and_then(Value::as_integer).unwrap_or(0);
        if seconds("timeout_seconds") >= seconds("interval_seconds") {
            return Err(refuse("Health check interval must be greater than the timeout"));
        }
        let over = |protocol: &str| health.get("protocol").and_then(Value::as_text) == Some(protocol);
        if !works_on_connections(after) && over("TCP") {
            return Err(refuse("Health check protocol 'TCP' is not supported for this target group"));
        }
        check_sharing(after)
    }

    fn operation(&self, _attribute: &str) -> &'static str {
        "ModifyTargetGroup"
    }

    fn made(&self, transaction: &mut Transaction<'_>, record: &Record) {
        let id = record.key.id.as_str();
        let mut targets = transaction.fresh_record(Key::new(TARGETS, id));
        targets.owner = Some(record.key.clone());
        targets.set("target_group", Value::from(id));
        targets.set("id", Value::from(id));
        targets.set("targets", record.value("targets").clone());
        transaction.put(targets);
    }

    fn change_elsewhere(
        &self,
        transaction: &mut Transaction<'_>,
        record: &Record,
        attribute: &str,
        value: &Value,
    ) -> bool {
        let targets = transaction.state.find(TARGETS, record.key.id.as_str()).cloned();
        let Some(mut targets) = targets.filter(|_| attribute == "targets") else { return false };
        targets.set("targets", value.clone());
        transaction.put(targets);
        true
    }

    /// A call says all that there shall be, whatever the group's own record says.
    fn takes_many(&self, operation: &str) -> bool {
        ["RegisterTargets", "ModifyTargetGroup", "ModifyTargetGroupAttributes"].contains(&operation)
    }

    fn view(&self, state: &State, record: &Record, values: &mut Values) {
        values.insert("health_check".to_owned(), Value::Map(health_check(record)));
        let targets = state.find(TARGETS, record.key.id.as_str()).map(|targets| targets.value("targets"));
        let none = || Value::List(Vec::new());
        let targets = targets.filter(|targets| !targets.is_null()).cloned().unwrap_or_else(none);
        values.insert("targets".to_owned(), targets);
        values.remove("load_balancer");
        if let Some(balancer) = balancers_of(state, record.key.id.as_str()).into_iter().next() {
            values.insert("load_balancer".to_owned(), Value::from(balancer));
        }
    }
}

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidConfigurationRequest", message)
}

/// How requests are shared among targets.
fn check_sharing(after: &Record) -> Result<(), Refusal> {
    let slow = after.value("slow_start_seconds").as_integer().unwrap_or(0);
    if (1..30).contains(&slow) {
        return Err(refuse("'slow_start.duration_seconds' must be 0 or between 30 and 900"));
    }
    if slow > 0 && after.text("algorithm").is_some_and(|algorithm| algorithm != "round_robin") {
        return Err(refuse("Slow start is supported with the algorithm round_robin alone"));
    }
    let stickiness = after.value("stickiness").as_map();
    let sticks = stickiness.and_then(|entries| entries.get("type")?.as_text());
    if sticks.is_some_and(|by| (by == "source_ip") != works_on_connections(after)) {
        return Err(refuse("Stickiness type is not supported for target groups with this protocol"));
    }
    let on = |name: &str| after.value(name).as_bool() == Some(true);
    let drains = after.value("unhealthy_draining_seconds").as_integer().unwrap_or(0) > 0;
    if on("terminate_unhealthy_connections") && drains {
        return Err(refuse("Unhealthy targets drain only where their connections are not terminated"));
    }
    Ok(())
}

/// What was said of the health check, and AWS's words for the rest.
fn health_check(record: &Record) -> Values {
    let function = record.text("target_type") == Some("lambda");
    let grpc = record.text("protocol_version") == Some("GRPC");
    let said = record.value("health_check").as_map().cloned().unwrap_or_default();
    let protocol = if works_on_connections(record) { "TCP" } else { "HTTP" };
    let protocol = said.get("protocol").and_then(Value::as_text).unwrap_or(protocol).to_owned();
    let quick = record.text("protocol") == Some("HTTP");
    let mut check = Values::from([
        ("enabled".to_owned(), Value::from(!function)),
        ("interval_seconds".to_owned(), Value::from(if function { 35 } else { 30 })),
        (
            "timeout_seconds".to_owned(),
            Value::from(match (function, quick) {
                (true, _) => 30,
                (false, true) => 6,
                (false, false) => 10,
            }),
        ),
        ("healthy_threshold".to_owned(), Value::from(5)),
        ("unhealthy_threshold".to_owned(), Value::from(if function { 5 } else { 2 })),
    ]);
    if !function {
        check.insert("port".to_owned(), Value::from("traffic-port"));
        check.insert("protocol".to_owned(), Value::from(protocol.as_str()));
    }
    if protocol != "TCP" {
        let path = if grpc { "/AWS.ALB/healthcheck" } else { "/" };
        let codes = match (grpc, works_on_connections(record)) {
            (true, _) => "12",
            (false, true) => "200-399",
            (false, false) => "200",
        };
        check.insert("path".to_owned(), Value::from(path));
        check.insert("matcher".to_owned(), Value::from(codes));
    }
    check.extend(said.into_iter().filter(|(_, value)| !value.is_null()));
    check
}
