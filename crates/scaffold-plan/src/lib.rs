//! Takes the graph of what is desired and the snapshot of what is live. Gives the plan that makes
//! one into the other, or the look-ups that it needs first. Never reads, never waits: the same
//! input gives the same bytes.

mod codes;
mod decide;
mod deletions;
mod differences;
mod equality;
mod identify;
mod import;
mod labels;
mod lint;
mod live_index;
mod order;
mod planner;
mod policy;
mod select;
mod stale;
mod steps;
mod users;
mod zones;

pub use codes::CODES;
pub use import::import;
pub use lint::lint;
pub use stale::{Stale, stale};

use scaffold_graph::Graph;
use scaffold_model::{Address, DesiredState, Lookup, Plan, Snapshot, StackId};

/// What a plan is made of.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What is desired.
    pub graph: &'a Graph,
    /// What is live.
    pub snapshot: &'a Snapshot,
    /// What the user said on the command line.
    pub options: &'a Options,
}

/// What the user said on the command line.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Everything is to go.
    pub destroy: bool,
    /// Only these (blocks or resources) and what they need.
    pub targets: Vec<Address>,
    /// All but these and what needs them.
    pub excludes: Vec<Address>,
    /// Replace these though nothing forces it.
    pub replace: Vec<Address>,
    /// Addresses or physical ids whose data may be lost.
    pub allow_data_loss: Vec<String>,
    /// What differences are labelled against.
    pub base: Option<DesiredState>,
    /// The version of `scaffold`.
    pub scaffold: String,
}

/// A plan, or what is needed first.
#[derive(Clone, Debug, PartialEq)]
pub enum Planned {
    /// The plan.
    Plan(Box<Plan>),
    /// Put the answers into the snapshot and call again.
    NeedsLookups(Vec<Lookup>),
}

/// Makes a plan.
pub fn plan(request: &Request<'_>) -> Planned {
    planner::plan(request)
}

/// Makes the plan that destroys a stack of which no blueprint is at hand.
pub fn destroy_plan(stack: &StackId, snapshot: &Snapshot, options: &Options) -> Planned {
    planner::destroy(stack, None, snapshot, options)
}
