use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;

/// Attached after it is made, detached before it is deleted.
pub struct InternetGateway;

impl Rib for InternetGateway {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.internet_gateway",
            arn: "internet-gateway",
            list: "DescribeInternetGateways",
            delete: "DeleteInternetGateway",
            not_found: "InvalidInternetGatewayID.NotFound",
            ..WORDS
        }
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let Some(left) = before.and_then(|before| before.text("vpc")) else { return Ok(()) };
        if after.text("vpc") == Some(left) {
            return Ok(());
        }
        let mut subnets = state.namers_of_kind("ec2.subnet", left);
        let mapped = subnets.find_map(|subnet| {
            let mut gateways = state.namers_of_kind("ec2.nat_gateway", subnet.key.id.as_str());
            gateways.find(|gateway| !gateway.value("elastic_ip").is_null())
        });
        match mapped {
            Some(gateway) => {
                let message = format!(
                    "Network {left} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway. ({})",
                    gateway.key.id
                );
                Err(Refusal::in_use("DependencyViolation", message))
            }
            None => Ok(()),
        }
    }

    fn clears_first(&self, attribute: &str) -> bool {
        attribute == "vpc"
    }

    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["vpc"]
    }
}
