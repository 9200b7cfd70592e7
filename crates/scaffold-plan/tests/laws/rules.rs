use scaffold_model::{Answer, KindName, Lookup, Owner, PhysicalId, User, Value, name_beginning};
use scaffold_plan::Options;

use crate::stack::{Shape, graph};
use crate::world::World;
use crate::{good, planned, planned_from};

pub fn shape() -> Shape {
    Shape {
        cidr: 0,
        zones: 3,
        gateways: 3,
        endpoint: true,
        dns_hostnames: true,
        groups: vec![vec![1], vec![0]],
        description: 0,
        tag: Some("a".into()),
    }
}

pub fn live(shape: &Shape) -> World {
    let mut world = World::default();
    world.apply(&good(&graph(shape.resources()), &world), usize::MAX);
    world
}

#[test]
fn a_zone_more_touches_nothing_else() {
    let world = live(&shape());
    let plan = good(&graph(Shape { zones: 4, gateways: 4, ..shape() }.resources()), &world);
    let mut changed: Vec<&str> = plan.steps.iter().map(|step| step.address.as_str()).collect();
    changed.sort_unstable();
    assert_eq!(
        changed,
        [
            "vpc.main/elastic_ip.4",
            "vpc.main/nat_gateway.4",
            "vpc.main/route_table.private-4",
            "vpc.main/subnet.private-4",
            "vpc.main/subnet.public-4",
            "vpc.main/vpc_endpoint.s3",
        ]
    );
}

#[test]
fn zones_follow_what_is_live() {
    let mut world = live(&shape());
    world.live.retain(|live| {
        live.identity.as_ref().is_none_or(|own| own.address.as_str() != "vpc.main/subnet.private-2")
    });
    world.get("vpc.main/subnet.public-2").values.insert("availability_zone".into(), "us-east-1f".into());
    let plan = good(&graph(shape().resources()), &world);
    let lost = plan.steps.iter().find(|step| step.address.as_str() == "vpc.main/subnet.private-2").unwrap();
    let zone = lost.changes.iter().find(|change| change.attribute == "availability_zone").unwrap();
    assert_eq!(zone.after, Value::text("us-east-1f"));
}

#[test]
fn ranges_of_subnets_are_refused_with_help() {
    let world = live(&shape());
    let mut resources = shape().resources();
    let subnet = resources
        .iter_mut()
        .find(|resource| resource.address.as_str() == "vpc.main/subnet.public-1")
        .unwrap();
    subnet.values.insert("cidr_block".into(), "10.0.200.0/24".into());
    let plan = planned(&graph(resources), &world, &Options::default());
    assert_eq!(plan.refusals.len(), 1);
    assert_eq!(plan.refusals[0].code, "cannot-change");
    assert!(plan.refusals[0].help.as_ref().unwrap().contains("--replace vpc.main/subnet.public-1"));
}

#[test]
fn another_range_of_the_vpc_replaces_it_and_all_inside() {
    let world = live(&shape());
    let plan = good(&graph(Shape { cidr: 1, ..shape() }.resources()), &world);
    assert!(plan.refusals.is_empty(), "{:?}", plan.refusals);
    assert!(plan.summary().replace > 10, "{:?}", plan.summary());
}

/// What a plan refuses where somebody stands behind an interface in a subnet that goes.
fn refused_for(user: &str, owner: Option<Owner>) -> Vec<String> {
    let world = live(&shape());
    let mut snapshot = world.snapshot();
    let subnet = world.find("vpc.main/subnet.private-3").unwrap().id.clone();
    let graph = graph(Shape { zones: 2, gateways: 2, ..shape() }.resources());
    let ask = Options::default();
    let asked =
        scaffold_plan::plan(&scaffold_plan::Request { graph: &graph, snapshot: &snapshot, options: &ask });
    let scaffold_plan::Planned::NeedsLookups(lookups) = asked else { panic!("users are asked for") };
    for lookup in lookups {
        let Lookup::Users { ids, .. } = &lookup else { panic!("only users") };
        let users = ids.iter().filter(|id| **id == subnet).map(|id| User {
            used: id.clone(),
            id: PhysicalId::from(user),
            what: "network interface".into(),
            owner: owner.clone(),
        });
        let answer = Answer::Users(users.collect());
        snapshot.answers.insert(lookup, answer);
    }
    let plan = planned_from(&graph, snapshot, &ask);
    plan.refusals.into_iter().map(|refusal| refusal.message).collect()
}

