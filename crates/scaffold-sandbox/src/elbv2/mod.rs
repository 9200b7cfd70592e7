//! What is particular about kinds of Elastic Load Balancing version 2. One file and one line per kind.

mod actions;
mod listener;
mod listener_rule;
mod load_balancer;
mod target_group;

use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;
use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[
    &load_balancer::LoadBalancer,
    &target_group::TargetGroup,
    &listener::Listener,
    &listener_rule::ListenerRule,
];

/// Tags are asked for 20 resources a call.
fn tag_reads(count: usize) -> (&'static str, usize) {
    ("DescribeTags", count.div_ceil(20))
}

/// The number that AWS ends an ARN with, out of the id that was drawn.
fn number(record: &Record) -> String {
    let drawn = record.key.id.as_str().trim_start_matches("arn:");
    drawn.chars().take(16).collect()
}

/// Gives a record the ARN that ends so: `loadbalancer/app/edge/0123456789abcdef`.
fn name_by_arn(place: &Place, record: &mut Record, tail: &str) {
    let Place { account, region } = place;
    let arn = format!("arn:aws:elasticloadbalancing:{region}:{account}:{tail}");
    record.key.id = PhysicalId::new(arn.as_str());
    record.set("id", Value::text(arn.as_str()));
    record.set("arn", Value::text(arn));
}

/// What stands in an ARN after the account.
fn tail(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or_default()
}
