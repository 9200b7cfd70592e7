use std::collections::BTreeMap;

use scaffold_model::{Facts, Identity, Quota, TextRule, Unique};

use super::{TAGS, facts, is_region};
use crate::kind;

kind! {
    /// Settings of a database engine.
    pub struct ParameterGroup: "rds.parameter_group" {
        /// The engine and its major version that they are for: `postgres16`, `mysql8.4`, `mariadb11.4`.
        family: String => required().text(TextRule::AtMost(255)).replaces().created_by(&["DBParameterGroupFamily"]),
        /// Settings that are not the engine's own, by name, each as AWS writes it: `work_mem = "65536"`. A
        /// complete set: what someone sets by hand is a difference, and what is taken out gets the engine's
        /// own value back. Dynamic ones hold at once, static ones when a database that has the group is
        /// rebooted, which no maintenance window does by itself: see `parameter_status` of `rds.instance`.
        parameters: BTreeMap<String, String> => keys_of("family").modified_by(&["ModifyDBParameterGroup.Parameters", "ResetDBParameterGroup.Parameters"]),
        /// Another region than the stack's, for replicas that stand there: `eu-west-1`. It is made once there is
        /// a database of the stack in the stack's own region, whose tags tell where else to look.
        region: Option<String> => text(TextRule::Described { words: "the name of a region: `eu-west-1`", fits: is_region }).replaces().created_by(&["(endpoint)"]),
        /// What it is for.
        description: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(255)).replaces().created_by(&["Description"]),
    }
    outputs {
        /// Its physical name; in another region than the stack's, its ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 255 },
        unique: &[Unique { attributes: &["region", "name"], error: "DBParameterGroupAlreadyExists" }],
        quota: Some(Quota { limit: 50, within: None, error: "DBParameterGroupQuotaExceeded" }),
        left_out: &[
            TAGS,
            ("DBParameterGroupName", "deterministic, from stack and address"),
            ("ResetAllParameters", "only what is not asked for any more is put back"),
        ],
        ..facts("CreateDBParameterGroup")
    } }
}
