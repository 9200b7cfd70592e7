//! What AWS takes no more of: variables of a function, and filters of what it is called for.

use scaffold_model::{Diagnostic, Value};

use crate::block::Context;
use crate::codes;
use crate::function::Function;
use crate::function_events::FunctionEvent;

/// Names and values of all variables together, in bytes ("Lambda quotas").
const VARIABLES: usize = 4_096;

/// Filters of one event source without asking AWS for more, and with it ("Lambda event filtering").
const FILTERS: usize = 5;
const MOST_FILTERS: usize = 10;

/// Everything.
pub(crate) fn check(function: &Function, context: &Context<'_>) -> Vec<Diagnostic> {
    let events = function.events.iter().enumerate();
    let of_events =
        events.flat_map(|(index, event)| filters(event, &format!("events[{index}].filters"), context));
    environment(function, context).into_iter().chain(of_events).collect()
}

/// Only what is known is counted, so that AWS surely refuses what is told.
fn environment(function: &Function, context: &Context<'_>) -> Option<Diagnostic> {
    let size: usize =
        function.environment.iter().map(|(name, value)| name.len() + known_bytes(&value.0)).sum();
    (size > VARIABLES).then(|| {
        let message = format!("the variables of {} have {size} bytes together", context.address());
        Diagnostic::error(&codes::ENVIRONMENT_TOO_LARGE, message)
            .at(context.origin("environment"), format!("AWS takes {VARIABLES} bytes of names and values"))
            .help("keep what is large in a bucket, a parameter or a secret, and let a variable name it")
    })
}

fn known_bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Concat(pieces) => pieces.iter().map(known_bytes).sum(),
        _ => 0,
    }
}

fn filters(event: &FunctionEvent, path: &str, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = event
        .filters
        .iter()
        .enumerate()
        .filter(|(_, pattern)| !is_object(pattern))
        .map(|(index, _)| {
            let message = format!("{} has a filter that is no JSON object", context.address());
            Diagnostic::error(&codes::UNFITTING_FILTER, message)
                .at(context.origin(&format!("{path}[{index}]")), "AWS refuses it")
                .help(r#"write it like `'{"body": {"kind": ["order"]}}'`: what is looked at, and what it may be"#)
        })
        .collect();
    let many = event.filters.len();
    if many <= FILTERS {
        return problems;
    }
    let message = format!("{} has {many} filters for one queue", context.address());
    let (problem, says) = if many > MOST_FILTERS {
        (Diagnostic::error(&codes::TOO_MANY_FILTERS, message), format!("AWS takes at most {MOST_FILTERS}"))
    } else {
        (
            Diagnostic::warning(&codes::TOO_MANY_FILTERS, message),
            format!("AWS takes {FILTERS}, and more where the account asked for it"),
        )
    };
    problems.push(
        problem
            .at(context.origin(path), says)
            .help("let one filter name several values: `[\"order\", \"refund\"]` fits either"),
    );
    problems
}

fn is_object(pattern: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(pattern).is_ok_and(|json| json.is_object())
}
