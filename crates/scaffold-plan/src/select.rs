use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Edge, Step, StepId};

/// Leaves the steps that `--target` and `--exclude` name: targets with what they wait for, and
/// nothing that is excluded or waits for something excluded.
pub(crate) fn select(
    steps: Vec<Step>,
    edges: Vec<Edge>,
    targets: &[Address],
    excludes: &[Address],
) -> (Vec<Step>, Vec<Edge>) {
    if targets.is_empty() && excludes.is_empty() {
        return (steps, edges);
    }
    let named = |addresses: &[Address]| -> BTreeSet<StepId> {
        let names = |step: &Step| addresses.iter().any(|address| is_within(&step.address, address));
        steps.iter().enumerate().filter(|(_, step)| names(step)).map(|(id, _)| id).collect()
    };
    let all: BTreeSet<StepId> = (0..steps.len()).collect();
    let wanted = if targets.is_empty() {
        all
    } else {
        closure(named(targets), &edges, |edge| (edge.step, edge.after))
    };
    let unwanted = closure(named(excludes), &edges, |edge| (edge.after, edge.step));
    let kept: BTreeSet<StepId> = wanted.difference(&unwanted).copied().collect();
    let renumbered: BTreeMap<StepId, StepId> =
        kept.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    let edges = edges
        .into_iter()
        .filter_map(|edge| {
            Some(Edge { step: *renumbered.get(&edge.step)?, after: *renumbered.get(&edge.after)? })
        })
        .collect();
    let steps =
        steps.into_iter().enumerate().filter(|(id, _)| kept.contains(id)).map(|(_, step)| step).collect();
    (steps, edges)
}

/// Whether an address is named by itself or by its block.
pub(crate) fn is_within(address: &Address, named: &Address) -> bool {
    address == named || (named.part_name().is_none() && address.block_address() == *named)
}

fn closure(
    begin: BTreeSet<StepId>,
    edges: &[Edge],
    follow: impl Fn(&Edge) -> (StepId, StepId),
) -> BTreeSet<StepId> {
    let mut next: BTreeMap<StepId, Vec<StepId>> = BTreeMap::new();
    for edge in edges {
        let (from, to) = follow(edge);
        next.entry(from).or_default().push(to);
    }
    let mut open: Vec<StepId> = begin.iter().copied().collect();
    let mut reached = begin;
    while let Some(here) = open.pop() {
        for &there in next.get(&here).into_iter().flatten() {
            if reached.insert(there) {
                open.push(there);
            }
        }
    }
    reached
}
