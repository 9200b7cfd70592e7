//! A blueprint without some of its blocks, and without what refers to them.

use std::collections::BTreeMap;

use scaffold_model::{Address, LeftOut, Reference, Value};

use crate::blueprint::{Block, Blueprint};
use crate::document::{Data, Node};

impl Blueprint {
    /// The blueprint without these blocks, whatever refers to them left out as well: blocks, outputs and
    /// entries of `[[moved]]`. Beside it what was left out and why, in the order of the blueprint.
    pub fn without(&self, reasons: &BTreeMap<Address, String>) -> (Self, Vec<LeftOut>) {
        let mut gone = reasons.clone();
        loop {
            let referring = self.blocks.iter().filter(|block| !gone.contains_key(&block.address));
            let more: Vec<(Address, String)> = referring
                .filter_map(|block| {
                    let to = gone.keys().find(|address| refers(block, address))?;
                    Some((block.address.clone(), format!("it refers to {to}")))
                })
                .collect();
            if more.is_empty() {
                break;
            }
            gone.extend(more);
        }
        let mut left_out: Vec<LeftOut> = Vec::new();
        let mut rest = self.clone();
        rest.blocks.retain(|block| match gone.get(&block.address) {
            Some(why) => {
                left_out.push(LeftOut { what: block.address.to_string(), why: why.clone() });
                false
            }
            None => true,
        });
        rest.outputs.retain(|output| match gone.keys().find(|address| names(&output.value, address)) {
            Some(to) => {
                let what = format!("output {}", output.name);
                left_out.push(LeftOut { what, why: format!("it refers to {to}") });
                false
            }
            None => true,
        });
        rest.moved.retain(|moved| !gone.contains_key(&moved.to.block_address()));
        (rest, left_out)
    }
}

fn refers(block: &Block, address: &Address) -> bool {
    block.values.values().chain(block.tags.values()).any(|value| names(value, address))
        || block
            .adjust
            .iter()
            .any(|adjustment| adjustment.body.entries.iter().any(|entry| node_names(&entry.value, address)))
}

/// Whether a value has the address of a block or of a part of it, as text or in an expression.
fn names(value: &Value, address: &Address) -> bool {
    match value {
        Value::Text(text) => is_of(text, address),
        Value::List(items) | Value::Concat(items) => items.iter().any(|item| names(item, address)),
        Value::Map(entries) => {
            entries.iter().any(|(key, value)| is_of(key, address) || names(value, address))
        }
        Value::Pending(reference) => is_to(reference, address),
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => false,
    }
}

fn node_names(node: &Node, address: &Address) -> bool {
    match &node.data {
        Data::Text(text) => is_of(text, address),
        Data::List { items, .. } => items.iter().any(|item| node_names(item, address)),
        Data::Table(table) => {
            table.entries.iter().any(|entry| is_of(&entry.key, address) || node_names(&entry.value, address))
        }
        Data::Pending(reference) => is_to(reference, address),
        Data::Concat(pieces) => pieces.iter().any(|piece| names(piece, address)),
        Data::Integer(_) | Data::Number(_) | Data::Boolean(_) | Data::Date(_) | Data::Broken => false,
    }
}

fn is_to(reference: &Reference, address: &Address) -> bool {
    is_of(reference.address.as_str(), address)
}

/// `database.main`, `database.main/instance`, `database.main.endpoint`.
fn is_of(text: &str, address: &Address) -> bool {
    let rest = text.strip_prefix(address.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
}
