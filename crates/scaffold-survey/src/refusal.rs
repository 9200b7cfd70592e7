//! Words for reads that failed: which kind, which stack, what to try.

use std::collections::BTreeMap;

use scaffold_model::{KindName, Lookup, StackId};
use scaffold_provider::{Class, Error};

/// Of several failures the first is reported, with the other actions that were refused, so that
/// permissions are mended once and not one by one. What an endpoint lacks is told as a whole.
pub fn survey_failed(failures: &[&(KindName, Error)], stack: &StackId) -> Error {
    let lacking: Vec<&(KindName, Error)> =
        failures.iter().copied().filter(|(_, error)| error.class == Class::Unsupported).collect();
    if lacking.len() > 1 && lacking.len() == failures.len() {
        return endpoint_lacks(&lacking, stack);
    }
    let mut failures = failures.iter();
    let Some((kind, error)) = failures.next() else {
        return Error::new(Class::Invalid, "survey", format!("reading stack {stack} failed"));
    };
    let others: Vec<String> = failures.map(|(kind, error)| format!("{kind} ({})", error.action)).collect();
    let also = match others.as_slice() {
        [] => String::new(),
        others => format!("; reading these failed too: {}", others.join(", ")),
    };
    with_message(
        error,
        format!("reading every {kind} of stack {stack}: {}{also}; {}", error.message, advice(error)),
    )
}

/// All that an endpoint lacks of what a stack needs, service by service.
fn endpoint_lacks(lacking: &[&(KindName, Error)], stack: &StackId) -> Error {
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, _) in lacking {
        services.entry(kind.service()).or_default().push(kind.as_str());
    }
    let services: Vec<String> =
        services.iter().map(|(service, kinds)| format!("{service} ({})", kinds.join(", "))).collect();
    let first = lacking.first().map(|(_, error)| error.to_string()).unwrap_or_default();
    let message = format!(
        "this endpoint lacks what stack {stack} needs: {}; nothing was changed; it said of the first: {first}",
        services.join(", ")
    );
    Error::new(Class::Unsupported, "survey", message)
}

/// Every kind was refused: the trouble is with the credentials or the endpoint, not with a kind.
pub fn nothing_readable((kind, error): &(KindName, Error), stack: &StackId) -> Error {
    with_message(
        error,
        format!(
            "nothing of stack {stack} could be read, beginning with {kind}: {}; {}",
            error.message,
            advice(error)
        ),
    )
}

/// The cloud has no provider of these kinds.
pub fn unknown_kinds(kinds: &[&KindName], stack: &StackId) -> Error {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let message = format!(
        "reading every {} of stack {stack}: this cloud has no such kind; take it out of the blueprint, or use a \
         version of scaffold that knows it",
        kinds.join(", ")
    );
    Error::new(Class::Unsupported, "survey", message)
}

/// A look-up failed.
pub fn lookup_failed(lookup: &Lookup, error: &Error) -> Error {
    let what = match lookup {
        Lookup::Zones => "the zones of the region".to_owned(),
        Lookup::Parameter { name } => format!("the parameter {name} of Systems Manager"),
        Lookup::PrefixList { name } => format!("the prefix list {name}"),
        Lookup::ParameterNames { family, .. } => format!("the parameters that the family {family} has"),
        Lookup::UpgradeTargets { engine, version, .. } => {
            format!("the versions that {engine} {version} can be upgraded to")
        }
        Lookup::Stack { stack, kind } => format!("every {kind} of stack {stack}"),
        Lookup::Users { kind, ids } => match ids.as_slice() {
            [id] => format!("who uses {kind} {id}"),
            ids => format!("who uses {} resources of {kind}", ids.len()),
        },
    };
    with_message(error, format!("looking up {what}: {}; {}", error.message, advice(error)))
}

fn with_message(error: &Error, message: String) -> Error {
    Error { message, ..error.clone() }
}

fn advice(error: &Error) -> String {
    match error.class {
        Class::Permission => format!("check the credentials and that they allow `{}`", error.action),
        Class::Unsupported => {
            "this endpoint does not offer it: use another, or leave the kind out of the blueprint".to_owned()
        }
        Class::Throttled => "nothing was changed: try again in a minute".to_owned(),
        _ => "nothing was changed: try again".to_owned(),
    }
}
