use std::collections::BTreeSet;

use super::group::{check_group_name, name_by_arn};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Covers two zones of one VPC at least.
pub struct SubnetGroup;

impl Rib for SubnetGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "rds.subnet_group",
            arn: "subgrp",
            list: "DescribeDBSubnetGroups",
            delete: "DeleteDBSubnetGroup",
            not_found: "DBSubnetGroupNotFoundFault",
            in_use: "InvalidDBSubnetGroupStateFault",
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
        name_by_arn(place, record, self.words().arn);
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_group_name(after, " ._")?;
        let subnets = || after.texts("subnets").filter_map(|id| state.find("ec2.subnet", id));
        let networks: BTreeSet<&str> = subnets().filter_map(|subnet| subnet.text("vpc")).collect();
        if networks.len() > 1 {
            let message = "The subnets are not all in the same VPC";
            return Err(Refusal::invalid("InvalidSubnet", message));
        }
        let zones: BTreeSet<&str> = subnets().filter_map(|subnet| subnet.text("availability_zone")).collect();
        if zones.len() < 2 {
            let message = "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ \
                           coverage is less than two. Add subnets to cover at least 2 AZs";
            return Err(Refusal::invalid("DBSubnetGroupDoesNotCoverEnoughAZs", message));
        }
        Ok(())
    }
}
