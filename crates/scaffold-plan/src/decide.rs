use std::collections::BTreeMap;

use scaffold_graph::Graph;
use scaffold_kinds::schema;
use scaffold_model::{
    Address, Cause, Change, Disruption, KindSchema, Live, LiveState, Lookup, Reference, Refusal, Replacement,
    Resource, Snapshot, Value, Values, View, Why,
};

use crate::Options;
use crate::abroad::Abroad;
use crate::differences::{Comparison, TAGS, differences};
use crate::equality::collides;
use crate::identify::{Found, Identified, choose};
use crate::immutable::{Effect, cannot_change, effect};
use crate::labels::{Labels, together};
use crate::live_index::LiveIndex;
use crate::parameters::parameter_of;
use crate::upgrade_paths::{Path, path};
use crate::zones::Zones;

/// What is not an attribute of a kind, but observed and waited for like one.
pub(crate) const STATE: &str = "state";

/// What shall become of one desired resource.
pub(crate) struct Decided<'a> {
    pub resource: &'a Resource,
    pub schema: &'static KindSchema,
    /// Declared and defaulted values, references resolved as far as known, `tags` among them.
    pub values: Values,
    pub action: Action<'a>,
    pub moved_from: Option<Address>,
    pub deposed: Vec<&'a Live>,
    /// The source whose upgrade it follows.
    pub follows: Option<Follows>,
}

/// How the version of a replica goes where its source's goes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Follows {
    /// AWS takes it along: it is only waited for.
    Along,
    /// It is upgraded before its source.
    Before(Address),
}

/// The action of a decision.
pub(crate) enum Action<'a> {
    Keep(&'a Live),
    Create(Vec<Why>),
    Update { live: &'a Live, changes: Vec<Change>, why: Vec<Why> },
    Replace { live: &'a Live, changes: Vec<Change>, why: Vec<Why>, order: Replacement },
}

impl<'a> Decided<'a> {
    /// The live resource that stays at the address, or is replaced.
    pub(crate) fn live(&self) -> Option<&'a Live> {
        match &self.action {
            Action::Keep(live) | Action::Update { live, .. } | Action::Replace { live, .. } => Some(live),
            Action::Create(_) => None,
        }
    }

    /// What a reference to this resource resolves to, if that is known before apply.
    fn output(&self, path: &str) -> Option<Value> {
        match &self.action {
            Action::Create(_) | Action::Replace { .. } => None,
            Action::Keep(live) => Some(live.output(path).unwrap_or_default()),
            Action::Update { live, changes, .. } => {
                let of_content = |change: &Change| change.attribute != TAGS.name && change.attribute != STATE;
                if changes.iter().any(|change| change.attribute == path) {
                    self.values.get(path).filter(|value| value.is_known()).cloned()
                } else if self.schema.facts.renewed_outputs.contains(&path) && changes.iter().any(of_content)
                {
                    None
                } else {
                    live.output(path)
                }
            }
        }
    }
}

/// Decides about resources one by one, each after what it refers to.
pub(crate) struct Decider<'a> {
    pub graph: &'a Graph,
    pub snapshot: &'a Snapshot,
    pub options: &'a Options,
    pub index: &'a LiveIndex<'a>,
    pub labels: &'a Labels<'a>,
    pub zones: Zones,
    pub abroad: &'a Abroad,
    pub decided: Vec<Decided<'a>>,
    pub by_address: BTreeMap<&'a Address, usize>,
    pub refusals: Vec<Refusal>,
    pub lookups: Vec<Lookup>,
}

