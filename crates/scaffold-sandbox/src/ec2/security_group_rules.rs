use crate::rib::Rib;

/// A complete set of a group, made and gone with it.
pub struct SecurityGroupRules;

impl Rib for SecurityGroupRules {
    fn kind(&self) -> &'static str {
        "ec2.security_group_rules"
    }

    fn not_found(&self) -> &'static str {
        "InvalidGroup.NotFound"
    }

    fn list_and_delete(&self) -> (&'static str, &'static str) {
        ("DescribeSecurityGroupRules", "RevokeSecurityGroupIngress")
    }

    fn arn_word(&self) -> &'static str {
        "security-group-rule"
    }
}
