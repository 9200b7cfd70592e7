use std::collections::BTreeSet;

use scaffold_model::{DesiredState, GraphView, Resource, Value, Values};

use crate::Graph;

pub(crate) fn desired_state(resources: &[Resource], label: &str) -> DesiredState {
    let resources = resources
        .iter()
        .map(|resource| {
            let mut values = Values::new();
            if let Some(kind) = scaffold_kinds::schema(resource.kind.as_str()) {
                for attribute in &kind.schema.attributes {
                    if let Some(default) = attribute.default() {
                        values.insert(attribute.name.to_owned(), default.clone());
                    }
                }
                if kind.is_taggable() {
                    values.insert("tags".to_owned(), Value::Map(resource.tags.clone()));
                }
            }
            values.extend(resource.values.clone());
            (resource.address.clone(), values)
        })
        .collect();
    DesiredState { label: label.to_owned(), resources }
}

pub(crate) fn view(graph: &Graph, of_blocks: bool) -> GraphView {
    let mut view = GraphView::default();
    let mut seen = BTreeSet::new();
    let mut drawn = BTreeSet::new();
    for resource in &graph.desired.resources {
        let address = &resource.address;
        let from = if of_blocks { address.block_address() } else { address.clone() };
        if seen.insert(from.clone()) {
            let what = if of_blocks { address.word() } else { resource.kind.as_str() };
            view.nodes.push((from.to_string(), what.to_owned()));
        }
        for to in graph.references(address) {
            let to = if of_blocks { to.block_address() } else { to.clone() };
            if from != to && drawn.insert((from.clone(), to.clone())) {
                view.edges.push((from.to_string(), to.to_string()));
            }
        }
    }
    view
}
