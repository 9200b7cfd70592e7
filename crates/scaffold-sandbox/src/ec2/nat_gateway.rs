use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use scaffold_model::Value;

use crate::network::network;
use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Addresses at the beginning of a subnet that AWS keeps (a fifth, the last, it keeps too).
const KEPT: u32 = 4;

/// Takes an elastic IP until it is gone, and fails without an internet gateway in its VPC.
pub struct NatGateway;

impl Rib for NatGateway {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.nat_gateway",
            arn: "natgateway",
            list: "DescribeNatGateways",
            delete: "DeleteNatGateway",
            not_found: "InvalidNatGatewayID.NotFound",
            ..WORDS
        }
    }

    fn choose(
        &self,
        _place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let state = &*transaction.state;
        if record.value("private_ip_address").is_null()
            && let Some(address) = free_address(state, record)
        {
            record.set("private_ip_address", Value::text(address.to_string()));
        }
        record.set("private_ip", record.value("private_ip_address").clone());
        let address = record.text("elastic_ip").and_then(|id| state.find("ec2.elastic_ip", id));
        if let Some(address) = address {
            record.set("public_ip", address.value("public_ip").clone());
        }
        if record.text("connectivity_type") == Some("public")
            && let Some(vpc) = network(state, record)
            && state.namers_of_kind("ec2.internet_gateway", vpc).next().is_none()
        {
            record.failed =
                Some(format!("Gateway.NotAttached: Network {vpc} has no Internet gateway attached"));
        }
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let addresses = after.text("elastic_ip").into_iter().chain(after.texts("secondary_elastic_ips"));
        for address in addresses {
            let mut holders = state.namers_of_kind(self.words().kind, address);
            if let Some(holder) = holders.find(|holder| holder.key != after.key) {
                let message =
                    format!("Elastic IP address [{address}] is already associated ({})", holder.key.id);
                return Err(Refusal::in_use("Resource.AlreadyAssociated", message));
            }
        }
        if before.is_some() {
            return Ok(());
        }
        let own = after.text("private_ip_address").unwrap_or_default();
        let inside = own
            .parse::<Ipv4Addr>()
            .is_ok_and(|own| subnet_range(state, after).is_some_and(|range| range.contains(&own)));
        if !inside {
            let message = format!("Address {own} does not fall within the subnet's address range");
            return Err(Refusal::invalid("InvalidParameterValue", message));
        }
        let subnet = after.text("subnet").unwrap_or_default();
        let mut siblings = state.namers_of_kind(self.words().kind, subnet);
        match siblings.find(|other| other.text("private_ip_address") == Some(own)) {
            Some(other) => {
                let message = format!("The address {own} is in use by {}", other.key.id);
                Err(Refusal::invalid("InvalidIPAddress.InUse", message))
            }
            None => Ok(()),
        }
    }
}

fn subnet_range(state: &State, record: &Record) -> Option<Ipv4Net> {
    state.find("ec2.subnet", record.text("subnet")?)?.text("cidr_block")?.parse().ok()
}

/// An address of the subnet that no other gateway has. `None` too when there is no such subnet.
fn free_address(state: &State, record: &Record) -> Option<Ipv4Addr> {
    let range = subnet_range(state, record)?;
    let usable = (1_u32 << (32 - u32::from(range.prefix_len()))).saturating_sub(KEPT + 1);
    let taken: Vec<&str> = state
        .namers_of_kind("ec2.nat_gateway", record.text("subnet")?)
        .filter_map(|other| other.text("private_ip_address"))
        .collect();
    let begin = u32::try_from(scattered(record.key.id.as_str(), u64::from(usable))).ok()?;
    (0..usable)
        .map(|offset| Ipv4Addr::from(u32::from(range.network()) + KEPT + (begin + offset) % usable))
        .find(|address| !taken.contains(&address.to_string().as_str()))
}
