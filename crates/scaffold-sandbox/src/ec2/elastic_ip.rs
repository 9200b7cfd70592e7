use std::net::Ipv4Addr;

use scaffold_model::Value;
use scaffold_provider::Class;

use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::store::Transaction;

/// Addresses of the range for benchmarks (RFC 2544), which the internet does not carry.
const FIRST: u32 = u32::from_be_bytes([198, 18, 0, 0]);
const COUNT: u64 = 1 << 17;

/// An address that nobody else has, and never had.
pub struct ElasticIp;

impl Rib for ElasticIp {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.elastic_ip",
            arn: "elastic-ip",
            list: "DescribeAddresses",
            delete: "ReleaseAddress",
            not_found: "InvalidAllocationID.NotFound",
            in_use: "InvalidIPAddress.InUse",
            ..WORDS
        }
    }

    fn choose(
        &self,
        place: &Place,
        transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let address = match record.text("address") {
            Some(address) => {
                let taken = |other: &Record| other.text("public_ip") == Some(address);
                if address.parse::<Ipv4Addr>().is_err()
                    || transaction.state.of_kind(self.words().kind).any(taken)
                {
                    let message = format!("Address '{address}' is not available");
                    return Err(Refusal::invalid("InvalidAddress.NotFound", message));
                }
                address.to_owned()
            }
            None => fresh_address(transaction, record.key.id.as_str())?,
        };
        record.set("public_ip", Value::from(address.as_str()));
        record.set("address", Value::from(address));
        if record.value("public_ipv4_pool").is_null() {
            record.set("public_ipv4_pool", Value::from("amazon"));
        }
        if record.value("network_border_group").is_null() {
            record.set("network_border_group", Value::from(place.region.as_str()));
        }
        Ok(())
    }
}

fn fresh_address(transaction: &mut Transaction<'_>, id: &str) -> Result<String, Refusal> {
    let begin = scattered(id, COUNT);
    for offset in 0..COUNT {
        let number = u32::try_from((begin + offset) % COUNT).unwrap_or(0);
        let address = Ipv4Addr::from(FIRST + number).to_string();
        if transaction.claim(&address) {
            return Ok(address);
        }
    }
    Err(Refusal::new(Class::Quota, "InsufficientAddressCapacity", "the sandbox has no address left"))
}
