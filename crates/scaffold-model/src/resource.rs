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
    /// What blocks of each word may hold, for those of other stacks, whose blueprints are not at hand.
    pub forms: BTreeMap<String, BlockForm>,
    /// `[outputs]`.
    pub outputs: Vec<Output>,
    /// `[[moved]]`.
    pub moved: Vec<Moved>,
    /// Warnings found on the way.
    pub warnings: Vec<Diagnostic>,
    /// What is missing; nothing in what is whole.
    pub gaps: Gaps,
}

/// What a block of some word may hold, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct BlockForm {
    /// Names of parts and their kinds. What stands in angle brackets is any word or number:
    /// `subnet.<tier>-<zone>`.
    pub parts: Vec<(String, KindName)>,
    /// Outputs, each as the part that gives it and what that gives. A part that ends in `*` is all that
    /// begin so.
    pub outputs: BTreeMap<String, (String, String)>,
    /// What outputs are, in words; some are there in some settings only, which the words say.
    pub words: BTreeMap<String, &'static str>,
}

impl BlockForm {
    /// The kind of a part. Of a name that ends in `*`, that of all parts that begin so.
    pub fn kind_of(&self, part: &str) -> Option<&KindName> {
        self.parts.iter().find(|(pattern, _)| names(pattern, part)).map(|(_, kind)| kind)
    }

    /// Parts of a kind.
    pub fn parts_of<'a>(&'a self, kind: &'a KindName) -> impl Iterator<Item = &'a str> {
        self.parts.iter().filter(move |(_, of)| of == kind).map(|(part, _)| part.as_str())
    }
}

/// Whether a pattern of names stands for this one.
fn names(pattern: &str, name: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('<') else { return pattern == name };
    let Some((_, after)) = rest.split_once('>') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    (1..=rest.len())
        .take_while(|end| rest.is_char_boundary(*end) && !rest[..*end].contains('.'))
        .any(|end| rest[..end].ends_with('*') || names(after, &rest[end..]))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_patterns() {
        let part = |pattern: &str, kind: &str| (pattern.to_owned(), KindName::from(kind));
        let form = BlockForm {
            parts: vec![
                part("vpc", "ec2.vpc"),
                part("subnet.<tier>-<zone>", "ec2.subnet"),
                part("replica-<name>", "rds.instance"),
            ],
            outputs: BTreeMap::new(),
            words: BTreeMap::new(),
        };
        let kind = |name: &str| form.kind_of(name).map_or("", KindName::as_str);
        assert_eq!(kind("vpc"), "ec2.vpc");
        assert_eq!(kind("subnet.private-1"), "ec2.subnet");
        assert_eq!(kind("subnet.private-*"), "ec2.subnet");
        assert_eq!(kind("replica-reporting-2"), "rds.instance");
        for other in ["vpcs", "subnet.private", "subnet.", "subnet.-1", "replica-", "replica-a.b", "é"] {
            assert_eq!(kind(other), "", "{other}");
        }
        assert_eq!(form.parts_of(&KindName::from("ec2.vpc")).collect::<Vec<_>>(), ["vpc"]);
    }
}
