//! Who stands behind a network interface.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{NatGatewayState, NetworkInterface};
use scaffold_model::{PhysicalId, User};
use scaffold_provider::Error;

use crate::client::{Ec2, filter, portions};

/// Whoever owns an interface: its id, and what it is in words. None when the owner is gone and the
/// interface only waits to follow.
type Owner = Option<(String, String)>;

impl Ec2 {
    /// Interfaces of a filter (`DescribeNetworkInterfaces`).
    pub async fn interfaces(&self, by: &str, values: &[String]) -> Result<Vec<NetworkInterface>, Error> {
        let mut found = Vec::new();
        for portion in portions(values) {
            let request = self
                .client
                .describe_network_interfaces()
                .filters(filter(by, portion.iter().cloned()))
                .max_results(1000);
            let page = self.list(
                "DescribeNetworkInterfaces",
                |token| request.clone().set_next_token(token).send(),
                |page| (page.network_interfaces, page.next_token),
            );
            found.extend(page.await?);
        }
        Ok(found)
    }

    /// Users by their interfaces: `used` says which of the ids an interface uses.
    pub async fn users_by_interface(
        &self,
        interfaces: Vec<NetworkInterface>,
        used: impl Fn(&NetworkInterface) -> Vec<String>,
    ) -> Result<Vec<User>, Error> {
        let owners = self.managed_owners(&interfaces).await?;
        let mut users = BTreeSet::new();
        for interface in &interfaces {
            let Some((id, what)) = owner(interface, &owners) else { continue };
            for used in used(interface) {
                users.insert(User {
                    used: PhysicalId::new(used),
                    id: PhysicalId::new(id.clone()),
                    what: what.clone(),
                });
            }
        }
        Ok(users.into_iter().collect())
    }

    /// Owners of the interfaces that belong to NAT gateways and endpoints, by interface: those say
    /// themselves which interfaces are theirs. Two calls for all, none without interfaces.
    async fn managed_owners(
        &self,
        interfaces: &[NetworkInterface],
    ) -> Result<BTreeMap<String, Owner>, Error> {
        let vpcs: BTreeSet<String> =
            interfaces.iter().filter_map(|interface| interface.vpc_id.clone()).collect();
        let vpcs: Vec<String> = vpcs.into_iter().collect();
        let mut owners = BTreeMap::new();
        for portion in portions(&vpcs) {
            let in_vpcs = filter("vpc-id", portion.iter().cloned());
            let gateways = self.client.describe_nat_gateways().filter(in_vpcs.clone()).max_results(1000);
            let gateways = self.list(
                "DescribeNatGateways",
                |token| gateways.clone().set_next_token(token).send(),
                |page| (page.nat_gateways, page.next_token),
            );
            let endpoints = self.client.describe_vpc_endpoints().filters(in_vpcs).max_results(1000);
            let endpoints = self.list(
                "DescribeVpcEndpoints",
                |token| endpoints.clone().set_next_token(token).send(),
                |page| (page.vpc_endpoints, page.next_token),
            );
            let (gateways, endpoints) = tokio::try_join!(gateways, endpoints)?;
            for gateway in gateways {
                let id = gateway.nat_gateway_id.unwrap_or_default();
                let is_gone = gateway.state == Some(NatGatewayState::Deleted);
                for address in gateway.nat_gateway_addresses.unwrap_or_default() {
                    let owner = (!is_gone).then(|| (id.clone(), format!("NAT gateway {id}")));
                    // A deleted gateway stays listed for an hour; a living one may have its interface now.
                    let entry =
                        owners.entry(address.network_interface_id.unwrap_or_default()).or_insert(None);
                    *entry = entry.take().or(owner);
                }
            }
            for endpoint in endpoints {
                let id = endpoint.vpc_endpoint_id.unwrap_or_default();
                for interface in endpoint.network_interface_ids.unwrap_or_default() {
                    owners.insert(interface, Some((id.clone(), format!("VPC endpoint {id}"))));
                }
            }
        }
        Ok(owners)
    }
}

fn owner(interface: &NetworkInterface, managed: &BTreeMap<String, Owner>) -> Owner {
    let id = interface.network_interface_id().unwrap_or_default();
    if let Some(owner) = managed.get(id) {
        return owner.clone();
    }
    if let Some(instance) = interface.attachment().and_then(|attachment| attachment.instance_id()) {
        return Some((instance.to_owned(), format!("instance {instance}")));
    }
    let description = interface.description().unwrap_or_default();
    let of = match description.split_once(' ') {
        Some(("ELB", name)) => format!("network interface {id} of load balancer {name}"),
        _ if description == "RDSNetworkInterface" => format!("network interface {id} of a database"),
        Some(("ElastiCache", name)) => format!("network interface {id} of cache {name}"),
        _ if description.starts_with("AWS Lambda VPC ENI") => {
            format!("network interface {id} of a function ({description})")
        }
        _ if description.is_empty() => format!("network interface {id}"),
        _ => format!("network interface {id} ({description})"),
    };
    Some((id.to_owned(), of))
}

/// Ids as texts, for filters.
pub(crate) fn texts(ids: &[PhysicalId]) -> Vec<String> {
    ids.iter().map(|id| id.as_str().to_owned()).collect()
}
