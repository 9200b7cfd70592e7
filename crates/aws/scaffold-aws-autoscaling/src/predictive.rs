//! Predictive scaling, in both directions.

use aws_sdk_autoscaling::types as sdk;
use scaffold_aws_core::Connection;
use scaffold_kinds::autoscaling::{
    CapacityBreach, LoadMetric, MetricQuery, PairMetric, PredictiveMode, PredictiveScaling, ScalingMetric,
};
use scaffold_kinds::{Choice, Decimal};

use crate::metric::{queries, queries_live, small};

/// None where a metric of requests lacks its label.
pub(crate) fn configuration(scaling: &PredictiveScaling) -> Option<sdk::PredictiveScalingConfiguration> {
    let PredictiveScaling {
        mode,
        scheduling_buffer_seconds,
        max_capacity_breach,
        max_capacity_buffer_percent,
        ..
    } = scaling;
    let configuration = sdk::PredictiveScalingConfiguration::builder()
        .metric_specifications(specification(scaling)?)
        .mode(mode.word().into())
        .set_scheduling_buffer_time(small(Some(*scheduling_buffer_seconds)))
        .max_capacity_breach_behavior(max_capacity_breach.word().into())
        .set_max_capacity_buffer(small(*max_capacity_buffer_percent));
    Some(configuration.build())
}

fn specification(scaling: &PredictiveScaling) -> Option<sdk::PredictiveScalingMetricSpecification> {
    let PredictiveScaling {
        target_value,
        metric,
        scaling_metric,
        load_metric,
        custom_scaling_metric,
        custom_load_metric,
        custom_capacity_metric,
        load_balancer,
        target_group,
        ..
    } = scaling;
    let arns = load_balancer.as_ref().zip(target_group.as_ref());
    let label = arns.and_then(|(balancer, group)| crate::label::of_arns(balancer, group));
    let counts_requests = *metric == Some(PairMetric::Requests)
        || *scaling_metric == Some(ScalingMetric::RequestsPerTarget)
        || *load_metric == Some(LoadMetric::Requests);
    if counts_requests && label.is_none() {
        return None;
    }
    let of = |is: bool| label.clone().filter(|_| is);
    let pair = metric.map(|metric| {
        sdk::PredictiveScalingPredefinedMetricPair::builder()
            .predefined_metric_type(metric.word().into())
            .set_resource_label(of(metric == PairMetric::Requests))
            .build()
    });
    let scaling = scaling_metric.map(|metric| {
        sdk::PredictiveScalingPredefinedScalingMetric::builder()
            .predefined_metric_type(metric.word().into())
            .set_resource_label(of(metric == ScalingMetric::RequestsPerTarget))
            .build()
    });
    let load = load_metric.map(|metric| {
        sdk::PredictiveScalingPredefinedLoadMetric::builder()
            .predefined_metric_type(metric.word().into())
            .set_resource_label(of(metric == LoadMetric::Requests))
            .build()
    });
    let specification = sdk::PredictiveScalingMetricSpecification::builder()
        .target_value(target_value.0)
        .set_predefined_metric_pair_specification(pair)
        .set_predefined_scaling_metric_specification(scaling)
        .set_predefined_load_metric_specification(load)
        .set_customized_scaling_metric_specification(custom_scaling(custom_scaling_metric))
        .set_customized_load_metric_specification(custom_load(custom_load_metric))
        .set_customized_capacity_metric_specification(custom_capacity(custom_capacity_metric));
    Some(specification.build())
}

fn custom_scaling(metric: &[MetricQuery]) -> Option<sdk::PredictiveScalingCustomizedScalingMetric> {
    let metric = sdk::PredictiveScalingCustomizedScalingMetric::builder()
        .set_metric_data_queries(Some(queries(metric)?));
    Some(metric.build())
}

fn custom_load(metric: &[MetricQuery]) -> Option<sdk::PredictiveScalingCustomizedLoadMetric> {
    let metric =
        sdk::PredictiveScalingCustomizedLoadMetric::builder().set_metric_data_queries(Some(queries(metric)?));
    Some(metric.build())
}

fn custom_capacity(metric: &[MetricQuery]) -> Option<sdk::PredictiveScalingCustomizedCapacityMetric> {
    let metric = sdk::PredictiveScalingCustomizedCapacityMetric::builder()
        .set_metric_data_queries(Some(queries(metric)?));
    Some(metric.build())
}

/// None where there is no metric.
pub(crate) fn live(
    connection: &Connection,
    configuration: &sdk::PredictiveScalingConfiguration,
) -> Option<PredictiveScaling> {
    let specification = configuration.metric_specifications().first()?;
    let pair = specification.predefined_metric_pair_specification();
    let scaling = specification.predefined_scaling_metric_specification();
    let load = specification.predefined_load_metric_specification();
    let label = pair
        .and_then(|metric| metric.resource_label())
        .or_else(|| scaling?.resource_label())
        .or_else(|| load?.resource_label());
    let (load_balancer, target_group) = label.and_then(|label| crate::label::arns(connection, label)).unzip();
    let custom_scaling = specification.customized_scaling_metric_specification();
    let custom_load = specification.customized_load_metric_specification();
    let custom_capacity = specification.customized_capacity_metric_specification();
    Some(PredictiveScaling {
        mode: configuration
            .mode()
            .and_then(|word| PredictiveMode::from_word(word.as_str()))
            .unwrap_or(PredictiveMode::ForecastOnly),
        target_value: Decimal(specification.target_value()?),
        metric: pair
            .and_then(|metric| metric.predefined_metric_type())
            .and_then(|word| PairMetric::from_word(word.as_str())),
        scaling_metric: scaling
            .and_then(|metric| metric.predefined_metric_type())
            .and_then(|word| ScalingMetric::from_word(word.as_str())),
        load_metric: load
            .and_then(|metric| metric.predefined_metric_type())
            .and_then(|word| LoadMetric::from_word(word.as_str())),
        custom_scaling_metric: queries_live(custom_scaling.map_or(&[], |it| it.metric_data_queries())),
        custom_load_metric: queries_live(custom_load.map_or(&[], |it| it.metric_data_queries())),
        custom_capacity_metric: queries_live(custom_capacity.map_or(&[], |it| it.metric_data_queries())),
        load_balancer,
        target_group,
        scheduling_buffer_seconds: i64::from(configuration.scheduling_buffer_time().unwrap_or(300)),
        max_capacity_breach: configuration
            .max_capacity_breach_behavior()
            .and_then(|word| CapacityBreach::from_word(word.as_str()))
            .unwrap_or(CapacityBreach::HonorMaxCapacity),
        max_capacity_buffer_percent: configuration.max_capacity_buffer().map(i64::from),
    })
}
