use scaffold_model::{Edge, KindName, Live, PhysicalId, StepId};

use crate::decide::Decided;
use crate::deletions::Deletion;
use crate::live_index::live_references;
use crate::steps::Steps;

/// Whose rights AWS needs to take something away stays, and stays as it is, until what that stood in is gone. These
/// are wishes: where somebody needs those rights changed first, they are changed.
pub(crate) fn wishes(decided: &[Decided<'_>], deletions: &[Deletion<'_>], steps: &Steps) -> Vec<Edge> {
    let going = deletions.iter().map(|deletion| deletion.live);
    let changing = decided.iter().filter_map(|decided| decided.live());
    going.chain(changing.filter(|live| leaves(steps, live))).flat_map(|live| of(steps, live)).collect()
}

/// Whether a step takes it out of where it stands.
fn leaves(steps: &Steps, live: &Live) -> bool {
    let Some(lingers) = scaffold_kinds::schema(live.kind.as_str()).and_then(|it| it.facts.lingers) else {
        return false;
    };
    let step = steps.updated.get(&(live.kind.clone(), live.id.clone()));
    step.is_some_and(|&step| steps.list[step].changes.iter().any(|change| change.attribute == lingers.inside))
}

fn of(steps: &Steps, live: &Live) -> Vec<Edge> {
    let Some(schema) = scaffold_kinds::schema(live.kind.as_str()) else { return Vec::new() };
    let Some(lingers) = schema.facts.lingers else { return Vec::new() };
    let (deleted, updated) = (&steps.deleted, &steps.updated);
    let references = live_references(schema, live);
    let named = |attribute: &'static str| {
        let by = references.iter().filter(move |(name, _, _)| *name == attribute);
        by.map(|(_, kind, id)| (KindName::from(*kind), PhysicalId::from(*id)))
    };
    let waiting: Vec<StepId> = named(lingers.as_whom)
        .filter_map(|key| deleted.get(&key).or_else(|| updated.get(&key)).copied())
        .collect();
    let gone = named(lingers.inside).filter_map(|key| deleted.get(&key).copied());
    gone.flat_map(|after| waiting.iter().map(move |&step| Edge { step, after })).collect()
}
