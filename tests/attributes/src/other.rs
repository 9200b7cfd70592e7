use scaffold_kinds::fixtures::Fixture;
use scaffold_model::{Attribute, KindSchema, Reference, Rule, TextRule, Type, Value};

/// Another value than the fixture's, and than what is live, for an attribute: one that the fixture
/// names, else one that the type gives. A fixture that names the value that it has takes no other.
pub fn other(
    fixture: &Fixture,
    attribute: &Attribute,
    all: &[Fixture],
    live: &Value,
    resolve: &impl Fn(&Reference) -> Option<Value>,
) -> Option<Value> {
    let current = current(fixture, attribute);
    let named = |values: &[(&'static str, Value)]| -> Vec<Value> {
        let of = values.iter().filter(|(name, _)| *name == attribute.name);
        of.map(|(_, value)| value.clone()).collect()
    };
    let declared = named(&fixture.others);
    if declared.contains(&current) {
        return None;
    }
    let is_other = |value: &Value| {
        *value != current
            && value.substitute(resolve) != *live
            && !(is_nothing(value) && is_nothing(&current))
    };
    let mut candidates = declared;
    candidates.extend(named(&fixture.updates));
    for from in [&current, live] {
        candidates.extend(of_type(&attribute.ty, from, all));
    }
    if let Type::Reference(kind) = &attribute.ty {
        let of_kind = all.iter().filter(|fixture| fixture.kind == *kind);
        candidates.extend(of_kind.map(|fixture| Value::pending(fixture.address.clone(), "id")));
    }
    candidates.into_iter().find(|value| is_other(value) && attribute.left_alone_when.as_ref() != Some(value))
}

/// What the fixture says, or what its silence means.
pub fn current(fixture: &Fixture, attribute: &Attribute) -> Value {
    fixture.values.get(attribute.name).or(attribute.default()).cloned().unwrap_or_default()
}

/// Whether rules let the attribute be set beside the fixture's other values.
pub fn applies(schema: &KindSchema, fixture: &Fixture, attribute: &Attribute) -> bool {
    schema.schema.rules.iter().all(|rule| match rule {
        Rule::OnlyWhere { attributes, attribute: by, is } if attributes.contains(&attribute.name) => {
            let by = schema.schema.attribute(by).map(|by| current(fixture, by));
            by.filter(|by| !by.is_null())
                .is_some_and(|by| is.is_empty() || is.contains(&by.to_string().as_str()))
        }
        Rule::ExactlyOneOf(names) | Rule::AtMostOneOf(names) if names.contains(&attribute.name) => {
            let set = |name: &&&str| fixture.values.contains_key(**name);
            names.iter().filter(set).all(|name| *name == attribute.name)
        }
        _ => true,
    })
}

fn of_type(ty: &Type, current: &Value, all: &[Fixture]) -> Option<Value> {
    match (ty, current) {
        (Type::Boolean, Value::Boolean(now)) => Some(Value::Boolean(!now)),
        (Type::Boolean, _) => Some(Value::Boolean(true)),
        (Type::Integer { minimum, maximum }, Value::Integer(now)) => {
            [now.saturating_add(1), now.saturating_sub(1)]
                .into_iter()
                .find(|other| (minimum..=maximum).contains(&other) && other != now)
                .map(Value::Integer)
        }
        (Type::Integer { minimum, .. }, _) => Some(Value::Integer((*minimum).max(1))),
        (Type::Choice(words), now) => {
            words.iter().find(|word| now.as_text() != Some(**word)).map(|word| Value::text(*word))
        }
        (Type::Text(TextRule::Prefix("arn:")), _) => {
            Some(Value::text("arn:aws:service:us-east-1:123456789012:thing/changed"))
        }
        (Type::Text(rule), now) => ["changed", "other", "1"]
            .into_iter()
            .find(|text| rule.fits(text) && now.as_text() != Some(*text))
            .map(Value::text),
        (Type::Reference(kind), now) => {
            let mut others = all.iter().filter(|fixture| fixture.kind == *kind);
            let reference = |fixture: &Fixture| Value::pending(fixture.address.clone(), "id");
            others.find(|fixture| reference(fixture) != *now).map(reference)
        }
        (Type::Map(item), Value::Null) => {
            Some(Value::Map([("changed".to_owned(), of_type(item, &Value::Null, all)?)].into()))
        }
        (Type::Set(item) | Type::List(item), Value::Null) => {
            Some(Value::List(vec![of_type(item, &Value::Null, all)?]))
        }
        (Type::Set(_) | Type::List(_), Value::List(items)) if items.len() > 1 => {
            Some(Value::List(items[1..].to_vec()))
        }
        (Type::AnyOf(types), now) => types.iter().find_map(|ty| of_type(ty, now, all)),
        _ => None,
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
