use scaffold_model::Rule;

use super::policy_metric::MetricQuery;
use crate::{Decimal, Ref, choice, record};

record! {
    /// Ahead of what two weeks of metrics foretell.
    pub struct PredictiveScaling {
        /// Whether it only foretells.
        mode: PredictiveMode => defaults_to("ForecastOnly").modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.Mode"]),
        /// The value that the scaling metric is to have.
        target_value: Decimal => required().modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.TargetValue"]),
        /// Scaling and load metric in one word.
        metric: Option<PairMetric> => modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.PredefinedMetricPairSpecification"]),
        /// What instances can bear.
        scaling_metric: Option<ScalingMetric> => modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.PredefinedScalingMetricSpecification"]),
        /// What they have to bear.
        load_metric: Option<LoadMetric> => modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.PredefinedLoadMetricSpecification"]),
        /// Another scaling metric.
        custom_scaling_metric: Vec<MetricQuery> => modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.CustomizedScalingMetricSpecification"]),
        /// Another load metric.
        custom_load_metric: Vec<MetricQuery> => modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.CustomizedLoadMetricSpecification"]),
        /// Another metric of how many instances there are.
        custom_capacity_metric: Vec<MetricQuery> => modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MetricSpecifications.CustomizedCapacityMetricSpecification"]),
        /// For counts of requests: the balancer that sends them.
        load_balancer: Option<Ref> => refers_to("elbv2.load_balancer"),
        /// For counts of requests: the target group that gets them.
        target_group: Option<Ref> => refers_to("elbv2.target_group"),
        /// How long before they are needed instances are started, in seconds.
        scheduling_buffer_seconds: i64 => defaults_to(300).between(0, 3_600).modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.SchedulingBufferTime"]),
        /// What happens where more is foretold than `max_size`.
        max_capacity_breach: CapacityBreach => defaults_to("HonorMaxCapacity").modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MaxCapacityBreachBehavior"]),
        /// How much more than foretold there may be, in percent.
        max_capacity_buffer_percent: Option<i64> => between(0, 100).modified_by(&["PutScalingPolicy.PredictiveScalingConfiguration.MaxCapacityBuffer"]),
    }
    rules {
        Rule::ExactlyOneOf(&["metric", "scaling_metric", "custom_scaling_metric"]),
        Rule::ExactlyOneOf(&["metric", "load_metric", "custom_load_metric"]),
        Rule::Requires { attribute: "metric", is: &["ALBRequestCount"], needs: &["load_balancer", "target_group"] },
        Rule::Requires { attribute: "scaling_metric", is: &["ALBRequestCountPerTarget"], needs: &["load_balancer", "target_group"] },
        Rule::Requires { attribute: "load_metric", is: &["ALBTargetGroupRequestCount"], needs: &["load_balancer", "target_group"] },
        Rule::Requires { attribute: "max_capacity_breach", is: &["IncreaseMaxCapacity"], needs: &["max_capacity_buffer_percent"] },
    }
}

choice! {
    /// Whether a policy only foretells.
    pub enum PredictiveMode {
        /// It does.
        ForecastOnly = "ForecastOnly",
        /// It scales.
        ForecastAndScale = "ForecastAndScale",
    }
}

choice! {
    /// What happens where more is foretold than the group may have.
    pub enum CapacityBreach {
        /// It has no more.
        HonorMaxCapacity = "HonorMaxCapacity",
        /// It has more.
        IncreaseMaxCapacity = "IncreaseMaxCapacity",
    }
}

choice! {
    /// Scaling and load metric in one word.
    pub enum PairMetric {
        /// CPU.
        Cpu = "ASGCPUUtilization",
        /// Bytes that come in.
        NetworkIn = "ASGNetworkIn",
        /// Bytes that go out.
        NetworkOut = "ASGNetworkOut",
        /// Requests.
        Requests = "ALBRequestCount",
    }
}

choice! {
    /// What an instance can bear.
    pub enum ScalingMetric {
        /// Percent of CPU.
        Cpu = "ASGAverageCPUUtilization",
        /// Bytes that come in.
        NetworkIn = "ASGAverageNetworkIn",
        /// Bytes that go out.
        NetworkOut = "ASGAverageNetworkOut",
        /// Requests a target.
        RequestsPerTarget = "ALBRequestCountPerTarget",
    }
}

choice! {
    /// What all instances have to bear.
    pub enum LoadMetric {
        /// CPU.
        Cpu = "ASGTotalCPUUtilization",
        /// Bytes that come in.
        NetworkIn = "ASGTotalNetworkIn",
        /// Bytes that go out.
        NetworkOut = "ASGTotalNetworkOut",
        /// Requests.
        Requests = "ALBTargetGroupRequestCount",
    }
}
