use std::collections::BTreeSet;

use scaffold_model::Rule;

use super::policy_metric::{CustomMetric, TrackedMetric};
use super::predictive::PredictiveScaling;
use crate::{Decimal, Ref, choice, record};

record! {
    /// What moves a group's number of instances: one of four kinds.
    pub struct ScalingPolicy {
        /// Keeps a metric at a value. AWS makes the alarms, which are nobody's business.
        target_tracking: Option<TargetTracking> => modified_by(&["PutScalingPolicy.PolicyType"]),
        /// More or fewer by how far an alarm's metric is off.
        step: Option<StepScaling>,
        /// More or fewer by one amount, when an alarm says so.
        simple: Option<SimpleScaling>,
        /// Ahead of what two weeks of metrics foretell.
        predictive: Option<PredictiveScaling>,
        /// Whether it does anything.
        enabled: bool => defaults_to(true).modified_by(&["PutScalingPolicy.Enabled"]),
    }
    rules {
        Rule::ExactlyOneOf(&["target_tracking", "step", "simple", "predictive"]),
    }
}

record! {
    /// Keeps a metric at a value.
    pub struct TargetTracking {
        /// One of AWS's metrics of the group.
        metric: Option<TrackedMetric> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType"]),
        /// Another metric, which must fall as instances are added.
        custom_metric: Option<CustomMetric>,
        /// The value: percent of CPU, bytes, requests a target and minute.
        target_value: Decimal => required().modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.TargetValue"]),
        /// For `ALBRequestCountPerTarget`: the balancer that sends the requests.
        load_balancer: Option<Ref> => refers_to("elbv2.load_balancer").modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.PredefinedMetricSpecification.ResourceLabel"]),
        /// For `ALBRequestCountPerTarget`: the target group that gets them.
        target_group: Option<Ref> => refers_to("elbv2.target_group").modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.PredefinedMetricSpecification.ResourceLabel"]),
        /// Whether it only ever adds instances.
        disable_scale_in: bool => defaults_to(false).modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.DisableScaleIn"]),
        /// How long the metrics of a new instance do not count, in seconds. The group's own when it is
        /// not said.
        warmup_seconds: Option<i64> => between(0, 31_536_000).modified_by(&["PutScalingPolicy.EstimatedInstanceWarmup"]),
    }
    rules {
        Rule::ExactlyOneOf(&["metric", "custom_metric"]),
        Rule::Requires { attribute: "metric", is: &["ALBRequestCountPerTarget"], needs: &["load_balancer", "target_group"] },
        Rule::OnlyWhere { attributes: &["load_balancer", "target_group"], attribute: "metric", is: &["ALBRequestCountPerTarget"] },
    }
}

record! {
    /// More or fewer by how far an alarm's metric is off.
    pub struct StepScaling {
        /// What `adjustment` counts.
        adjustment_type: AdjustmentType => required().modified_by(&["PutScalingPolicy.AdjustmentType"]),
        /// What is done where, from the alarm's threshold on.
        steps: BTreeSet<StepAdjustment> => required(),
        /// What is made of an alarm's values of one minute.
        metric_aggregation: Aggregation => defaults_to("Average").modified_by(&["PutScalingPolicy.MetricAggregationType"]),
        /// The least number of instances that percentages stand for.
        min_adjustment_magnitude: Option<i64> => between(1, 10_000).modified_by(&["PutScalingPolicy.MinAdjustmentMagnitude"]),
        /// How long the metrics of a new instance do not count, in seconds. The group's own when it is
        /// not said.
        warmup_seconds: Option<i64> => between(0, 31_536_000).modified_by(&["PutScalingPolicy.EstimatedInstanceWarmup"]),
    }
}

record! {
    /// What is done between two distances from an alarm's threshold.
    pub struct StepAdjustment {
        /// From this distance on. Without end when it is not said.
        lower_bound: Option<Decimal> => modified_by(&["PutScalingPolicy.StepAdjustments.MetricIntervalLowerBound"]),
        /// Up to this distance. Without end when it is not said.
        upper_bound: Option<Decimal> => modified_by(&["PutScalingPolicy.StepAdjustments.MetricIntervalUpperBound"]),
        /// By how much.
        adjustment: i64 => required().between(-10_000, 10_000).modified_by(&["PutScalingPolicy.StepAdjustments.ScalingAdjustment"]),
    }
}

record! {
    /// More or fewer by one amount.
    pub struct SimpleScaling {
        /// What `adjustment` counts.
        adjustment_type: AdjustmentType => required(),
        /// By how much.
        adjustment: i64 => required().between(-10_000, 10_000).modified_by(&["PutScalingPolicy.ScalingAdjustment"]),
        /// The least number of instances that percentages stand for.
        min_adjustment_magnitude: Option<i64> => between(1, 10_000),
        /// How long it waits before it scales again, in seconds. The group's own when it is not said.
        cooldown_seconds: Option<i64> => between(0, 31_536_000).modified_by(&["PutScalingPolicy.Cooldown"]),
    }
}

choice! {
    /// What an adjustment counts.
    pub enum AdjustmentType {
        /// Instances more or fewer.
        ChangeInCapacity = "ChangeInCapacity",
        /// Instances.
        ExactCapacity = "ExactCapacity",
        /// Percent of the instances more or fewer.
        PercentChangeInCapacity = "PercentChangeInCapacity",
    }
}

choice! {
    /// What is made of an alarm's values of one minute.
    pub enum Aggregation {
        /// Their average.
        Average = "Average",
        /// The least.
        Minimum = "Minimum",
        /// The greatest.
        Maximum = "Maximum",
    }
}
