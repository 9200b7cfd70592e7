use scaffold_model::TextRule;

use crate::{choice, record};

record! {
    /// Something else has its say before an instance serves or goes.
    pub struct LifecycleHook {
        /// Before what.
        transition: LifecycleTransition => required().created_by(&["LifecycleHookSpecificationList.LifecycleTransition"]).modified_by(&["PutLifecycleHook.LifecycleTransition"]),
        /// How long the group waits for a word, in seconds.
        heartbeat_timeout_seconds: i64 => defaults_to(3600).between(30, 7_200).created_by(&["LifecycleHookSpecificationList.HeartbeatTimeout"]).modified_by(&["PutLifecycleHook.HeartbeatTimeout"]),
        /// What the group does without one.
        default_result: DefaultResult => defaults_to("ABANDON").created_by(&["LifecycleHookSpecificationList.DefaultResult"]).modified_by(&["PutLifecycleHook.DefaultResult"]),
        /// Queue or topic that is told (ARN). Amazon EventBridge is, in any case.
        notification_target: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["LifecycleHookSpecificationList.NotificationTargetARN"]).modified_by(&["PutLifecycleHook.NotificationTargetARN"]),
        /// Role that may tell it (ARN).
        role_arn: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["LifecycleHookSpecificationList.RoleARN"]).modified_by(&["PutLifecycleHook.RoleARN"]),
        /// What else it is told.
        metadata: Option<String> => text(TextRule::AtMost(4_000)).created_by(&["LifecycleHookSpecificationList.NotificationMetadata"]).modified_by(&["PutLifecycleHook.NotificationMetadata"]),
    }
}

choice! {
    /// Before what a hook stands.
    pub enum LifecycleTransition {
        /// Before an instance serves.
        Launching = "autoscaling:EC2_INSTANCE_LAUNCHING",
        /// Before an instance goes.
        Terminating = "autoscaling:EC2_INSTANCE_TERMINATING",
    }
}

choice! {
    /// What the group does without a word.
    pub enum DefaultResult {
        /// The instance goes.
        Abandon = "ABANDON",
        /// The instance serves; one that goes waits for its other hooks.
        Continue = "CONTINUE",
    }
}
