use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, KindName, Live, Plan, Precondition, Snapshot, Step, Value, Values, digest};

/// A precondition of a saved plan that no longer holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// Whose.
    pub address: Address,
    /// Of what kind.
    pub kind: KindName,
    /// As the plan saw it; none where nothing was live.
    pub planned: Option<Values>,
    /// As it is now; none where nothing is live.
    pub live: Option<Values>,
}

/// What has moved since a plan was made, of what it touches.
pub fn stale(plan: &Plan, snapshot: &Snapshot) -> Vec<Stale> {
    let moved = |condition: &Precondition| {
        let live = find(condition, snapshot);
        let now = live.map(fingerprint);
        (now != condition.fingerprint).then(|| Stale {
            address: condition.address.clone(),
            kind: condition.kind.clone(),
            planned: condition.fingerprint.is_some().then(|| condition.values.clone()),
            live: live.map(shown),
        })
    };
    plan.preconditions.iter().filter_map(moved).collect()
}

fn find<'a>(condition: &Precondition, snapshot: &'a Snapshot) -> Option<&'a Live> {
    snapshot.resources.iter().filter(|live| live.kind == condition.kind).find(|live| match &condition.id {
        Some(id) => live.id == *id,
        None => live.identity.as_ref().is_some_and(|identity| identity.address == condition.address),
    })
}

/// Exactly the live resources that the steps touch, and for creations that nothing is there yet.
pub(crate) fn preconditions(steps: &[Step], snapshot: &Snapshot) -> Vec<Precondition> {
    let live: BTreeMap<_, _> = snapshot.resources.iter().map(|live| ((&live.kind, &live.id), live)).collect();
    let occupied: BTreeSet<(&KindName, &Address)> = snapshot
        .resources
        .iter()
        .filter_map(|live| live.identity.as_ref().map(|identity| (&live.kind, &identity.address)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut conditions = Vec::new();
    for step in steps {
        let condition = match step.verb.id() {
            // Beside a live one at the same address a creation is part of a repair.
            None if step.replacement.is_some() || occupied.contains(&(&step.kind, &step.address)) => continue,
            None => Precondition {
                address: step.address.clone(),
                kind: step.kind.clone(),
                id: None,
                fingerprint: None,
                values: Values::new(),
            },
            Some(id) => {
                let Some(live) = live.get(&(&step.kind, id)) else { continue };
                Precondition {
                    address: step.address.clone(),
                    kind: step.kind.clone(),
                    id: Some(live.id.clone()),
                    fingerprint: Some(fingerprint(live)),
                    values: shown(live),
                }
            }
        };
        if seen.insert((condition.kind.clone(), condition.id.clone(), condition.address.clone())) {
            conditions.push(condition);
        }
    }
    conditions
}

fn fingerprint(live: &Live) -> String {
    let identity = live.identity.as_ref().map(|identity| format!("{} {}", identity.stack, identity.address));
    let values = Value::Map(shown(live)).to_json();
    digest(format!("{:?} {values}", identity.unwrap_or_default()).as_bytes())
}

fn shown(live: &Live) -> Values {
    let mut values = live.values.clone();
    let tags = live.tags.iter().map(|(key, value)| (key.clone(), Value::text(value.as_str()))).collect();
    values.insert("tags".to_owned(), Value::Map(tags));
    values
}
