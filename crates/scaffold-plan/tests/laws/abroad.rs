//! References into other stacks, against what lives there.

use std::collections::BTreeMap;

use scaffold_graph::resolve;
use scaffold_model::{
    Address, Answer, KindName, Live, LiveIdentity, LiveState, Lookup, PhysicalId, Plan, Resource, StackId,
    Value,
};
use scaffold_plan::{Options, Planned, Request, lint, plan};

use crate::stack::{resource, resources};
use crate::world::World;

fn stack(text: &str) -> StackId {
    let (name, region) = text.split_once('@').unwrap();
    let (name, environment) = name.split_once('/').map_or((name, None), |(name, of)| (name, Some(of)));
    StackId { name: name.into(), environment: environment.map(str::to_owned), region: region.into() }
}

fn live(address: &str, kind: &str, id: &str) -> Live {
    let address = Address::parse(address).unwrap();
    Live {
        kind: KindName::from(kind),
        id: PhysicalId::from(id),
        identity: Some(LiveIdentity { stack: String::new(), address, name: None }),
        name: None,
        values: BTreeMap::new(),
        tags: BTreeMap::new(),
        state: LiveState::Ready,
        created: None,
        foreign: Vec::new(),
    }
}

/// A group in the network of another stack, and an endpoint over its subnets.
fn guests(environment: Option<&str>) -> scaffold_graph::Graph {
    let pending = |text: &str, path: &str| Value::pending(Address::parse_abroad(text).unwrap(), path);
    let of =
        |values: &[(&str, Value)], address: &str, kind: &str| -> Resource { resource(address, kind, values) };
    let list = vec![
        of(&[("vpc", "@net/ec2.vpc.main".into())], "ec2.security_group.web", "ec2.security_group"),
        of(
            &[
                ("vpc", "@net/ec2.vpc.main".into()),
                ("service_name", "com.amazonaws.us-east-1.sqs".into()),
                ("endpoint_type", "Interface".into()),
                ("subnets", Value::List(vec!["@net/ec2.subnet.a".into()])),
            ],
            "ec2.vpc_endpoint.queue",
            "ec2.vpc_endpoint",
        ),
    ];
    let mut resources = resources(list);
    resources.stack.environment = environment.map(str::to_owned);
    let output = pending("@net/ec2.vpc.main", "cidr_block");
    let origin = resources.resources[0].origin.clone();
    resources.outputs.push(scaffold_model::Output { name: "range".into(), value: output, origin });
    resolve(resources).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Plans, answering look-ups from what stacks have; what was asked for comes along.
fn planned(graph: &scaffold_graph::Graph, stacks: &[(&str, Vec<Live>)]) -> (Plan, Vec<String>) {
    let mut snapshot = World::default().snapshot();
    let mut asked = Vec::new();
    for _ in 0..3 {
        match plan(&Request { graph, snapshot: &snapshot, options: &Options::default() }) {
            Planned::Plan(plan) => return (*plan, asked),
            Planned::NeedsLookups(lookups) => {
                for lookup in lookups {
                    let Lookup::Stack { stack: of, kind } = &lookup else { panic!("{lookup:?}") };
                    asked.push(format!("{kind} of {of}"));
                    let there =
                        stacks.iter().filter(|(name, _)| stack(name) == *of).flat_map(|(_, live)| live);
                    let there = there.filter(|live| live.kind == *kind).cloned().collect();
                    snapshot.answers.insert(lookup, Answer::Live(there));
                }
            }
        }
    }
    panic!("look-ups without end");
}

fn network() -> Vec<Live> {
    let mut vpc = live("ec2.vpc.main", "ec2.vpc", "vpc-1");
    vpc.values.insert("cidr_block".into(), "10.0.0.0/16".into());
    vec![vpc, live("ec2.subnet.a", "ec2.subnet", "subnet-1"), live("ec2.subnet.b", "ec2.subnet", "subnet-2")]
}

fn only(plan: &Plan) -> (&str, &str) {
    assert!(plan.refusals.iter().all(|refusal| refusal.code == "not-in-other-stack"), "{:?}", plan.refusals);
    assert!(plan.refusals.iter().all(|refusal| refusal.origin.is_some()), "each is on a line");
    let first = &plan.refusals[0];
    (&first.message, first.help.as_deref().unwrap_or_default())
}

#[test]
fn what_lives_elsewhere_is_asked_for_once_a_kind_and_put_in() {
    let (plan, asked) = planned(&guests(None), &[("net@us-east-1", network())]);
    assert_eq!(asked, ["ec2.subnet of net@us-east-1", "ec2.vpc of net@us-east-1"]);
    assert_eq!(plan.refusals, []);
    assert_eq!(lint(&plan), Vec::<String>::new());
    let text = serde_json::to_string(&plan).unwrap();
    assert!(!text.contains("$pending\":{\"address\":\"@"), "nothing of it is pending: {text}");
    assert_eq!(plan.outputs[0].value, "10.0.0.0/16".into());
    assert_eq!(plan.steps.len(), 2, "nothing elsewhere is touched");
}

#[test]
fn the_environment_is_the_readers_own_unless_it_is_said() {
    let (plan, _) = planned(&guests(Some("dev")), &[("net/dev@us-east-1", network())]);
    assert_eq!(plan.refusals, []);
    let (plan, asked) = planned(&guests(Some("dev")), &[("net@us-east-1", network())]);
    assert!(asked.contains(&"ec2.vpc of net@us-east-1".to_owned()), "for the help alone: {asked:?}");
    let (message, help) = only(&plan);
    assert!(
        message.contains("stack net/dev@us-east-1 has neither ec2.vpc.main nor any ec2.vpc"),
        "{message}"
    );
    assert_eq!(help, "stack net@us-east-1 has it: write `@net//ec2.vpc.main`");
}

#[test]
fn what_is_missing_is_refused_with_what_may_have_been_meant() {
    let (plan, _) = planned(&guests(None), &[]);
    let (message, help) = only(&plan);
    assert!(
        message.starts_with("`vpc` of ec2.security_group.web refers to @net/ec2.vpc.main, and"),
        "{message}"
    );
    assert!(help.starts_with("apply net@us-east-1 first"), "{help}");
    let mut near = network();
    near[0].identity.as_mut().unwrap().address = Address::parse("ec2.vpc.man").unwrap();
    let (plan, _) = planned(&guests(None), &[("net@us-east-1", near)]);
    assert_eq!(only(&plan).1, "did you mean `ec2.vpc.man`?");
}

#[test]
fn what_goes_away_or_stands_twice_is_not_taken() {
    let mut going = network();
    going[0].state = LiveState::Deleting("deleting".into());
    let (plan, _) = planned(&guests(None), &[("net@us-east-1", going)]);
    assert!(only(&plan).0.contains("has neither"));
    let mut twice = network();
    twice.push(live("ec2.vpc.main", "ec2.vpc", "vpc-2"));
    let (plan, _) = planned(&guests(None), &[("net@us-east-1", twice)]);
    assert!(only(&plan).0.contains("both vpc-1 and vpc-2"), "{}", only(&plan).0);
    let mut copied = network();
    let mut copy = live("ec2.vpc.main", "ec2.vpc", "vpc-2");
    copy.name = Some("restored".into());
    copy.identity.as_mut().unwrap().name = Some("original".into());
    copied.push(copy);
    let (plan, _) = planned(&guests(None), &[("net@us-east-1", copied)]);
    assert_eq!(plan.refusals, []);
}

#[test]
fn an_output_that_is_not_there_yet_is_waited_for() {
    let mut early = network();
    early[0].values.clear();
    let (plan, _) = planned(&guests(None), &[("net@us-east-1", early)]);
    let (message, help) = only(&plan);
    assert!(message.contains("vpc-1 there has no `cidr_block`"), "{message}");
    assert!(help.contains("let the apply of net@us-east-1 end first"), "{help}");
}
