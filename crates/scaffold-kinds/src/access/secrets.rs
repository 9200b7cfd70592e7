use super::actions::{ACCESS, Access, Also};

pub(super) const ACCESS_OF: &[Access] = &[Access {
    kind: "secrets.secret",
    read: &["secretsmanager:ListSecrets", "secretsmanager:DescribeSecret"],
    create: &[
        "secretsmanager:CreateSecret",
        "secretsmanager:TagResource",
        "secretsmanager:GetSecretValue",
        "secretsmanager:RestoreSecret",
    ],
    change: &["secretsmanager:UpdateSecret", "secretsmanager:UntagResource"],
    delete: &["secretsmanager:DeleteSecret"],
    resources: &["arn:aws:secretsmanager:{region}:{account}:secret:{name}*"],
    // Random passwords know no resource.
    also: &[Also { actions: &["secretsmanager:GetRandomPassword"], resources: &["*"] }],
    ..ACCESS
}];
