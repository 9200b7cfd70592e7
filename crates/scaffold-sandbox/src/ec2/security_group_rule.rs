use crate::rib::{Rib, WORDS, Words};

/// One rule in a group of another stack.
pub struct SecurityGroupRule;

impl Rib for SecurityGroupRule {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.security_group_rule",
            arn: "security-group-rule",
            list: "DescribeSecurityGroupRules",
            delete: "RevokeSecurityGroupIngress",
            not_found: "InvalidSecurityGroupRuleId.NotFound",
            ..WORDS
        }
    }
}
