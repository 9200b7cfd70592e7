//! What AWS puts into every VPC unasked: the default security group, the main route table, the
//! default network ACL.

use std::collections::BTreeMap;

use scaffold_kinds::ec2::VpcDefault;
use scaffold_model::PhysicalId;
use scaffold_provider::{Class, Error};

use crate::client::{Ec2, filter, portions};
use crate::route_table::{LiveTable, routes};
use crate::security_group::LiveGroup;

/// What AWS put into one VPC.
#[derive(Default)]
pub(crate) struct Defaults {
    group: Option<LiveGroup>,
    table: Option<LiveTable>,
    acl: Option<String>,
}

impl Defaults {
    /// Whether the default group has no rules. What cannot be seen is not closed.
    pub fn security_group(&self) -> VpcDefault {
        let is_closed = self
            .group
            .as_ref()
            .is_some_and(|it| it.ip_permissions().is_empty() && it.ip_permissions_egress().is_empty());
        if is_closed { VpcDefault::Closed } else { VpcDefault::Unmanaged }
    }

    /// Whether the main table has no routes of anybody's: local, propagated and endpoint routes are AWS's.
    pub fn route_table(&self) -> VpcDefault {
        let is_closed = self.table.as_ref().is_some_and(|table| routes(table).is_empty());
        if is_closed { VpcDefault::Closed } else { VpcDefault::Unmanaged }
    }

    pub fn security_group_id(&self) -> Option<String> {
        self.group.as_ref().and_then(|group| group.group_id.clone())
    }

    pub fn route_table_id(&self) -> Option<String> {
        self.table.as_ref().and_then(|table| table.route_table_id.clone())
    }

    pub fn network_acl_id(&self) -> Option<String> {
        self.acl.clone()
    }
}

impl Ec2 {
    /// The defaults of VPCs, by VPC: three lists for every 200 VPCs, side by side.
    pub async fn defaults_of(&self, vpcs: &[String]) -> Result<BTreeMap<String, Defaults>, Error> {
        let mut defaults: BTreeMap<String, Defaults> = BTreeMap::new();
        for portion in portions(vpcs) {
            let of = || filter("vpc-id", portion.iter().cloned());
            let groups = self.groups(vec![of(), filter("group-name", ["default"])]);
            let tables = self
                .client
                .describe_route_tables()
                .filters(of())
                .filters(filter("association.main", ["true"]))
                .max_results(100);
            let tables = self.list(
                "DescribeRouteTables",
                |token| tables.clone().set_next_token(token).send(),
                |page| (page.route_tables, page.next_token),
            );
            let acls = self.client.describe_network_acls().filters(of()).filters(filter("default", ["true"]));
            let acls = acls.max_results(1000);
            let acls = self.list(
                "DescribeNetworkAcls",
                |token| acls.clone().set_next_token(token).send(),
                |page| (page.network_acls, page.next_token),
            );
            let (groups, tables, acls) = tokio::try_join!(groups, tables, acls)?;
            for group in groups.into_iter().filter(|group| group.group_name() == Some("default")) {
                let vpc = group.vpc_id.clone().unwrap_or_default();
                defaults.entry(vpc).or_default().group = Some(group);
            }
            for table in tables.into_iter().filter(is_main) {
                let vpc = table.vpc_id.clone().unwrap_or_default();
                defaults.entry(vpc).or_default().table = Some(table);
            }
            for acl in acls.into_iter().filter(|acl| acl.is_default().unwrap_or_default()) {
                defaults.entry(acl.vpc_id.unwrap_or_default()).or_default().acl = acl.network_acl_id;
            }
        }
        Ok(defaults)
    }

    async fn defaults_of_one(&self, vpc: &PhysicalId) -> Result<Defaults, Error> {
        let id = vpc.as_str().to_owned();
        Ok(self.defaults_of(std::slice::from_ref(&id)).await?.remove(&id).unwrap_or_default())
    }

    /// Takes every rule from the default security group.
    pub async fn close_default_group(&self, vpc: &PhysicalId) -> Result<(), Error> {
        const LIST: &str = "DescribeSecurityGroups";
        let look = || async {
            let defaults = self.defaults_of_one(vpc).await?;
            Ok(defaults.security_group_id().map(|_| defaults))
        };
        let unseen =
            || self.error(Class::NotYetVisible, LIST, format!("the default group of {vpc} cannot be seen"));
        let defaults = self.until_seen(look).await?.ok_or_else(unseen)?;
        if defaults.security_group() == VpcDefault::Closed {
            return Ok(());
        }
        let group = defaults.group.ok_or_else(unseen)?;
        let rules = self.rules_as_in(&group).await?;
        let group = PhysicalId::new(group.group_id.unwrap_or_default());
        for is_egress in [false, true] {
            let side = rules.iter().filter(|rule| rule.is_egress().unwrap_or_default() == is_egress);
            let ids = side.filter_map(|rule| rule.security_group_rule_id.clone()).collect();
            self.revoke_rules(&group, is_egress, ids).await?;
        }
        Ok(())
    }

    /// Takes every route that somebody made from the main route table.
    pub async fn close_main_table(&self, vpc: &PhysicalId) -> Result<(), Error> {
        let defaults = self.defaults_of_one(vpc).await?;
        let Some(table) = defaults.table else {
            let message = format!("{vpc} has no main route table that can be seen");
            return Err(self.error(Class::Gone, "DescribeRouteTables", message));
        };
        let id = PhysicalId::new(table.route_table_id.clone().unwrap_or_default());
        for route in routes(&table) {
            self.delete_route(&id, &route).await?;
        }
        Ok(())
    }
}

fn is_main(table: &LiveTable) -> bool {
    table.associations().iter().any(|association| association.main().unwrap_or_default())
}
