//! A group in the words of the creating and the updating call.

use aws_sdk_autoscaling::operation::create_auto_scaling_group::builders::CreateAutoScalingGroupFluentBuilder;
use aws_sdk_autoscaling::operation::update_auto_scaling_group::builders::UpdateAutoScalingGroupFluentBuilder;
use aws_sdk_autoscaling::types as sdk;
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::{Group, MaintenancePolicy, ZoneDistribution};
use scaffold_provider::UpdateRequest;

use crate::lifecycle_hook::specifications;
use crate::metric::small;
use crate::mixed_instances::launch;

/// Takes a number away that was set.
const NONE: i32 = -1;

/// Everything that the creating call carries. Where nobody says how many instances there are, the call
/// says nothing, and AWS begins with the fewest.
pub(crate) fn creating(
    call: CreateAutoScalingGroupFluentBuilder,
    group: &Group,
) -> CreateAutoScalingGroupFluentBuilder {
    let (template, mixed) = launch(group);
    let targets: Vec<String> = group.target_groups.iter().map(|target| target.0.clone()).collect();
    call.set_launch_template(template)
        .set_mixed_instances_policy(mixed)
        .vpc_zone_identifier(subnets(group))
        .availability_zone_distribution(distribution(group.zone_distribution))
        .set_availability_zone_impairment_policy(
            (group.zonal_shift || group.impaired_zone_health_checks.is_some()).then(|| impairment(group)),
        )
        .set_min_size(small(Some(group.min_size)))
        .set_max_size(small(Some(group.max_size)))
        .set_desired_capacity(small(group.desired_capacity))
        .set_target_group_arns((!targets.is_empty()).then_some(targets))
        .health_check_type(&group.health_check_type)
        .set_health_check_grace_period(small(Some(group.health_check_grace_seconds)))
        .set_default_cooldown(small(Some(group.default_cooldown_seconds)))
        .set_default_instance_warmup(small(group.default_instance_warmup_seconds))
        .set_termination_policies(Some(group.termination_policies.clone()))
        .new_instances_protected_from_scale_in(group.new_instances_protected_from_scale_in)
        .capacity_rebalance(group.capacity_rebalance)
        .set_max_instance_lifetime(small(group.max_instance_lifetime_seconds))
        .set_instance_maintenance_policy(group.maintenance_policy.as_ref().map(maintenance))
        .set_placement_group(group.placement_group.clone())
        .set_service_linked_role_arn(group.service_linked_role.clone())
        .deletion_protection(group.deletion_protection.word().into())
        .set_lifecycle_hook_specification_list(specifications(&group.lifecycle_hooks))
}

/// What the updating call carries of a patch; none where it carries nothing of it.
pub(crate) fn updating(
    call: UpdateAutoScalingGroupFluentBuilder,
    request: &UpdateRequest,
    wanted: &Group,
) -> Option<UpdateAutoScalingGroupFluentBuilder> {
    let mut call = call;
    let mut carries = false;
    let mut changes = |names: &[&str]| {
        let is = names.iter().any(|name| request.changes(name));
        carries |= is;
        is
    };
    if changes(&["launch_template", "launch_template_version", "mixed_instances"]) {
        let (template, mixed) = launch(wanted);
        call = call.set_launch_template(template).set_mixed_instances_policy(mixed);
    }
    if changes(&["subnets"]) {
        call = call.vpc_zone_identifier(subnets(wanted));
    }
    if changes(&["zone_distribution"]) {
        call = call.availability_zone_distribution(distribution(wanted.zone_distribution));
    }
    if changes(&["zonal_shift", "impaired_zone_health_checks"]) {
        call = call.availability_zone_impairment_policy(impairment(wanted));
    }
    if changes(&["min_size"]) {
        call = call.set_min_size(small(Some(wanted.min_size)));
    }
    if changes(&["max_size"]) {
        call = call.set_max_size(small(Some(wanted.max_size)));
    }
    if changes(&["desired_capacity"]) {
        call = call.set_desired_capacity(small(wanted.desired_capacity));
    }
    if changes(&["health_check_type"]) {
        call = call.health_check_type(&wanted.health_check_type);
    }
    if changes(&["health_check_grace_seconds"]) {
        call = call.set_health_check_grace_period(small(Some(wanted.health_check_grace_seconds)));
    }
    if changes(&["default_cooldown_seconds"]) {
        call = call.set_default_cooldown(small(Some(wanted.default_cooldown_seconds)));
    }
    if changes(&["default_instance_warmup_seconds"]) {
        call = call.default_instance_warmup(small(wanted.default_instance_warmup_seconds).unwrap_or(NONE));
    }
    let call = updating_instances(call, &mut changes, wanted);
    carries.then_some(call)
}

/// What becomes of instances.
fn updating_instances(
    mut call: UpdateAutoScalingGroupFluentBuilder,
    changes: &mut impl FnMut(&[&str]) -> bool,
    wanted: &Group,
) -> UpdateAutoScalingGroupFluentBuilder {
    if changes(&["termination_policies"]) {
        call = call.set_termination_policies(Some(wanted.termination_policies.clone()));
    }
    if changes(&["new_instances_protected_from_scale_in"]) {
        call = call.new_instances_protected_from_scale_in(wanted.new_instances_protected_from_scale_in);
    }
    if changes(&["capacity_rebalance"]) {
        call = call.capacity_rebalance(wanted.capacity_rebalance);
    }
    if changes(&["max_instance_lifetime_seconds"]) {
        call = call.max_instance_lifetime(small(wanted.max_instance_lifetime_seconds).unwrap_or(0));
    }
    if changes(&["maintenance_policy"]) {
        let none = || {
            let policy = sdk::InstanceMaintenancePolicy::builder();
            policy.min_healthy_percentage(NONE).max_healthy_percentage(NONE).build()
        };
        call = call
            .instance_maintenance_policy(wanted.maintenance_policy.as_ref().map_or_else(none, maintenance));
    }
    if changes(&["placement_group"]) {
        call = call.placement_group(wanted.placement_group.clone().unwrap_or_default());
    }
    if changes(&["service_linked_role"]) {
        call = call.set_service_linked_role_arn(wanted.service_linked_role.clone());
    }
    if changes(&["deletion_protection"]) {
        call = call.deletion_protection(wanted.deletion_protection.word().into());
    }
    call
}

fn subnets(group: &Group) -> String {
    group.subnets.iter().map(|subnet| subnet.0.as_str()).collect::<Vec<_>>().join(",")
}

fn distribution(word: ZoneDistribution) -> sdk::AvailabilityZoneDistribution {
    sdk::AvailabilityZoneDistribution::builder().capacity_distribution_strategy(word.word().into()).build()
}

fn impairment(group: &Group) -> sdk::AvailabilityZoneImpairmentPolicy {
    sdk::AvailabilityZoneImpairmentPolicy::builder()
        .zonal_shift_enabled(group.zonal_shift)
        .set_impaired_zone_health_check_behavior(
            group.impaired_zone_health_checks.map(|word| word.word().into()),
        )
        .build()
}

fn maintenance(policy: &MaintenancePolicy) -> sdk::InstanceMaintenancePolicy {
    sdk::InstanceMaintenancePolicy::builder()
        .set_min_healthy_percentage(small(Some(policy.min_healthy_percent)))
        .set_max_healthy_percentage(small(Some(policy.max_healthy_percent)))
        .build()
}
