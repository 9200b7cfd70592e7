//! Prefix lists of AWS's own, which are said by name and pinned by id.

use scaffold_model::{Answer, Lookup, Refusal, Resource, Snapshot, TextRule, Type, Value};

use crate::codes;
use crate::parameters::Pinned;

/// The names of lists in a value of a type, each once: what a plan looks up.
pub fn names_in(ty: &Type, value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    visit(ty, &mut value.clone(), &mut |text| {
        if !text.starts_with("pl-") && !names.contains(text) {
            names.push(text.clone());
        }
    });
    names
}

/// The id in the place of a name.
pub(crate) fn put(ty: &Type, value: &mut Value, name: &str, id: &Value) {
    let Some(id) = id.as_text() else { return };
    visit(ty, value, &mut |text| {
        if text == name {
            id.clone_into(text);
        }
    });
}

/// What the region has under a name.
pub(crate) fn held(resource: &Resource, attribute: &str, name: &str, snapshot: &Snapshot) -> Pinned {
    let lookup = Lookup::PrefixList { name: name.to_owned() };
    match snapshot.answers.get(&lookup) {
        None => Pinned::Unknown(lookup),
        Some(Answer::Value(id @ Value::Text(_))) => Pinned::Known(id.clone()),
        Some(_) => Pinned::Missing(Refusal {
            code: codes::NO_PREFIX_LIST.name.to_owned(),
            address: resource.address.clone(),
            message: format!("`{attribute}` names the prefix list {name}, and the region has no such list"),
            help: Some("look at `aws ec2 describe-managed-prefix-lists`, or name one by its id".to_owned()),
            origin: Some(resource.origin_of(attribute).clone()),
        }),
    }
}

/// Every text in a value that is a prefix list by its type.
fn visit(ty: &Type, value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match (ty, value) {
        (Type::Text(TextRule::PrefixList), Value::Text(text)) => change(text),
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter_mut().for_each(|value| visit(item, value, change));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.values_mut().for_each(|value| visit(item, value, change));
        }
        (Type::Record { attributes, .. }, Value::Map(entries)) => {
            for attribute in attributes {
                if let Some(value) = entries.get_mut(attribute.name) {
                    visit(&attribute.ty, value, change);
                }
            }
        }
        _ => {}
    }
}
