//! Who stands behind a network interface.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{InstanceStateName, NatGatewayState, NetworkInterface};
use scaffold_aws_core::Connection;
use scaffold_model::{PhysicalId, User};
use scaffold_provider::Error;

use crate::client::{Ec2, filter, portions};
use crate::tags;

/// The tag that Auto Scaling gives to instances.
const GROUP_TAG: &str = "aws:autoscaling:groupName";

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
        let managed = self.managed_owners(&interfaces).await?;
        let instances = self.owners_of_instances(&interfaces).await?;
        let owners = Owners { managed, instances, connection: self.connection() };
        let mut users = BTreeSet::new();
        for interface in &interfaces {
            let Some((id, what)) = owners.of(interface) else { continue };
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

    /// Who stands behind instances: the scaling group that launched one, which its tag tells, or itself.
    /// One call for all, none without instances.
    async fn owners_of_instances(
        &self,
        interfaces: &[NetworkInterface],
    ) -> Result<BTreeMap<String, Owner>, Error> {
        let instances: BTreeSet<String> = interfaces.iter().filter_map(instance).map(str::to_owned).collect();
        let instances: Vec<String> = instances.into_iter().collect();
        let mut owners = BTreeMap::new();
        for portion in portions(&instances) {
            let by_id = filter("instance-id", portion.iter().cloned());
            let request = self.client.describe_instances().filters(by_id).max_results(1000);
            let reservations = self.list(
                "DescribeInstances",
                |token| request.clone().set_next_token(token).send(),
                |page| (page.reservations, page.next_token),
            );
            let reservations = reservations.await?;
            for instance in reservations.into_iter().flat_map(|found| found.instances.unwrap_or_default()) {
                let group = tags::read(instance.tags.as_ref()).remove(GROUP_TAG);
                let id = instance.instance_id.unwrap_or_default();
                let ends = instance.state.and_then(|state| state.name).is_some_and(|state| {
                    matches!(state, InstanceStateName::ShuttingDown | InstanceStateName::Terminated)
                });
                let owner = match group {
                    Some(group) => (group.clone(), format!("instance {id} of scaling group {group}")),
                    None => (id.clone(), format!("instance {id}")),
                };
                owners.insert(id, Some(owner).filter(|_| !ends));
            }
        }
        Ok(owners)
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

/// What says whose an interface is.
struct Owners<'a> {
    /// Of NAT gateways and endpoints, by interface.
    managed: BTreeMap<String, Owner>,
    /// Of instances, by instance.
    instances: BTreeMap<String, Owner>,
    connection: &'a Connection,
}

impl Owners<'_> {
    fn of(&self, interface: &NetworkInterface) -> Owner {
        let id = interface.network_interface_id().unwrap_or_default();
        if let Some(owner) = self.managed.get(id) {
            return owner.clone();
        }
        if let Some(instance) = instance(interface) {
            let itself = || Some((instance.to_owned(), format!("instance {instance}")));
            return self.instances.get(instance).cloned().unwrap_or_else(itself);
        }
        let description = interface.description().unwrap_or_default();
        if let Some(("ELB", name)) = description.split_once(' ') {
            let balancer = format!("loadbalancer/{name}");
            let arn = self.connection.arn("elasticloadbalancing", None, &balancer);
            return Some((arn, format!("network interface {id} of load balancer {name}")));
        }
        Some(self.service(id, description).unwrap_or_else(|| (id.to_owned(), described(id, description))))
    }

    /// The service that an interface works for, which its description tells: whoever it is by ARN. Databases are told
    /// without their names, and so all of them are meant.
    fn service(&self, id: &str, description: &str) -> Option<(String, String)> {
        let arn = |service: &str, tail: String| self.connection.arn(service, None, &tail);
        if description == "RDSNetworkInterface" {
            return Some((arn("rds", "db:*".to_owned()), format!("network interface {id} of a database")));
        }
        if let Some(name) = description.strip_prefix("ElastiCache ") {
            return Some((
                arn("elasticache", format!("cluster:{name}")),
                format!("network interface {id} of cache {name}"),
            ));
        }
        let name = function_of(description.strip_prefix("AWS Lambda VPC ENI-")?);
        Some((
            arn("lambda", format!("function:{name}")),
            format!("network interface {id} of function {name}, which Lambda keeps for up to 20 minutes"),
        ))
    }
}

/// A function's name without the UUID that Lambda puts behind it.
fn function_of(tail: &str) -> &str {
    const UUID: usize = 36;
    let (name, uuid) = tail.split_at_checked(tail.len().saturating_sub(UUID + 1)).unwrap_or((tail, ""));
    let is_uuid = uuid.len() == UUID + 1 && uuid.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    if is_uuid { name } else { tail }
}

fn described(id: &str, description: &str) -> String {
    if description.is_empty() {
        format!("network interface {id}")
    } else {
        format!("network interface {id} ({description})")
    }
}

fn instance(interface: &NetworkInterface) -> Option<&str> {
    interface.attachment().and_then(|attachment| attachment.instance_id())
}

/// Ids as texts, for filters.
pub(crate) fn texts(ids: &[PhysicalId]) -> Vec<String> {
    ids.iter().map(|id| id.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::function_of;

    #[test]
    fn the_uuid_behind_a_functions_name_is_none_of_it() {
        for name in ["shop-api-0123abcd", "a", "worker-of-jobs"] {
            assert_eq!(function_of(&format!("{name}-0a1b2c3d-0a1b-4c3d-8e5f-0a1b2c3d4e5f")), name);
            assert_eq!(function_of(name), name, "not every description has one");
        }
    }
}
