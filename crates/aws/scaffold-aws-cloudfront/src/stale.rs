use scaffold_model::{Value, Values};
use scaffold_provider::{Class, Error, UpdateRequest};

use crate::client::CloudFront;

/// What a change meets at the step.
pub(crate) enum Met {
    /// What the plan saw.
    AsPlanned,
    /// All that the change asks for: an earlier call made it, and its answer was lost.
    Done,
}

/// Compares what is there now with what the plan saw of what it changes: CloudFront's calls carry
/// everything at once, so that a change from outside would be overwritten.
///
/// # Errors
/// [`Class::Stale`], naming what somebody else has changed.
pub(crate) fn met(
    cloudfront: &CloudFront,
    operation: &str,
    request: &UpdateRequest,
    now: &Values,
) -> Result<Met, Error> {
    let nothing = Value::Null;
    let mut is_done = true;
    for (name, wanted) in request.patch.iter().filter(|(name, _)| *name != "tags") {
        let here = now.get(name).unwrap_or(&nothing);
        if same(here, wanted) {
            continue;
        }
        is_done = false;
        let planned = request.before(name);
        if !same(here, planned) {
            return Err(cloudfront.error(
                Class::Stale,
                operation,
                format!(
                    "{} of {} is {} by now, and was {} when the change was planned: somebody else has changed it, and \
                     nothing was written",
                    name, request.id, shown(here), shown(planned)
                ),
            ));
        }
    }
    Ok(if is_done { Met::Done } else { Met::AsPlanned })
}

/// An error for a change that somebody made between our reading and our writing, as the ETag tells.
pub(crate) fn overtaken(cloudfront: &CloudFront, operation: &str, id: &str) -> Error {
    let message = format!(
        "{id} was changed by somebody else between reading and writing it (its ETag is another one), and nothing was \
         written"
    );
    let mut error = cloudfront.error(Class::Stale, operation, message);
    error.code = Some("PreconditionFailed".to_owned());
    error
}

/// Whether AWS says that something is not as it was read.
pub(crate) fn is_overtaken(error: &Error) -> bool {
    error.code.as_deref() == Some("PreconditionFailed")
}

/// Nothing and an empty list are the same.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Map(one), Value::Map(other)) => {
            let names = one.keys().chain(other.keys());
            names.into_iter().all(|name| {
                let of = |values: &Values| values.get(name).cloned().unwrap_or_default();
                same(&of(one), &of(other))
            })
        }
        (Value::List(one), Value::List(other)) if one.len() == other.len() => {
            let is_there = |item: &Value| other.iter().any(|it| same(it, item));
            one.iter().zip(other).all(|(one, other)| same(one, other)) || one.iter().all(is_there)
        }
        (one, other) => one == other || (is_nothing(one) && is_nothing(other)),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    const LONGEST: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        _ if value.is_null() => "nothing".to_owned(),
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}
