//! Scaling policies as they are answered. The alarms that AWS makes for them are AWS's own.

use aws_sdk_autoscaling::types as sdk;
use scaffold_aws_core::Connection;
use scaffold_kinds::autoscaling::{
    AdjustmentType, Aggregation, ScalingPolicy, SimpleScaling, StepAdjustment, StepScaling, TargetTracking,
    TrackedMetric,
};
use scaffold_kinds::{Choice, Decimal};

use crate::metric::custom_live;
use crate::predictive;

/// A policy; none where it is of a kind that is not known.
pub(crate) fn policy(connection: &Connection, live: &sdk::ScalingPolicy) -> Option<ScalingPolicy> {
    let mut policy = ScalingPolicy {
        target_tracking: None,
        step: None,
        simple: None,
        predictive: None,
        enabled: live.enabled().unwrap_or(true),
    };
    match live.policy_type() {
        Some("TargetTrackingScaling") => policy.target_tracking = Some(tracking(connection, live)?),
        Some("StepScaling") => policy.step = Some(step(live)?),
        Some("PredictiveScaling") => {
            let configuration = live.predictive_scaling_configuration()?;
            policy.predictive = Some(predictive::live(connection, configuration)?);
        }
        // Simple scaling was there before policies had types.
        Some("SimpleScaling") | None => policy.simple = Some(simple(live)?),
        Some(_) => return None,
    }
    Some(policy)
}

fn tracking(connection: &Connection, live: &sdk::ScalingPolicy) -> Option<TargetTracking> {
    let configuration = live.target_tracking_configuration()?;
    let predefined = configuration.predefined_metric_specification();
    let label = predefined.and_then(|metric| metric.resource_label());
    let (load_balancer, target_group) = label.and_then(|label| crate::label::arns(connection, label)).unzip();
    Some(TargetTracking {
        metric: predefined
            .and_then(|metric| metric.predefined_metric_type())
            .and_then(|word| TrackedMetric::from_word(word.as_str())),
        custom_metric: configuration.customized_metric_specification().map(custom_live),
        target_value: Decimal(configuration.target_value()?),
        load_balancer,
        target_group,
        disable_scale_in: configuration.disable_scale_in() == Some(true),
        warmup_seconds: live.estimated_instance_warmup().map(i64::from),
    })
}

fn step(live: &sdk::ScalingPolicy) -> Option<StepScaling> {
    let steps = live.step_adjustments().iter().map(|step| StepAdjustment {
        lower_bound: step.metric_interval_lower_bound().map(Decimal),
        upper_bound: step.metric_interval_upper_bound().map(Decimal),
        adjustment: i64::from(step.scaling_adjustment().unwrap_or(0)),
    });
    Some(StepScaling {
        adjustment_type: AdjustmentType::from_word(live.adjustment_type()?)?,
        steps: steps.collect(),
        metric_aggregation: live
            .metric_aggregation_type()
            .and_then(Aggregation::from_word)
            .unwrap_or(Aggregation::Average),
        min_adjustment_magnitude: live.min_adjustment_magnitude().map(i64::from),
        warmup_seconds: live.estimated_instance_warmup().map(i64::from),
    })
}

fn simple(live: &sdk::ScalingPolicy) -> Option<SimpleScaling> {
    Some(SimpleScaling {
        adjustment_type: AdjustmentType::from_word(live.adjustment_type()?)?,
        adjustment: i64::from(live.scaling_adjustment()?),
        min_adjustment_magnitude: live.min_adjustment_magnitude().map(i64::from),
        cooldown_seconds: live.cooldown().map(i64::from),
    })
}
