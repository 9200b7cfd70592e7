use scaffold_kinds::Kind;
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
pub(crate) fn met<K: Kind>(
    cloudfront: &CloudFront,
    operation: &str,
    request: &UpdateRequest,
    now: &K,
) -> Result<Met, Error> {
    let nothing = Value::Null;
    let now = now.encode();
    let changes: Vec<&String> = request.patch.keys().filter(|name| *name != "tags").collect();
    let of = |values: &Values, name: &str| values.get(name).cloned().unwrap_or_default();
    let wanted = ordered::<K>(&now, changes.iter().map(|name| ((*name).clone(), of(&request.patch, name))));
    let planned =
        ordered::<K>(&now, changes.iter().map(|name| ((*name).clone(), request.before(name).clone())));
    let mut is_done = true;
    for name in changes {
        let here = now.get(name).unwrap_or(&nothing);
        if same(here, wanted.get(name).unwrap_or(&nothing)) {
            continue;
        }
        is_done = false;
        let planned = planned.get(name).unwrap_or(&nothing);
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

/// How often something is written whose ETag moves, at most.
pub(crate) const WRITES: u32 = 3;

/// Whether AWS says that something is not as it was read. CloudFront moves ETags by itself, too, so that what
/// is still as planned may be written again.
pub(crate) fn is_overtaken(error: &Error) -> bool {
    matches!(error.code.as_deref(), Some("PreconditionFailed" | "InvalidIfMatchVersion"))
}

/// Values of a kind over others, with sets in the order in which answers are told.
fn ordered<K: Kind>(now: &Values, over: impl Iterator<Item = (String, Value)>) -> Values {
    let mut values = now.clone();
    values.extend(over);
    K::decode(&values).map_or(values, |kind| kind.encode())
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
            one.iter().zip(other).all(|(one, other)| same(one, other))
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
