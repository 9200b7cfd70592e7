//! Lifecycle hooks, in both directions.

use std::collections::BTreeMap;

use aws_sdk_autoscaling::types as sdk;
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::{DefaultResult, LifecycleHook, LifecycleTransition};
use scaffold_provider::Error;

use crate::client::{AutoScaling, told_apart};
use crate::metric::small;
use crate::sets::{Changes, changes, gone_is_done};

/// A group's hooks by name.
pub(crate) type Hooks = BTreeMap<String, LifecycleHook>;

pub(crate) fn live(hook: &sdk::LifecycleHook) -> Option<LifecycleHook> {
    let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    Some(LifecycleHook {
        transition: LifecycleTransition::from_word(hook.lifecycle_transition()?)?,
        heartbeat_timeout_seconds: i64::from(hook.heartbeat_timeout().unwrap_or(3600)),
        default_result: hook
            .default_result()
            .and_then(DefaultResult::from_word)
            .unwrap_or(DefaultResult::Abandon),
        notification_target: some(&hook.notification_target_arn),
        role_arn: some(&hook.role_arn),
        metadata: some(&hook.notification_metadata),
    })
}

/// Hooks for a creating call: none of the first instances goes by them unseen.
pub(crate) fn specifications(hooks: &Hooks) -> Option<Vec<sdk::LifecycleHookSpecification>> {
    let specification = |(name, hook): (&String, &LifecycleHook)| {
        let LifecycleHook {
            transition,
            heartbeat_timeout_seconds,
            default_result,
            notification_target,
            role_arn,
            metadata,
        } = hook;
        sdk::LifecycleHookSpecification::builder()
            .lifecycle_hook_name(name)
            .lifecycle_transition(transition.word())
            .set_heartbeat_timeout(small(Some(*heartbeat_timeout_seconds)))
            .default_result(default_result.word())
            .set_notification_target_arn(notification_target.clone())
            .set_role_arn(role_arn.clone())
            .set_notification_metadata(metadata.clone())
            .build()
    };
    (!hooks.is_empty()).then(|| hooks.iter().map(specification).collect())
}

/// What is not said in a call stays as it was: what loses a value is made anew.
fn loses_nothing(before: &LifecycleHook, after: &LifecycleHook) -> bool {
    let kept = |before: &Option<String>, after: &Option<String>| before.is_none() || after.is_some();
    before.transition == after.transition
        && kept(&before.notification_target, &after.notification_target)
        && kept(&before.role_arn, &after.role_arn)
        && kept(&before.metadata, &after.metadata)
}

impl AutoScaling {
    /// Makes a group's hooks what is wanted.
    pub async fn set_hooks(&self, group: &str, there: &Hooks, wanted: &Hooks) -> Result<(), Error> {
        let Changes { gone, put } = changes(there, wanted, loses_nothing);
        for name in gone {
            let call = self.client.delete_lifecycle_hook();
            let call = call.auto_scaling_group_name(group).lifecycle_hook_name(name);
            let answer = self.write("DeleteLifecycleHook", || call.clone().send()).await;
            gone_is_done(answer.map(drop).map_err(told_apart))?;
        }
        for (name, hook) in put {
            let call = self
                .client
                .put_lifecycle_hook()
                .auto_scaling_group_name(group)
                .lifecycle_hook_name(name)
                .lifecycle_transition(hook.transition.word())
                .set_heartbeat_timeout(small(Some(hook.heartbeat_timeout_seconds)))
                .default_result(hook.default_result.word())
                .set_notification_target_arn(hook.notification_target.clone())
                .set_role_arn(hook.role_arn.clone())
                .set_notification_metadata(hook.metadata.clone());
            self.write("PutLifecycleHook", || call.clone().send()).await.map_err(told_apart)?;
        }
        Ok(())
    }
}
