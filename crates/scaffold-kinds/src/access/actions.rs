/// IAM's actions of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// `ec2.subnet`.
    pub kind: &'static str,
    /// To see it, and who uses it. Reading knows no resources.
    pub read: &'static [&'static str],
    /// To make it, tags and all.
    pub create: &'static [&'static str],
    /// To change it.
    pub change: &'static [&'static str],
    /// To remove it.
    pub delete: &'static [&'static str],
    /// ARNs of what is made, changed and removed, with `{region}`, `{account}`, `{stack}` (as a path has
    /// it) and `{name}` (the beginning of physical names). Everything of the region where there are none.
    pub resources: &'static [&'static str],
    /// ARNs of what AWS judges the same calls by besides, those that tag apart: groups that they name.
    pub uses: &'static [&'static str],
    /// What must hold of the same calls, those that tag apart.
    pub only_if: Option<OnlyIf>,
    /// What it takes on something else than itself.
    pub also: &'static [Also],
    /// The kind whose names its ARNs have, where they are not its own.
    pub names_of: Option<&'static str>,
    /// The attribute that says the name, where a blueprint may.
    pub says_name: Option<&'static str>,
    /// Whether what is removed is known by the tags of its stack (`aws:ResourceTag`).
    pub tags_guard: bool,
    /// Services of AWS that it hands a role to, as `iam:PassedToService` has them.
    pub passes_role_to: &'static [&'static str],
    /// Services of AWS that make a role of their own when it is first made.
    pub linked_roles: &'static [&'static str],
}

/// A condition of a statement.
#[derive(Clone, Copy, Debug)]
pub struct OnlyIf {
    /// `ArnLike`.
    pub operator: &'static str,
    /// `lambda:FunctionArn`.
    pub key: &'static str,
    /// A pattern as those of resources are.
    pub value: &'static str,
}

/// Actions on something else than the kind itself.
#[derive(Clone, Copy, Debug)]
pub struct Also {
    /// `kms:DescribeKey`.
    pub actions: &'static [&'static str],
    /// Patterns as those of resources are.
    pub resources: &'static [&'static str],
}

/// What a kind has that says nothing of it.
pub(crate) const ACCESS: Access = Access {
    kind: "",
    read: &[],
    create: &[],
    change: &[],
    delete: &[],
    resources: &[],
    uses: &[],
    only_if: None,
    also: &[],
    names_of: None,
    says_name: None,
    tags_guard: false,
    passes_role_to: &[],
    linked_roles: &[],
};
