use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::toposort;
use petgraph::graphmap::DiGraphMap;
use scaffold_kinds::schema;
use scaffold_model::{Address, Plan, Step, StepId, TAG_ADDRESS, TAG_STACK, Value, Verb};

/// What would be wrong with applying a plan, whoever made it. Anything here is a bug of the planner
/// or a tampered file, and nothing is applied.
pub fn lint(plan: &Plan) -> Vec<String> {
    let mut faults = Vec::new();
    let count = plan.steps.len();
    for edge in &plan.after {
        if edge.step >= count || edge.after >= count {
            faults.push(format!("an edge names step {} of {count}", edge.step.max(edge.after)));
        }
    }
    if !faults.is_empty() {
        return faults;
    }
    let order: DiGraphMap<StepId, ()> = plan.after.iter().map(|edge| (edge.after, edge.step)).collect();
    if let Err(circle) = toposort(&order, None) {
        let step = &plan.steps[circle.node_id()];
        faults.push(format!("step {} ({}) waits for itself", circle.node_id(), step.address));
        return faults;
    }
    let stack = plan.head.stack.to_string();
    for step in &plan.steps {
        faults.extend(step_faults(step, &stack));
    }
    faults.extend(pending_faults(plan));
    faults.extend(double_faults(plan));
    faults
}

fn step_faults(step: &Step, stack: &str) -> Option<String> {
    let Some(schema) = schema(step.kind.as_str()) else {
        return Some(format!("{}: there is no kind `{}`", step.address, step.kind));
    };
    let fault = match &step.verb {
        Verb::Create { tags, .. } if schema.parent_attribute().is_none() => {
            let says = |key: &str, value: &str| tags.get(key).and_then(Value::as_text) == Some(value);
            let complete = says(TAG_STACK, stack) && says(TAG_ADDRESS, step.address.as_str());
            (!complete).then_some("is created without the identity of its stack and address")
        }
        Verb::Create { .. } | Verb::Update { .. } if step.changes.is_empty() => {
            Some("is an event: it repairs nothing that is observed")
        }
        Verb::Adopt { tags, .. } if tags.keys().any(|key| !key.starts_with("scaffold:") && key != "Name") => {
            Some("adopts by more than identity")
        }
        _ => None,
    };
    fault.map(|fault| format!("{} ({}) {fault}", step.address, step.kind))
}

/// Values may be pending only on steps that are surely done before.
fn pending_faults(plan: &Plan) -> Vec<String> {
    let makers: BTreeMap<&Address, StepId> = plan
        .steps
        .iter()
        .enumerate()
        .filter(|(_, step)| matches!(step.verb, Verb::Create { .. } | Verb::Update { .. }))
        .map(|(id, step)| (&step.address, id))
        .collect();
    let mut before: BTreeMap<StepId, BTreeSet<StepId>> = BTreeMap::new();
    for edge in &plan.after {
        before.entry(edge.step).or_default().insert(edge.after);
    }
    let mut faults = Vec::new();
    for (id, step) in plan.steps.iter().enumerate() {
        let mut visit = |reference: &scaffold_model::Reference| {
            let known = makers
                .get(&reference.address)
                .is_some_and(|maker| before.get(&id).is_some_and(|before| before.contains(maker)));
            if !known {
                faults.push(format!(
                    "{} ({}) needs {reference}, which no earlier step gives",
                    step.address, step.kind
                ));
            }
        };
        match &step.verb {
            Verb::Create { values, tags, .. } => {
                values.values().chain(tags.values()).for_each(|value| value.visit_references(&mut visit));
            }
            Verb::Update { patch, .. } => patch.values().for_each(|value| value.visit_references(&mut visit)),
            Verb::Delete { .. } | Verb::Adopt { .. } => {}
        }
    }
    faults
}

/// Nothing is made twice or deleted twice.
fn double_faults(plan: &Plan) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for step in &plan.steps {
        let what = match &step.verb {
            Verb::Create { .. } => format!("makes {} {}", step.kind, step.address),
            // A set is widened and then narrowed, which are two changes of one resource.
            Verb::Update { before, .. } => {
                let before = Value::Map(before.clone());
                format!("changes {} {} from {before}", step.kind, step.address)
            }
            Verb::Delete { id, .. } => format!("deletes {} {id}", step.kind),
            Verb::Adopt { id, .. } => format!("adopts {} {id}", step.kind),
        };
        if !seen.insert(what.clone()) {
            faults.push(format!("{}: more than one step {what}", step.address));
        }
    }
    faults
}
