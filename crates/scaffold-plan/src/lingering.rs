use scaffold_model::{Edge, KindName, Live, PhysicalId, StepId};

use crate::live_index::live_references;
use crate::order::Ordering;

/// Whose rights AWS needs to take something away stays, and stays as it is, until what that stood in is gone. These
/// are wishes: where somebody needs those rights changed first, they are changed.
pub(crate) fn wishes(ordering: &Ordering<'_>) -> Vec<Edge> {
    let going = ordering.deletions.iter().map(|deletion| deletion.live);
    let changing = ordering.decided.iter().filter_map(|decided| decided.live());
    going.chain(changing.filter(|live| leaves(ordering, live))).flat_map(|live| of(ordering, live)).collect()
}

/// Whether a step takes it out of where it stands.
fn leaves(ordering: &Ordering<'_>, live: &Live) -> bool {
    let Some(lingers) = scaffold_kinds::schema(live.kind.as_str()).and_then(|it| it.facts.lingers) else {
        return false;
    };
    let step = ordering.steps.updated.get(&(live.kind.clone(), live.id.clone()));
    step.is_some_and(|&step| {
        ordering.steps.list[step].changes.iter().any(|change| change.attribute == lingers.inside)
    })
}

fn of(ordering: &Ordering<'_>, live: &Live) -> Vec<Edge> {
    let Some(schema) = scaffold_kinds::schema(live.kind.as_str()) else { return Vec::new() };
    let Some(lingers) = schema.facts.lingers else { return Vec::new() };
    let (deleted, updated) = (&ordering.steps.deleted, &ordering.steps.updated);
    let references = live_references(schema, live);
    let named = |attribute: &'static str| {
        let by = references.iter().filter(move |(name, _, _)| *name == attribute);
        by.map(|(_, kind, id)| (KindName::from(*kind), PhysicalId::from(*id)))
    };
    let steps: Vec<StepId> = named(lingers.as_whom)
        .filter_map(|key| deleted.get(&key).or_else(|| updated.get(&key)).copied())
        .collect();
    let gone = named(lingers.inside).filter_map(|key| deleted.get(&key).copied());
    gone.flat_map(|after| steps.iter().map(move |&step| Edge { step, after })).collect()
}
