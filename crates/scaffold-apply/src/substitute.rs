//! Puts values that earlier steps made known where the plan left them pending.

use std::collections::BTreeMap;

use scaffold_model::{Address, Live, Reference, Value, Values};

/// Attributes and outputs of what was made or changed, by address.
pub(crate) type Published = BTreeMap<Address, Values>;

/// What others can refer to of a live resource: its values, and its physical id as `id`.
pub(crate) fn outputs(live: &Live) -> Values {
    let mut values = live.values.clone();
    values.entry("id".to_owned()).or_insert_with(|| Value::text(live.id.as_str()));
    values
}

/// The values with nothing pending.
///
/// # Errors
/// The first reference that no earlier step made known.
pub(crate) fn known(values: &Values, published: &Published) -> Result<Values, Reference> {
    values.iter().map(|(name, value)| Ok((name.clone(), known_value(value, published)?))).collect()
}

/// Tags as texts. A tag without a value is left out.
///
/// # Errors
/// The first reference that no earlier step made known.
pub(crate) fn known_tags(
    tags: &BTreeMap<String, Value>,
    published: &Published,
) -> Result<BTreeMap<String, String>, Reference> {
    let mut known = BTreeMap::new();
    for (key, value) in tags {
        match known_value(value, published)? {
            Value::Null => {}
            value => {
                known.insert(key.clone(), value.to_string());
            }
        }
    }
    Ok(known)
}

fn known_value(value: &Value, published: &Published) -> Result<Value, Reference> {
    let resolve = |reference: &Reference| published.get(&reference.address)?.get(&reference.path).cloned();
    let value = value.substitute(&resolve);
    let mut missing = None;
    value.visit_references(&mut |reference| {
        missing.get_or_insert_with(|| reference.clone());
    });
    match missing {
        Some(reference) => Err(reference),
        None => Ok(value),
    }
}
