use async_trait::async_trait;
use aws_sdk_ec2::types::{AvailabilityZoneOptInStatus, AvailabilityZoneState};
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup, Value};
use scaffold_provider::{Error, Provider};

use crate::client::{Ec2, filter};
use crate::{
    elastic_ip::ElasticIps, flow_log::FlowLogs, internet_gateway::InternetGateways,
    launch_template::LaunchTemplates, nat_gateway::NatGateways, route_table::RouteTables,
    security_group::SecurityGroups, security_group_rule::SingleRules, security_group_rules::RulesOfGroups,
    subnet::Subnets, vpc::Vpcs, vpc_endpoint::VpcEndpoints,
};

/// EC2 over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(Ec2Service { ec2: Ec2::new(connection) })
}

struct Ec2Service {
    ec2: Ec2,
}

#[async_trait]
impl Service for Ec2Service {
    /// One line a kind, in the order of the registry.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        let ec2 = || self.ec2.clone();
        vec![
            Box::new(Vpcs::new(ec2())),
            Box::new(InternetGateways::new(ec2())),
            Box::new(Subnets::new(ec2())),
            Box::new(ElasticIps::new(ec2())),
            Box::new(NatGateways::new(ec2())),
            Box::new(RouteTables::new(ec2())),
            Box::new(VpcEndpoints::new(ec2())),
            Box::new(SecurityGroups::new(ec2())),
            Box::new(RulesOfGroups::new(ec2())),
            Box::new(SingleRules::new(ec2())),
            Box::new(FlowLogs::new(ec2())),
            Box::new(LaunchTemplates::new(ec2())),
        ]
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Option<Answer>, Error> {
        match lookup {
            Lookup::Zones => {
                let zones = zones(&self.ec2).await?.into_iter().map(Value::text).collect();
                Ok(Some(Answer::Value(Value::List(zones))))
            }
            Lookup::PrefixList { name } => {
                let id = prefix_list(&self.ec2, name).await?;
                Ok(Some(Answer::Value(id.map(Value::text).unwrap_or_default())))
            }
            _ => Ok(None),
        }
    }
}

/// The id of one of AWS's own prefix lists. One call (`DescribeManagedPrefixLists`).
async fn prefix_list(ec2: &Ec2, name: &str) -> Result<Option<String>, Error> {
    let request = ec2
        .client
        .describe_managed_prefix_lists()
        .filters(filter("owner-id", ["AWS"]))
        .filters(filter("prefix-list-name", [name]));
    let answer = ec2.read("DescribeManagedPrefixLists", || request.clone().send()).await?;
    let lists = answer.prefix_lists.unwrap_or_default().into_iter();
    let mut named = lists.filter(|list| list.prefix_list_name.as_deref() == Some(name));
    Ok(named.find_map(|list| list.prefix_list_id))
}

/// Names of the standard zones that can be used, sorted: no local or wavelength zones, which must be
/// opted into. One call (`DescribeAvailabilityZones`).
async fn zones(ec2: &Ec2) -> Result<Vec<String>, Error> {
    let request = ec2
        .client
        .describe_availability_zones()
        .filters(filter("state", ["available"]))
        .filters(filter("zone-type", ["availability-zone"]));
    let answer = ec2.read("DescribeAvailabilityZones", || request.clone().send()).await?;
    let mut names: Vec<String> = answer
        .availability_zones
        .unwrap_or_default()
        .into_iter()
        .filter(|zone| zone.state.as_ref().is_none_or(|state| *state == AvailabilityZoneState::Available))
        .filter(|zone| {
            zone.opt_in_status
                .as_ref()
                .is_none_or(|status| *status == AvailabilityZoneOptInStatus::OptInNotRequired)
        })
        .filter_map(|zone| zone.zone_name)
        .collect();
    names.sort();
    Ok(names)
}
