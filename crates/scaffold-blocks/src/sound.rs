use scaffold_model::{Value, Values};

/// Values without what is wrong in them, at any depth.
pub(crate) fn sound(values: &Values) -> Values {
    values.iter().filter_map(|(name, value)| Some((name.clone(), sound_of(value)?))).collect()
}

fn sound_of(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::List(items) => Some(Value::List(items.iter().filter_map(sound_of).collect())),
        Value::Map(entries) => Some(Value::Map(sound(entries))),
        other => Some(other.clone()),
    }
}
