//! Scaling policies as they are put.

use std::collections::BTreeMap;

use aws_sdk_autoscaling::operation::put_scaling_policy::builders::PutScalingPolicyFluentBuilder;
use aws_sdk_autoscaling::types as sdk;
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::{ScalingPolicy, SimpleScaling, StepScaling, TargetTracking, TrackedMetric};
use scaffold_provider::{Class, Error};

use crate::client::{AutoScaling, told_apart};
use crate::metric::{custom, small};
use crate::predictive;
use crate::sets::{Changes, changes};

const PUT: &str = "PutScalingPolicy";

/// A group's policies by name.
pub(crate) type Policies = BTreeMap<String, ScalingPolicy>;

impl AutoScaling {
    /// Makes a group's policies what is wanted. A policy of another kind cannot take one's place.
    pub async fn set_policies(&self, group: &str, there: &Policies, wanted: &Policies) -> Result<(), Error> {
        let is_update = |before: &ScalingPolicy, after: &ScalingPolicy| kind(before) == kind(after);
        let Changes { gone, put } = changes(there, wanted, is_update);
        for name in gone {
            let call = self.client.delete_policy().auto_scaling_group_name(group).policy_name(name);
            let answer = self.write("DeletePolicy", || call.clone().send()).await;
            crate::sets::gone_is_done(answer.map(drop).map_err(told_apart))?;
        }
        for (name, policy) in put {
            let call = self.client.put_scaling_policy().auto_scaling_group_name(group).policy_name(name);
            let call = self.put(call.enabled(policy.enabled), policy)?;
            self.write(PUT, || call.clone().send()).await.map_err(told_apart)?;
        }
        Ok(())
    }

    fn put(
        &self,
        call: PutScalingPolicyFluentBuilder,
        policy: &ScalingPolicy,
    ) -> Result<PutScalingPolicyFluentBuilder, Error> {
        let ScalingPolicy { target_tracking, step, simple, predictive, enabled: _ } = policy;
        let unlabelled = || {
            let message = "a metric of requests needs the ARNs of a load balancer and of its target group";
            self.error(Class::Invalid, PUT, message)
        };
        let call = call.policy_type(kind(policy));
        Ok(if let Some(tracking) = target_tracking {
            let configuration = self::tracking(tracking).ok_or_else(unlabelled)?;
            call.target_tracking_configuration(configuration)
                .set_estimated_instance_warmup(small(tracking.warmup_seconds))
        } else if let Some(step) = step {
            stepped(call, step)
        } else if let Some(simple) = simple {
            simply(call, simple)
        } else if let Some(predictive) = predictive {
            let configuration = predictive::configuration(predictive).ok_or_else(unlabelled)?;
            call.predictive_scaling_configuration(configuration)
        } else {
            call
        })
    }
}

fn kind(policy: &ScalingPolicy) -> &'static str {
    match policy {
        ScalingPolicy { target_tracking: Some(_), .. } => "TargetTrackingScaling",
        ScalingPolicy { step: Some(_), .. } => "StepScaling",
        ScalingPolicy { predictive: Some(_), .. } => "PredictiveScaling",
        ScalingPolicy { .. } => "SimpleScaling",
    }
}

/// None where a metric of requests lacks its label.
fn tracking(tracking: &TargetTracking) -> Option<sdk::TargetTrackingConfiguration> {
    let TargetTracking {
        metric,
        custom_metric,
        target_value,
        load_balancer,
        target_group,
        disable_scale_in,
        warmup_seconds: _,
    } = tracking;
    let predefined = match metric {
        Some(metric) => {
            let arns = load_balancer.as_ref().zip(target_group.as_ref());
            let label = arns.and_then(|(balancer, group)| crate::label::of_arns(balancer, group));
            if *metric == TrackedMetric::RequestsPerTarget && label.is_none() {
                return None;
            }
            let specification = sdk::PredefinedMetricSpecification::builder()
                .predefined_metric_type(metric.word().into())
                .set_resource_label(label);
            Some(specification.build())
        }
        None => None,
    };
    let configuration = sdk::TargetTrackingConfiguration::builder()
        .set_predefined_metric_specification(predefined)
        .set_customized_metric_specification(custom_metric.as_ref().map(custom))
        .target_value(target_value.0)
        .disable_scale_in(*disable_scale_in);
    Some(configuration.build())
}

fn stepped(call: PutScalingPolicyFluentBuilder, step: &StepScaling) -> PutScalingPolicyFluentBuilder {
    let StepScaling { adjustment_type, steps, metric_aggregation, min_adjustment_magnitude, warmup_seconds } =
        step;
    let steps = steps.iter().map(|step| {
        sdk::StepAdjustment::builder()
            .set_metric_interval_lower_bound(step.lower_bound.map(|bound| bound.0))
            .set_metric_interval_upper_bound(step.upper_bound.map(|bound| bound.0))
            .set_scaling_adjustment(small(Some(step.adjustment)))
            .build()
    });
    call.adjustment_type(adjustment_type.word())
        .set_step_adjustments(Some(steps.collect()))
        .metric_aggregation_type(metric_aggregation.word())
        .set_min_adjustment_magnitude(small(*min_adjustment_magnitude))
        .set_estimated_instance_warmup(small(*warmup_seconds))
}

fn simply(call: PutScalingPolicyFluentBuilder, simple: &SimpleScaling) -> PutScalingPolicyFluentBuilder {
    let SimpleScaling { adjustment_type, adjustment, min_adjustment_magnitude, cooldown_seconds } = simple;
    call.adjustment_type(adjustment_type.word())
        .set_scaling_adjustment(small(Some(*adjustment)))
        .set_min_adjustment_magnitude(small(*min_adjustment_magnitude))
        .set_cooldown(small(*cooldown_seconds))
}
