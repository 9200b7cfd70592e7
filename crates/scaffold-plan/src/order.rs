use std::collections::{BTreeMap, BTreeSet};

use scaffold_graph::Graph;
use scaffold_model::{Address, Beside, Edge, Live, Replacement, StepId, Type, Value, Verb};

use crate::decide::{Action, Decided, Follows};
use crate::deletions::Deletion;
use crate::equality::collides;
use crate::identify::is_complete_set;
use crate::lingering;
use crate::live_index::{LiveIndex, live_references, visit_references};
use crate::steps::Steps;
use crate::widen;

/// Everything that the order of steps follows from.
pub(crate) struct Ordering<'a> {
    pub graph: Option<&'a Graph>,
    pub decided: &'a [Decided<'a>],
    pub deletions: &'a [Deletion<'a>],
    pub index: &'a LiveIndex<'a>,
    pub steps: &'a Steps,
}

/// Which step waits for which.
pub(crate) fn edges(ordering: &Ordering<'_>) -> Vec<Edge> {
    let mut edges = BTreeSet::new();
    let mut preferences = Vec::new();
    ordering.by_desired_references(&mut edges);
    ordering.by_live_references(&mut edges, &mut preferences);
    ordering.by_replacement(&mut edges);
    ordering.by_neighbours(&mut edges);
    ordering.by_exclusive_values(&mut edges, &mut preferences);
    preferences.extend(ordering.moved_first());
    preferences.extend(widen::wishes(ordering.steps));
    preferences.extend(lingering::wishes(ordering.decided, ordering.deletions, ordering.steps));
    for edge in preferences {
        if !waits_for(&edges, edge.after, edge.step) {
            edges.insert(edge);
        }
    }
    edges.retain(|edge| edge.step != edge.after);
    edges.into_iter().collect()
}

