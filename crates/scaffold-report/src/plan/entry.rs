use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Disruption, Plan, Replacement, Step, Verb, Why};

use super::words;
use crate::style::one_line;

/// What stands in front of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    Add,
    Change,
    Destroy,
    DeleteFirst,
    CreateFirst,
    Moved,
    Adopted,
}

impl Symbol {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Change => "~",
            Self::Destroy => "-",
            Self::DeleteFirst => "-/+",
            Self::CreateFirst => "+/-",
            Self::Moved => ">",
            Self::Adopted => "<",
        }
    }

    /// `to add`, as in the last line.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Add => "to add",
            Self::Change => "to change",
            Self::Destroy => "to destroy",
            Self::DeleteFirst | Self::CreateFirst => "to replace",
            Self::Moved => "moved",
            Self::Adopted => "to adopt",
        }
    }
}

/// A resource with what is done to it: one step, or both of a replacement.
pub(super) struct Entry<'a> {
    pub symbol: Symbol,
    pub step: &'a Step,
    /// The step that removes the old one, of a replacement.
    pub removal: Option<&'a Step>,
}

/// Entries of one block.
pub(super) struct Group<'a> {
    pub block: Address,
    pub entries: Vec<Entry<'a>>,
}

/// Every step once, by block, in the order of the steps.
pub(super) fn groups(plan: &Plan) -> Vec<Group<'_>> {
    let mut removals = replaced(plan);
    let created = recreated(plan);
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: BTreeMap<Address, usize> = BTreeMap::new();
    for step in &plan.steps {
        let entry = match (&step.verb, step.replacement) {
            (Verb::Delete { .. }, Some(_)) if created.contains(&step.address) => continue,
            (Verb::Create { .. }, Some(_)) => {
                let removal = removals.get_mut(&step.address).and_then(Vec::pop);
                Entry { symbol: symbol(step), step, removal }
            }
            _ => Entry { symbol: symbol(step), step, removal: None },
        };
        let block = step.address.block_address();
        let place = *places.entry(block.clone()).or_insert_with(|| {
            groups.push(Group { block, entries: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.entries.push(entry);
        }
    }
    groups
}

fn replaced(plan: &Plan) -> BTreeMap<&Address, Vec<&Step>> {
    let mut removals: BTreeMap<&Address, Vec<&Step>> = BTreeMap::new();
    for step in plan.steps.iter().rev() {
        if matches!((&step.verb, step.replacement), (Verb::Delete { .. }, Some(_))) {
            removals.entry(&step.address).or_default().push(step);
        }
    }
    removals
}

fn recreated(plan: &Plan) -> BTreeSet<&Address> {
    let creates = plan
        .steps
        .iter()
        .filter(|step| matches!((&step.verb, step.replacement), (Verb::Create { .. }, Some(_))));
    creates.map(|step| &step.address).collect()
}

fn symbol(step: &Step) -> Symbol {
    match (&step.verb, step.replacement) {
        (Verb::Create { .. }, None) => Symbol::Add,
        (Verb::Create { .. }, Some(Replacement::CreateFirst)) => Symbol::CreateFirst,
        (Verb::Create { .. }, Some(Replacement::DeleteFirst)) => Symbol::DeleteFirst,
        (Verb::Update { .. }, _) => Symbol::Change,
        (Verb::Delete { .. }, _) => Symbol::Destroy,
        (Verb::Adopt { .. }, _) if step.why.iter().any(|why| matches!(why, Why::Moved { .. })) => {
            Symbol::Moved
        }
        (Verb::Adopt { .. }, _) => Symbol::Adopted,
    }
}

impl Entry<'_> {
    /// `subnet.public-1 (ec2.subnet)`, or the whole address for a resource without a block.
    pub(super) fn title(&self) -> String {
        let Step { address, kind, .. } = self.step;
        let kind = one_line(kind.as_str());
        match address.part_name() {
            Some(part) => format!("{part} ({kind})"),
            None if address.word() == kind => address.to_string(),
            None => format!("{address} ({kind})"),
        }
    }

    /// The live resource that it works on: `subnet-0a1b`.
    pub(super) fn id(&self) -> Option<String> {
        let id = self.removal.and_then(|step| step.verb.id()).or_else(|| self.step.verb.id())?;
        Some(one_line(id.as_str()))
    }

    /// Reasons, each once.
    pub(super) fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        for step in [Some(self.step), self.removal].into_iter().flatten() {
            for reason in step.why.iter().map(words::why) {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        reasons
    }

    pub(super) fn disruption(&self) -> Disruption {
        self.removal.map_or(self.step.disruption, |removal| removal.disruption.max(self.step.disruption))
    }

    /// Whether it repairs what someone did outside the blueprint.
    pub(super) fn is_drift(&self) -> bool {
        self.step.why.iter().any(words::is_drift)
    }

    /// Whether something is lost.
    pub(super) fn loses(&self) -> bool {
        matches!(self.symbol, Symbol::Destroy) || self.disruption() == Disruption::DataLoss
    }
}
