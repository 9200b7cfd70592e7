use std::collections::BTreeSet;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use scaffold_model::{Diagnostic, Resource};

use crate::codes;
use crate::references::Link;

/// Resources by index, each after what it refers to; ties in blueprint order. Then one diagnostic for
/// each circle, with a label on each of its references; what stands in or behind one comes last.
pub(crate) fn order(resources: &[Resource], links: &[Link]) -> (Vec<usize>, Vec<Diagnostic>) {
    let mut graph: DiGraph<(), usize> = DiGraph::with_capacity(resources.len(), links.len());
    for _ in resources {
        graph.add_node(());
    }
    for (index, link) in links.iter().enumerate() {
        graph.add_edge(NodeIndex::new(link.from), NodeIndex::new(link.to), index);
    }
    let circles = tarjan_scc(&graph)
        .into_iter()
        .filter_map(|component| circle(&graph, &component))
        .map(|circle| report(resources, links, &circle))
        .collect();
    (topological(&graph), circles)
}

fn topological(graph: &DiGraph<(), usize>) -> Vec<usize> {
    let mut waits_for: Vec<usize> = graph.node_indices().map(|node| graph.neighbors(node).count()).collect();
    let mut ready: BTreeSet<usize> =
        waits_for.iter().enumerate().filter(|(_, count)| **count == 0).map(|(index, _)| index).collect();
    let mut order = Vec::with_capacity(waits_for.len());
    while let Some(index) = ready.pop_first() {
        order.push(index);
        for referrer in graph.neighbors_directed(NodeIndex::new(index), petgraph::Incoming) {
            let count = &mut waits_for[referrer.index()];
            *count -= 1;
            if *count == 0 {
                ready.insert(referrer.index());
            }
        }
    }
    let waiting = waits_for.iter().enumerate().filter(|(_, count)| **count > 0).map(|(index, _)| index);
    order.extend(waiting);
    order
}

/// The links of a shortest circle through the component's first node, if the component holds one.
fn circle(graph: &DiGraph<(), usize>, component: &[NodeIndex]) -> Option<Vec<usize>> {
    let start = component.iter().copied().min()?;
    let members: BTreeSet<NodeIndex> = component.iter().copied().collect();
    let mut reached_by: std::collections::BTreeMap<NodeIndex, (NodeIndex, usize)> = Default::default();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut edges: Vec<_> = graph.edges(node).collect();
        edges.sort_by_key(|edge| *edge.weight());
        for edge in edges {
            use petgraph::visit::EdgeRef;
            let next = edge.target();
            if members.contains(&next) && !reached_by.contains_key(&next) {
                reached_by.insert(next, (node, *edge.weight()));
                queue.push_back(next);
            }
        }
        if reached_by.contains_key(&start) {
            break;
        }
    }
    let mut links = Vec::new();
    let mut node = start;
    loop {
        let (before, link) = reached_by.get(&node)?;
        links.push(*link);
        node = *before;
        if node == start {
            links.reverse();
            return Some(links);
        }
    }
}

fn report(resources: &[Resource], links: &[Link], circle: &[usize]) -> Diagnostic {
    let address = |index: usize| resources[index].address.as_str();
    let names: Vec<&str> = circle.iter().map(|link| address(links[*link].from)).collect();
    let message = match names.as_slice() {
        [one] => format!("{one} refers to itself"),
        several => format!("{} refer to each other in a circle", several.join(", ")),
    };
    let mut diagnostic = Diagnostic::error(&codes::CIRCLE, message)
        .help("take one of these references out, so that one of them can be made first");
    for link in circle {
        let Link { from, to, origin } = &links[*link];
        diagnostic = diagnostic.at(origin, format!("{} refers to {}", address(*from), address(*to)));
    }
    diagnostic
}
