use std::collections::BTreeSet;

use scaffold_model::{Lifecycle, Value};

use crate::place::{Place, scattered};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// What AWS says where a request names no policy.
const FULL_ACCESS: &str = r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

/// One gateway endpoint a service and table; private names once a VPC; one interface a zone.
pub struct VpcEndpoint;

impl Rib for VpcEndpoint {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.vpc_endpoint",
            arn: "vpc-endpoint",
            list: "DescribeVpcEndpoints",
            delete: "DeleteVpcEndpoints",
            not_found: "InvalidVpcEndpointId.NotFound",
            ..WORDS
        }
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        if record.value("policy").is_null() {
            record.set("policy", Value::from(FULL_ACCESS));
        }
        if record.value("service_region").is_null() {
            record.set("service_region", Value::from(place.region.as_str()));
        }
        if record.value("ip_address_type").is_null() {
            record.set("ip_address_type", Value::from("ipv4"));
        }
        let service = record.text("service_name").unwrap_or_default().to_owned();
        if is_gateway(record) {
            let number = scattered(&service, 1 << 32);
            record.set("prefix_list_id", Value::text(format!("pl-{number:08x}")));
        } else {
            let short = service.rsplit('.').next().unwrap_or_default();
            let name =
                format!("{}-{}.{short}.{}.vpce.amazonaws.com", record.key.id, "0a1b2c3d", place.region);
            record.set("dns_name", Value::text(name));
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
        let service = after.text("service_name").unwrap_or_default();
        let region = after.text("service_region").unwrap_or(&place.region);
        let ours = format!("com.amazonaws.{region}.");
        let vendors = format!("com.amazonaws.vpce.{region}.");
        let gateway = ["s3", "dynamodb"].map(|name| format!("{ours}{name}"));
        let known = if is_gateway(after) {
            gateway.iter().any(|name| name == service)
        } else {
            service.starts_with(&ours) || service.starts_with(&vendors)
        };
        if before.is_none() && !known {
            let message = format!("The Vpc Endpoint Service '{service}' does not exist");
            return Err(Refusal::invalid("InvalidServiceName", message));
        }
        check_zones(state, after)?;
        let vpc = after.text("vpc").unwrap_or_default();
        let siblings = state
            .namers_of_kind(self.words().kind, vpc)
            .filter(|other| other.key != after.key && other.text("service_name") == Some(service));
        for sibling in siblings {
            if let Some(table) = after
                .texts("route_tables")
                .find(|table| sibling.texts("route_tables").any(|held| held == *table))
            {
                let message = format!(
                    "route table {table} already has a route with destination-prefix-list-id of {service}"
                );
                return Err(Refusal::invalid("RouteAlreadyExists", message));
            }
            if private_dns(after) && private_dns(sibling) {
                let message = format!(
                    "private-dns-enabled cannot be set because there is already a conflicting DNS domain for {service} in the VPC {vpc}"
                );
                return Err(Refusal::in_use("InvalidParameter", message));
            }
        }
        check_names(state, after, vpc)
    }

    /// Only interfaces take their time.
    fn lifecycle(&self, record: &Record, declared: Lifecycle) -> Lifecycle {
        if is_gateway(record) { Lifecycle::default() } else { declared }
    }
}

fn is_gateway(record: &Record) -> bool {
    record.text("endpoint_type") == Some("Gateway")
}

fn private_dns(record: &Record) -> bool {
    record.value("private_dns").as_bool() == Some(true)
}

fn check_zones(state: &State, after: &Record) -> Result<(), Refusal> {
    let mut zones = BTreeSet::new();
    let subnets = after.texts("subnets").filter_map(|id| state.find("ec2.subnet", id));
    for zone in subnets.filter_map(|subnet| subnet.text("availability_zone")) {
        if !zones.insert(zone) {
            let message = format!("Found another VPC endpoint subnet in the availability zone {zone}");
            return Err(Refusal::invalid("DuplicateSubnetsInSameZone", message));
        }
    }
    Ok(())
}

fn check_names(state: &State, after: &Record, vpc: &str) -> Result<(), Refusal> {
    let Some(vpc) = state.find("ec2.vpc", vpc).filter(|_| private_dns(after)) else { return Ok(()) };
    if ["dns_support", "dns_hostnames"].iter().any(|name| vpc.value(name).as_bool() != Some(true)) {
        let message = format!(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {}",
            vpc.key.id
        );
        return Err(Refusal::invalid("InvalidParameter", message));
    }
    Ok(())
}
