use std::collections::BTreeSet;

use scaffold_model::{Facts, Identity, Quota, TextRule, Unique};

use super::{TAGS, facts};
use crate::{Ref, kind};

kind! {
    /// The subnets that databases may stand in, in two zones at least.
    pub struct SubnetGroup: "rds.subnet_group" {
        /// Subnets of one VPC. One that a database stands in cannot leave.
        subnets: BTreeSet<Ref> => required().refers_to("ec2.subnet").created_by(&["SubnetIds"]).modified_by(&["ModifyDBSubnetGroup.SubnetIds"]),
        /// What it is for.
        description: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(255)).created_by(&["DBSubnetGroupDescription"]).modified_by(&["ModifyDBSubnetGroup.DBSubnetGroupDescription"]),
    }
    outputs {
        /// Its physical name.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 255 },
        unique: &[Unique { attributes: &["name"], error: "DBSubnetGroupAlreadyExists" }],
        quota: Some(Quota { limit: 50, within: None, error: "DBSubnetGroupQuotaExceeded" }),
        left_out: &[TAGS, ("DBSubnetGroupName", "deterministic, from stack and address")],
        ..facts("CreateDBSubnetGroup")
    } }
}
