//! Instance refreshes: the repair of instances that run another launch template or version.

use aws_sdk_autoscaling::types::{
    AlarmSpecification, InstanceRefresh, InstanceRefreshStatus as Status, RefreshPreferences,
};
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::Rollout;
use scaffold_provider::{Class, Error};

use crate::client::{AutoScaling, told_apart};
use crate::metric::small;

const LIST: &str = "DescribeInstanceRefreshes";
const START: &str = "StartInstanceRefresh";

/// AWS's code where one is under way.
pub(crate) const UNDER_WAY: &str = "InstanceRefreshInProgress";

impl AutoScaling {
    /// The refresh of a group that is under way. An endpoint that knows no refreshes has none.
    pub async fn refresh_under_way(&self, group: &str) -> Result<Option<InstanceRefresh>, Error> {
        let request =
            self.client.describe_instance_refreshes().auto_scaling_group_name(group).max_records(10);
        let answer = self.read(LIST, || request.clone().send()).await.map_err(told_apart);
        match answer {
            Ok(answer) => Ok(answer.instance_refreshes.unwrap_or_default().into_iter().find(is_under_way)),
            Err(error) if error.class == Class::Unsupported || error.class == Class::Gone => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A refresh by id.
    pub async fn refresh(&self, group: &str, id: &str) -> Result<Option<InstanceRefresh>, Error> {
        let request = self.client.describe_instance_refreshes();
        let request = request.auto_scaling_group_name(group).instance_refresh_ids(id);
        let answer = self.read(LIST, || request.clone().send()).await.map_err(told_apart)?;
        Ok(answer.instance_refreshes.unwrap_or_default().into_iter().next())
    }

    /// Starts one and gives its id.
    pub async fn start_refresh(
        &self,
        group: &str,
        rollout: Option<&Rollout>,
    ) -> Result<Option<String>, Error> {
        let call = self.client.start_instance_refresh().auto_scaling_group_name(group);
        let call = call.preferences(preferences(rollout));
        let answer = self.write(START, || call.clone().send()).await.map_err(told_apart)?;
        Ok(answer.instance_refresh_id)
    }
}

/// Instances that are as they should be stay.
fn preferences(rollout: Option<&Rollout>) -> RefreshPreferences {
    let preferences = RefreshPreferences::builder().skip_matching(true);
    let Some(rollout) = rollout else { return preferences.min_healthy_percentage(90).build() };
    let Rollout {
        min_healthy_percent,
        max_healthy_percent,
        warmup_seconds,
        checkpoint_percentages,
        checkpoint_delay_seconds,
        bake_seconds,
        scale_in_protected,
        standby,
        alarms,
    } = rollout;
    let alarms = (!alarms.is_empty())
        .then(|| AlarmSpecification::builder().set_alarms(Some(alarms.iter().cloned().collect())).build());
    let checkpoints: Vec<i32> =
        checkpoint_percentages.iter().filter_map(|percent| small(Some(*percent))).collect();
    preferences
        .set_min_healthy_percentage(small(Some(*min_healthy_percent)))
        .set_max_healthy_percentage(small(*max_healthy_percent))
        .set_instance_warmup(small(*warmup_seconds))
        .set_checkpoint_percentages((!checkpoints.is_empty()).then_some(checkpoints))
        .set_checkpoint_delay(small(*checkpoint_delay_seconds))
        .set_bake_time(small(*bake_seconds))
        .scale_in_protected_instances(scale_in_protected.word().into())
        .standby_instances(standby.word().into())
        .set_alarm_specification(alarms)
        .build()
}

/// Whether a refresh has not ended.
pub(crate) fn is_under_way(refresh: &InstanceRefresh) -> bool {
    matches!(
        refresh.status(),
        Some(
            Status::Pending
                | Status::InProgress
                | Status::Baking
                | Status::Cancelling
                | Status::RollbackInProgress
        )
    )
}

/// Whether it has done what it should.
pub(crate) fn is_successful(refresh: &InstanceRefresh) -> bool {
    refresh.status() == Some(&Status::Successful)
}

/// `refreshing 40 %`.
pub(crate) fn progress(refresh: &InstanceRefresh) -> String {
    let percent = refresh.percentage_complete().unwrap_or(0);
    match refresh.status() {
        Some(Status::Cancelling) => "cancelling a refresh".to_owned(),
        Some(Status::RollbackInProgress) => "rolling a refresh back".to_owned(),
        Some(Status::Baking) => "refreshed, watching".to_owned(),
        _ => format!("refreshing {percent} %"),
    }
}

/// Why a refresh did not do what it should.
pub(crate) fn failure(group: &str, refresh: &InstanceRefresh) -> String {
    let id = refresh.instance_refresh_id().unwrap_or_default();
    let status = refresh.status().map_or("unknown", Status::as_str);
    let percent = refresh.percentage_complete().unwrap_or(0);
    let reason = refresh.status_reason().unwrap_or("AWS does not say why");
    format!(
        "the instance refresh {id} of {group} ended as {status} at {percent} %: {reason}; the instances that \
         are left are replaced by the next run, once that is mended"
    )
}
