//! What making, changing and removing takes on what has a name: statements by resources. Pure.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_graph::Graph;
use scaffold_kinds::{Access, access};
use scaffold_model::{Resource, Value};

use crate::policy_place::Place;
use crate::policy_references::references;
use crate::policy_statement::{Condition, Statement};

/// What is allowed, on what, and if what holds.
#[derive(Default)]
struct Allowed {
    /// Actions by resources and what must hold.
    by_resources: BTreeMap<(BTreeSet<String>, Option<Condition>), BTreeSet<String>>,
    /// Resources and actions of a service's kinds that are all known by the stack's name or path alone: since each
    /// action knows its own resources, one statement allows what one a kind would.
    by_service: BTreeMap<&'static str, (BTreeSet<String>, BTreeSet<String>)>,
}

impl Allowed {
    fn add<'a>(
        &mut self,
        resources: BTreeSet<String>,
        condition: Option<Condition>,
        actions: impl IntoIterator<Item = &'a str>,
    ) {
        let everything = BTreeSet::from(["*".to_owned()]);
        let resources = if resources.contains("*") { everything } else { resources };
        let allowed = self.by_resources.entry((resources, condition)).or_default();
        allowed.extend(actions.into_iter().map(str::to_owned));
    }

    /// Of a kind's own resources, given with all that they are.
    fn add_own(&mut self, access: &Access, place: &Place, own: BTreeSet<String>, actions: &[&'static str]) {
        let is_bound = |pattern: &&str| pattern.contains("{name}") || pattern.contains("/{stack}/");
        if own != filled(access.resources, access, place) || !access.resources.iter().all(is_bound) {
            return self.add(own, None, actions.iter().copied());
        }
        let service = access.kind.split('.').next().unwrap_or(access.kind);
        let (resources, allowed) = self.by_service.entry(service).or_default();
        resources.extend(own);
        allowed.extend(actions.iter().map(|action| (*action).to_owned()));
    }

    /// Resources, condition, actions.
    fn statements(self) -> Vec<(BTreeSet<String>, Option<Condition>, BTreeSet<String>)> {
        let mut all = self.by_resources;
        for (resources, actions) in self.by_service.into_values() {
            all.entry((resources, None)).or_default().extend(actions);
        }
        all.into_iter().map(|((resources, condition), actions)| (resources, condition, actions)).collect()
    }
}

/// Statements of kinds that say their ARNs, without what is allowed on everything already. What has the same resources
/// is one statement.
pub(crate) fn on_resources(
    kinds: &[&'static Access],
    graph: &Graph,
    place: &Place,
    everywhere: &BTreeSet<String>,
) -> Vec<Statement> {
    let mut allowed = Allowed::default();
    for access in kinds {
        if !access.resources.is_empty() {
            on_own(access, graph, place, &mut allowed);
        }
        for also in access.also {
            allowed.add(filled(also.resources, access, place), None, also.actions.iter().copied());
        }
    }
    let mut number = 0;
    let statement = |(resources, condition, mut actions): (_, _, BTreeSet<String>)| {
        actions.retain(|action| !everywhere.contains(action));
        (!actions.is_empty()).then(|| named(&mut number, resources, condition, actions))
    };
    allowed.statements().into_iter().filter_map(statement).collect()
}

fn named(
    number: &mut usize,
    resources: BTreeSet<String>,
    condition: Option<Condition>,
    actions: BTreeSet<String>,
) -> Statement {
    let (sid, why) = match (resources.contains("*"), &condition) {
        (true, None) => ("MakeAnywhere".to_owned(), "what has no ARN yet, or never one"),
        (true, Some(_)) => ("MakeByFunction".to_owned(), "what is known by its function, not by a name"),
        (false, _) => {
            *number += 1;
            let sid = if *number == 1 { "Make".to_owned() } else { format!("Make{number}") };
            (sid, "making, changing and removing what these ARNs tell from all others")
        }
    };
    Statement { sid, why, actions, resources, condition }
}

fn on_own(access: &'static Access, graph: &Graph, place: &Place, allowed: &mut Allowed) {
    let actions = [access.create, access.change, access.delete].concat();
    let own = arns(access.resources, access, graph, place);
    if access.uses.is_empty() && access.only_if.is_none() {
        allowed.add_own(access, place, own, &actions);
        return;
    }
    let condition = access.only_if.map(|only_if| {
        let there = abroad(access, graph, place);
        let there = there.iter().flat_map(|there| filled(&[only_if.value], access, there));
        let values: BTreeSet<String> =
            arns(&[only_if.value], access, graph, place).into_iter().chain(there).collect();
        (only_if.operator, only_if.key.to_owned(), values.into_iter().collect())
    });
    let used = own.iter().cloned().chain(filled(access.uses, access, place)).collect();
    let (tagging, others): (Vec<&'static str>, Vec<_>) = actions.into_iter().partition(|action| tags(action));
    allowed.add_own(access, place, own, &tagging);
    allowed.add(used, condition, others);
}

/// Whether an action puts tags on something or takes them off it.
fn tags(action: &str) -> bool {
    action.contains("Tag")
}

fn filled(patterns: &[&str], access: &Access, place: &Place) -> BTreeSet<String> {
    let named = access.names_of.unwrap_or(access.kind);
    patterns.iter().map(|pattern| place.fill(pattern, named)).collect()
}

/// Patterns, filled in, and beside them what has a name that the blueprint says.
fn arns(patterns: &[&str], access: &Access, graph: &Graph, place: &Place) -> BTreeSet<String> {
    let resources = &graph.desired.resources;
    let said =
        patterns.iter().flat_map(|pattern| resources.iter().flat_map(|it| said(pattern, access, it, place)));
    filled(patterns, access, place).into_iter().chain(said).collect()
}

/// The ARNs of a resource that a kind is, or is of, where the blueprint says its name.
fn said(pattern: &str, kind: &Access, resource: &Resource, place: &Place) -> Vec<String> {
    let named = kind.names_of.unwrap_or(kind.kind);
    let attribute =
        access(named).filter(|_| resource.kind.as_str() == named).and_then(|access| access.says_name);
    let name = attribute.and_then(|attribute| resource.values.get(attribute)).and_then(Value::as_text);
    let Some(name) = name else { return Vec::new() };
    let arn = place.name(pattern, name);
    if named == "s3.bucket" { vec![format!("{arn}/*"), arn] } else { vec![arn] }
}

/// Other stacks that have what the blueprint's resources of the kind are of.
fn abroad(kind: &Access, graph: &Graph, place: &Place) -> Vec<Place> {
    let resources = graph.desired.resources.iter().filter(|resource| resource.kind.as_str() == kind.kind);
    let named = resources.flat_map(references).filter(|(of, _)| Some(of.as_str()) == kind.names_of);
    let there = |(_, value): (_, &Value)| match value {
        Value::Pending(reference) => place.abroad(&reference.address),
        _ => None,
    };
    named.filter_map(there).collect()
}
