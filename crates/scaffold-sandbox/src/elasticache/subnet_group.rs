use std::collections::BTreeSet;

use super::terms::{check_name, name_by_arn, wrong_value};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Subnets of one VPC; a cache that stands in it keeps it, and every subnet of it.
pub struct SubnetGroup;

impl Rib for SubnetGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elasticache.subnet_group",
            arn: "subnetgroup",
            list: "DescribeCacheSubnetGroups",
            delete: "DeleteCacheSubnetGroup",
            not_found: "CacheSubnetGroupNotFoundFault",
            in_use: "CacheSubnetGroupInUse",
            named_ids: true,
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count)]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        name_by_arn(place, record, "subnetgroup");
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_name(after, 255)?;
        let vpc = |id: &str| state.find("ec2.subnet", id).and_then(|subnet| subnet.text("vpc"));
        let vpcs: BTreeSet<_> = after.texts("subnets").map(vpc).collect();
        if vpcs.len() != 1 {
            let message = "The subnets of a cache subnet group must be of one VPC, and there must be one";
            return Err(wrong_value(message));
        }
        let is_used = || {
            let id = after.key.id.as_str();
            let kinds = ["elasticache.replication_group", "elasticache.cluster"];
            kinds.iter().any(|kind| state.namers_of_kind(kind, id).next().is_some())
        };
        let is_kept = |subnet: &str| after.texts("subnets").any(|kept| kept == subnet);
        match before.and_then(|before| before.texts("subnets").find(|subnet| !is_kept(subnet))) {
            Some(subnet) if is_used() => Err(Refusal::in_use(
                "SubnetInUse",
                format!("The subnet {subnet} is in use by cache nodes of the group {}", after.key.id),
            )),
            _ => Ok(()),
        }
    }
}
