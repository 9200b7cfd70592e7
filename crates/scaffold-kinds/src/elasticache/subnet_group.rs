use std::collections::BTreeSet;

use scaffold_model::{Facts, Identity, Quota, TextRule, Unique};

use super::{GROUP_NAME, TAGS, facts};
use crate::{Ref, kind};

kind! {
    /// Subnets that caches may stand in.
    pub struct SubnetGroup: "elasticache.subnet_group" {
        /// Subnets of one VPC. One that a node stands in cannot be taken out.
        subnets: BTreeSet<Ref> => required().refers_to("ec2.subnet").created_by(&["SubnetIds"]).modified_by(&["ModifyCacheSubnetGroup.SubnetIds"]),
        /// What it is for.
        description: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(255)).created_by(&["CacheSubnetGroupDescription"]).modified_by(&["ModifyCacheSubnetGroup.CacheSubnetGroupDescription"]),
    }
    outputs {
        /// Its name.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: GROUP_NAME },
        unique: &[Unique { attributes: &["name"], error: "CacheSubnetGroupAlreadyExists" }],
        quota: Some(Quota { limit: 150, within: None, error: "CacheSubnetGroupQuotaExceeded" }),
        left_out: &[TAGS, ("CacheSubnetGroupName", "deterministic, from stack and address")],
        ..facts("CreateCacheSubnetGroup")
    } }
}
