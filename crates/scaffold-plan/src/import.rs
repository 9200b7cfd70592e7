use std::collections::BTreeMap;

use scaffold_graph::Graph;
use scaffold_kinds::schema;
use scaffold_model::{
    Address, Code, Disruption, Head, KindSchema, Live, PLAN_FORMAT, Plan, Reference, Refusal, Resource,
    Snapshot, Step, TAG_ADDRESS, TAG_NAME, TAG_STACK, Value, Values, Verb, Why,
};

use crate::codes;
use crate::differences::{Comparison, TAGS, differences};
use crate::identify::is_copy;
use crate::labels::Labels;
use crate::stale::preconditions;

/// The plan that takes a live resource over: one re-tag, with the differences that the next plan
/// would then repair. What cannot be taken over is refused.
pub fn import(graph: &Graph, snapshot: &Snapshot, address: &Address, live: &Live) -> Plan {
    let stack = &graph.desired.stack;
    let (steps, refusals) = match checked(graph, snapshot, address, live) {
        Ok(_) if is_there(graph, address, live) => (Vec::new(), Vec::new()),
        Ok((resource, schema)) => {
            (vec![adopt(&Taken { graph, snapshot, resource, schema, live })], Vec::new())
        }
        Err(refusal) => (Vec::new(), vec![refusal]),
    };
    Plan {
        format: PLAN_FORMAT,
        head: Head {
            stack: stack.clone(),
            cloud: snapshot.cloud.clone(),
            role: graph.desired.role.clone(),
            ledger: None,
            blueprint: graph.desired.digest.clone(),
            base: None,
            scaffold: String::new(),
            destroy: false,
            partial: true,
        },
        preconditions: preconditions(&steps, snapshot),
        steps,
        after: Vec::new(),
        refusals,
        notes: Vec::new(),
        unread: Vec::new(),
        unchanged: 0,
        outputs: Vec::new(),
        cost: snapshot.cost.clone(),
        desired: None,
        code: Vec::new(),
    }
}

fn checked<'a>(
    graph: &'a Graph,
    snapshot: &Snapshot,
    address: &Address,
    live: &Live,
) -> Result<(&'a Resource, &'static KindSchema), Refusal> {
    let refuse = |code: &Code, message: String, help: &str| Refusal {
        code: code.name.to_owned(),
        address: address.clone(),
        message,
        help: Some(help.to_owned()),
        origin: graph.get(address).map(|resource| resource.origin.clone()),
    };
    let (Some(resource), Some(schema)) = (graph.get(address), schema(live.kind.as_str())) else {
        let help = "write the block first; `scaffold graph --of resources` lists the addresses there are";
        return Err(refuse(codes::NOT_IN_BLUEPRINT, format!("no block asks for `{address}`"), help));
    };
    if resource.kind != live.kind {
        let message = format!("{} is {}, and `{address}` is {}", live.id, live.kind, resource.kind);
        return Err(refuse(codes::WRONG_KIND, message, "give the id of the right one"));
    }
    if schema.parent_attribute().is_some() {
        let message = format!("{} has no identity of its own", live.kind);
        return Err(refuse(codes::NOT_IMPORTABLE, message, "import its parent; the set comes with it"));
    }
    let stack = graph.desired.stack.to_string();
    if schema.facts.mark_is_fixed && !is_there(graph, address, live) {
        let message = format!("what {} was made with says whose it is, and nothing changes that", live.id);
        return Err(refuse(codes::NOT_IMPORTABLE, message, "let a new one be made, and delete this one"));
    }
    match &live.identity {
        Some(identity) if identity.stack != stack => {
            let message =
                format!("{} belongs to `{}` of stack {}", live.id, identity.address, identity.stack);
            let help = "take it out of that stack first, and remove its `scaffold:` tags";
            return Err(refuse(codes::OWNED_BY_ANOTHER_STACK, message, help));
        }
        // A copy carries the tags of what it was made from, and is nobody's.
        Some(identity) if identity.address != *address && !is_copy(live) => {
            let message = format!("{} is `{}` of this stack", live.id, identity.address);
            let help = format!(
                "where that is called {address} now, say so with `[[moved]]`, `from = \"{}\"` and `to = \"{}\"`",
                identity.address.block_address(),
                address.block_address()
            );
            return Err(refuse(codes::ALREADY_LIVE, message, &help));
        }
        _ => {}
    }
    let there = snapshot.resources.iter().find(|other| {
        other.kind == live.kind
            && other.id != live.id
            && other.identity.as_ref().is_some_and(|identity| identity.address == *address)
    });
    if let Some(other) = there {
        let message = format!("{} is live at `{address}` already", other.id);
        return Err(refuse(codes::ALREADY_LIVE, message, "remove it, or its `scaffold:` tags, first"));
    }
    Ok((resource, schema))
}

/// Whether an import before this one took it over already.
fn is_there(graph: &Graph, address: &Address, live: &Live) -> bool {
    live.identity.as_ref().is_some_and(|identity| {
        identity.stack == graph.desired.stack.to_string() && identity.address == *address
    })
}

/// A live resource and where it shall stand.
struct Taken<'a> {
    graph: &'a Graph,
    snapshot: &'a Snapshot,
    resource: &'a Resource,
    schema: &'static KindSchema,
    live: &'a Live,
}

/// What a reference to something that is live already resolves to.
fn resolve(snapshot: &Snapshot, reference: &Reference) -> Option<Value> {
    let mut there = snapshot
        .resources
        .iter()
        .filter(|live| live.identity.as_ref().is_some_and(|identity| identity.address == reference.address));
    there.next()?.output(&reference.path)
}

fn adopt(taken: &Taken<'_>) -> Step {
    let Taken { graph, snapshot, resource, schema, live } = *taken;
    let stack = &graph.desired.stack;
    let mut tags = BTreeMap::from([
        (TAG_STACK.to_owned(), stack.to_string()),
        (TAG_ADDRESS.to_owned(), resource.address.to_string()),
    ]);
    if let (Some(_), Some(name)) = (schema.facts.identity.name_limit(), &live.name) {
        tags.insert(TAG_NAME.to_owned(), name.clone());
    }
    let mut values = schema.schema.complete(&resource.values);
    values.insert(TAGS.name.to_owned(), resource.visible_tags(stack));
    let known: Values = values
        .iter()
        .map(|(name, value)| (name.clone(), value.substitute(&|to| resolve(snapshot, to))))
        .collect();
    let comparison = Comparison {
        resource,
        schema,
        values: &known,
        asked: &values,
        live,
        moved_from: None,
        stack,
        foreign_tags: &graph.desired.foreign_tags,
    };
    Step {
        address: resource.address.clone(),
        kind: resource.kind.clone(),
        changes: differences(&comparison, &Labels::none()),
        verb: Verb::Adopt { id: live.id.clone(), from: live.identity.clone(), tags },
        why: vec![Why::Imported],
        disruption: Disruption::None,
        replacement: None,
        origin: Some(resource.origin.clone()),
    }
}
