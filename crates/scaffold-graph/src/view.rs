use std::collections::BTreeSet;

use scaffold_model::{Address, DesiredState, GraphView, Resource, Resources};

pub(crate) fn desired_state(desired: &Resources, label: &str) -> DesiredState {
    let state_of = |resource: &Resource| {
        let Some(kind) = scaffold_kinds::schema(resource.kind.as_str()) else {
            return resource.values.clone();
        };
        let mut values = kind.schema.complete(&resource.values);
        if kind.is_taggable() {
            values.insert("tags".to_owned(), resource.visible_tags(&desired.stack));
        }
        values
    };
    let resources =
        desired.resources.iter().map(|resource| (resource.address.clone(), state_of(resource))).collect();
    DesiredState { label: label.to_owned(), resources }
}

/// Nodes and edges of resources, or of the blocks that they belong to.
pub(crate) fn view<'a>(
    resources: &[Resource],
    references: impl Fn(&Address) -> &'a [Address],
    of_blocks: bool,
) -> GraphView {
    let node = |address: &Address| if of_blocks { address.block_address() } else { address.clone() };
    let mut view = GraphView::default();
    let mut seen = BTreeSet::new();
    let mut drawn = BTreeSet::new();
    for resource in resources {
        let address = &resource.address;
        let from = node(address);
        if seen.insert(from.clone()) {
            let what = if of_blocks { address.word() } else { resource.kind.as_str() };
            view.nodes.push((from.to_string(), what.to_owned()));
        }
        for to in references(address) {
            let to = node(to);
            if from != to && drawn.insert((from.clone(), to.clone())) {
                view.edges.push((from.to_string(), to.to_string()));
            }
        }
    }
    view
}
