use scaffold_model::{Attribute, Class, TextRule, Type, Value, Values, is_version_of, shrinks};

use crate::policy::same_policy;

/// Whether a live value is what is desired, by the attribute's type and class.
pub(crate) fn is_equal(attribute: &Attribute, desired: &Value, live: &Value) -> bool {
    if attribute.left_alone_when.as_ref() == Some(desired) {
        return true;
    }
    if desired.is_null() && is_silent_class(&attribute.class) {
        return true;
    }
    if attribute.equal_while_unset && is_nothing(live) {
        return true;
    }
    same(&attribute.ty, desired, live)
}

/// Whether a declared entry of another attribute moves the live value there: a schedule, the sizes of
/// a group.
pub(crate) fn is_moved_there(attribute: &Attribute, values: &Values, live: &Value) -> bool {
    let Some((map, key)) = attribute.also_equal_to else { return false };
    let entries = values.get(map).and_then(Value::as_map).into_iter().flatten();
    entries.filter_map(|(_, entry)| entry.as_map()?.get(key)).any(|moved| same(&attribute.ty, moved, live))
}

/// Whether what is live has grown from what is declared, as another declared attribute lets it.
pub(crate) fn has_grown(attribute: &Attribute, values: &Values, desired: &Value, live: &Value) -> bool {
    let grows = attribute.grown_by.and_then(|by| values.get(by)).is_some_and(|by| !by.is_null());
    grows && shrinks(live, desired)
}

/// Silence about such an attribute is never a difference.
pub(crate) fn is_silent_class(class: &Class) -> bool {
    matches!(class, Class::ProviderChosen | Class::ControllerOwned | Class::CreateOnly | Class::Directive)
}

fn same(ty: &Type, desired: &Value, live: &Value) -> bool {
    if is_nothing(desired) && is_nothing(live) {
        return true;
    }
    match (ty, desired, live) {
        (Type::Set(item), Value::List(desired), Value::List(live)) => same_set(item, desired, live),
        (Type::List(item), Value::List(desired), Value::List(live)) => {
            desired.len() == live.len()
                && desired.iter().zip(live).all(|(desired, live)| same(item, desired, live))
        }
        (Type::Map(item), Value::Map(desired), Value::Map(live)) => {
            desired.len() == live.len()
                && desired
                    .iter()
                    .all(|(key, entry)| live.get(key).is_some_and(|live| same(item, entry, live)))
        }
        (Type::Record { attributes, .. }, Value::Map(desired), Value::Map(live)) => {
            same_record(attributes, desired, live)
        }
        (Type::Text(TextRule::Version), Value::Text(desired), Value::Text(live)) => {
            is_version_of(desired, live)
        }
        (Type::Policy, Value::Text(desired), Value::Text(live)) => same_policy(desired, live),
        (Type::Number, desired, live) => {
            as_number(desired).is_some_and(|number| as_number(live) == Some(number))
        }
        (Type::AnyOf(types), desired, live) => types.iter().any(|ty| same(ty, desired, live)),
        (_, desired, live) => desired == live,
    }
}

/// `50.0` is `50`.
fn as_number(value: &Value) -> Option<f64> {
    match value {
        #[allow(clippy::cast_precision_loss, reason = "numbers of AWS are far below 2^53")]
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

/// Absent and empty are the same: AWS reports either.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

fn same_set(item: &Type, desired: &[Value], live: &[Value]) -> bool {
    let is_desired = |live: &Value| desired.iter().any(|desired| same(item, desired, live));
    set_difference(item, desired, live).is_empty() && live.iter().all(is_desired)
}

/// Items of `left` that have no equal in `right`.
pub(crate) fn set_difference<'a>(item: &Type, left: &'a [Value], right: &[Value]) -> Vec<&'a Value> {
    left.iter().filter(|value| !right.iter().any(|other| same(item, value, other))).collect()
}

fn same_record(attributes: &[Attribute], desired: &Values, live: &Values) -> bool {
    let value = |values: &Values, attribute: &Attribute| {
        let declared = values.get(attribute.name).filter(|value| !value.is_null());
        declared.or_else(|| attribute.default()).cloned().unwrap_or_default()
    };
    attributes
        .iter()
        .all(|attribute| is_equal(attribute, &value(desired, attribute), &value(live, attribute)))
}

/// Whether live values held by two resources exclude each other: equal, or ranges that overlap.
pub(crate) fn collides(left: &str, right: &str) -> bool {
    use ipnet::IpNet;
    match (left.parse::<IpNet>(), right.parse::<IpNet>()) {
        (Ok(left), Ok(right)) => left.contains(&right) || right.contains(&left),
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_that_may_grow_is_equal_when_it_has_grown() {
        let schema = &scaffold_kinds::schema("rds.instance").unwrap().schema;
        let storage = schema.attribute("storage_gib").unwrap();
        let may_grow = Values::from([("max_storage_gib".to_owned(), Value::from(500))]);
        let (less, more) = (Value::from(100), Value::from(150));
        assert!(has_grown(storage, &may_grow, &less, &more));
        assert!(!has_grown(storage, &may_grow, &more, &less), "what is asked for is more than there is");
        assert!(!has_grown(storage, &Values::new(), &less, &more), "nothing lets it grow");
        let class = schema.attribute("instance_class").unwrap();
        assert!(!has_grown(class, &may_grow, &less, &more));
    }
}
