use std::collections::BTreeMap;

use scaffold_model::{Facts, Identity, Quota, TextRule, Unique};

use super::{GROUP_NAME, TAGS, facts};
use crate::kind;

kind! {
    /// Parameters of an engine that differ from its defaults. Most come into force at once; those that
    /// need a restart of nodes (`DescribeCacheParameters` says which) wait for one.
    pub struct ParameterGroup: "elasticache.parameter_group" {
        /// Engine and version: `valkey8`, `redis7`, `memcached1.6`.
        family: String => required().text(TextRule::AtMost(255)).replaces().created_by(&["CacheParameterGroupFamily"]),
        /// What it is for.
        description: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(255)).replaces().created_by(&["Description"]),
        /// Parameters by name. A complete set: what is not here has the engine's default.
        parameters: BTreeMap<String, String> => keys_of("family").modified_by(&["ModifyCacheParameterGroup.ParameterNameValues", "ResetCacheParameterGroup.ParameterNameValues"]),
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
        unique: &[Unique { attributes: &["name"], error: "CacheParameterGroupAlreadyExists" }],
        quota: Some(Quota { limit: 150, within: None, error: "CacheParameterGroupQuotaExceeded" }),
        left_out: &[
            TAGS,
            ("CacheParameterGroupName", "deterministic, from stack and address"),
            ("ResetAllParameters", "parameters are taken out by name"),
        ],
        ..facts("CreateCacheParameterGroup")
    } }
}
