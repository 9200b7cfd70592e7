use crate::record::Record;
use crate::state::State;

/// The VPC that something is in.
pub fn network<'a>(state: &'a State, record: &'a Record) -> Option<&'a str> {
    if record.key.kind.as_str() == "ec2.vpc" {
        return Some(record.key.id.as_str());
    }
    let through = |attribute: &str, kind: &str| state.find(kind, record.text(attribute)?)?.text("vpc");
    let parent = |attribute: &str, kind: &str| network(state, state.find(kind, record.text(attribute)?)?);
    record
        .text("vpc")
        .or_else(|| through("subnet", "ec2.subnet"))
        .or_else(|| through("security_group", "ec2.security_group"))
        .or_else(|| parent("load_balancer", "elbv2.load_balancer"))
        .or_else(|| parent("listener", "elbv2.listener"))
        .or_else(|| record.texts("subnets").find_map(|id| state.find("ec2.subnet", id)?.text("vpc")))
}
