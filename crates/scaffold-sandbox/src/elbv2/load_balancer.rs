use std::collections::BTreeSet;

use scaffold_model::Value;

use super::arn::{name_by_arn, number, tag_reads};
use crate::network::network;
use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Who writes the logs of application balancers.
const LOG_DELIVERY: &str = "logdelivery.elasticloadbalancing.amazonaws.com";

/// Stands in one subnet a zone, an application balancer in two zones at least. Its listeners go with it.
pub struct LoadBalancer;

impl Rib for LoadBalancer {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elbv2.load_balancer",
            arn: "loadbalancer",
            list: "DescribeLoadBalancers",
            delete: "DeleteLoadBalancer",
            not_found: "LoadBalancerNotFound",
            in_use: "ResourceInUse",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![tag_reads(count), ("DescribeLoadBalancerAttributes", count)]
    }

    fn takes_along(&self) -> &'static [&'static str] {
        &["elbv2.listener"]
    }

    fn choose(
        &self,
        place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let (name, number) = (record.name.clone().unwrap_or_default(), number(record));
        let inside = record.text("scheme") == Some("internal");
        let region = &place.region;
        if is_network(record) {
            let full = format!("net/{name}/{number}");
            name_by_arn(place, record, &format!("loadbalancer/{full}"));
            record.set("full_name", Value::from(full));
            record.set("dns_name", Value::from(format!("{name}-{number}.elb.{region}.amazonaws.com")));
            record.set("zone_id", Value::from("Z26RNL4JYFTOTI"));
        } else {
            let full = format!("app/{name}/{number}");
            name_by_arn(place, record, &format!("loadbalancer/{full}"));
            record.set("full_name", Value::from(full));
            let number = scattered(&number, 2_000_000_000);
            let begin = if inside { "internal-" } else { "" };
            record.set("dns_name", Value::from(format!("{begin}{name}-{number}.{region}.elb.amazonaws.com")));
            record.set("zone_id", Value::from("Z35SXDOTRQ7X7K"));
        }
        let state = &*transaction.state;
        let vpc = network(state, record).and_then(|vpc| state.find("ec2.vpc", vpc));
        if !is_network(record) && record.texts("security_groups").next().is_none() {
            let group = vpc.map(|vpc| vpc.value("default_security_group_id").clone());
            record.set("security_groups", group.map_or(Value::Null, |group| Value::List(vec![group])));
        }
        if is_network(record) && record.texts("security_groups").next().is_some() {
            record.set("enforce_security_groups_on_private_link", Value::from(true));
        }
        record.set("ipv6_deny_all_igw_traffic", Value::from(inside));
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        if name.is_empty() || name.len() > 32 || name.starts_with("internal-") {
            return Err(Refusal::invalid(
                "ValidationError",
                format!("The load balancer name '{name}' is invalid"),
            ));
        }
        check_zones(state, after)?;
        check_way_out(state, before, after)?;
        check_groups(before, after)?;
        check_mappings(before, after)?;
        check_logs(state, after)?;
        let extra = |record: &Record| record.value("secondary_ips_per_subnet").as_integer().unwrap_or(0);
        if before.is_some_and(|before| extra(before) > extra(after)) {
            return Err(wrong("The number of secondary IP addresses per subnet cannot be decreased"));
        }
        Ok(())
    }
}

/// AWS writes a file to the bucket first. Of a bucket that is not here nothing is known.
fn check_logs(state: &State, after: &Record) -> Result<(), Refusal> {
    let logs = after.value("access_logs").as_map();
    let Some(bucket) = logs.and_then(|logs| logs.get("bucket")?.as_text()) else { return Ok(()) };
    if state.find("s3.bucket", bucket).is_none() {
        return Ok(());
    }
    let policy = state.find("s3.bucket_policy", bucket).and_then(|policy| policy.text("policy"));
    let principal = if is_network(after) { "delivery.logs.amazonaws.com" } else { LOG_DELIVERY };
    if policy.is_some_and(|policy| policy.contains(principal)) {
        return Ok(());
    }
    Err(wrong(format!("Access Denied for bucket: {bucket}. Please check S3bucket permission")))
}

fn wrong(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidConfigurationRequest", message)
}

pub(super) fn is_network(record: &Record) -> bool {
    record.text("type") == Some("network")
}

fn check_zones(state: &State, after: &Record) -> Result<(), Refusal> {
    let subnets = || after.texts("subnets").filter_map(|id| state.find("ec2.subnet", id));
    let mut zones = BTreeSet::new();
    for zone in subnets().filter_map(|subnet| subnet.text("availability_zone")) {
        if !zones.insert(zone) {
            let message =
                "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
            return Err(wrong(message));
        }
    }
    let least = if is_network(after) { 1 } else { 2 };
    if zones.len() < least {
        let message = "At least two subnets in two different Availability Zones must be specified";
        return Err(Refusal::invalid("ValidationError", message));
    }
    let both = after.text("ip_address_type") != Some("ipv4");
    match subnets().find(|subnet| both && subnet.value("ipv6_cidr_block").is_null()) {
        Some(subnet) => Err(wrong(format!("The subnet {} has no IPv6 CIDR block", subnet.key.id))),
        None => Ok(()),
    }
}

/// One that the internet reaches needs a gateway, when it is made.
fn check_way_out(state: &State, before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
    if before.is_some() || after.text("scheme") != Some("internet-facing") {
        return Ok(());
    }
    match network(state, after) {
        Some(vpc) if state.namers_of_kind("ec2.internet_gateway", vpc).next().is_none() => {
            Err(Refusal::in_use("InvalidSubnet", format!("VPC {vpc} has no internet gateway")))
        }
        _ => Ok(()),
    }
}

fn check_groups(before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
    let some = |record: &Record| record.texts("security_groups").next().is_some();
    if !is_network(after) && !some(after) {
        return Err(wrong("At least one security group must be specified"));
    }
    if is_network(after) && before.is_some_and(|before| some(before) != some(after)) {
        let message = "You cannot set security groups on a load balancer that was created without them, or take them all";
        return Err(wrong(message));
    }
    Ok(())
}

/// A fixed address belongs to a subnet of the balancer, and stays while the subnet does.
fn check_mappings(before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
    let subnet = |mapping: &Value| {
        mapping.as_map().and_then(|entries| entries.get("subnet")?.as_text().map(str::to_owned))
    };
    let mappings = |record: &Record| record.value("subnet_mappings").as_list().unwrap_or_default().to_vec();
    let stands_in = |record: &Record, id: &str| record.texts("subnets").any(|own| own == id);
    for mapping in mappings(after) {
        let id = subnet(&mapping).unwrap_or_default();
        if !stands_in(after, &id) {
            return Err(wrong(format!("The subnet {id} is not one of the load balancer's")));
        }
        let had = before.filter(|before| stands_in(before, &id));
        if had.is_some_and(|before| !mappings(before).contains(&mapping)) {
            return Err(wrong(format!("The address in the subnet {id} cannot be changed")));
        }
    }
    Ok(())
}
