//! Who stands behind a network interface.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{InstanceStateName, NatGatewayState, NetworkInterface};
use scaffold_aws_core::Connection;
use scaffold_model::{KindName, Owner, PhysicalId, User};
use scaffold_provider::Error;

use crate::client::{Ec2, filter, portions};
use crate::tags;

/// The tag that Auto Scaling gives to instances.
const GROUP_TAG: &str = "aws:autoscaling:groupName";

/// Whoever holds an interface: its id, and what it is in words.
#[derive(Clone)]
struct Holder {
    id: String,
    what: String,
    /// Who the description names, which may be gone already.
    owner: Option<Owner>,
}

impl Holder {
    fn new(id: impl Into<String>, what: String) -> Self {
        Self { id: id.into(), what, owner: None }
    }
}

/// None when the holder is gone and the interface only waits to follow.
type Held = Option<Holder>;

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
        let managed = self.managed_holders(&interfaces).await?;
        let instances = self.holders_of_instances(&interfaces).await?;
        let holders = Holders { managed, instances, connection: self.connection() };
        let mut users = BTreeSet::new();
        for interface in &interfaces {
            let Some(Holder { id, what, owner }) = holders.of(interface) else { continue };
            for used in used(interface) {
                let user = User::new(&PhysicalId::new(used), PhysicalId::new(id.clone()), what.clone());
                users.insert(User { owner: owner.clone(), ..user });
            }
        }
        Ok(users.into_iter().collect())
    }

    /// Who stands behind instances: the scaling group that launched one, which its tag tells, or itself.
    /// One call for all, none without instances.
    async fn holders_of_instances(
        &self,
        interfaces: &[NetworkInterface],
    ) -> Result<BTreeMap<String, Held>, Error> {
        let instances: BTreeSet<String> = interfaces.iter().filter_map(instance).map(str::to_owned).collect();
        let instances: Vec<String> = instances.into_iter().collect();
        let mut holders = BTreeMap::new();
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
                let holder = match group {
                    Some(group) => {
                        let what = format!("instance {id} of scaling group {group}");
                        Holder::new(group, what)
                    }
                    None => Holder::new(&id, format!("instance {id}")),
                };
                holders.insert(id, Some(holder).filter(|_| !ends));
            }
        }
        Ok(holders)
    }

    /// Holders of the interfaces that belong to NAT gateways and endpoints, by interface: those say
    /// themselves which interfaces are theirs. Two calls for all, none without interfaces.
    async fn managed_holders(
        &self,
        interfaces: &[NetworkInterface],
    ) -> Result<BTreeMap<String, Held>, Error> {
        let vpcs: BTreeSet<String> =
            interfaces.iter().filter_map(|interface| interface.vpc_id.clone()).collect();
        let vpcs: Vec<String> = vpcs.into_iter().collect();
        let mut holders = BTreeMap::new();
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
                    let holder = (!is_gone).then(|| Holder::new(&id, format!("NAT gateway {id}")));
                    // A deleted gateway stays listed for an hour; a living one may have its interface now.
                    let entry =
                        holders.entry(address.network_interface_id.unwrap_or_default()).or_insert(None);
                    *entry = entry.take().or(holder);
                }
            }
            for endpoint in endpoints {
                let id = endpoint.vpc_endpoint_id.unwrap_or_default();
                for interface in endpoint.network_interface_ids.unwrap_or_default() {
                    let holder = Holder::new(&id, format!("VPC endpoint {id}"));
                    holders.insert(interface, Some(holder));
                }
            }
        }
        Ok(holders)
    }
}

/// What says whose an interface is.
struct Holders<'a> {
    /// Of NAT gateways and endpoints, by interface.
    managed: BTreeMap<String, Held>,
    /// Of instances, by instance.
    instances: BTreeMap<String, Held>,
    connection: &'a Connection,
}

impl Holders<'_> {
    fn of(&self, interface: &NetworkInterface) -> Held {
        let id = interface.network_interface_id().unwrap_or_default();
        if let Some(holder) = self.managed.get(id) {
            return holder.clone();
        }
        if let Some(instance) = instance(interface) {
            let itself = || Some(Holder::new(instance, format!("instance {instance}")));
            return self.instances.get(instance).cloned().unwrap_or_else(itself);
        }
        let description = interface.description().unwrap_or_default();
        if let Some(("ELB", name)) = description.split_once(' ') {
            let balancer = format!("loadbalancer/{name}");
            let arn = self.connection.arn("elasticloadbalancing", None, &balancer);
            return Some(Holder::new(arn, format!("network interface {id} of load balancer {name}")));
        }
        Some(self.service(id, description).unwrap_or_else(|| Holder::new(id, described(id, description))))
    }

    /// The service that an interface works for, which its description tells. Of databases it tells no name.
    fn service(&self, id: &str, description: &str) -> Held {
        if description == "RDSNetworkInterface" {
            let owner = Owner::SomeOf(KindName::new("rds.instance"));
            return Some(owned(id, format!("network interface {id} of a database"), owner));
        }
        if let Some(name) = description.strip_prefix("ElastiCache ") {
            let holder = self.connection.arn("elasticache", None, &format!("cluster:{name}"));
            let what = format!("network interface {id} of cache {name}");
            return Some(owned(holder, what, Owner::Named(name.to_owned())));
        }
        let name = function_of(description.strip_prefix("AWS Lambda VPC ENI-")?);
        let holder = self.connection.arn("lambda", None, &format!("function:{name}"));
        let what =
            format!("network interface {id} of function {name}, which Lambda keeps for up to 20 minutes");
        Some(owned(holder, what, Owner::Named(name.to_owned())))
    }
}

fn owned(id: impl Into<String>, what: String, owner: Owner) -> Holder {
    Holder { owner: Some(owner), ..Holder::new(id, what) }
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
