//! Laws of the planner, over generated stacks, and its rules one by one.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod abroad;
mod balancing;
mod callers;
mod data;
mod databases;
mod groups;
mod lingering;
mod queue;
mod rules;
mod saved;
mod stack;
mod world;

use proptest::prelude::*;
use scaffold_graph::Graph;
use scaffold_model::{Answer, Lookup, Plan, Snapshot, Value};
use scaffold_plan::{Options, Planned, Request, lint, plan};

use stack::{graph, shapes};
use world::World;

/// Plans, answering that nobody foreign uses anything.
pub fn planned(graph: &Graph, world: &World, options: &Options) -> Plan {
    planned_from(graph, world.snapshot(), options)
}

pub fn planned_from(graph: &Graph, mut snapshot: Snapshot, options: &Options) -> Plan {
    for _ in 0..3 {
        match plan(&Request { graph, snapshot: &snapshot, options }) {
            Planned::Plan(plan) => return *plan,
            Planned::NeedsLookups(lookups) => {
                for lookup in lookups {
                    let answer = match lookup {
                        Lookup::Users { .. } => Answer::Users(Vec::new()),
                        Lookup::ParameterNames { .. } | Lookup::UpgradeTargets { .. } => {
                            Answer::Value(Value::Null)
                        }
                        Lookup::Stack { .. } => Answer::Live(Vec::new()),
                        Lookup::Zones | Lookup::Parameter { .. } | Lookup::PrefixList { .. } => {
                            panic!("{lookup:?} is answered already")
                        }
                    };
                    snapshot.answers.insert(lookup, answer);
                }
            }
        }
    }
    panic!("look-ups without end");
}

fn good(graph: &Graph, world: &World) -> Plan {
    let plan = planned(graph, world, &Options::default());
    assert_eq!(lint(&plan), Vec::<String>::new());
    plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_same_input_gives_the_same_bytes(before in shapes(), after in shapes()) {
        let mut world = World::default();
        let first = good(&graph(before.resources()), &world);
        world.apply(&first, usize::MAX);
        let next = graph(after.resources());
        let text = |plan: &Plan| serde_json::to_string(plan).unwrap();
        let mut shuffled = world.clone();
        shuffled.live.reverse();
        prop_assert_eq!(text(&good(&next, &world)), text(&good(&next, &world)));
        prop_assert_eq!(good(&next, &world).steps.len(), good(&next, &shuffled).steps.len());
    }

    #[test]
    fn apply_then_plan_is_empty(before in shapes(), after in shapes()) {
        let mut world = World::default();
        for shape in [before, after] {
            let graph = graph(shape.resources());
            let plan = good(&graph, &world);
            prop_assert_eq!(&plan.refusals, &Vec::new());
            world.apply(&plan, usize::MAX);
            let again = good(&graph, &world);
            prop_assert!(again.is_empty(), "{:#?}", again.steps);
            prop_assert_eq!(again.unchanged, graph.order().len());
        }
    }

    #[test]
    fn killed_anywhere_the_next_run_finishes(before in shapes(), after in shapes(), cuts in prop::collection::vec(0usize..40, 1..4)) {
        let mut world = World::default();
        world.apply(&good(&graph(before.resources()), &world), usize::MAX);
        let graph = graph(after.resources());
        for cut in cuts {
            let plan = good(&graph, &world);
            world.apply(&plan, cut);
        }
        let plan = good(&graph, &world);
        world.apply(&plan, usize::MAX);
        let again = good(&graph, &world);
        prop_assert!(again.is_empty(), "{:#?}", again.steps);
        let sets = world.live.iter().filter(|live| live.kind.as_str() == "ec2.security_group_rules").count();
        let groups = world.live.iter().filter(|live| live.kind.as_str() == "ec2.security_group").count();
        prop_assert_eq!(sets, groups);
        prop_assert_eq!(world.live.len(), graph.order().len(), "one of everything and nothing else");
    }

    /// Nothing keeps two runs apart that plan the same at the same time, and each makes all of it.
    #[test]
    fn what_two_runs_made_twice_is_put_right(shape in shapes(), cut in 1usize..60, ages in prop::collection::vec(0u8..250, 120)) {
        let mut world = World::default();
        let graph = graph(shape.resources());
        let plan = good(&graph, &world);
        world.apply(&plan, usize::MAX);
        world.apply(&plan, cut);
        for (live, age) in world.live.iter_mut().zip(ages) {
            live.created = live.created.take().map(|_| format!("{age:08}"));
        }
        for _ in 0..3 {
            world.apply(&good(&graph, &world), usize::MAX);
        }
        let again = good(&graph, &world);
        prop_assert!(again.is_empty(), "{:#?}", again.steps);
        prop_assert_eq!(world.live.len(), graph.order().len(), "one of everything and nothing else");
    }

    #[test]
    fn destroy_leaves_nothing(shape in shapes(), cut in 0usize..40) {
        let mut world = World::default();
        let graph = graph(shape.resources());
        world.apply(&good(&graph, &world), usize::MAX);
        let destroy = Options { destroy: true, ..Options::default() };
        let plan = planned(&graph, &world, &destroy);
        prop_assert_eq!(lint(&plan), Vec::<String>::new());
        world.apply(&plan, cut);
        let plan = planned(&graph, &world, &destroy);
        world.apply(&plan, usize::MAX);
        prop_assert_eq!(world.live.len(), 0);
    }
}
