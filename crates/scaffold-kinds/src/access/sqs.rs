use super::actions::{ACCESS, Access};

pub(super) const ACCESS_OF: &[Access] = &[Access {
    kind: "sqs.queue",
    read: &["sqs:ListQueues", "sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:ListQueueTags"],
    create: &["sqs:CreateQueue", "sqs:TagQueue"],
    change: &["sqs:SetQueueAttributes", "sqs:UntagQueue"],
    delete: &["sqs:DeleteQueue"],
    resources: &["arn:aws:sqs:{region}:{account}:{name}*"],
    ..ACCESS
}];
