use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use scaffold_graph::resolve;
use scaffold_model::{Address, Resource, Resources, Value};

use crate::blueprints::*;

/// Resources whose references point anywhere, by index; `forward` keeps circles out.
fn resources(forward: bool) -> impl Strategy<Value = Resources> {
    let reference = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    prop::collection::vec(reference, 1..30).prop_map(move |references| {
        let count = references.len();
        let name = |index: usize| format!("ec2.vpc.n{}", (index * 7 + 3) % (count * 7 + 1));
        let build = |(index, targets): (usize, &Vec<prop::sample::Index>)| {
            let mut resource = vpc(&name(index));
            for (number, target) in targets.iter().enumerate() {
                let target = if forward {
                    if index == 0 {
                        continue;
                    }
                    target.index(index)
                } else {
                    target.index(count)
                };
                let value = Value::pending(address(&name(target)), "id");
                resource.tags.insert(format!("t{number}"), value);
            }
            resource
        };
        let mut list: Vec<Resource> = references.iter().enumerate().map(build).collect();
        list.reverse();
        all(list)
    })
}

proptest! {
    #[test]
    fn order_is_topological_and_stable(resources in resources(true)) {
        let graph = resolve(resources.clone()).unwrap();
        let position: BTreeMap<_, _> = graph.order().iter().zip(0..).collect();
        prop_assert_eq!(position.len(), resources.resources.len());
        for address in graph.order() {
            for earlier in graph.references(address) {
                prop_assert!(position[earlier] < position[address]);
            }
        }
        let again = resolve(resources).unwrap();
        prop_assert_eq!(graph.order(), again.order());
        prop_assert_eq!(graph.desired, again.desired);
    }

    #[test]
    fn circles_are_found_exactly_where_they_are(resources in resources(false)) {
        // A plain walk is the judge: remove what refers to nothing that is left, until nothing changes.
        let mut left: BTreeMap<Address, BTreeSet<Address>> = BTreeMap::new();
        for resource in &resources.resources {
            let targets = left.entry(resource.address.clone()).or_default();
            for tag in resource.tags.values() {
                tag.visit_references(&mut |reference| { targets.insert(reference.address.clone()); });
            }
        }
        loop {
            let before = left.len();
            let names: BTreeSet<Address> = left.keys().cloned().collect();
            left.retain(|_, targets| targets.iter().any(|target| names.contains(target)));
            if left.len() == before { break; }
        }
        prop_assert_eq!(resolve(resources).is_err(), !left.is_empty());
    }

    #[test]
    fn no_text_makes_it_panic(
        text in "\\PC{0,20}|[a-z.@/-]{0,20}|(vpc|ec2\\.vpc)\\.[a-z]{1,4}(/[a-z.]{0,6})?",
        policy in "\\PC{0,30}|[{}\\[\\]\":,a-z]{0,20}",
        path in "[a-z_.]{0,12}",
    ) {
        let mut odd = subnet("ec2.subnet.a", text.as_str());
        odd.tags.insert("x".into(), Value::Concat(vec![Value::pending(address("vpc.main"), path), text.as_str().into()]));
        let endpoint = resource("ec2.vpc_endpoint.e", "ec2.vpc_endpoint", &[("policy", policy.into())]);
        let _ = resolve(with(with(network(), odd), endpoint));
    }
}
