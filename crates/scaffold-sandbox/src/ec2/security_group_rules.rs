use crate::rib::{Rib, WORDS, Words};

/// A complete set of a group, made and gone with it.
pub struct SecurityGroupRules;

impl Rib for SecurityGroupRules {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.security_group_rules",
            arn: "security-group-rule",
            list: "DescribeSecurityGroupRules",
            delete: "RevokeSecurityGroupIngress",
            not_found: "InvalidGroup.NotFound",
            ..WORDS
        }
    }

    fn has_tagged_members(&self) -> bool {
        true
    }
}