impl Ordering<'_> {
    /// Created and updated after what it refers to; adopted before anything else.
    fn by_desired_references(&self, edges: &mut BTreeSet<Edge>) {
        for decided in self.decided {
            let address = &decided.resource.address;
            let Some(&step) = self.steps.made.get(address) else { continue };
            edges.extend(self.steps.adopted.get(address).map(|&after| Edge { step, after }));
            let first = self.steps.widened.get(address).copied();
            edges.extend(first.map(|after| Edge { step, after }));
            let references = self.graph.map_or(&[][..], |graph| graph.references(address));
            let goes_first = |to: &&Address| decided.follows == Some(Follows::Before((*to).clone()));
            for &source in references.iter().filter(goes_first).filter_map(|to| self.steps.made.get(to)) {
                edges.insert(Edge { step: source, after: step });
            }
            let others = references.iter().filter(|to| !goes_first(to));
            for &after in others.filter_map(|to| self.steps.made.get(to)) {
                edges.extend(first.into_iter().chain([step]).map(|step| Edge { step, after }));
            }
        }
    }

    /// Deleted after everything live that refers to it has been deleted or updated away. What must
    /// go first anyway, because its successor needs its place, does not wait for updates that wait
    /// for the successor. References that AWS lets dangle are a preference.
    fn by_live_references(&self, edges: &mut BTreeSet<Edge>, preferences: &mut Vec<Edge>) {
        for deletion in self.deletions {
            let Some(step) = self.deletion_step(deletion.live) else { continue };
            let goes_first = matches!(deletion.replaced, Some((Replacement::DeleteFirst, _)));
            for referrer in self.index.referrers(deletion.live) {
                let key = (referrer.live.kind.clone(), referrer.live.id.clone());
                let updated = self.steps.updated.get(&key).filter(|_| !goes_first);
                let edge = self.steps.deleted.get(&key).or(updated).map(|&after| Edge { step, after });
                if referrer.soft {
                    preferences.extend(edge);
                } else {
                    edges.extend(edge);
                }
            }
        }
    }

    /// A complete set is replaced with its parent, whose order counts.
    fn by_replacement(&self, edges: &mut BTreeSet<Edge>) {
        for deletion in self.deletions.iter().filter(|deletion| !is_complete_set(deletion.live)) {
            let Some((order, index)) = deletion.replaced else { continue };
            let made =
                self.decided.get(index).and_then(|decided| self.steps.made.get(&decided.resource.address));
            if let (Some(removed), Some(&made)) = (self.deletion_step(deletion.live), made) {
                edges.insert(match order {
                    Replacement::CreateFirst => Edge { step: removed, after: made },
                    Replacement::DeleteFirst => Edge { step: made, after: removed },
                });
            }
        }
    }

    /// What has a successor stays until those that refer to it have moved there: some name it by an output that
    /// is no reference once they live, as what is called names who may call it.
    fn moved_first(&self) -> Vec<Edge> {
        let mut removed: BTreeMap<&Address, StepId> = BTreeMap::new();
        for deletion in self.deletions {
            let Some((Replacement::CreateFirst, index)) = deletion.replaced else { continue };
            let address = self.decided.get(index).map(|decided| &decided.resource.address);
            removed.extend(address.zip(self.deletion_step(deletion.live)));
        }
        let mut edges = Vec::new();
        for decided in self.decided.iter().filter(|_| !removed.is_empty()) {
            let address = &decided.resource.address;
            let Some(&after) = self.steps.made.get(address) else { continue };
            let references = self.graph.map_or(&[][..], |graph| graph.references(address));
            edges
                .extend(references.iter().filter_map(|to| removed.get(to)).map(|&step| Edge { step, after }));
        }
        edges
    }

    /// What AWS needs beside a kind is made before it and deleted after it.
    fn by_neighbours(&self, edges: &mut BTreeSet<Edge>) {
        let needs: BTreeSet<Beside> =
            scaffold_kinds::all().filter_map(|schema| schema.facts.beside).collect();
        for beside in needs {
            self.made_beside(beside, edges);
            self.left_beside(beside, edges);
        }
    }

    fn made_beside(&self, beside: Beside, edges: &mut BTreeSet<Edge>) {
        let mut memo = BTreeMap::new();
        let mut needed: BTreeMap<String, Vec<StepId>> = BTreeMap::new();
        let made = |decided: &Decided<'_>| self.steps.made.get(&decided.resource.address).copied();
        for decided in self.decided.iter().filter(|decided| decided.resource.kind.as_str() == beside.kind) {
            let Some(step) = made(decided) else { continue };
            for scope in self.desired_scopes(&decided.resource.address, beside.scope, &mut memo) {
                needed.entry(scope).or_default().push(step);
            }
        }
        for decided in self.decided.iter().filter(|decided| decided.schema.facts.beside == Some(beside)) {
            let Some(step) = made(decided) else { continue };
            for scope in self.desired_scopes(&decided.resource.address, beside.scope, &mut memo) {
                edges.extend(needed.get(&scope).into_iter().flatten().map(|&after| Edge { step, after }));
            }
        }
    }

    /// What is needed goes, or moves to another scope, after those that need it.
    fn left_beside(&self, beside: Beside, edges: &mut BTreeSet<Edge>) {
        let mut needed: BTreeMap<String, Vec<StepId>> = BTreeMap::new();
        let going = self.deletions.iter().map(|deletion| (deletion.live, self.deletion_step(deletion.live)));
        let moving = self.decided.iter().filter_map(Decided::live).map(|live| {
            let step = self.steps.updated.get(&(live.kind.clone(), live.id.clone())).copied();
            (live, step.filter(|step| self.leaves_scope(*step, beside.scope)))
        });
        for (live, step) in going.chain(moving).filter(|(live, _)| live.kind.as_str() == beside.kind) {
            let Some(step) = step else { continue };
            for scope in self.live_scopes(live, beside.scope) {
                needed.entry(scope).or_default().push(step);
            }
        }
        for deletion in self.deletions {
            let schema = scaffold_kinds::schema(deletion.live.kind.as_str());
            if schema.is_none_or(|schema| schema.facts.beside != Some(beside)) {
                continue;
            }
            let Some(after) = self.deletion_step(deletion.live) else { continue };
            for scope in self.live_scopes(deletion.live, beside.scope) {
                edges.extend(needed.get(&scope).into_iter().flatten().map(|&step| Edge { step, after }));
            }
        }
    }

    /// Whether an update moves its resource to another resource of the scope kind.
    fn leaves_scope(&self, step: StepId, scope: &str) -> bool {
        let step = &self.steps.list[step];
        let schema = scaffold_kinds::schema(step.kind.as_str());
        schema.is_some_and(|schema| {
            schema.schema.attributes.iter().any(|attribute| {
                let refers = matches!(&attribute.ty, Type::Reference(kind) if kind.as_str() == scope);
                refers && step.changes.iter().any(|change| change.attribute == attribute.name)
            })
        })
    }

    /// Resources of the scope kind that this one refers to, directly or not, by address and id.
    fn desired_scopes(
        &self,
        address: &Address,
        scope: &str,
        memo: &mut BTreeMap<Address, BTreeSet<String>>,
    ) -> BTreeSet<String> {
        if let Some(known) = memo.get(address) {
            return known.clone();
        }
        let mut scopes = BTreeSet::new();
        let Some(graph) = self.graph else { return scopes };
        for to in graph.references(address) {
            if graph.get(to).is_some_and(|resource| resource.kind.as_str() == scope) {
                scopes.insert(to.to_string());
            }
            scopes.extend(self.desired_scopes(to, scope, memo));
        }
        if let Some(resource) = graph.get(address)
            && let Some(schema) = scaffold_kinds::schema(resource.kind.as_str())
        {
            for attribute in &schema.schema.attributes {
                let Some(value) = resource.values.get(attribute.name) else { continue };
                visit_references(&attribute.ty, value, &mut |kind, id| {
                    scopes.extend((kind == scope).then(|| id.to_owned()));
                });
            }
        }
        memo.insert(address.clone(), scopes.clone());
        scopes
    }

    fn live_scopes(&self, live: &Live, scope: &str) -> BTreeSet<String> {
        let mut scopes = BTreeSet::new();
        let Some(schema) = scaffold_kinds::schema(live.kind.as_str()) else { return scopes };
        for (_, kind, id) in live_references(schema, live) {
            if kind == scope {
                scopes.insert(id.to_owned());
            } else if let Some(other) = self.index.get(kind, id)
                && other.kind != live.kind
            {
                scopes.extend(self.live_scopes(other, scope));
            }
        }
        scopes
    }

    /// Released before claimed; where claiming takes over, rather claimed before released.
    fn by_exclusive_values(&self, edges: &mut BTreeSet<Edge>, preferences: &mut Vec<Edge>) {
        let (released, claimed) = self.exclusive_values();
        for (key, claims) in &claimed {
            for (claim, claimed_value) in claims {
                for (release, released_value) in released.get(key).into_iter().flatten() {
                    if claim == release || !collides(claimed_value, released_value) {
                        continue;
                    }
                    if key.takes_over {
                        preferences.push(Edge { step: *release, after: *claim });
                    } else if !waits_for(edges, *release, *claim) {
                        // Where values go round in a circle, the first claim exchanges them in one call.
                        edges.insert(Edge { step: *claim, after: *release });
                    }
                }
            }
        }
    }

    fn exclusive_values(&self) -> (Held, Held) {
        let (mut released, mut claimed) = (Held::new(), Held::new());
        for (id, step) in self.steps.list.iter().enumerate() {
            let Some(schema) = scaffold_kinds::schema(step.kind.as_str()) else { continue };
            for attribute in &schema.schema.attributes {
                let Some(scope) = attribute.exclusive_within else { continue };
                let null = Value::Null;
                let (before, after, around) = match &step.verb {
                    Verb::Create { values, .. } => {
                        (&null, values.get(attribute.name).unwrap_or(&null), values)
                    }
                    Verb::Delete { values, .. } => {
                        (values.get(attribute.name).unwrap_or(&null), &null, values)
                    }
                    Verb::Update { before, patch, values, .. } => (
                        before.get(attribute.name).unwrap_or(&null),
                        patch.get(attribute.name).unwrap_or(&null),
                        values,
                    ),
                    Verb::Adopt { .. } => continue,
                };
                let within = match scope {
                    "" => String::new(),
                    other => around.get(other).unwrap_or(&null).to_string(),
                };
                let key = ExclusiveKey {
                    kind: step.kind.to_string(),
                    attribute: attribute.name,
                    within,
                    takes_over: attribute.takes_over,
                };
                let (before, after) = (texts(before), texts(after));
                let joins = after.difference(&before).map(|value| (id, value.clone()));
                claimed.entry(key.clone()).or_default().extend(joins);
                let leaves = before.difference(&after).map(|value| (id, value.clone()));
                released.entry(key).or_default().extend(leaves);
            }
        }
        (released, claimed)
    }

    fn deletion_step(&self, live: &Live) -> Option<StepId> {
        self.steps.deleted.get(&(live.kind.clone(), live.id.clone())).copied()
    }
}

type Held = BTreeMap<ExclusiveKey, Vec<(StepId, String)>>;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ExclusiveKey {
    kind: String,
    attribute: &'static str,
    within: String,
    takes_over: bool,
}

fn texts(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Text(_) | Value::Integer(_) => BTreeSet::from([value.to_string()]),
        Value::List(items) => items.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether `step` waits, directly or not, for `other`.
fn waits_for(edges: &BTreeSet<Edge>, step: StepId, other: StepId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![step];
    while let Some(here) = open.pop() {
        if here == other {
            return true;
        }
        if seen.insert(here) {
            let from = Edge { step: here, after: 0 };
            let to = Edge { step: here, after: StepId::MAX };
            open.extend(edges.range(from..=to).map(|edge| edge.after));
        }
    }
    false
}

/// Whether a decision makes or changes something.
pub(crate) fn is_action(decided: &Decided<'_>) -> bool {
    !matches!(decided.action, Action::Keep(_)) || decided.moved_from.is_some()
}
