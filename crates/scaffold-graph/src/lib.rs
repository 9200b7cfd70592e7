//! Takes desired resources. Gives their graph: every reference resolved to one resource, values
//! in canonical form, circles refused. Never looks at what is live.

mod abroad;
mod canonical;
mod checks;
mod codes;
mod directory;
mod known;
mod listed;
mod order;
mod place;
mod references;
mod regions;
mod several;
mod unique;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Code, DesiredState, Diagnostic, GraphView, KindName, Resource, Resources};

use directory::Directory;
use place::Place;
use references::Resolver;

/// Every code of this crate's diagnostics.
pub static CODES: &[&Code] = &[
    &codes::UNKNOWN_REFERENCE,
    &codes::WRONG_KIND,
    &codes::AMBIGUOUS_REFERENCE,
    &codes::UNKNOWN_OUTPUT,
    &codes::UNSET_ATTRIBUTE,
    &codes::UNFITTING_EXPRESSION,
    &codes::DUPLICATE_ADDRESS,
    &codes::ASKED_FOR_TWICE,
    &codes::CIRCLE,
    &codes::MOVED_TO_UNKNOWN_PART,
    &codes::MOVED_PART_STILL_THERE,
    &codes::MOVED_IN_CIRCLE,
    &codes::OTHER_REGION,
    &codes::OWN_STACK,
    &codes::SET_ABROAD,
];

/// Desired resources whose references are resolved.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Everything that the blueprint asks for. In `resources`, values are canonical (CIDRs
    /// truncated, sets sorted and without repetition, policies as JSON text) and every reference is
    /// `Value::Pending` to a *resource* (never a block) and one of its outputs or of the attributes
    /// that the cloud chooses, `id` for reference attributes. A physical id written by the user stays
    /// text, and a reference to an attribute that the blueprint or a default says is that value.
    /// References into other stacks are `Value::Pending` to an address abroad.
    pub desired: Resources,
    /// What is referred to in other stacks, and its kind. An address that ends in `*` is all that begin so.
    pub abroad: BTreeMap<Address, KindName>,
    order: Vec<Address>,
    index: BTreeMap<Address, usize>,
    edges: BTreeMap<Address, Vec<Address>>,
}

/// Resolves references and puts resources in order. Of what is missing in partial resources, and of
/// what refers to it, nothing is said.
///
/// # Errors
/// Every unknown reference, reference of the wrong kind, duplicate address and circle; warnings that
/// came with the resources among them.
pub fn resolve(resources: Resources) -> Result<Graph, Vec<Diagnostic>> {
    let warnings = resources.warnings.clone();
    resolved(resources).map_err(|problems| [warnings, problems].concat())
}

fn resolved(resources: Resources) -> Result<Graph, Vec<Diagnostic>> {
    let mut desired = resources.clone();
    let mut resolver = Resolver {
        directory: Directory::of(&resources),
        links: Vec::new(),
        abroad: BTreeMap::new(),
        diagnostics: Vec::new(),
    };
    resolver.diagnostics.extend(checks::all(&resources, &resolver.directory));
    for (index, resource) in resources.resources.iter().enumerate() {
        desired.resources[index].values = resolver.values(index, resource);
        for (key, value) in &mut desired.resources[index].tags {
            *value = resolver.piece(value, &Place::attribute(index, resource, &format!("tags.{key}")));
        }
    }
    for (output, given) in desired.outputs.iter_mut().zip(&resources.outputs) {
        output.value = resolver.untyped(&given.value, &Place::output(&given.name, &given.origin));
    }
    let Resolver { links, abroad, mut diagnostics, .. } = resolver;
    let (order, circles) = order::order(&desired.resources, &links);
    let in_circles: Vec<_> =
        circles.iter().flat_map(|circle| &circle.labels).map(|label| label.origin.clone()).collect();
    diagnostics.extend(circles);
    let mut unsettled = known::settle(&mut desired.resources, &order);
    unsettled.retain(|problem| problem.labels.iter().all(|label| !in_circles.contains(&label.origin)));
    diagnostics.extend(unsettled);
    regions::settle(&mut desired);
    diagnostics.extend(regions::across(&desired.resources));
    if diagnostics.is_empty() {
        diagnostics.extend(unique::check(&desired.resources));
    }
    for (output, given) in desired.outputs.iter_mut().zip(&resources.outputs) {
        let place = Place::output(&given.name, &given.origin);
        match known::settle_output(&output.value, &desired.resources, &place) {
            Ok(value) => output.value = value,
            Err(problem) => diagnostics.push(problem),
        }
    }
    if diagnostics.is_empty() { Ok(Graph::of(desired, &order, abroad)) } else { Err(diagnostics) }
}

impl Graph {
    fn of(desired: Resources, order: &[usize], abroad: BTreeMap<Address, KindName>) -> Self {
        let resources = &desired.resources;
        let index = resources.iter().enumerate().map(|(index, r)| (r.address.clone(), index)).collect();
        let edges = resources.iter().map(|r| (r.address.clone(), referred_to(r))).collect();
        let order = order.iter().map(|index| resources[*index].address.clone()).collect();
        Self { order, index, edges, desired, abroad }
    }

    /// A resource by address.
    pub fn get(&self, address: &Address) -> Option<&Resource> {
        self.index.get(address).map(|index| &self.desired.resources[*index])
    }

    /// Addresses in an order in which each comes after what it refers to; ties in blueprint order.
    pub fn order(&self) -> &[Address] {
        &self.order
    }

    /// What a resource refers to directly, in the order of addresses.
    pub fn references(&self, address: &Address) -> &[Address] {
        self.edges.get(address).map_or(&[], Vec::as_slice)
    }

    /// Regions beside the stack's in which something stands.
    pub fn regions(&self) -> BTreeSet<String> {
        regions::all(&self.desired.resources)
    }

    /// Declared and defaulted values with `Name` and the user's tags under `tags`, for labels.
    pub fn desired_state(&self, label: &str) -> DesiredState {
        view::desired_state(&self.desired, label)
    }

    /// The graph to look at: of resources, or of blocks.
    pub fn view(&self, of_blocks: bool) -> GraphView {
        view::view(&self.desired.resources, |address| self.references(address), of_blocks)
    }
}

fn referred_to(resource: &Resource) -> Vec<Address> {
    let mut addresses = BTreeSet::new();
    for value in resource.values.values().chain(resource.tags.values()) {
        value.visit_references(&mut |reference| {
            if !reference.address.is_abroad() {
                addresses.insert(reference.address.clone());
            }
        });
    }
    addresses.into_iter().collect()
}
