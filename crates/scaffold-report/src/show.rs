use std::collections::BTreeMap;

use scaffold_model::{Address, CloudId, Live, LiveState, Snapshot, StackId, Value};
use serde_json::json;

use crate::cloud::{cloud_words, cost_words};
use crate::outcome::outputs_text;
use crate::style::{Style, count, one_line};

/// What is live, as `scaffold show` says it.
#[derive(Clone, Copy, Debug)]
pub struct Show<'a> {
    /// The stack.
    pub stack: &'a StackId,
    /// What is live of it.
    pub snapshot: &'a Snapshot,
    /// `[outputs]`, as far as known.
    pub outputs: &'a [(String, Value)],
}

/// Live resources by block, with physical ids and states, and outputs.
pub fn show_text(show: &Show<'_>, style: Style) -> String {
    let Show { stack, snapshot, outputs } = *show;
    let mut text = format!("{}\n  {}\n", style.strong(&stack.to_string()), cloud_words(&snapshot.cloud));
    for (block, resources) in by_block(snapshot) {
        let is_lone = resources.iter().all(|(address, _)| address.part_name().is_none());
        let indent = if is_lone { "" } else { "  " };
        text.push('\n');
        if !is_lone {
            text.push_str(&format!("{}\n", style.strong(block.as_str())));
        }
        for (address, live) in resources {
            let name = address.part_name().unwrap_or(address.as_str());
            let ready = state_words(&live.state);
            text.push_str(&format!(
                "{indent}{name} ({}) {}  {ready}\n",
                live.kind,
                one_line(live.id.as_str())
            ));
        }
    }
    if !outputs.is_empty() {
        text.push_str(&format!("\n{}", outputs_text(outputs, style)));
    }
    for unread in &snapshot.unread {
        text.push_str(&format!("\nunread: {}: {}\n", unread.kind, one_line(&unread.why)));
    }
    let live = count(snapshot.resources.len(), "resource");
    text.push_str(&format!("\n{}\n", style.strong(&format!("{live} live"))));
    if let Some(cost) = cost_words(&snapshot.cost) {
        text.push_str(&format!("{}\n", style.quiet(&format!("Survey: {cost}"))));
    }
    text
}

/// The same for programs: `{ "format": 1, "stack", "cloud", "outputs", "resources", "unread" }`.
pub fn show_json(show: &Show<'_>) -> String {
    let Show { stack, snapshot, outputs } = *show;
    let CloudId { account, region, endpoint } = &snapshot.cloud;
    let outputs: serde_json::Map<_, _> =
        outputs.iter().map(|(name, value)| (name.clone(), value.to_json())).collect();
    let resources: Vec<_> = by_block(snapshot)
        .into_values()
        .flatten()
        .map(|(address, live)| {
            let (state, status) = state(&live.state);
            json!({
                "address": address.as_str(), "kind": live.kind.as_str(), "id": live.id.as_str(),
                "state": state, "status": status, "values": live.values, "tags": live.tags,
            })
        })
        .collect();
    let unread: Vec<_> = snapshot
        .unread
        .iter()
        .map(|unread| json!({ "kind": unread.kind.as_str(), "why": unread.why }))
        .collect();
    let whole = json!({
        "format": 1,
        "stack": stack.to_string(),
        "cloud": { "account": account, "region": region, "endpoint": endpoint },
        "outputs": outputs,
        "resources": resources,
        "unread": unread,
    });
    format!("{whole:#}\n")
}

/// What carries an address. Complete sets without one are seen with their parents.
fn by_block(snapshot: &Snapshot) -> BTreeMap<Address, Vec<(&Address, &Live)>> {
    let mut blocks: BTreeMap<Address, Vec<(&Address, &Live)>> = BTreeMap::new();
    for live in &snapshot.resources {
        if let Some(identity) = &live.identity {
            blocks.entry(identity.address.block_address()).or_default().push((&identity.address, live));
        }
    }
    for resources in blocks.values_mut() {
        resources.sort_by(|one, other| {
            (one.0, &one.1.kind, &one.1.id).cmp(&(other.0, &other.1.kind, &other.1.id))
        });
    }
    blocks
}

fn state(state: &LiveState) -> (&'static str, Option<&str>) {
    match state {
        LiveState::Ready => ("ready", None),
        LiveState::Pending(status) => ("pending", Some(status)),
        LiveState::Deleting(status) => ("deleting", Some(status)),
        LiveState::Failed(status) => ("failed", Some(status)),
    }
}

fn state_words(live: &LiveState) -> String {
    match state(live) {
        (word, None) => word.to_owned(),
        (word, Some(status)) if word == status => word.to_owned(),
        (word, Some(status)) => format!("{word} ({})", one_line(status)),
    }
}
