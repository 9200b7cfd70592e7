use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Disruption, Facts, Identity, Quota, TextRule, Unique};

use super::{PATH, TAGS, facts};
use crate::{JsonPolicy, kind};

const ARN: TextRule = TextRule::Described { words: "an ARN: `arn:aws:iam::aws:policy/…`", fits: is_arn };

kind! {
    /// What a service, an instance or a person may do while it is who the role is. Its policies are
    /// complete sets: one that is added by hand is a difference.
    pub struct Role: "iam.role" {
        /// Who may be it: a policy document whose statements allow `sts:AssumeRole`.
        assume_role_policy: JsonPolicy => required().created_by(&["AssumeRolePolicyDocument"]).modified_by(&["UpdateAssumeRolePolicy.PolicyDocument"]),
        /// What it may do: policy documents of its own, by a name of your choice.
        inline_policies: BTreeMap<String, JsonPolicy> => modified_by(&["PutRolePolicy.PolicyName", "PutRolePolicy.PolicyDocument", "DeleteRolePolicy.PolicyName"]),
        /// What it may do: ARNs of managed policies. AWS's default quota is 10.
        attached_policies: BTreeSet<String> => text(ARN).modified_by(&["AttachRolePolicy.PolicyArn", "DetachRolePolicy.PolicyArn"]),
        /// The most that it may do, whatever its policies say: the ARN of a managed policy.
        permissions_boundary: Option<String> => text(ARN).created_by(&["PermissionsBoundary"]).modified_by(&["PutRolePermissionsBoundary.PermissionsBoundary", "DeleteRolePermissionsBoundary.RoleName"]),
        /// What it is for, at most 1,000 characters of those that AWS allows.
        description: String => defaults_to("Managed by scaffold").text(TextRule::Described { words: "1 to 1,000 characters, no others than those of Western European languages", fits: is_description }).created_by(&["Description"]).modified_by(&["UpdateRole.Description"]),
        /// How long one session as the role may last, in seconds: one to twelve hours.
        max_session_seconds: i64 => defaults_to(3600).between(3600, 43200).created_by(&["MaxSessionDuration"]).modified_by(&["UpdateRole.MaxSessionDuration"]),
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
        identity: Identity::TagsAndName { limit: 64 },
        delete_disruption: Disruption::Downtime,
        // AWS deletes a role that others still name: they fail from then on.
        soft_referrers: &["ec2.flow_log.role", "lambda.function.role", "events.rule.role", "events.rule.targets"],
        unique: &[Unique { attributes: &["name"], error: "EntityAlreadyExists" }],
        quota: Some(Quota { limit: 1000, within: None, error: "LimitExceeded" }),
        left_out: &[PATH, TAGS, ("RoleName", "deterministic, from stack and address")],
        ..facts("CreateRole")
    } }
}

/// Tab, line ends, and the printable characters of Latin 1.
fn is_description(text: &str) -> bool {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}');
    (1..=1000).contains(&text.chars().count()) && text.chars().all(fits)
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && (20..=2048).contains(&text.len()) && text.split(':').count() >= 6
}
