use std::collections::BTreeSet;

/// One statement of a policy, with what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Letters and digits, of which no two statements have the same.
    pub sid: String,
    /// What it is for.
    pub why: &'static str,
    /// `ec2:CreateVpc`.
    pub actions: BTreeSet<String>,
    /// ARNs.
    pub resources: BTreeSet<String>,
    /// What must hold.
    pub condition: Option<Condition>,
}

/// Operator, key and values.
pub type Condition = (&'static str, String, Vec<String>);

/// A statement without a condition.
pub(crate) fn allow(
    sid: &str,
    why: &'static str,
    actions: &[&str],
    resources: impl IntoIterator<Item = String>,
) -> Statement {
    Statement {
        sid: sid.to_owned(),
        why,
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        resources: resources.into_iter().collect(),
        condition: None,
    }
}
