use std::collections::BTreeMap;

use scaffold_model::{
    Address, Cause, Change, Class, Disruption, KindName, KindSchema, Live, PhysicalId, Replacement, Resource,
    StackId, Step, StepId, TAG_ADDRESS, TAG_NAME, TAG_STACK, Value, Values, Verb, Why, name_to_make,
};

use crate::data::holds_data;
use crate::decide::{Action, Decided, Follows, STATE};
use crate::deletions::Deletion;
use crate::differences::{TAGS, creation};
use crate::exchange::in_two;
use crate::labels::Labels;

/// The steps of a plan, and which of them makes or removes what.
#[derive(Default)]
pub(crate) struct Steps {
    pub list: Vec<Step>,
    /// The step that creates or updates a resource, by address.
    pub made: BTreeMap<Address, StepId>,
    /// The first of two steps that update a resource, by address.
    pub widened: BTreeMap<Address, StepId>,
    /// The step that takes a resource over, by address.
    pub adopted: BTreeMap<Address, StepId>,
    /// The step that deletes a live resource.
    pub deleted: BTreeMap<(KindName, PhysicalId), StepId>,
    /// The step that updates a live resource.
    pub updated: BTreeMap<(KindName, PhysicalId), StepId>,
}

impl Steps {
    pub(crate) fn new(
        decided: &[Decided<'_>],
        deletions: &[Deletion<'_>],
        place: (&StackId, &str),
        labels: &Labels<'_>,
    ) -> Self {
        let mut steps = Self::default();
        for decision in decided {
            steps.of_decision(decision, place, labels);
        }
        for deletion in deletions {
            let key = (deletion.live.kind.clone(), deletion.live.id.clone());
            steps.deleted.insert(key, steps.list.len());
            steps.list.push(delete(deletion, decided));
        }
        steps
    }

    fn of_decision(&mut self, decided: &Decided<'_>, place: (&StackId, &str), labels: &Labels) {
        let Decided { resource, schema, values, action, moved_from, .. } = decided;
        if let (Some(from), Some(live)) = (moved_from, decided.live()) {
            self.adopted.insert(resource.address.clone(), self.list.len());
            self.list.push(adopt(resource, live, place.0, from));
        }
        let step = match action {
            Action::Keep(_) => return,
            Action::Create(why) => {
                let missing = why.iter().any(|why| matches!(why, Why::Missing { .. }));
                let cause = if missing { labels.missing(&resource.address) } else { Cause::Unknown };
                Step {
                    changes: creation(resource, schema, values, cause),
                    why: why.clone(),
                    disruption: Disruption::None,
                    replacement: None,
                    ..step(resource, create(resource, schema, values, place, None))
                }
            }
            Action::Update { live, changes, why } => Step {
                changes: changes.clone(),
                why: why.clone(),
                disruption: changes.iter().map(|change| change.disruption).max().unwrap_or(Disruption::None),
                replacement: None,
                ..step(resource, update(live, changes, decided))
            },
            Action::Replace { live, changes, why, order } => Step {
                changes: if changes.is_empty() {
                    as_it_is(live, creation(resource, schema, values, Cause::Unknown))
                } else {
                    changes.clone()
                },
                why: why.clone(),
                disruption: replacement_disruption(schema, live, *order),
                replacement: Some(*order),
                ..step(resource, create(resource, schema, values, place, Some(&live.id)))
            },
        };
        match in_two(schema, &step) {
            Some((first, second)) => {
                self.widened.insert(resource.address.clone(), self.list.len());
                self.list.push(first);
                self.finish(resource, decided.live(), second);
            }
            None => self.finish(resource, decided.live(), step),
        }
    }

    /// The step after which a resource is as asked for.
    fn finish(&mut self, resource: &Resource, live: Option<&Live>, step: Step) {
        if let (Some(live), Verb::Update { .. }) = (live, &step.verb) {
            self.updated.insert((live.kind.clone(), live.id.clone()), self.list.len());
        }
        self.made.insert(resource.address.clone(), self.list.len());
        self.list.push(step);
    }
}

/// A replacement that nothing but `--replace` asks for changes no attribute, and says so: both sides of
/// each are equal, except of those that nobody compares.
fn as_it_is(live: &Live, mut changes: Vec<Change>) -> Vec<Change> {
    for change in &mut changes {
        let compared = scaffold_kinds::schema(live.kind.as_str())
            .and_then(|schema| schema.schema.attribute(&change.attribute))
            .is_none_or(|attribute| !matches!(attribute.class, Class::CreateOnly | Class::Directive));
        change.before = if compared { change.after.clone() } else { live.value(&change.attribute).clone() };
    }
    changes
}

fn step(resource: &Resource, verb: Verb) -> Step {
    Step {
        address: resource.address.clone(),
        kind: resource.kind.clone(),
        verb,
        changes: Vec::new(),
        why: Vec::new(),
        disruption: Disruption::None,
        replacement: None,
        origin: Some(resource.origin.clone()),
    }
}

fn create(
    resource: &Resource,
    schema: &KindSchema,
    values: &Values,
    (stack, account): (&StackId, &str),
    predecessor: Option<&PhysicalId>,
) -> Verb {
    let name = name_to_make(schema, (stack, account), &resource.address, predecessor);
    let mut tags = BTreeMap::from([
        (TAG_STACK.to_owned(), Value::text(stack.to_string())),
        (TAG_ADDRESS.to_owned(), Value::text(resource.address.as_str())),
    ]);
    tags.extend(name.iter().map(|name| (TAG_NAME.to_owned(), Value::text(name.as_str()))));
    if let Some(Value::Map(own)) = values.get(TAGS.name) {
        tags.extend(own.clone());
    }
    Verb::Create { values: without_tags(values), tags, name }
}

/// What AWS takes along is no part of the call.
fn update(live: &Live, changes: &[Change], decided: &Decided<'_>) -> Verb {
    let along = decided.schema.facts.upgrade.filter(|_| decided.follows == Some(Follows::Along));
    let pick = |side: fn(&Change) -> &Value| -> Values {
        let attributes = changes.iter().filter(|change| {
            change.attribute != STATE && along.is_none_or(|upgrade| change.attribute != upgrade.version)
        });
        attributes.map(|change| (change.attribute.clone(), side(change).clone())).collect()
    };
    Verb::Update {
        id: live.id.clone(),
        before: pick(|change| &change.before),
        patch: pick(|change| &change.after),
        values: without_tags(&decided.values),
    }
}

fn without_tags(values: &Values) -> Values {
    values
        .iter()
        .filter(|(name, _)| *name != TAGS.name)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A re-tag that brings a live resource to another address: identity, and `Name` where it is still
/// the one that the old address gave.
fn adopt(resource: &Resource, live: &Live, stack: &StackId, from: &Address) -> Step {
    let mut tags = BTreeMap::from([(TAG_ADDRESS.to_owned(), resource.address.as_str().to_owned())]);
    if live.tags.get("Name") == Some(&from.display_name(stack)) {
        tags.insert("Name".to_owned(), resource.address.display_name(stack));
    }
    let verb = Verb::Adopt { id: live.id.clone(), from: live.identity.clone(), tags };
    Step { why: vec![Why::Moved { from: from.clone() }], ..step(resource, verb) }
}

fn delete(deletion: &Deletion<'_>, decided: &[Decided<'_>]) -> Step {
    let Deletion { live, address, why, replaced, .. } = deletion;
    let schema = scaffold_kinds::schema(live.kind.as_str());
    let replacement = replaced.map(|(order, _)| order);
    let disruption = match (schema, replacement) {
        (Some(schema), Some(order)) => replacement_disruption(schema, live, order),
        (Some(schema), None) if schema.facts.holds_data => of_data(live),
        (Some(schema), None) => schema.facts.delete_disruption,
        (None, _) => Disruption::None,
    };
    let origin =
        replaced.and_then(|(_, index)| decided.get(index)).map(|decided| decided.resource.origin.clone());
    Step {
        address: address.clone(),
        kind: live.kind.clone(),
        verb: Verb::Delete { id: live.id.clone(), values: live.values.clone() },
        changes: Vec::new(),
        why: why.clone(),
        disruption,
        replacement,
        origin,
    }
}

/// A replica that goes takes nothing with it but the place where clients read.
fn of_data(live: &Live) -> Disruption {
    if holds_data(live) { Disruption::DataLoss } else { Disruption::Downtime }
}

fn replacement_disruption(schema: &KindSchema, live: &Live, order: Replacement) -> Disruption {
    match order {
        _ if schema.facts.holds_data => of_data(live),
        Replacement::DeleteFirst => schema.facts.delete_disruption.max(Disruption::Restart),
        Replacement::CreateFirst => schema.facts.replace_disruption,
    }
}
