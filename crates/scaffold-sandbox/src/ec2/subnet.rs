use ipnet::IpNet;
use scaffold_model::Value;

use super::vpc::check_inside;
use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Its ranges lie in its VPC's and overlap no other's.
pub struct Subnet;

impl Rib for Subnet {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.subnet",
            arn: "subnet",
            list: "DescribeSubnets",
            delete: "DeleteSubnet",
            not_found: "InvalidSubnetID.NotFound",
            ..WORDS
        }
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        if record.value("availability_zone").is_null() {
            let mut zones = place.zones();
            let index = scattered(record.key.id.as_str(), zones.len() as u64);
            let zone = usize::try_from(index).unwrap_or(0);
            record.set("availability_zone", Value::text(zones.swap_remove(zone)));
        }
        if record.value("private_dns_hostname_type").is_null() {
            let native = record.value("ipv6_native").as_bool() == Some(true);
            let named_by = if native { "resource-name" } else { "ip-name" };
            record.set("private_dns_hostname_type", Value::from(named_by));
        }
        Ok(())
    }

    fn check(
        &self,
        place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let zone = after.text("availability_zone").unwrap_or_default();
        if before.is_none() && !place.zones().iter().any(|known| known == zone) {
            let zones = place.zones().join(", ");
            let message = format!(
                "Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: {zones}."
            );
            return Err(Refusal::invalid("InvalidParameterValue", message));
        }
        let vpc = after.text("vpc").unwrap_or_default();
        if let Some(vpc) = state.find("ec2.vpc", vpc) {
            check_inside(vpc, after)?;
        }
        for sibling in state.namers_of_kind("ec2.subnet", vpc).filter(|sibling| sibling.key != after.key) {
            if let Some(range) = conflict(sibling, after) {
                let message =
                    format!("The CIDR '{range}' conflicts with another subnet ({})", sibling.key.id);
                return Err(Refusal::invalid("InvalidSubnet.Conflict", message));
            }
        }
        let assigns = after.value("assign_ipv6_address_on_creation").as_bool() == Some(true);
        if assigns && after.value("ipv6_cidr_block").is_null() {
            let message = format!("the subnet {} has no IPv6 range to assign addresses from", after.key.id);
            return Err(Refusal::invalid("InvalidParameterValue", message));
        }
        Ok(())
    }

    fn clears_first(&self, attribute: &str) -> bool {
        attribute == "ipv6_cidr_block"
    }
}

/// The range of the second subnet that overlaps one of the first.
fn conflict<'a>(sibling: &Record, subnet: &'a Record) -> Option<&'a str> {
    ["cidr_block", "ipv6_cidr_block"].into_iter().find_map(|name| {
        let own = subnet.text(name)?;
        let (one, other): (IpNet, IpNet) = (own.parse().ok()?, sibling.text(name)?.parse().ok()?);
        (one.contains(&other) || other.contains(&one)).then_some(own)
    })
}
