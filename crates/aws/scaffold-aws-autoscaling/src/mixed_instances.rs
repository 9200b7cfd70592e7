//! Launch template and mixed instances, in both directions.

use aws_sdk_autoscaling::types as sdk;
use scaffold_kinds::autoscaling::{Group, MixedInstances, OnDemandStrategy, Override, SpotStrategy};
use scaffold_kinds::{Choice, Ref};

use crate::metric::small;

pub(crate) fn specification(template: &Ref, version: &str) -> sdk::LaunchTemplateSpecification {
    sdk::LaunchTemplateSpecification::builder().launch_template_id(&template.0).version(version).build()
}

/// Either the launch template alone, or a policy around it.
pub(crate) fn launch(
    group: &Group,
) -> (Option<sdk::LaunchTemplateSpecification>, Option<sdk::MixedInstancesPolicy>) {
    let template = specification(&group.launch_template, &group.launch_template_version);
    match &group.mixed_instances {
        None => (Some(template), None),
        Some(mixed) => (None, Some(policy(template, mixed))),
    }
}

fn policy(template: sdk::LaunchTemplateSpecification, mixed: &MixedInstances) -> sdk::MixedInstancesPolicy {
    let MixedInstances {
        overrides,
        on_demand_base,
        on_demand_percent,
        on_demand_strategy,
        spot_strategy,
        spot_instance_pools,
        spot_max_price,
    } = mixed;
    let distribution = sdk::InstancesDistribution::builder()
        .set_on_demand_base_capacity(small(Some(*on_demand_base)))
        .set_on_demand_percentage_above_base_capacity(small(Some(*on_demand_percent)))
        .on_demand_allocation_strategy(on_demand_strategy.word())
        .spot_allocation_strategy(spot_strategy.word())
        .set_spot_instance_pools(small(*spot_instance_pools))
        // An empty price is the price on demand.
        .spot_max_price(spot_max_price.clone().unwrap_or_default())
        .build();
    let launch = sdk::LaunchTemplate::builder()
        .launch_template_specification(template)
        .set_overrides(Some(overrides.iter().map(overriding).collect()))
        .build();
    sdk::MixedInstancesPolicy::builder().launch_template(launch).instances_distribution(distribution).build()
}

fn overriding(instances: &Override) -> sdk::LaunchTemplateOverrides {
    let Override { instance_type, weight, launch_template, launch_template_version } = instances;
    let template = launch_template.as_ref().zip(launch_template_version.as_ref());
    sdk::LaunchTemplateOverrides::builder()
        .instance_type(instance_type)
        .set_weighted_capacity(weight.map(|weight| weight.to_string()))
        .set_launch_template_specification(template.map(|(id, version)| specification(id, version)))
        .build()
}

/// The launch template that a group has, with or without a policy around it.
pub(crate) fn template(group: &sdk::AutoScalingGroup) -> Option<&sdk::LaunchTemplateSpecification> {
    let inside = || group.mixed_instances_policy()?.launch_template()?.launch_template_specification();
    group.launch_template().or_else(inside)
}

pub(crate) fn live(policy: &sdk::MixedInstancesPolicy) -> MixedInstances {
    let empty = sdk::InstancesDistribution::builder().build();
    let distribution = policy.instances_distribution().unwrap_or(&empty);
    let overrides = policy.launch_template().map_or(&[] as &[_], |launch| launch.overrides());
    MixedInstances {
        overrides: overrides.iter().filter_map(overriding_live).collect(),
        on_demand_base: i64::from(distribution.on_demand_base_capacity().unwrap_or(0)),
        on_demand_percent: i64::from(distribution.on_demand_percentage_above_base_capacity().unwrap_or(100)),
        on_demand_strategy: distribution
            .on_demand_allocation_strategy()
            .and_then(OnDemandStrategy::from_word)
            .unwrap_or(OnDemandStrategy::Prioritized),
        spot_strategy: distribution
            .spot_allocation_strategy()
            .and_then(SpotStrategy::from_word)
            .unwrap_or(SpotStrategy::LowestPrice),
        spot_instance_pools: distribution.spot_instance_pools().map(i64::from),
        spot_max_price: distribution.spot_max_price.clone().filter(|price| !price.is_empty()),
    }
}

fn overriding_live(instances: &sdk::LaunchTemplateOverrides) -> Option<Override> {
    let template = instances.launch_template_specification();
    Some(Override {
        instance_type: instances.instance_type.clone()?,
        weight: instances.weighted_capacity().and_then(|weight| weight.parse().ok()),
        launch_template: template.and_then(|it| it.launch_template_id.clone()).map(Ref),
        launch_template_version: template.and_then(|it| it.version.clone()),
    })
}
