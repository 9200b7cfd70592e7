//! Which instances of a group run what it has.

use aws_sdk_autoscaling::types::{
    AutoScalingGroup, Instance, LaunchTemplateSpecification, LifecycleState, ScalingActivityStatusCode,
};
use scaffold_provider::{Class, Error};

use crate::client::{AutoScaling, told_apart};
use crate::mixed_instances::template;

/// How many instances there are, and how many of them run another launch template or version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fleet {
    pub all: usize,
    pub outdated: usize,
    pub in_service: usize,
}

impl Fleet {
    pub fn of(group: &AutoScalingGroup) -> Self {
        let wanted = templates(group);
        let staying: Vec<&Instance> = group.instances().iter().filter(stays).collect();
        let is_outdated = |instance: &&&Instance| {
            let runs = instance.launch_template().map(named);
            !runs.is_some_and(|runs| wanted.contains(&runs))
        };
        let is_in_service =
            |instance: &&&Instance| instance.lifecycle_state() == Some(&LifecycleState::InService);
        Self {
            all: staying.len(),
            outdated: staying.iter().filter(is_outdated).count(),
            in_service: staying.iter().filter(is_in_service).count(),
        }
    }

    /// The word for `instances`.
    pub fn word(self) -> String {
        match self.outdated {
            0 => "current".to_owned(),
            outdated => format!("{outdated} of {} on another launch template or version", self.all),
        }
    }
}

/// Whether an instance is not on its way out.
fn stays(instance: &&Instance) -> bool {
    let state = instance.lifecycle_state().map_or("", LifecycleState::as_str);
    !["Terminat", "Detach"].iter().any(|word| state.starts_with(word))
}

fn named(specification: &LaunchTemplateSpecification) -> (&str, &str) {
    (specification.launch_template_id().unwrap_or_default(), specification.version().unwrap_or_default())
}

/// Every template and version that new instances of a group may run.
fn templates(group: &AutoScalingGroup) -> Vec<(&str, &str)> {
    let launch = group.mixed_instances_policy().and_then(|policy| policy.launch_template());
    let overrides = launch.map_or(&[] as &[_], |launch| launch.overrides());
    let others = overrides.iter().filter_map(|instances| instances.launch_template_specification());
    template(group).into_iter().chain(others).map(named).collect()
}

impl AutoScaling {
    /// Why the group's last attempt to start an instance failed, if it did.
    pub async fn launch_failure(&self, group: &str) -> Result<Option<String>, Error> {
        let request =
            self.client.describe_scaling_activities().auto_scaling_group_name(group).max_records(10);
        let answer = self.read("DescribeScalingActivities", || request.clone().send()).await;
        let activities = match answer.map_err(told_apart) {
            Ok(answer) => answer.activities.unwrap_or_default(),
            Err(error) if error.class == Class::Gone || error.class == Class::Unsupported => Vec::new(),
            Err(error) => return Err(error),
        };
        let failed = activities
            .into_iter()
            .find(|activity| activity.status_code() == Some(&ScalingActivityStatusCode::Failed));
        Ok(failed.and_then(|activity| activity.status_message))
    }
}
