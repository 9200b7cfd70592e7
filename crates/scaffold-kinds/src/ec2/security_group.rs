use scaffold_model::{Disruption, Facts, Identity, Quota, TextRule, Unique};

use super::{DRY_RUN, TAGS, facts};
use crate::{Ref, kind};

kind! {
    /// Who may talk to the resources that carry it. Its rules are `ec2.security_group_rules`, a
    /// resource of their own, so that two groups may refer to each other.
    pub struct SecurityGroup: "ec2.security_group" {
        /// The VPC that it is part of.
        vpc: Ref => required().refers_to("ec2.vpc").replaces().created_by(&["VpcId"]),
        /// What it is for, at most 255 characters of those that AWS allows.
        description: String => defaults_to("Managed by scaffold").text(TextRule::Described { words: "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", fits: is_description }).replaces().created_by(&["Description"]),
    }
    outputs {
        /// `sg-…`.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 255 },
        delete_disruption: Disruption::None,
        unique: &[Unique { attributes: &["vpc", "name"], error: "InvalidGroup.Duplicate" }],
        quota: Some(Quota { limit: 2500, within: None, error: "SecurityGroupLimitExceeded" }),
        left_out: &[DRY_RUN, TAGS, ("GroupName", "deterministic, from stack and address")],
        ..facts("sg-", "CreateSecurityGroup")
    } }
}

/// The characters that AWS allows in descriptions of groups and rules.
pub(super) fn is_description(text: &str) -> bool {
    (1..=255).contains(&text.chars().count())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c))
}
