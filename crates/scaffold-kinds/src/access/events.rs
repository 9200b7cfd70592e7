use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[Access {
    kind: "events.rule",
    read: &[
        "events:ListRules",
        "events:ListEventBuses",
        "events:DescribeRule",
        "events:ListTargetsByRule",
        "events:ListTagsForResource",
    ],
    create: &["events:PutRule", "events:PutTargets", "events:TagResource"],
    change: &["events:RemoveTargets", "events:UntagResource"],
    delete: &["events:DeleteRule"],
    // On the default bus, and on others.
    resources: &[
        "arn:aws:events:{region}:{account}:rule/{name}*",
        "arn:aws:events:{region}:{account}:rule/*/{name}*",
    ],
    passes_role_to: &["events.amazonaws.com"],
    ..ACCESS
}];
