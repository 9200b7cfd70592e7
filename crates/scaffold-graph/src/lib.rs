//! Takes desired resources. Gives their graph: every reference resolved to one resource, values
//! in canonical form, circles refused. Never looks at what is live.

use std::collections::BTreeMap;

use scaffold_model::{Address, DesiredState, Diagnostic, GraphView, Resource, Resources};

/// Desired resources whose references are resolved.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Everything that the blueprint asks for. In `resources`, values are canonical (CIDRs
    /// truncated, sets sorted and without repetition, policies as JSON text) and every reference is
    /// `Value::Pending` to a *resource* (never a block) and one of its outputs or attributes, `id`
    /// for reference attributes; a physical id written by the user stays text.
    pub desired: Resources,
    order: Vec<Address>,
    index: BTreeMap<Address, usize>,
    edges: BTreeMap<Address, Vec<Address>>,
}

/// Resolves references and puts resources in order.
///
/// # Errors
/// Every unknown reference, reference of the wrong kind, duplicate address and circle.
pub fn resolve(resources: Resources) -> Result<Graph, Vec<Diagnostic>> {
    let _ = resources;
    Err(Vec::new())
}

impl Graph {
    /// A resource by address.
    pub fn get(&self, address: &Address) -> Option<&Resource> {
        self.index.get(address).map(|index| &self.desired.resources[*index])
    }

    /// Addresses in an order in which each comes after what it refers to; ties in blueprint order.
    pub fn order(&self) -> &[Address] {
        &self.order
    }

    /// What a resource refers to directly.
    pub fn references(&self, address: &Address) -> &[Address] {
        self.edges.get(address).map_or(&[], Vec::as_slice)
    }

    /// Declared and defaulted values with tags under `tags`, for labels.
    pub fn desired_state(&self, label: &str) -> DesiredState {
        let _ = label;
        DesiredState::default()
    }

    /// The graph to look at: of resources, or of blocks.
    pub fn view(&self, of_blocks: bool) -> GraphView {
        let _ = of_blocks;
        GraphView::default()
    }
}