impl<'a> Decider<'a> {
    pub(crate) fn run(&mut self, identified: &mut Identified<'a>) {
        self.learn_zones(identified);
        let graph = self.graph;
        for address in graph.order() {
            let Some(resource) = graph.get(address) else { continue };
            let Some(schema) = schema(resource.kind.as_str()) else { continue };
            let found = identified.candidates.remove(address).unwrap_or_default();
            let (same, other): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|found| found.live.kind == resource.kind);
            if !other.is_empty() {
                identified.candidates.insert(address.clone(), other);
            }
            let decided = self.decide(resource, schema, same);
            self.by_address.insert(&resource.address, self.decided.len());
            self.decided.push(decided);
        }
    }

    /// Zones of what is live count before zones are given to what is new.
    fn learn_zones(&mut self, identified: &Identified<'a>) {
        for address in self.graph.order() {
            let zone = self.graph.get(address).and_then(|resource| resource.zone.as_ref());
            let live = identified.candidates.get(address).and_then(|found| found.first());
            if let (Some(zone), Some(Found { live, .. })) = (zone, live)
                && let Some(name) = live.value("availability_zone").as_text()
            {
                self.zones.learn(zone, name);
            }
        }
    }

    fn decide(
        &mut self,
        resource: &'a Resource,
        schema: &'static KindSchema,
        found: Vec<Found<'a>>,
    ) -> Decided<'a> {
        let mut asked = schema.schema.complete(&resource.values);
        if schema.is_taggable() {
            asked.insert(TAGS.name.to_owned(), resource.visible_tags(&self.graph.desired.stack));
        }
        let values = asked
            .iter()
            .map(|(name, value)| (name.clone(), value.substitute(&|to| self.resolve(to))))
            .collect();
        let values = self.with_parameters(resource, schema, values);
        let values = self.with_prefix_lists(resource, schema, values);
        let (current, deposed) = match schema.parent_attribute() {
            Some(attribute) => (self.part_of(resource, attribute, &values, &asked), Vec::new()),
            None => choose(found, self.index, |live| self.immutables_fit(schema, &values, live)),
        };
        let Some(Found { live, moved_from }) = current else {
            let values = self.with_zone(resource, values);
            let why = Why::Missing { cause: self.labels.missing(&resource.address) };
            let action = Action::Create(vec![why]);
            self.check_names(resource, schema, (&values, None));
            return Decided { resource, schema, values, action, moved_from: None, deposed, follows: None };
        };
        let comparison = Comparison {
            resource,
            schema,
            values: &values,
            asked: &asked,
            live,
            moved_from: moved_from.as_ref(),
            stack: &self.graph.desired.stack,
            foreign_tags: &self.graph.desired.foreign_tags,
        };
        let changes = differences(&comparison, self.labels);
        self.check_names(resource, schema, (&values, Some(live)));
        match path(&comparison, &changes, self.snapshot) {
            Path::Open => {}
            Path::Asked(lookup) => self.lookups.push(lookup),
            Path::Closed(refusal) => self.refusals.push(*refusal),
        }
        let action = self.judge(&comparison, changes);
        let values = match action {
            Action::Replace { .. } => self.with_zone(resource, values),
            _ => values,
        };
        Decided { resource, schema, values, action, moved_from, deposed, follows: None }
    }

    /// The complete set of a live parent is there whenever the parent is, and goes with a parent that
    /// is replaced. What is in it and ours may still carry the address that it was put in by.
    fn part_of(
        &self,
        resource: &Resource,
        attribute: &str,
        values: &Values,
        asked: &Values,
    ) -> Option<Found<'a>> {
        let kind = resource.kind.as_str();
        let Some(parent) = values.get(attribute)?.as_text() else {
            let (parent, _) = self.replaced_parent(attribute, asked)?;
            return Some(Found { live: self.index.get(kind, parent.id.as_str())?, moved_from: None });
        };
        let live = self.index.get(kind, parent)?;
        let tagged = live.identity.as_ref().map(|identity| &identity.address);
        Some(Found { live, moved_from: tagged.filter(|tagged| **tagged != resource.address).cloned() })
    }

    /// What a complete set belongs to and how that is replaced, where it is.
    fn replaced_parent(&self, attribute: &str, asked: &Values) -> Option<(&'a Live, Replacement)> {
        let mut replaced = None;
        asked.get(attribute)?.visit_references(&mut |reference| {
            let decided = self.by_address.get(&reference.address).and_then(|index| self.decided.get(*index));
            if let Some(Decided { action: Action::Replace { live, order, .. }, .. }) = decided {
                replaced = Some((*live, *order));
            }
        });
        replaced
    }

    /// What a reference resolves to before apply; `None` while it is pending.
    pub(crate) fn resolve(&self, reference: &Reference) -> Option<Value> {
        if reference.address.is_abroad() {
            return self.abroad.value(reference);
        }
        self.decided.get(*self.by_address.get(&reference.address)?)?.output(&reference.path)
    }

    fn immutables_fit(&self, schema: &KindSchema, values: &Values, live: &Live) -> bool {
        use scaffold_model::Mutability::{Refuse, Replace};
        schema.schema.attributes.iter().all(|attribute| {
            let desired = values.get(attribute.name).cloned().unwrap_or_default();
            !matches!(attribute.mutability, Replace | Refuse(_))
                || crate::equality::is_equal(attribute, &desired, live.value(attribute.name))
        })
    }

    fn judge(&mut self, comparison: &Comparison<'a, '_>, mut changes: Vec<Change>) -> Action<'a> {
        let Comparison { resource, schema, live, .. } = *comparison;
        let mut why = Vec::new();
        if schema.parent_attribute().is_none() && self.is_asked_to_replace(resource) {
            why.push(Why::ReplacementAsked);
        }
        let mut refused = Vec::new();
        for change in &mut changes {
            let help = match effect(comparison, change) {
                Effect::InPlace => continue,
                Effect::Replace => None,
                Effect::Refuse(help) => Some(help),
            };
            change.replaces = true;
            match (self.replaced_reference(comparison, change), help) {
                (Some(address), _) => why.push(Why::ReferenceReplaced { address }),
                (None, None) => why.push(Why::Immutable { attribute: change.attribute.clone() }),
                (None, Some(help)) => refused.push((change.clone(), help)),
            }
        }
        if why.is_empty() && !refused.is_empty() {
            self.refusals
                .extend(refused.iter().map(|(change, help)| cannot_change(comparison, change, help)));
            return Action::Keep(live);
        }
        why.dedup();
        if !why.is_empty() {
            changes.iter_mut().for_each(|change| change.waits_for = None);
            why.extend(refused.into_iter().map(|(change, _)| Why::Immutable { attribute: change.attribute }));
            let parent =
                schema.parent_attribute().and_then(|name| self.replaced_parent(name, comparison.asked));
            let order = parent.map_or_else(|| replacement_order(comparison), |(_, order)| order);
            Action::Replace { live, changes, why, order }
        } else {
            let mut why = self.reasons_in_place(comparison, &changes);
            if let LiveState::Pending(status) = &live.state {
                why.push(Why::NotReady { status: status.clone() });
                changes.push(waited_for(resource, status));
            }
            if changes.is_empty() { Action::Keep(live) } else { Action::Update { live, changes, why } }
        }
    }

    /// A change that only follows a replacement is the replacement's; all else differs by itself.
    fn reasons_in_place(&self, comparison: &Comparison<'_, '_>, changes: &[Change]) -> Vec<Why> {
        let mut own = Vec::new();
        let mut why = Vec::new();
        for change in changes {
            let parameter = comparison.asked.get(&change.attribute).and_then(parameter_of);
            if let (Some(name), Cause::Unknown) = (parameter, change.cause) {
                why.push(Why::ParameterMoved { parameter: name.to_owned() });
                continue;
            }
            match self.replaced_reference(comparison, change) {
                Some(address) if change.cause == Cause::Unknown => {
                    let followed = Why::ReferenceReplaced { address };
                    if !why.contains(&followed) {
                        why.push(followed);
                    }
                }
                _ => own.push(change.cause),
            }
        }
        if !own.is_empty() {
            why.insert(0, Why::Differs { cause: together(own) });
        }
        why
    }

    fn is_asked_to_replace(&self, resource: &Resource) -> bool {
        self.options.replace.iter().any(|asked| {
            *asked == resource.address
                || (asked.part_name().is_none() && *asked == resource.address.block_address())
        })
    }

    /// What the changed attribute refers to, if that is being replaced, now or by a run that was
    /// interrupted after the new one was made.
    fn replaced_reference(&self, comparison: &Comparison<'_, '_>, change: &Change) -> Option<Address> {
        let mut replaced = None;
        let asked = comparison.asked.get(&change.attribute)?;
        asked.visit_references(&mut |reference| {
            let decided = self.by_address.get(&reference.address).and_then(|index| self.decided.get(*index));
            let Some(decided) = decided else { return };
            let was_deposed =
                decided.deposed.iter().any(|live| change.before.as_text() == Some(live.id.as_str()));
            if was_deposed || matches!(decided.action, Action::Replace { .. }) {
                replaced.get_or_insert_with(|| reference.address.clone());
            }
        });
        replaced
    }
}

