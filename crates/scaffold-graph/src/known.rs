use std::cell::RefCell;

use scaffold_model::{Class, Diagnostic, KindSchema, Reference, Resource, Value};

use crate::canonical::{canonical, fits};
use crate::codes;
use crate::place::Place;

/// Puts declared and defaulted values in the place of references to them, and gives every value its
/// canonical form. `order` puts what is referred to before what refers to it.
pub(crate) fn settle(resources: &mut [Resource], order: &[usize]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let index_of: std::collections::BTreeMap<_, _> =
        resources.iter().enumerate().map(|(index, resource)| (resource.address.clone(), index)).collect();
    for index in order {
        let mut settled = resources[*index].clone();
        let Some(kind) = scaffold_kinds::schema(settled.kind.as_str()) else { continue };
        let unset = RefCell::new(Vec::new());
        let known = |reference: &Reference| -> Option<Value> {
            let holder = index_of.get(&reference.address).and_then(|index| resources.get(*index))?;
            match declared(holder, &reference.path) {
                Declared::Value(value) => Some(value),
                Declared::Later => None,
                Declared::Never => {
                    unset.borrow_mut().push(reference.clone());
                    None
                }
            }
        };
        let mut report = |name: &str, before: &Value, after: &Value, fit: bool| {
            let place = Place::attribute(*index, &resources[*index], name);
            problems.extend(unset.take().iter().map(|reference| never_set(reference, &place)));
            if before != after && !fit {
                let message = format!("{} cannot be `{after}`, which `{before}` gives", place.words());
                let problem = Diagnostic::error(&codes::UNFITTING_EXPRESSION, message);
                problems.push(problem.at(place.origin(), "gives something that does not fit"));
            }
        };
        for (name, value) in &mut settled.values {
            let Some(attribute) = kind.schema.attribute(name) else { continue };
            let after = value.substitute(&known);
            report(name, value, &after, fits(&after, &attribute.ty));
            *value = canonical(&after, &attribute.ty);
        }
        for (key, value) in &mut settled.tags {
            let after = value.substitute(&known);
            let is_text = matches!(after, Value::Text(_) | Value::Concat(_) | Value::Pending(_));
            report(&format!("tags.{key}"), value, &after, is_text);
            *value = after;
        }
        resources[*index] = settled;
    }
    problems
}

/// The same for a value of `[outputs]`.
pub(crate) fn settle_output(
    value: &Value,
    resources: &[Resource],
    place: &Place<'_>,
) -> Result<Value, Diagnostic> {
    let unset = RefCell::new(None);
    let known = |reference: &Reference| -> Option<Value> {
        let holder = resources.iter().find(|resource| resource.address == reference.address)?;
        match declared(holder, &reference.path) {
            Declared::Value(value) => Some(value),
            Declared::Later => None,
            Declared::Never => {
                *unset.borrow_mut() = Some(reference.clone());
                None
            }
        }
    };
    let value = value.substitute(&known);
    match unset.take() {
        Some(reference) => Err(never_set(&reference, place)),
        None => Ok(value),
    }
}

enum Declared {
    /// The blueprint or the schema says it.
    Value(Value),
    /// The cloud will say it.
    Later,
    /// Nobody will.
    Never,
}

fn declared(resource: &Resource, path: &str) -> Declared {
    let Some(KindSchema { schema, .. }) = scaffold_kinds::schema(resource.kind.as_str()) else {
        return Declared::Later;
    };
    let Some(attribute) = schema.attribute(path) else { return Declared::Later };
    if resource.ignore.contains(path) {
        return Declared::Later;
    }
    match (resource.values.get(path), &attribute.class) {
        // Wrong, which is reported.
        (Some(Value::Null), _) => Declared::Later,
        (Some(value), _) => Declared::Value(value.clone()),
        (None, Class::Default(value)) => Declared::Value(value.clone()),
        (None, Class::Plain) if schema.output(path).is_none() => Declared::Never,
        (None, _) => Declared::Later,
    }
}

fn never_set(reference: &Reference, place: &Place<'_>) -> Diagnostic {
    let message =
        format!("{} uses `{}` of {}, which is not set", place.words(), reference.path, reference.address);
    Diagnostic::error(&codes::UNSET_ATTRIBUTE, message)
        .at(place.origin(), "will never have a value")
        .help(format!("set `{}` there, or leave the expression out", reference.path))
}
