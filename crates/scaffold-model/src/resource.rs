use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Address, Diagnostic, Gaps, KindName, Origin, StackId, Value, Values};

/// A desired resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its identity.
    pub address: Address,
    /// What it is.
    pub kind: KindName,
    /// What the blueprint asks for, as declared: defaults are the schema's to add.
    pub values: Values,
    /// The user's tags, before identity tags and `Name`.
    pub tags: BTreeMap<String, Value>,
    /// Attributes left to others (`ignore`).
    pub ignore: BTreeSet<String>,
    /// For a numbered subnet: which zone of its block it stands in. The planner gives it a zone
    /// when it is made; once live its zone is provider-chosen.
    pub zone: Option<ZoneNumber>,
    /// The block or table that asked for it.
    pub origin: Origin,
    /// Where attributes were asked for, when that is more exact than `origin`. Keys are attribute
    /// names, with `[index]` and `.key` for what is inside.
    pub origins: BTreeMap<String, Origin>,
}

impl Resource {
    /// The place that asked for an attribute.
    pub fn origin_of(&self, attribute: &str) -> &Origin {
        self.origins.get(attribute).unwrap_or(&self.origin)
    }

    /// Tags that it shall have beside identity: `Name` and the user's.
    pub fn visible_tags(&self, stack: &StackId) -> Value {
        let mut tags = Values::from([("Name".to_owned(), Value::text(self.address.display_name(stack)))]);
        tags.extend(self.tags.clone());
        Value::Map(tags)
    }
}

/// A zone by number, from 1. Resources of one block with one number share a zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ZoneNumber {
    /// The block.
    pub block: Address,
    /// The number.
    pub number: u32,
}

/// Everything that a blueprint asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Resources {
    /// The stack.
    pub stack: StackId,
    /// `[blueprint] account`.
    pub account: Option<String>,
    /// `[blueprint] role`.
    pub role: Option<String>,
    /// `[blueprint] foreign_tags`: patterns with `*`.
    pub foreign_tags: Vec<String>,
    /// SHA-256 of the blueprint's texts and variable values.
    pub digest: String,
    /// In the order of the blueprint.
    pub resources: Vec<Resource>,
    /// Outputs of blocks: block address and name give a value that refers to parts.
    pub block_outputs: BTreeMap<Address, BTreeMap<String, Value>>,
    /// `[outputs]`.
    pub outputs: Vec<Output>,
    /// `[[moved]]`.
    pub moved: Vec<Moved>,
    /// Warnings found on the way.
    pub warnings: Vec<Diagnostic>,
    /// What is missing; nothing in what is whole.
    pub gaps: Gaps,
}

/// An entry of `[outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Where it stands.
    pub origin: Origin,
}

/// An entry of `[[moved]]`. Block addresses move every part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it was.
    pub from: Address,
    /// Where it is now.
    pub to: Address,
    /// Where it stands.
    pub origin: Origin,
}

/// What a blueprint asked for at some time (a git revision, the last apply), for labels only:
/// attribute values and tags by address.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct DesiredState {
    /// What to call it: `main`, `the last apply`.
    pub label: String,
    /// Declared and defaulted values; tags are under `tags`.
    pub resources: BTreeMap<Address, Values>,
}

impl DesiredState {
    /// What to call the state that an apply leaves behind.
    pub const LAST_APPLY: &'static str = "the last apply";

    /// Nothing is asked for.
    pub fn nothing(label: &str) -> Self {
        Self { label: label.to_owned(), resources: BTreeMap::new() }
    }
}

/// A graph to look at, of blocks or of resources.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct GraphView {
    /// Address, and kind or block word.
    pub nodes: Vec<(String, String)>,
    /// From the one that refers to the one referred to, both by address.
    pub edges: Vec<(String, String)>,
}
