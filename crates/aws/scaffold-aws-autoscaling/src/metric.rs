//! Metrics of scaling policies, in both directions.

use std::collections::BTreeMap;

use aws_sdk_autoscaling::types as sdk;
use scaffold_kinds::Choice;
use scaffold_kinds::autoscaling::{CustomMetric, MetricQuery, MetricStat, Statistic};

pub(crate) fn custom(metric: &CustomMetric) -> sdk::CustomizedMetricSpecification {
    let CustomMetric { namespace, metric_name, dimensions, statistic, unit, period_seconds, queries } =
        metric;
    let queries: Vec<_> = queries.iter().map(tracked_query).collect();
    sdk::CustomizedMetricSpecification::builder()
        .set_namespace(namespace.clone())
        .set_metric_name(metric_name.clone())
        .set_dimensions(self::dimensions(dimensions))
        .set_statistic(statistic.map(|word| word.word().into()))
        .set_unit(unit.clone())
        .set_period(small(*period_seconds))
        .set_metrics((!queries.is_empty()).then_some(queries))
        .build()
}

pub(crate) fn custom_live(metric: &sdk::CustomizedMetricSpecification) -> CustomMetric {
    CustomMetric {
        namespace: metric.namespace.clone(),
        metric_name: metric.metric_name.clone(),
        dimensions: dimensions_live(metric.dimensions()),
        statistic: metric.statistic().and_then(|word| Statistic::from_word(word.as_str())),
        unit: metric.unit.clone(),
        period_seconds: metric.period().map(i64::from),
        queries: metric.metrics().iter().map(tracked_query_live).collect(),
    }
}

fn tracked_query(query: &MetricQuery) -> sdk::TargetTrackingMetricDataQuery {
    let MetricQuery { id, expression, metric, label, return_data } = query;
    let stat = metric.as_ref().map(|stat| {
        sdk::TargetTrackingMetricStat::builder()
            .metric(self::metric(stat))
            .stat(&stat.statistic)
            .set_unit(stat.unit.clone())
            .set_period(small(stat.period_seconds))
            .build()
    });
    sdk::TargetTrackingMetricDataQuery::builder()
        .id(id)
        .set_expression(expression.clone())
        .set_metric_stat(stat)
        .set_label(label.clone())
        .return_data(*return_data)
        .build()
}

fn tracked_query_live(query: &sdk::TargetTrackingMetricDataQuery) -> MetricQuery {
    let stat = query.metric_stat().map(|stat| MetricStat {
        statistic: stat.stat.clone().unwrap_or_default(),
        unit: stat.unit.clone(),
        period_seconds: stat.period().map(i64::from),
        ..metric_live(stat.metric())
    });
    MetricQuery {
        id: query.id.clone().unwrap_or_default(),
        expression: query.expression.clone(),
        metric: stat,
        label: query.label.clone(),
        return_data: query.return_data().unwrap_or(true),
    }
}

/// Queries of predictive scaling.
pub(crate) fn queries(queries: &[MetricQuery]) -> Option<Vec<sdk::MetricDataQuery>> {
    let query = |query: &MetricQuery| {
        let MetricQuery { id, expression, metric, label, return_data } = query;
        let stat = metric.as_ref().map(|stat| {
            sdk::MetricStat::builder()
                .metric(self::metric(stat))
                .stat(&stat.statistic)
                .set_unit(stat.unit.clone())
                .build()
        });
        sdk::MetricDataQuery::builder()
            .id(id)
            .set_expression(expression.clone())
            .set_metric_stat(stat)
            .set_label(label.clone())
            .return_data(*return_data)
            .build()
    };
    (!queries.is_empty()).then(|| queries.iter().map(query).collect())
}

pub(crate) fn queries_live(queries: &[sdk::MetricDataQuery]) -> Vec<MetricQuery> {
    let query = |query: &sdk::MetricDataQuery| {
        let stat = query.metric_stat().map(|stat| MetricStat {
            statistic: stat.stat.clone().unwrap_or_default(),
            unit: stat.unit.clone(),
            ..metric_live(stat.metric())
        });
        MetricQuery {
            id: query.id.clone().unwrap_or_default(),
            expression: query.expression.clone(),
            metric: stat,
            label: query.label.clone(),
            return_data: query.return_data().unwrap_or(true),
        }
    };
    queries.iter().map(query).collect()
}

fn metric(stat: &MetricStat) -> sdk::Metric {
    sdk::Metric::builder()
        .namespace(&stat.namespace)
        .metric_name(&stat.metric_name)
        .set_dimensions(dimensions(&stat.dimensions))
        .build()
}

fn metric_live(metric: Option<&sdk::Metric>) -> MetricStat {
    MetricStat {
        namespace: metric.and_then(|metric| metric.namespace.clone()).unwrap_or_default(),
        metric_name: metric.and_then(|metric| metric.metric_name.clone()).unwrap_or_default(),
        dimensions: dimensions_live(metric.map_or(&[], |metric| metric.dimensions())),
        statistic: String::new(),
        unit: None,
        period_seconds: None,
    }
}

fn dimensions(dimensions: &BTreeMap<String, String>) -> Option<Vec<sdk::MetricDimension>> {
    let dimension =
        |(name, value): (&String, &String)| sdk::MetricDimension::builder().name(name).value(value).build();
    (!dimensions.is_empty()).then(|| dimensions.iter().map(dimension).collect())
}

fn dimensions_live(dimensions: &[sdk::MetricDimension]) -> BTreeMap<String, String> {
    let pair = |dimension: &sdk::MetricDimension| {
        Some((dimension.name.clone()?, dimension.value.clone().unwrap_or_default()))
    };
    dimensions.iter().filter_map(pair).collect()
}

/// Numbers as the service has them. The schema keeps them within bounds.
pub(crate) fn small(number: Option<i64>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}
