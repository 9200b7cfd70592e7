use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[Access {
    kind: "logs.log_group",
    read: &["logs:DescribeLogGroups", "logs:ListTagsForResource"],
    create: &["logs:CreateLogGroup", "logs:TagResource", "logs:PutRetentionPolicy"],
    change: &[
        "logs:DeleteRetentionPolicy",
        "logs:AssociateKmsKey",
        "logs:DisassociateKmsKey",
        "logs:PutLogGroupDeletionProtection",
        "logs:UntagResource",
    ],
    delete: &["logs:DeleteLogGroup"],
    resources: &["arn:aws:logs:{region}:{account}:log-group:{name}*"],
    ..ACCESS
}];
