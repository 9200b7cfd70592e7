use std::collections::BTreeSet;

use scaffold_model::{Facts, Identity, Lifecycle, Quota, Unique};

use super::replication_group::Engine;
use super::{TAGS, USER_NAME, facts};
use crate::{Ref, kind};

kind! {
    /// Users that may reach the caches which name the group.
    pub struct UserGroup: "elasticache.user_group" {
        /// The engine of its caches. Redis becomes Valkey; there is no way back.
        engine: Engine => required().in_place_only_to("valkey").created_by(&["Engine"]).modified_by(&["ModifyUserGroup.Engine"]),
        /// Users. A group of Redis has one whose `user_name` is `default`.
        users: BTreeSet<Ref> => required().refers_to("elasticache.user").created_by(&["UserIds"]).modified_by(&["ModifyUserGroup.UserIdsToAdd", "ModifyUserGroup.UserIdsToRemove"]),
    }
    outputs {
        /// Its id.
        id: String,
        /// ARN.
        arn: String,
        /// Its id.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: USER_NAME },
        lifecycle: Lifecycle { creating: Some(("creating", 10)), deleting: Some(("deleting", 10)) },
        unique: &[Unique { attributes: &["name"], error: "UserGroupAlreadyExists" }],
        quota: Some(Quota { limit: 100, within: None, error: "UserGroupQuotaExceeded" }),
        left_out: &[TAGS, ("UserGroupId", "deterministic, from stack and address")],
        ..facts("CreateUserGroup")
    } }
}
