use scaffold_model::{Answer, Lookup, Refusal, Resource, Snapshot, Value};

use crate::codes;

/// The parameter that a value stands for: `{ parameter = "/path" }`.
pub(crate) fn parameter_of(value: &Value) -> Option<&str> {
    let entries = value.as_map().filter(|entries| entries.len() == 1)?;
    entries.get("parameter")?.as_text()
}

/// What a value is that may be said as a parameter.
pub(crate) enum Pinned {
    /// Said as itself.
    Plain,
    /// The parameter's value, which the plan pins.
    Known(Value),
    /// To be asked for.
    Unknown(Lookup),
    /// There is no such parameter.
    Missing(Refusal),
}

/// Takes the place of a parameter by what it holds now.
pub(crate) fn pin(resource: &Resource, attribute: &str, value: &Value, snapshot: &Snapshot) -> Pinned {
    let Some(name) = parameter_of(value) else { return Pinned::Plain };
    let lookup = Lookup::Parameter { name: name.to_owned() };
    match snapshot.answers.get(&lookup) {
        None => Pinned::Unknown(lookup),
        Some(Answer::Value(held @ Value::Text(_))) => Pinned::Known(held.clone()),
        Some(_) => Pinned::Missing(Refusal {
            code: codes::NO_PARAMETER.name.to_owned(),
            address: resource.address.clone(),
            message: format!("`{attribute}` is the parameter {name}, and the region has no such parameter"),
            help: Some(
                "check its path and the region (`aws ssm get-parameter --name …`), or write the value out"
                    .to_owned(),
            ),
            origin: Some(resource.origin_of(attribute).clone()),
        }),
    }
}
