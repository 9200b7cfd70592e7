use std::collections::{BTreeMap, BTreeSet};

use scaffold_kinds::schema;
use scaffold_model::{Address, KindName, Live, PhysicalId, Replacement, Snapshot, Why};

use crate::decide::{Action, Decided, failed_status};
use crate::identify::{Found, Identified, is_complete_set};
use crate::labels::Labels;
use crate::live_index::{LiveIndex, live_references};

/// A live resource that shall go.
pub(crate) struct Deletion<'a> {
    pub live: &'a Live,
    pub address: Address,
    pub why: Vec<Why>,
    /// Set when another takes its place: how, and the index of that decision.
    pub replaced: Option<(Replacement, usize)>,
    pub deposed: bool,
}

type LiveKey<'a> = (&'a KindName, &'a PhysicalId);

/// Everything that shall go: replaced, deposed, failed, not asked for. Complete sets go with their
/// parents, but first where they refer to something else that goes.
pub(crate) fn deletions<'a>(
    decided: &[Decided<'a>],
    rest: Identified<'a>,
    snapshot: &'a Snapshot,
    index: &LiveIndex<'a>,
    unwanted: &impl Fn(&Address) -> Why,
) -> Vec<Deletion<'a>> {
    let mut deletions = Vec::new();
    for (position, decided) in decided.iter().enumerate() {
        deletions.extend(of_decision(position, decided));
    }
    for (address, found) in rest.candidates {
        for Found { live, .. } in found {
            let why = match failed_status(live) {
                Some(status) => Why::Failed { status: status.to_owned() },
                None => unwanted(&address),
            };
            deletions.push(Deletion {
                live,
                address: address.clone(),
                why: vec![why],
                replaced: None,
                deposed: false,
            });
        }
    }
    let sets = complete_sets(decided, &deletions, snapshot, index, unwanted);
    deletions.extend(sets);
    deletions
}

fn of_decision<'a>(position: usize, decided: &Decided<'a>) -> Vec<Deletion<'a>> {
    let address = &decided.resource.address;
    // A complete set is the parent's: it is emptied, or goes with its parent.
    let replaced = replaced(position, decided).filter(|deletion| !is_complete_set(deletion.live));
    let mut deletions: Vec<Deletion<'a>> = replaced.into_iter().collect();
    let current = decided.live();
    for live in &decided.deposed {
        let why = match (failed_status(live), current) {
            (Some(status), _) => Why::Failed { status: status.to_owned() },
            (None, Some(current)) => Why::Deposed { current: current.id.clone() },
            (None, None) => Why::Destroy,
        };
        deletions.push(Deletion {
            live,
            address: address.clone(),
            why: vec![why],
            replaced: None,
            deposed: true,
        });
    }
    deletions
}

fn replaced<'a>(position: usize, decided: &Decided<'a>) -> Option<Deletion<'a>> {
    let Action::Replace { live, why, order, .. } = &decided.action else { return None };
    Some(Deletion {
        live,
        address: decided.resource.address.clone(),
        why: why.clone(),
        replaced: Some((*order, position)),
        deposed: false,
    })
}

fn complete_sets<'a>(
    decided: &[Decided<'a>],
    deletions: &[Deletion<'a>],
    snapshot: &'a Snapshot,
    index: &LiveIndex<'a>,
    unwanted: &impl Fn(&Address) -> Why,
) -> Vec<Deletion<'a>> {
    let going: BTreeSet<LiveKey<'a>> =
        deletions.iter().map(|deletion| (&deletion.live.kind, &deletion.live.id)).collect();
    let kept: BTreeSet<LiveKey<'a>> =
        decided.iter().filter_map(Decided::live).map(|live| (&live.kind, &live.id)).collect();
    let replaced = decided.iter().enumerate().filter_map(|(position, decided)| replaced(position, decided));
    let mut succeeded: BTreeMap<LiveKey<'a>, Deletion<'a>> =
        replaced.map(|deletion| ((&deletion.live.kind, &deletion.live.id), deletion)).collect();
    let mut sets = Vec::new();
    for live in snapshot.resources.iter().filter(|live| is_complete_set(live)) {
        let Some(schema) = schema(live.kind.as_str()) else { continue };
        let parent_attribute = schema.parent_attribute().unwrap_or_default();
        let references = live_references(schema, live);
        let is_going = |kind: &str, id: &str| {
            index.get(kind, id).is_some_and(|other| going.contains(&(&other.kind, &other.id)))
        };
        let parent = references.iter().find(|(attribute, ..)| *attribute == parent_attribute);
        let parent_goes = parent.is_some_and(|(_, kind, id)| is_going(kind, id));
        let others_go = references.iter().any(|(attribute, kind, id)| {
            *attribute != parent_attribute && *id != live.id.as_str() && is_going(kind, id)
        });
        let wanted = kept.contains(&(&live.kind, &live.id));
        let address = match (&live.identity, parent.and_then(|(_, kind, id)| index.get(kind, id))) {
            (Some(identity), _) => identity.address.clone(),
            (None, Some(Live { identity: Some(identity), .. })) => identity.address.clone(),
            _ => continue,
        };
        let goes = if parent_goes { others_go } else { !wanted && live.identity.is_some() };
        if goes {
            let alone = || Deletion {
                live,
                why: vec![unwanted(&address)],
                address: address.clone(),
                replaced: None,
                deposed: false,
            };
            sets.push(succeeded.remove(&(&live.kind, &live.id)).unwrap_or_else(alone));
        }
    }
    sets
}

/// Why something goes that no block asks for.
pub(crate) fn not_in_blueprint(labels: &Labels<'_>) -> impl Fn(&Address) -> Why {
    |address| Why::NotInBlueprint { cause: labels.unwanted(address) }
}
