use std::collections::BTreeMap;

use scaffold_model::{Address, Diagnostic, Moved, Resource, Resources, did_you_mean};

use crate::codes;
use crate::directory::Directory;

/// What must hold of addresses before references are looked at.
pub(crate) fn all(resources: &Resources, directory: &Directory<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    duplicates(&resources.resources, &mut problems);
    for moved in &resources.moved {
        moves(moved, &resources.moved, directory, &mut problems);
    }
    problems
}

fn duplicates(resources: &[Resource], problems: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    for resource in resources {
        let Some(earlier) = first.insert(&resource.address, resource) else { continue };
        first.insert(&resource.address, earlier);
        problems.push(
            Diagnostic::error(&codes::DUPLICATE_ADDRESS, format!("{} stands twice", resource.address))
                .at(&resource.origin, "stands here again")
                .at(&earlier.origin, "stands here first")
                .help("an address is an identity: give one of them another name"),
        );
    }
}

fn moves(moved: &Moved, all: &[Moved], directory: &Directory<'_>, problems: &mut Vec<Diagnostic>) {
    let Moved { from, to, origin } = moved;
    let Some(end) = end_of(to, all) else {
        let message = format!("{from} moves to {to}, and by way of others back to where it was");
        problems.push(
            Diagnostic::error(&codes::MOVED_IN_CIRCLE, message)
                .at(origin, "one of a circle")
                .help("take out the entry that leads back: each says where something went once"),
        );
        return;
    };
    // What went on from there is told where it ends.
    if end == *to && !directory.has(to) && !directory.may_have(to) {
        let message = format!("{from} moved to {to}, which is not in the blueprint");
        let help = did_you_mean(to.as_str(), directory.addresses());
        let problem = Diagnostic::error(&codes::MOVED_TO_UNKNOWN_PART, message);
        problems.push(Diagnostic { help, ..problem.at(origin, "nothing has this address") });
    }
    if directory.has(from) && !directory.may_have(from) {
        let message = format!("{from} is said to have moved to {to}, but it is still in the blueprint");
        problems.push(
            Diagnostic::error(&codes::MOVED_PART_STILL_THERE, message)
                .at(origin, "still there")
                .help(format!("take out this entry, or what stands at {from}")),
        );
    }
}

/// Where an address ends that others may lead on from; a block takes its parts along. None in a circle.
fn end_of(to: &Address, all: &[Moved]) -> Option<Address> {
    let mut here = to.clone();
    for _ in 0..=all.len() {
        let onward = |entry: &Moved| match here.part_name() {
            _ if entry.from == here => Some(entry.to.clone()),
            Some(part) if entry.from == here.block_address() => Some(entry.to.part(part)),
            _ => None,
        };
        match all.iter().find_map(onward) {
            Some(next) => here = next,
            None => return Some(here),
        }
    }
    None
}
