use scaffold_model::{Disruption, Facts, Identity, Quota, Unique};

use super::{PATH, TAGS, facts};
use crate::{Ref, kind};

kind! {
    /// Gives the instances that carry it a role.
    pub struct InstanceProfile: "iam.instance_profile" {
        /// The role. Where it changes, instances go without credentials for a moment and get the new
        /// role's within minutes.
        role: Ref => required().refers_to("iam.role").disrupts(Disruption::Rolling).modified_by(&["AddRoleToInstanceProfile.RoleName", "RemoveRoleFromInstanceProfile.RoleName"]),
    }
    outputs {
        /// Its ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 128 },
        delete_disruption: Disruption::Downtime,
        unique: &[Unique { attributes: &["name"], error: "EntityAlreadyExists" }],
        quota: Some(Quota { limit: 1000, within: None, error: "LimitExceeded" }),
        left_out: &[PATH, TAGS, ("InstanceProfileName", "deterministic, from stack and address")],
        ..facts("CreateInstanceProfile")
    } }
}
