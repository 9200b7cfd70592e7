//! Where a balancer stands: AWS takes subnets, or subnets with fixed addresses, not both.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::types::{AvailabilityZone, SubnetMapping as Mapping};
use scaffold_kinds::Ref;
use scaffold_kinds::elbv2::SubnetMapping;
use scaffold_model::Value;

use crate::found::{table, text};

/// What is asked for.
pub(crate) struct SubnetsWanted<'a> {
    subnets: &'a BTreeSet<Ref>,
    mappings: &'a BTreeSet<SubnetMapping>,
}

impl<'a> SubnetsWanted<'a> {
    pub fn of(subnets: &'a BTreeSet<Ref>, mappings: &'a BTreeSet<SubnetMapping>) -> Self {
        Self { subnets, mappings }
    }

    /// Subnets alone.
    pub fn plain(&self) -> Option<Vec<String>> {
        let plain = || self.subnets.iter().map(|subnet| subnet.0.clone()).collect();
        self.mappings.is_empty().then(plain)
    }

    /// Every subnet, with its address where it has one.
    pub fn mapped(&self) -> Option<Vec<Mapping>> {
        let mapped = |subnet: &Ref| {
            let fixed = self.mappings.iter().find(|mapping| mapping.subnet == *subnet);
            let address = |of: fn(&SubnetMapping) -> Option<&String>| fixed.and_then(of).cloned();
            Mapping::builder()
                .subnet_id(&subnet.0)
                .set_allocation_id(address(|it| it.elastic_ip.as_ref().map(|eip| &eip.0)))
                .set_private_ipv4_address(address(|it| it.private_ipv4_address.as_ref()))
                .build()
        };
        (!self.mappings.is_empty()).then(|| self.subnets.iter().map(mapped).collect())
    }
}

/// The fixed addresses of a balancer.
pub(crate) fn mappings_in(zones: &[AvailabilityZone]) -> Value {
    let in_zone = |zone: &AvailabilityZone| {
        let subnet = zone.subnet_id().map(str::to_owned);
        let mapped = zone.load_balancer_addresses().iter().filter_map(move |address| {
            let fixed = match (address.allocation_id(), address.private_ipv4_address()) {
                (Some(id), _) if !id.is_empty() => ("elastic_ip", text(Some(id))),
                (_, Some(ip)) if !ip.is_empty() => ("private_ipv4_address", text(Some(ip))),
                _ => return None,
            };
            Some(table([("subnet", text(subnet.as_deref())), fixed]))
        });
        mapped.collect::<Vec<Value>>()
    };
    Value::List(zones.iter().flat_map(in_zone).collect())
}
