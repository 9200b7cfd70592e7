use std::collections::BTreeMap;

use scaffold_model::Rule;

use crate::{choice, record};

record! {
    /// A metric of CloudWatch, or what is reckoned from several.
    pub struct CustomMetric {
        /// Its namespace: `AWS/SQS`.
        namespace: Option<String> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.Namespace"]),
        /// Its name.
        metric_name: Option<String> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.MetricName"]),
        /// Its dimensions.
        dimensions: BTreeMap<String, String> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.Dimensions"]),
        /// What is made of its values.
        statistic: Option<Statistic> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.Statistic"]),
        /// Its unit.
        unit: Option<String> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.Unit"]),
        /// Over how many seconds: 10, 30 or 60.
        period_seconds: Option<i64> => between(10, 60).provider_chosen().modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.Period"]),
        /// Metrics and expressions, of which one returns data.
        queries: Vec<MetricQuery> => modified_by(&["PutScalingPolicy.TargetTrackingConfiguration.CustomizedMetricSpecification.Metrics"]),
    }
    rules {
        Rule::ExactlyOneOf(&["metric_name", "queries"]),
        Rule::Requires { attribute: "metric_name", is: &[], needs: &["namespace", "statistic"] },
    }
}

record! {
    /// A metric, or an expression over others.
    pub struct MetricQuery {
        /// How expressions call it.
        id: String => required(),
        /// An expression.
        expression: Option<String>,
        /// A metric.
        metric: Option<MetricStat>,
        /// How graphs call it.
        label: Option<String>,
        /// Whether it is the one that counts.
        return_data: bool => defaults_to(true),
    }
    rules {
        Rule::ExactlyOneOf(&["expression", "metric"]),
    }
}

record! {
    /// A metric and what is made of its values.
    pub struct MetricStat {
        /// Its namespace.
        namespace: String => required(),
        /// Its name.
        metric_name: String => required(),
        /// Its dimensions.
        dimensions: BTreeMap<String, String>,
        /// What is made of its values: `Average`, `p99`.
        statistic: String => required(),
        /// Its unit.
        unit: Option<String>,
        /// Over how many seconds: 10, 30 or 60. Of target tracking only.
        period_seconds: Option<i64> => between(10, 60).provider_chosen(),
    }
}

choice! {
    /// What AWS measures of a group.
    pub enum TrackedMetric {
        /// Percent of its CPUs, on average.
        Cpu = "ASGAverageCPUUtilization",
        /// The same, every ten seconds.
        CpuHighResolution = "ASGAverageCPUUtilizationHighResolution",
        /// Bytes that come in, an instance.
        NetworkIn = "ASGAverageNetworkIn",
        /// Bytes that go out, an instance.
        NetworkOut = "ASGAverageNetworkOut",
        /// Requests that one balancer sends each target.
        RequestsPerTarget = "ALBRequestCountPerTarget",
    }
}

choice! {
    /// What is made of a metric's values.
    pub enum Statistic {
        /// Their average.
        Average = "Average",
        /// The least.
        Minimum = "Minimum",
        /// The greatest.
        Maximum = "Maximum",
        /// How many there are.
        SampleCount = "SampleCount",
        /// Their sum.
        Sum = "Sum",
    }
}
