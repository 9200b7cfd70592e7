use scaffold_model::{KindName, Resource, Type, Value};

/// Everything that a resource names by an attribute which refers to a kind: text for the id of something, or what is
/// pending.
pub(crate) fn references(resource: &Resource) -> Vec<(&'static KindName, &Value)> {
    let mut found = Vec::new();
    let Some(schema) = scaffold_kinds::schema(resource.kind.as_str()) else { return found };
    for attribute in &schema.schema.attributes {
        if let Some(value) = resource.values.get(attribute.name) {
            visit(&attribute.ty, value, &mut found);
        }
    }
    found
}

fn visit<'a>(ty: &'static Type, value: &'a Value, found: &mut Vec<(&'static KindName, &'a Value)>) {
    match (ty, value) {
        (Type::Reference(kind), Value::Text(_) | Value::Pending(_) | Value::Concat(_)) => {
            found.push((kind, value));
        }
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter().for_each(|value| visit(item, value, found));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.values().for_each(|value| visit(item, value, found));
        }
        (Type::Record { attributes, .. }, Value::Map(entries)) => {
            for attribute in attributes {
                if let Some(value) = entries.get(attribute.name) {
                    visit(&attribute.ty, value, found);
                }
            }
        }
        (Type::AnyOf(types), value) => types.iter().for_each(|ty| visit(ty, value, found)),
        _ => {}
    }
}
