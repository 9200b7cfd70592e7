use scaffold_graph::Graph;
use scaffold_model::{Address, DesiredState, Lookup, Plan, Snapshot};

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
    /// The ledger that was named, for the plan's head.
    pub ledger: Option<String>,
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
