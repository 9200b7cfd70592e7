//! What a request must be for a rule to hold.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::types::{
    HostHeaderConditionConfig, HttpHeaderConditionConfig, HttpRequestMethodConditionConfig,
    PathPatternConditionConfig, QueryStringConditionConfig, QueryStringKeyValuePair, RuleCondition,
    SourceIpConditionConfig,
};
use scaffold_kinds::elbv2::Condition;
use scaffold_model::{Value, Values};

use crate::found::{table, text, texts};

/// As AWS's answers say it.
pub(crate) fn as_value(conditions: &[RuleCondition]) -> Value {
    let mut values: Vec<Value> = conditions.iter().map(one).collect();
    values.sort_by_cached_key(Value::to_string);
    Value::List(values)
}

fn one(condition: &RuleCondition) -> Value {
    let some = |values: &[String]| match values.is_empty() {
        true => Value::Null,
        false => texts(values.iter().map(String::as_str)),
    };
    // Old rules have their values beside the field alone.
    let or_plain =
        |values: &[String]| if values.is_empty() { some(condition.values()) } else { some(values) };
    match condition.field().unwrap_or_default() {
        "host-header" => match condition.host_header_config() {
            Some(config) if !config.regex_values().is_empty() => {
                table([("host_header_regex", some(config.regex_values()))])
            }
            config => table([("host_header", or_plain(config.map(|it| it.values()).unwrap_or_default()))]),
        },
        "path-pattern" => match condition.path_pattern_config() {
            Some(config) if !config.regex_values().is_empty() => {
                table([("path_pattern_regex", some(config.regex_values()))])
            }
            config => table([("path_pattern", or_plain(config.map(|it| it.values()).unwrap_or_default()))]),
        },
        "http-request-method" => {
            let values = condition.http_request_method_config().map(|it| it.values()).unwrap_or_default();
            table([("http_request_method", some(values))])
        }
        "http-header" => {
            let header = |config: &HttpHeaderConditionConfig| {
                table([
                    ("name", text(config.http_header_name())),
                    ("values", some(config.values())),
                    ("regex_values", some(config.regex_values())),
                ])
            };
            table([("http_header", condition.http_header_config().map_or(Value::Null, header))])
        }
        "query-string" => {
            let pair = |pair: &QueryStringKeyValuePair| {
                table([("key", text(pair.key())), ("value", Value::text(pair.value().unwrap_or_default()))])
            };
            let pairs = condition.query_string_config().map(|it| it.values()).unwrap_or_default();
            let mut pairs: Vec<Value> = pairs.iter().map(pair).collect();
            pairs.sort_by_cached_key(Value::to_string);
            table([("query_string", Value::List(pairs))])
        }
        "source-ip" => {
            let values = condition.source_ip_config().map(|it| it.values()).unwrap_or_default();
            table([("source_ip", some(values))])
        }
        // One that this version does not know: a difference to see.
        other => Value::Map(Values::from([(other.replace('-', "_"), Value::Map(Values::new()))])),
    }
}

/// In the words of the calls.
pub(crate) fn wanted(conditions: &BTreeSet<Condition>) -> Vec<RuleCondition> {
    conditions.iter().map(one_wanted).collect()
}

fn one_wanted(condition: &Condition) -> RuleCondition {
    let some =
        |values: &BTreeSet<String>| (!values.is_empty()).then(|| values.iter().cloned().collect::<Vec<_>>());
    let begun = |field: &str| RuleCondition::builder().field(field);
    if !condition.host_header.is_empty() || !condition.host_header_regex.is_empty() {
        let config = HostHeaderConditionConfig::builder()
            .set_values(some(&condition.host_header))
            .set_regex_values(some(&condition.host_header_regex));
        return begun("host-header").host_header_config(config.build()).build();
    }
    if !condition.path_pattern.is_empty() || !condition.path_pattern_regex.is_empty() {
        let config = PathPatternConditionConfig::builder()
            .set_values(some(&condition.path_pattern))
            .set_regex_values(some(&condition.path_pattern_regex));
        return begun("path-pattern").path_pattern_config(config.build()).build();
    }
    if let Some(header) = &condition.http_header {
        let config = HttpHeaderConditionConfig::builder()
            .http_header_name(&header.name)
            .set_values(some(&header.values))
            .set_regex_values(some(&header.regex_values));
        return begun("http-header").http_header_config(config.build()).build();
    }
    if !condition.query_string.is_empty() {
        let pair = |pair: &scaffold_kinds::elbv2::QueryPair| {
            QueryStringKeyValuePair::builder().set_key(pair.key.clone()).value(&pair.value).build()
        };
        let pairs = condition.query_string.iter().map(pair).collect();
        let config = QueryStringConditionConfig::builder().set_values(Some(pairs));
        return begun("query-string").query_string_config(config.build()).build();
    }
    if !condition.source_ip.is_empty() {
        let config = SourceIpConditionConfig::builder().set_values(some(&condition.source_ip));
        return begun("source-ip").source_ip_config(config.build()).build();
    }
    let config = HttpRequestMethodConditionConfig::builder().set_values(some(&condition.http_request_method));
    begun("http-request-method").http_request_method_config(config.build()).build()
}
