use std::collections::BTreeSet;

/// One statement of a policy, with what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Letters and digits.
    pub sid: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// `ec2:CreateVpc`.
    pub actions: BTreeSet<String>,
    /// ARNs.
    pub resources: BTreeSet<String>,
    /// Operator and key, and the value.
    pub condition: Option<(&'static str, String, Vec<String>)>,
}
