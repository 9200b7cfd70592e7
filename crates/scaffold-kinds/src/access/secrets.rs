use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[Access {
    kind: "secrets.secret",
    read: &["secretsmanager:ListSecrets", "secretsmanager:DescribeSecret"],
    create: &[
        "secretsmanager:CreateSecret",
        "secretsmanager:TagResource",
        "secretsmanager:GetRandomPassword",
        "secretsmanager:GetSecretValue",
        "secretsmanager:RestoreSecret",
    ],
    change: &["secretsmanager:UpdateSecret", "secretsmanager:UntagResource"],
    delete: &["secretsmanager:DeleteSecret"],
    // Random passwords know no resource.
    resources: &["*"],
    ..ACCESS
}];
