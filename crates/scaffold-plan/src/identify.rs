use std::collections::BTreeMap;

use scaffold_kinds::schema;
use scaffold_model::{Address, Live, LiveState, Moved, Note, Snapshot};

use crate::{codes, live_index::LiveIndex};

/// Live resources by the address that they stand for.
pub(crate) struct Identified<'a> {
    /// Everything that may be current at an address, failed ones too. Not complete sets.
    pub candidates: BTreeMap<Address, Vec<Found<'a>>>,
    /// Copies, and what is going away.
    pub notes: Vec<Note>,
}

/// A live resource at its address.
#[derive(Clone)]
pub(crate) struct Found<'a> {
    pub live: &'a Live,
    /// Its address before `[[moved]]`.
    pub moved_from: Option<Address>,
}

pub(crate) fn identify<'a>(snapshot: &'a Snapshot, moved: &[Moved]) -> Identified<'a> {
    let mut identified = Identified { candidates: BTreeMap::new(), notes: Vec::new() };
    for live in &snapshot.resources {
        let Some(identity) = &live.identity else { continue };
        if is_complete_set(live) {
            continue;
        }
        if let LiveState::Deleting(status) = &live.state {
            identified.notes.push(Note {
                address: Some(identity.address.clone()),
                message: format!("{} is still going away ({status})", live.id),
                help: None,
            });
            continue;
        }
        if is_copy(live) {
            identified.notes.push(copy_note(live));
            continue;
        }
        let address = match has_fixed_mark(live) {
            true => identity.address.clone(),
            false => moved_address(moved, &identity.address),
        };
        let moved_from = (address != identity.address).then(|| identity.address.clone());
        identified.candidates.entry(address).or_default().push(Found { live, moved_from });
    }
    identified
}

pub(crate) fn is_complete_set(live: &Live) -> bool {
    schema(live.kind.as_str()).is_some_and(|schema| schema.parent_attribute().is_some())
}

fn has_fixed_mark(live: &Live) -> bool {
    schema(live.kind.as_str()).is_some_and(|schema| schema.facts.mark_is_fixed)
}

/// AWS copies tags when it restores snapshots; a copy has another name than its tags were made for.
pub(crate) fn is_copy(live: &Live) -> bool {
    let asked = live.identity.as_ref().and_then(|identity| identity.name.as_ref());
    matches!((asked, &live.name), (Some(asked), Some(own)) if asked != own)
}

fn copy_note(live: &Live) -> Note {
    let address = live.identity.as_ref().map(|identity| identity.address.clone());
    let shown = address.as_ref().map_or_else(String::new, ToString::to_string);
    Note {
        message: format!("{} carries the identity of {shown} but not its name: a copy, left alone", live.id),
        help: Some(format!(
            "adopt it with `scaffold import {shown} {}` once the original is gone, or remove its \
             `scaffold:` tags ({})",
            live.id,
            codes::COPY.name
        )),
        address,
    }
}

/// Where `[[moved]]` entries put an address. A block takes its parts along. Chains are followed.
pub(crate) fn moved_address(moved: &[Moved], address: &Address) -> Address {
    let mut here = address.clone();
    for _ in 0..=moved.len() {
        let next = moved.iter().find_map(|entry| {
            if entry.from == here {
                Some(entry.to.clone())
            } else if entry.from == here.block_address() {
                here.part_name().map(|part| entry.to.part(part))
            } else {
                None
            }
        });
        match next {
            Some(next) => here = next,
            None => break,
        }
    }
    here
}

/// Of several live resources at one address: the one whose immutable attributes are as desired;
/// if more than one, the one that hangs together with most (what two runs made twice stays unmixed);
/// then the one that others refer to; then the older. The rest is deposed.
pub(crate) fn choose<'a>(
    mut found: Vec<Found<'a>>,
    index: &LiveIndex<'_>,
    fits: impl Fn(&Live) -> bool,
) -> (Option<Found<'a>>, Vec<&'a Live>) {
    found.sort_by_cached_key(|candidate| {
        let live = candidate.live;
        let failed = matches!(live.state, LiveState::Failed(_));
        let referrers = index.referrers(live).len();
        let age = (live.created.clone(), live.id.clone());
        (failed, !fits(live), index.company(live), std::cmp::Reverse(referrers), age)
    });
    let usable = found.first().is_some_and(|first| !matches!(first.live.state, LiveState::Failed(_)));
    let current = usable.then(|| found.remove(0));
    (current, found.into_iter().map(|candidate| candidate.live).collect())
}
