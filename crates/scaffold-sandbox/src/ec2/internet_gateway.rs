use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::Rib;
use crate::state::State;

/// Attached after it is made, detached before it is deleted.
pub struct InternetGateway;

impl Rib for InternetGateway {
    fn kind(&self) -> &'static str {
        "ec2.internet_gateway"
    }

    fn not_found(&self) -> &'static str {
        "InvalidInternetGatewayID.NotFound"
    }

    fn list_and_delete(&self) -> (&'static str, &'static str) {
        ("DescribeInternetGateways", "DeleteInternetGateway")
    }

    fn arn_word(&self) -> &'static str {
        "internet-gateway"
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