#[test]
fn foreign_users_are_named() {
    let named = |name: &str| Some(Owner::Named(name.to_owned()));
    let foreign = [None, named("theirs"), Some(Owner::SomeOf(KindName::new("rds.instance")))];
    for owner in foreign {
        let refused = refused_for("eni-foreign", owner.clone());
        assert_eq!(refused.len(), 1, "{owner:?}");
        let word = if owner.is_none() { "network interface eni-foreign" } else { "network interface" };
        assert!(refused[0].ends_with(word), "{refused:?}");
    }
    // What a function of the stack leaves behind is waited for, also when the function is gone.
    let stack = name_beginning(&graph(shape().resources()).desired.stack);
    assert!(refused_for("eni-ours", named(&format!("{stack}api"))).is_empty());
}

#[test]
fn a_twin_is_deposed_and_the_one_in_use_stays() {
    let mut world = live(&shape());
    let mut twin = world.find("vpc.main/vpc").unwrap().clone();
    twin.id = PhysicalId::from("vpc-00000000");
    twin.values.insert("id".into(), "vpc-00000000".into());
    twin.created = Some("00000000".into());
    world.live.push(twin);
    let plan = good(&graph(shape().resources()), &world);
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].verb.id().unwrap().as_str(), "vpc-00000000");
}

#[test]
fn a_copy_is_left_alone() {
    let mut world = live(&shape());
    let mut copy = world.find("ec2.security_group.g0").unwrap().clone();
    copy.id = PhysicalId::from("sg-copy");
    copy.name = Some("restored".into());
    world.live.push(copy);
    let plan = good(&graph(shape().resources()), &world);
    assert!(plan.is_empty());
    assert!(plan.notes.iter().any(|note| note.message.contains("sg-copy")));
}

#[test]
fn tags_of_others_are_left_alone_and_ours_are_repaired() {
    let mut world = live(&shape());
    let vpc = world.get("vpc.main/vpc");
    vpc.tags.insert("map-migrated".into(), "x".into());
    vpc.tags.insert("team".into(), "someone".into());
    let before = graph(shape().resources());
    let options = Options { base: Some(before.desired_state("the last apply")), ..Options::default() };
    let plan = planned(&before, &world, &options);
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].changes.len(), 1);
    assert_eq!(plan.steps[0].changes[0].attribute, "tags");
    assert_eq!(plan.steps[0].changes[0].cause, scaffold_model::Cause::Drift);
}