/// The state of what a stopped run left behind, as a difference: what refers to it waits for it.
fn waited_for(resource: &Resource, status: &str) -> Change {
    Change {
        attribute: STATE.to_owned(),
        before: Value::text(status),
        after: Value::text("ready"),
        cause: Cause::Unknown,
        view: View::Plain,
        replaces: false,
        disruption: Disruption::None,
        waits_for: None,
        origin: Some(resource.origin.clone()),
    }
}

/// The new one first, unless the kind forbids it or both would hold what only one can have.
fn replacement_order(comparison: &Comparison<'_, '_>) -> Replacement {
    let Comparison { schema, values, live, .. } = comparison;
    let keeps = |name: &str| {
        let scalar = |value: &&Value| matches!(value, Value::Text(_) | Value::Integer(_));
        let text = |value: Option<&Value>| value.filter(scalar).map(Value::to_string);
        match (text(values.get(name)), text(live.values.get(name))) {
            (Some(new), Some(old)) => collides(&new, &old),
            _ => false,
        }
    };
    let contended = schema.schema.attributes.iter().any(|attribute| match attribute.exclusive_within {
        Some(scope) if !attribute.takes_over => {
            let is_unsaid = values.get(scope).is_none_or(Value::is_null) && live.value(scope).is_null();
            keeps(attribute.name) && (scope.is_empty() || is_unsaid || keeps(scope))
        }
        _ => false,
    });
    if schema.facts.create_before_delete && !contended {
        Replacement::CreateFirst
    } else {
        Replacement::DeleteFirst
    }
}

/// Whether a live resource can be referred to for long.
pub(crate) fn failed_status(live: &Live) -> Option<&str> {
    match &live.state {
        LiveState::Failed(status) => Some(status),
        _ => None,
    }
}
