use scaffold_model::{Attribute, Rule, Type, Value, Values};

/// A value of a type in AWS's own spelling: ranges without host bits, sets sorted, without repetition.
///
/// # Errors
/// What is wrong, beginning with the path to it.
pub fn canonical(ty: &Type, value: &Value) -> Result<Value, String> {
    let wrong = || Err(format!("expected {}, found `{value}`", ty.words()));
    Ok(match (ty, value) {
        (_, Value::Null) => Value::Null,
        (Type::Boolean, Value::Boolean(_)) | (Type::Number, Value::Number(_) | Value::Integer(_)) => {
            value.clone()
        }
        (Type::Integer { minimum, maximum }, Value::Integer(number))
            if (minimum..=maximum).contains(&number) =>
        {
            value.clone()
        }
        (Type::Text(rule), Value::Text(text)) if rule.fits(text) => value.clone(),
        (Type::Choice(words), Value::Text(text)) if words.contains(&text.as_str()) => value.clone(),
        (Type::Cidr4 { shortest, longest }, Value::Text(text)) => match text.parse::<ipnet::Ipv4Net>() {
            Ok(net) if (*shortest..=*longest).contains(&net.prefix_len()) => {
                Value::text(net.trunc().to_string())
            }
            _ => return wrong(),
        },
        (Type::Cidr6, Value::Text(text)) => match text.parse::<ipnet::Ipv6Net>() {
            Ok(net) => Value::text(net.trunc().to_string()),
            Err(_) => return wrong(),
        },
        (Type::Policy, Value::Text(text)) if serde_json::from_str::<serde_json::Value>(text).is_ok() => {
            value.clone()
        }
        (Type::Policy, Value::Map(_)) if value.is_known() => Value::text(value.to_json().to_string()),
        (Type::Reference(_), Value::Text(text)) if !text.is_empty() => value.clone(),
        (Type::List(item), Value::List(items)) => Value::List(canonical_items(item, items)?),
        (Type::Set(item), Value::List(items)) => {
            let mut items = canonical_items(item, items)?;
            items.sort_by_cached_key(Value::to_string);
            items.dedup();
            Value::List(items)
        }
        (Type::Map(item), Value::Map(entries)) => {
            let entry = |(key, entry): (&String, &Value)| match canonical(item, entry) {
                Ok(entry) => Ok((key.clone(), entry)),
                Err(problem) => Err(format!("{key}: {problem}")),
            };
            Value::Map(entries.iter().map(entry).collect::<Result<Values, String>>()?)
        }
        (Type::Record { attributes, rules }, Value::Map(entries)) => {
            let entries = canonical_table(attributes, entries)?;
            if let Some(problem) = broken_rule(rules, attributes, &entries) {
                return Err(problem);
            }
            Value::Map(entries)
        }
        (Type::AnyOf(types), value) => match types.iter().find_map(|ty| canonical(ty, value).ok()) {
            Some(value) => value,
            None => return wrong(),
        },
        _ => return wrong(),
    })
}

fn canonical_items(item: &Type, items: &[Value]) -> Result<Vec<Value>, String> {
    let entry = |(index, entry)| canonical(item, entry).map_err(|problem| format!("[{index}]: {problem}"));
    items.iter().enumerate().map(entry).collect()
}

/// The values of a table in AWS's own spelling, absent ones left out.
///
/// # Errors
/// What is wrong, beginning with the path to it.
pub fn canonical_table(attributes: &[Attribute], values: &Values) -> Result<Values, String> {
    if let Some(unknown) = values.keys().find(|key| attributes.iter().all(|known| known.name != *key)) {
        return Err(format!("{unknown}: there is no such attribute"));
    }
    let mut table = Values::new();
    for attribute in attributes {
        let name = attribute.name;
        let value = values.get(name).unwrap_or(&Value::Null);
        let value = canonical(&attribute.ty, value).map_err(|problem| format!("{name}: {problem}"))?;
        match value {
            Value::Null if attribute.required => return Err(format!("{name}: must be said")),
            Value::Null => {}
            value => {
                table.insert(name.to_owned(), value);
            }
        }
    }
    Ok(table)
}

/// What the first broken rule of a table says.
pub fn broken_rule(rules: &[Rule], attributes: &[Attribute], values: &Values) -> Option<String> {
    let value = |name: &str| {
        let default = || attributes.iter().find(|attribute| attribute.name == name)?.default();
        values.get(name).or_else(default)
    };
    let set = |name: &&&str| match values.get(**name) {
        None | Some(Value::Null) => false,
        Some(Value::List(items)) => !items.is_empty(),
        Some(_) => true,
    };
    let applies = |attribute: &str, is: &[&str]| {
        value(attribute).is_some_and(|value| is.is_empty() || is.contains(&value.to_string().as_str()))
    };
    rules.iter().find_map(|rule| match rule {
        Rule::ExactlyOneOf(names) if names.iter().filter(set).count() != 1 => {
            Some(format!("exactly one of {} must be said", names.join(", ")))
        }
        Rule::AtMostOneOf(names) if names.iter().filter(set).count() > 1 => {
            Some(format!("only one of {} can be said", names.join(", ")))
        }
        Rule::Requires { attribute, is, needs } if applies(attribute, is) => {
            let default = |name: &str| attributes.iter().find(|known| known.name == name)?.default();
            let missing = needs.iter().find(|name| !set(name) && default(name).is_none())?;
            Some(format!("{attribute} needs {missing}"))
        }
        Rule::OnlyWhere { attributes, attribute, is } if !applies(attribute, is) => {
            let extra = attributes.iter().find(set)?;
            Some(format!("{extra} goes only where {attribute} is {}", is.join(" or ")))
        }
        _ => None,
    })
}