#[test]
fn labels_tell_this_change_from_drift() {
    use scaffold_model::{Cause, Why};
    let mut world = live(&shape());
    let base = graph(shape().resources()).desired_state("main");
    world.get("vpc.main/route_table.private-1").values.insert("routes".into(), Value::List(Vec::new()));
    let head = graph(Shape { dns_hostnames: false, gateways: 2, ..shape() }.resources());
    let plan = planned(&head, &world, &Options { base: Some(base), ..Options::default() });
    let cause = |address: &str| {
        let step = plan.steps.iter().find(|step| step.address.as_str() == address).unwrap();
        match &step.why[0] {
            Why::Differs { cause } | Why::NotInBlueprint { cause } | Why::Missing { cause } => *cause,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(cause("vpc.main/vpc"), Cause::ThisChange);
    assert_eq!(cause("vpc.main/route_table.private-1"), Cause::Drift);
    assert_eq!(cause("vpc.main/route_table.private-3"), Cause::ThisChange);
    assert_eq!(cause("vpc.main/nat_gateway.3"), Cause::ThisChange);
}

#[test]
fn targets_bring_what_they_need_and_no_more() {
    let options = Options {
        targets: vec![scaffold_model::Address::parse("vpc.main/nat_gateway.2").unwrap()],
        ..Options::default()
    };
    let plan = planned(&graph(shape().resources()), &World::default(), &options);
    let mut made: Vec<&str> = plan.steps.iter().map(|step| step.address.as_str()).collect();
    made.sort_unstable();
    assert_eq!(
        made,
        [
            "vpc.main/elastic_ip.2",
            "vpc.main/internet_gateway",
            "vpc.main/nat_gateway.2",
            "vpc.main/subnet.public-2",
            "vpc.main/vpc",
        ]
    );
    assert!(plan.head.partial);
}

#[test]
fn moved_is_a_tag_and_nothing_else() {
    let mut world = live(&shape());
    let mut resources = shape().resources();
    for resource in &mut resources {
        let text = resource.address.as_str().replace("vpc.main", "vpc.core");
        resource.address = scaffold_model::Address::parse(&text).unwrap();
        if let Some(zone) = &mut resource.zone {
            zone.block = scaffold_model::Address::parse("vpc.core").unwrap();
        }
        let json = Value::Map(resource.values.clone()).to_json().to_string().replace("vpc.main", "vpc.core");
        let values = Value::from_json(&serde_json::from_str(&json).unwrap()).unwrap();
        resource.values = values.as_map().unwrap().clone();
    }
    let mut desired = crate::stack::resources(resources);
    desired.moved.push(scaffold_model::Moved {
        from: scaffold_model::Address::parse("vpc.main").unwrap(),
        to: scaffold_model::Address::parse("vpc.core").unwrap(),
        origin: crate::stack::origin(),
    });
    let graph = scaffold_graph::resolve(desired).unwrap();
    let plan = good(&graph, &world);
    assert_eq!(plan.summary().adopt, plan.steps.len());
    world.apply(&plan, usize::MAX);
    assert!(good(&graph, &world).is_empty());
}

#[test]
fn a_mistyped_target_is_refused() {
    let address = |text: &str| scaffold_model::Address::parse(text).unwrap();
    let world = live(&shape());
    let options = Options {
        targets: vec![address("vpc.man")],
        excludes: vec![address("vpc.main/subnet.public-9")],
        replace: vec![address("vpc.main")],
        ..Options::default()
    };
    let plan = planned(&graph(shape().resources()), &world, &options);
    let codes: Vec<&str> = plan.refusals.iter().map(|refusal| refusal.code.as_str()).collect();
    assert_eq!(codes, ["unknown-address", "unknown-address"]);
    let help = plan.refusals[0].help.as_deref();
    assert_eq!(help, Some("did you mean `vpc.main`?"));
}

#[test]
fn data_that_may_be_lost_is_named_exactly() {
    let world = live(&shape());
    let id = world.snapshot().resources[0].id.as_str().to_owned();
    let words = ["vpc.main/vpc", &id, "vpc.main/vpx", "vpc.main", "vol-0123"];
    let options = Options { allow_data_loss: words.map(str::to_owned).to_vec(), ..Options::default() };
    let plan = planned(&graph(shape().resources()), &world, &options);
    assert_eq!(plan.refusals, [], "a run before may have deleted it already");
    for (word, note) in words[2..].iter().zip(&plan.notes) {
        assert!(note.message.starts_with(&format!("`--allow-data-loss {word}` allows nothing")), "{note:?}");
    }
    assert_eq!(plan.notes.len(), 3, "{:?}", plan.notes);
    assert_eq!(plan.notes[0].help.as_deref(), Some("did you mean `vpc.main/vpc`?"));
}

#[test]
fn a_plan_says_in_which_role_it_was_made() {
    let role = || Some("arn:aws:iam::123456789012:role/deploy".to_owned());
    let resources = scaffold_model::Resources { role: role(), ..graph(shape().resources()).desired };
    let desired = scaffold_graph::resolve(resources).unwrap();
    for destroy in [false, true] {
        let options = Options { destroy, ..Options::default() };
        assert_eq!(planned(&desired, &live(&shape()), &options).head.role, role());
    }
}

#[test]
fn a_replacement_asked_for_keeps_the_order_of_what_is_exclusive() {
    use scaffold_model::{Replacement, Why};
    let world = live(&shape());
    let options = Options {
        replace: vec![scaffold_model::Address::parse("vpc.main/subnet.public-1").unwrap()],
        ..Options::default()
    };
    let plan = planned(&graph(shape().resources()), &world, &options);
    assert_eq!(scaffold_plan::lint(&plan), Vec::<String>::new());
    let order = |address: &str| {
        plan.steps.iter().find(|step| step.address.as_str() == address).and_then(|step| step.replacement)
    };
    assert_eq!(order("vpc.main/subnet.public-1"), Some(Replacement::DeleteFirst), "its range is taken");
    assert_eq!(order("vpc.main/nat_gateway.1"), Some(Replacement::DeleteFirst), "its address is taken");
    assert!(plan.steps.iter().any(|step| matches!(&step.why[0], Why::ReferenceReplaced { .. })));
    let mut after = world.clone();
    after.apply(&plan, usize::MAX);
    assert!(good(&graph(shape().resources()), &after).is_empty());
}

#[test]
fn what_a_stopped_run_left_pending_is_waited_for() {
    use scaffold_model::{LiveState, Verb, Why};
    let mut world = live(&shape());
    world.get("vpc.main/nat_gateway.2").state = LiveState::Pending("pending".into());
    world.get("vpc.main/route_table.private-2").values.remove("routes");
    let plan = good(&graph(shape().resources()), &world);
    let find = |address: &str| plan.steps.iter().position(|step| step.address.as_str() == address).unwrap();
    let (gateway, table) = (find("vpc.main/nat_gateway.2"), find("vpc.main/route_table.private-2"));
    assert_eq!(plan.steps.len(), 2);
    assert!(matches!(&plan.steps[gateway].verb, Verb::Update { patch, .. } if patch.is_empty()));
    assert_eq!(plan.steps[gateway].why, [Why::NotReady { status: "pending".into() }]);
    assert!(plan.prerequisites(table).any(|before| before == gateway), "the route waits for it");
}

#[test]
fn what_only_follows_a_replacement_is_no_drift() {
    use scaffold_model::{Address, Cause, Why};
    let world = live(&shape());
    let base = Some(graph(shape().resources()).desired_state("the last apply"));
    let address = Address::parse("vpc.main/route_table.private-1").unwrap();
    let replace = Options { base: base.clone(), replace: vec![address.clone()], ..Options::default() };
    let plan = planned(&graph(shape().resources()), &world, &replace);
    let step = |plan: &scaffold_model::Plan, address: &str| {
        plan.steps.iter().find(|step| step.address.as_str() == address).unwrap().clone()
    };
    let endpoint = step(&plan, "vpc.main/vpc_endpoint.s3");
    assert_eq!(endpoint.why, [Why::ReferenceReplaced { address }]);
    assert_eq!(endpoint.changes[0].cause, Cause::Unknown);

    let head = graph(Shape { cidr: 1, ..shape() }.resources());
    let plan = planned(&head, &world, &Options { base, ..Options::default() });
    for step in &plan.steps {
        let drift = |cause: Cause| matches!(cause, Cause::Drift | Cause::Both);
        assert!(!step.changes.iter().any(|change| drift(change.cause)), "{step:#?}");
        assert!(
            !step.why.iter().any(|why| matches!(why, Why::Differs { cause } if drift(*cause))),
            "{step:#?}"
        );
    }
    let vpc = Address::parse("vpc.main/vpc").unwrap();
    let gateway = step(&plan, "vpc.main/internet_gateway");
    assert_eq!(gateway.why, [Why::ReferenceReplaced { address: vpc }]);
}

#[test]
fn a_replacement_that_only_an_option_asks_for_changes_no_attribute() {
    let world = live(&shape());
    let asked = scaffold_model::Address::parse("vpc.main/elastic_ip.1").unwrap();
    let options = Options { replace: vec![asked], ..Options::default() };
    let plan = planned(&graph(shape().resources()), &world, &options);
    let made = plan.steps.iter().find(|step| step.address.as_str() == "vpc.main/elastic_ip.1").unwrap();
    assert!(!made.changes.is_empty(), "the step still names what it repairs");
    assert!(made.changes.iter().all(|change| change.before == change.after), "{:#?}", made.changes);
    assert_eq!(made.disruption, scaffold_model::Disruption::Downtime, "others may have allowed the address");
}

#[test]
fn a_zone_that_the_region_lacks_is_said_once() {
    let world = World::default();
    let mut snapshot = world.snapshot();
    let zones = Answer::Value(Value::List(vec!["us-east-1a".into(), "us-east-1b".into()]));
    snapshot.answers.insert(Lookup::Zones, zones);
    let graph = graph(shape().resources());
    let plan = planned_from(&graph, snapshot.clone(), &Options::default());
    let codes: Vec<&str> = plan.refusals.iter().map(|refusal| refusal.code.as_str()).collect();
    assert_eq!(codes, ["too-few-zones"], "for two tiers");
    let address = scaffold_model::Address::parse("vpc.main/subnet.private-3").unwrap();
    let target = Options { targets: vec![address], ..Options::default() };
    assert_eq!(planned_from(&graph, snapshot, &target).refusals.len(), 1, "whichever tier is looked at");
}
