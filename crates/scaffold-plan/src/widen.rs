use std::collections::BTreeSet;

use scaffold_model::{Address, Change, Edge, Step, StepId, Value, Verb};

use crate::steps::Steps;

/// What refers to something is moved after those whose references come first have joined, and before
/// they leave. These are wishes: an edge that would close a circle is none.
pub(crate) fn wishes(steps: &Steps) -> Vec<Edge> {
    let mut wishes = Vec::new();
    for (id, step) in steps.list.iter().enumerate() {
        let Some(schema) = scaffold_kinds::schema(step.kind.as_str()) else { continue };
        let first = |change: &&Change| {
            schema.schema.attribute(&change.attribute).is_some_and(|attribute| attribute.widens_first)
        };
        for change in step.changes.iter().filter(first) {
            let moved = Moved::of(change);
            let others = steps.list.iter().enumerate().filter(|(_, other)| other.address != step.address);
            for (other, other_step) in others {
                wishes.extend(wish((id, step), (other, other_step), &moved));
            }
        }
    }
    wishes
}

/// The references that an attribute gets and loses.
struct Moved<'a> {
    joining: BTreeSet<Name<'a>>,
    leaving: BTreeSet<Name<'a>>,
}

impl<'a> Moved<'a> {
    fn of(change: &'a Change) -> Self {
        let (before, after) = (names(&change.before), names(&change.after));
        Self {
            joining: after.difference(&before).copied().collect(),
            leaving: before.difference(&after).copied().collect(),
        }
    }
}

fn wish((id, step): (StepId, &Step), (other, other_step): (StepId, &Step), moved: &Moved<'_>) -> Vec<Edge> {
    let mut wishes = Vec::new();
    let changed = || other_step.changes.iter().map(Moved::of);
    let joins = changed().any(|change| !change.joining.is_disjoint(&moved.joining));
    let leaves = changed().any(|change| !change.leaving.is_disjoint(&moved.leaving));
    match &other_step.verb {
        // What is new is led to before it begins to work.
        Verb::Create { .. } if joins && matches!(step.verb, Verb::Create { .. }) => {
            wishes.push(Edge { step: id, after: other });
        }
        Verb::Create { .. } | Verb::Update { .. } if joins => wishes.push(Edge { step: other, after: id }),
        Verb::Delete { id: gone, values } => {
            let is_left = moved.leaving.contains(&Name::Id(gone.as_str()));
            let refers = values.values().any(|value| !names(value).is_disjoint(&moved.leaving));
            if refers && !is_left {
                wishes.push(Edge { step: id, after: other });
            }
        }
        _ => {}
    }
    if leaves {
        wishes.push(Edge { step: id, after: other });
    }
    wishes
}

/// What is referred to somewhere in a value: by address while it is pending, else by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Address(&'a Address),
    Id(&'a str),
}

fn names(value: &Value) -> BTreeSet<Name<'_>> {
    let mut found = BTreeSet::new();
    gather(value, &mut found);
    found
}

fn gather<'a>(value: &'a Value, found: &mut BTreeSet<Name<'a>>) {
    match value {
        Value::Pending(reference) => {
            found.insert(Name::Address(&reference.address));
        }
        Value::Text(text) => {
            found.insert(Name::Id(text));
        }
        Value::List(items) | Value::Concat(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Map(entries) => entries.values().for_each(|entry| gather(entry, found)),
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => {}
    }
}
