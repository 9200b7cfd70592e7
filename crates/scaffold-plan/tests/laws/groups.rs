//! The rules of a group, which are there as long as the group and carry tags of their own.

use scaffold_graph::{Graph, resolve};
use scaffold_model::{Address, Disruption, Moved, Replacement, Step, Summary, Value, Verb, Why};
use scaffold_plan::Options;

use crate::rules::{live, shape};
use crate::stack::{Shape, graph, origin, resource, resources};
use crate::world::World;
use crate::{good, planned};

/// A group with one rule, a group without any.
fn groups(names: [&str; 2], moved: &[(&str, &str)]) -> Graph {
    let mut list = Shape { groups: Vec::new(), ..shape() }.resources();
    let rule = ("protocol".to_owned(), Value::text("all"));
    let peer = ("cidr_block".to_owned(), Value::text("10.0.0.0/8"));
    let rule = Value::Map([rule, peer].into_iter().collect());
    for (name, rules) in names.into_iter().zip([vec![rule], Vec::new()]) {
        let group = format!("ec2.security_group.{name}");
        list.push(resource(&group, "ec2.security_group", &[("vpc", "vpc.main/vpc".into())]));
        list.push(resource(
            &format!("ec2.security_group_rules.{name}"),
            "ec2.security_group_rules",
            &[("security_group", group.into()), ("ingress", Value::List(rules))],
        ));
    }
    let mut desired = resources(list);
    let address = |text: &str| Address::parse(text).unwrap();
    desired.moved = moved
        .iter()
        .map(|(from, to)| Moved { from: address(from), to: address(to), origin: origin() })
        .collect();
    resolve(desired).unwrap()
}

const MOVED: [(&str, &str); 4] = [
    ("ec2.security_group.web", "ec2.security_group.front"),
    ("ec2.security_group_rules.web", "ec2.security_group_rules.front"),
    ("ec2.security_group.store", "ec2.security_group.back"),
    ("ec2.security_group_rules.store", "ec2.security_group_rules.back"),
];

#[test]
fn rules_move_with_their_group_where_there_are_any() {
    let mut world = World::default();
    world.apply(&good(&groups(["web", "store"], &[]), &world), usize::MAX);
    // Without a word about the rules they are still those of the group.
    for moved in [&MOVED[..], &[MOVED[0], MOVED[2]]] {
        let mut world = world.clone();
        let graph = groups(["front", "back"], moved);
        let plan = good(&graph, &world);
        let moved: Vec<&str> = plan.steps.iter().map(|step| step.address.as_str()).collect();
        assert_eq!(
            moved,
            ["ec2.security_group.front", "ec2.security_group_rules.front", "ec2.security_group.back"],
        );
        assert_eq!(plan.summary().adopt, 3);
        world.apply(&plan, usize::MAX);
        assert!(good(&graph, &world).is_empty());
        assert!(world.find("ec2.security_group_rules.front").is_some());
    }
}

#[test]
fn rules_that_move_and_change_are_tagged_first() {
    let mut world = World::default();
    world.apply(&good(&groups(["web", "store"], &[]), &world), usize::MAX);
    world.get("ec2.security_group_rules.web").values.insert("egress".into(), Value::List(vec!["x".into()]));
    let plan = good(&groups(["front", "back"], &MOVED), &world);
    let of_rules = |id: &usize| plan.steps[*id].address.as_str() == "ec2.security_group_rules.front";
    let steps: Vec<usize> = (0..plan.steps.len()).filter(of_rules).collect();
    let [tagged, changed] = steps[..] else { panic!("{:#?}", plan.steps) };
    assert!(plan.prerequisites(changed).any(|before| before == tagged));
}

#[test]
fn the_rules_of_a_group_are_replaced_with_it() {
    let world = live(&shape());
    let plan = good(&graph(Shape { description: 1, ..shape() }.resources()), &world);
    assert_eq!(plan.summary(), Summary { replace: 4, ..Summary::default() });
    let of = |address: &'static str| plan.steps.iter().filter(move |step| step.address.as_str() == address);
    let group = Address::parse("ec2.security_group.g0").unwrap();
    let rules: Vec<_> = of("ec2.security_group_rules.g0").collect();
    assert_eq!(rules.len(), 2, "its rules let the other group go, before that goes");
    for step in rules {
        assert_eq!(step.replacement, Some(Replacement::CreateFirst));
        assert_eq!(step.why, [Why::ReferenceReplaced { address: group.clone() }]);
        assert_eq!(step.disruption, Disruption::None);
    }
    // What stays is not told as if it were new.
    let alone = groups(["web", "store"], &[]);
    let mut world = World::default();
    world.apply(&good(&alone, &world), usize::MAX);
    let replace = vec![Address::parse("ec2.security_group.web").unwrap()];
    let plan = planned(&alone, &world, &Options { replace, ..Options::default() });
    assert_eq!(plan.summary(), Summary { replace: 2, ..Summary::default() });
    let made = |step: &&Step| matches!(step.verb, Verb::Create { .. });
    let rules = plan.steps.iter().filter(made).find(|step| step.address.as_str().contains("rules")).unwrap();
    let changed: Vec<&str> = rules.changes.iter().map(|change| change.attribute.as_str()).collect();
    assert_eq!(changed, ["security_group"]);
    world.apply(&plan, usize::MAX);
    assert!(good(&alone, &world).is_empty());
}
