//! Takes the graph of what is desired and the snapshot of what is live. Gives the plan that makes
//! one into the other, or the look-ups that it needs first. Never reads, never waits: the same
//! input gives the same bytes.

mod abroad;
mod codes;
mod data;
mod decide;
mod deletions;
mod differences;
mod equality;
mod exchange;
mod identify;
mod immutable;
mod import;
mod kept;
mod labels;
mod lingering;
mod lint;
mod live_index;
mod names;
mod order;
mod parameters;
mod planner;
mod policy;
mod prefix_lists;
mod request;
mod select;
mod stale;
mod steps;
mod upgrade_paths;
mod upgrades;
mod users;
mod values;
mod waiting;
mod widen;
mod zones;

pub use codes::CODES;
pub use import::import;
pub use kept::{kept, losses};
pub use lint::lint;
pub use prefix_lists::names_in as prefix_lists_in;
pub use request::{Options, Planned, Request};
pub use stale::{Stale, stale};

use scaffold_model::{Snapshot, StackId};

/// Makes a plan.
pub fn plan(request: &Request<'_>) -> Planned {
    planner::plan(request)
}

/// Makes the plan that destroys a stack of which no blueprint is at hand.
pub fn destroy_plan(stack: &StackId, snapshot: &Snapshot, options: &Options) -> Planned {
    planner::destroy(stack, None, snapshot, options)
}
