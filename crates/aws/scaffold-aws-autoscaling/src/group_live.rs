//! A group as it is answered, in the words of the port.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_autoscaling::types as sdk;
use scaffold_aws_core::{Connection, Found};
use scaffold_kinds::autoscaling::{
    DeletionProtection, Group, GroupMetric, ImpairedZoneHealthChecks, MaintenancePolicy, ScalingProcess,
    ZoneDistribution,
};
use scaffold_kinds::{Choice, Ref};
use scaffold_model::{Live, LiveState};

use crate::instances::Fleet;
use crate::read::Whole;
use crate::{lifecycle_hook, mixed_instances, notification, policy_live, refresh, schedule, tags, warm_pool};

/// A group with what belongs to it.
pub(crate) fn live(connection: &Connection, whole: &Whole) -> Live {
    let group = &whole.group;
    let name = group.auto_scaling_group_name.clone().unwrap_or_default();
    Found {
        attributes: attributes(connection, whole),
        outputs: vec![("arn", group.auto_scaling_group_arn.clone()), ("name", Some(name.clone()))],
        tags: tags::read(group.tags()),
        state: state(whole),
        name: Some(name.clone()),
        created: group.created_time,
        id: name,
    }
    .live()
}

fn state(whole: &Whole) -> LiveState {
    match (whole.group.status(), &whole.refresh) {
        (Some(status), _) if !status.is_empty() => LiveState::Deleting(status.to_owned()),
        (_, Some(under_way)) => LiveState::Pending(refresh::progress(under_way)),
        _ => LiveState::Ready,
    }
}

fn attributes(connection: &Connection, whole: &Whole) -> Group {
    let policies = whole
        .policies
        .iter()
        .filter_map(|policy| Some((policy.policy_name.clone()?, policy_live::policy(connection, policy)?)));
    let schedules = whole
        .schedules
        .iter()
        .filter_map(|action| Some((action.scheduled_action_name.clone()?, schedule::live(action))));
    let hooks = whole
        .hooks
        .iter()
        .filter_map(|hook| Some((hook.lifecycle_hook_name.clone()?, lifecycle_hook::live(hook)?)));
    Group {
        // What is under way to what is wanted is waited for.
        instances: match whole.refresh {
            Some(_) => "current".to_owned(),
            None => Fleet::of(&whole.group).word(),
        },
        policies: policies.collect(),
        schedules: schedules.collect(),
        lifecycle_hooks: hooks.collect(),
        notifications: notification::live(&whole.notifications),
        ..alone(&whole.group)
    }
}

/// What the group's own answer tells.
fn alone(group: &sdk::AutoScalingGroup) -> Group {
    let template = mixed_instances::template(group);
    let impaired = group.availability_zone_impairment_policy();
    let distribution = group.availability_zone_distribution();
    Group {
        launch_template: Ref(template.and_then(|it| it.launch_template_id.clone()).unwrap_or_default()),
        launch_template_version: template.and_then(|it| it.version.clone()).unwrap_or_default(),
        mixed_instances: group.mixed_instances_policy().map(mixed_instances::live),
        instances: String::new(),
        rollout: None,
        subnets: listed(group.vpc_zone_identifier()).into_iter().map(Ref).collect(),
        zone_distribution: distribution
            .and_then(|it| ZoneDistribution::from_word(it.capacity_distribution_strategy()?.as_str()))
            .unwrap_or(ZoneDistribution::BestEffort),
        zonal_shift: impaired.and_then(|policy| policy.zonal_shift_enabled()) == Some(true),
        impaired_zone_health_checks: impaired.and_then(|policy| {
            ImpairedZoneHealthChecks::from_word(policy.impaired_zone_health_check_behavior()?.as_str())
        }),
        min_size: i64::from(group.min_size().unwrap_or(0)),
        max_size: i64::from(group.max_size().unwrap_or(0)),
        desired_capacity: group.desired_capacity().map(i64::from),
        target_groups: group.target_group_arns().iter().cloned().map(Ref).collect(),
        health_check_type: health_check_type(group.health_check_type()),
        health_check_grace_seconds: i64::from(group.health_check_grace_period().unwrap_or(0)),
        default_cooldown_seconds: i64::from(group.default_cooldown().unwrap_or(300)),
        default_instance_warmup_seconds: set(group.default_instance_warmup()),
        termination_policies: match group.termination_policies() {
            [] => vec!["Default".to_owned()],
            policies => policies.to_vec(),
        },
        new_instances_protected_from_scale_in: group.new_instances_protected_from_scale_in() == Some(true),
        capacity_rebalance: group.capacity_rebalance() == Some(true),
        max_instance_lifetime_seconds: set(group.max_instance_lifetime()).filter(|seconds| *seconds > 0),
        maintenance_policy: group.instance_maintenance_policy().and_then(maintenance),
        placement_group: group.placement_group.clone().filter(|name| !name.is_empty()),
        service_linked_role: group.service_linked_role_arn.clone().filter(|arn| !arn.is_empty()),
        deletion_protection: group
            .deletion_protection()
            .and_then(|word| DeletionProtection::from_word(word.as_str()))
            .unwrap_or(DeletionProtection::None),
        suspended_processes: suspended(group),
        metrics: metrics(group),
        warm_pool: warm_pool::live(group.warm_pool_configuration()),
        policies: BTreeMap::new(),
        schedules: BTreeMap::new(),
        lifecycle_hooks: BTreeMap::new(),
        notifications: BTreeMap::new(),
    }
}

fn metrics(group: &sdk::AutoScalingGroup) -> BTreeSet<GroupMetric> {
    group.enabled_metrics().iter().filter_map(|enabled| GroupMetric::from_word(enabled.metric()?)).collect()
}

/// Texts with commas between them.
fn listed(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split(',').map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// In one order, and without the one that is always there.
fn health_check_type(text: Option<&str>) -> String {
    let words: BTreeSet<String> = listed(text).into_iter().filter(|word| word != "EC2").collect();
    if words.is_empty() { "EC2".to_owned() } else { words.into_iter().collect::<Vec<_>>().join(",") }
}

/// A negative number stands for none.
fn set(number: Option<i32>) -> Option<i64> {
    number.filter(|number| *number >= 0).map(i64::from)
}

fn maintenance(policy: &sdk::InstanceMaintenancePolicy) -> Option<MaintenancePolicy> {
    Some(MaintenancePolicy {
        min_healthy_percent: set(policy.min_healthy_percentage())?,
        max_healthy_percent: set(policy.max_healthy_percentage())?,
    })
}

fn suspended(group: &sdk::AutoScalingGroup) -> BTreeSet<ScalingProcess> {
    let names = group.suspended_processes().iter().filter_map(sdk::SuspendedProcess::process_name);
    names.filter_map(ScalingProcess::from_word).collect()
}
