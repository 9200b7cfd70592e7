use std::collections::BTreeMap;

use scaffold_model::{Change, Disruption, KindSchema, Step, Type, Value, Verb};

use crate::equality::set_difference;

/// An update in which references of a set are exchanged, as two steps: the new ones join, and once
/// others have moved over, the old ones leave. Everything else changes with the second: what it needs
/// may be there only then.
pub(crate) fn in_two(schema: &KindSchema, whole: &Step) -> Option<(Step, Step)> {
    let exchanged: BTreeMap<&str, Value> = whole
        .changes
        .iter()
        .filter_map(|change| Some((change.attribute.as_str(), united(schema, change)?)))
        .collect();
    if exchanged.is_empty() {
        return None;
    }
    let (mut first, mut second) = (whole.clone(), whole.clone());
    first.changes.retain(|change| exchanged.contains_key(change.attribute.as_str()));
    for change in &mut first.changes {
        if let Some(union) = exchanged.get(change.attribute.as_str()) {
            change.after = union.clone();
        }
    }
    for change in &mut second.changes {
        if let Some(union) = exchanged.get(change.attribute.as_str()) {
            change.before = union.clone();
        }
    }
    for step in [&mut first, &mut second] {
        step.disruption =
            step.changes.iter().map(|change| change.disruption).max().unwrap_or(Disruption::None);
        let changes = step.changes.clone();
        if let Verb::Update { before, patch, values, .. } = &mut step.verb {
            *before =
                changes.iter().map(|change| (change.attribute.clone(), change.before.clone())).collect();
            *patch = changes.iter().map(|change| (change.attribute.clone(), change.after.clone())).collect();
            values.extend(patch.clone());
        }
    }
    Some((first, second))
}

/// Old and new references together, where there are both.
fn united(schema: &KindSchema, change: &Change) -> Option<Value> {
    let attribute = schema.schema.attribute(&change.attribute).filter(|attribute| attribute.widens_first)?;
    let (Type::Set(item), Value::List(before), Value::List(after)) =
        (&attribute.ty, &change.before, &change.after)
    else {
        return None;
    };
    let joining = set_difference(item, after, before);
    if joining.is_empty() || set_difference(item, before, after).is_empty() {
        return None;
    }
    Some(Value::List(before.iter().chain(joining).cloned().collect()))
}
