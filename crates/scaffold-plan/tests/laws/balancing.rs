//! Balancers, their target groups, the groups behind them, and the versions of templates.

use scaffold_graph::Graph;
use scaffold_model::{Address, Answer, Lookup, Plan, Resource, Step, Value, Values, Verb, Why};
use scaffold_plan::{Options, lint};

use crate::stack::{graph, resource};
use crate::world::World;
use crate::{good, planned, planned_from};

/// A balancer with one listener and two rules before one group.
#[derive(Clone)]
struct Web {
    port: i64,
    scheme: &'static str,
    image: Value,
    priorities: [i64; 2],
    min_size: i64,
    protected: bool,
    balancer: bool,
    tag: &'static str,
}

fn web() -> Web {
    Web {
        port: 80,
        scheme: "internal",
        image: "ami-1".into(),
        priorities: [10, 20],
        min_size: 2,
        protected: false,
        balancer: true,
        tag: "a",
    }
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.map(|(key, value)| (key.to_owned(), value)).into())
}

fn list<const N: usize>(items: [Value; N]) -> Value {
    Value::List(items.into())
}

impl Web {
    fn graph(&self) -> Graph {
        let mut list = self.network();
        if self.balancer {
            list.extend(self.front());
        }
        list.extend(self.back());
        graph(list)
    }

    fn network(&self) -> Vec<Resource> {
        let zone = |name: &str, range: &str, zone: &str| {
            let values = [
                ("vpc", "ec2.vpc.net".into()),
                ("cidr_block", range.into()),
                ("availability_zone", zone.into()),
            ];
            resource(name, "ec2.subnet", &values)
        };
        vec![
            resource("ec2.vpc.net", "ec2.vpc", &[("cidr_block", "10.0.0.0/16".into())]),
            zone("ec2.subnet.a", "10.0.0.0/20", "us-east-1a"),
            zone("ec2.subnet.b", "10.0.16.0/20", "us-east-1b"),
        ]
    }

    fn front(&self) -> Vec<Resource> {
        let forward = || {
            let group = table([("target_group", "elbv2.target_group.web".into())]);
            list([table([("forward", table([("target_groups", list([group]))]))])])
        };
        let rule = |name: &str, priority: i64| {
            let condition = table([("path_pattern", list([format!("/{name}/*").into()]))]);
            let values = [
                ("listener", "elbv2.listener.http".into()),
                ("priority", priority.into()),
                ("conditions", list([condition])),
                ("actions", forward()),
            ];
            resource(&format!("elbv2.listener_rule.{name}"), "elbv2.listener_rule", &values)
        };
        let balancer = [
            ("scheme", self.scheme.into()),
            ("subnets", list(["ec2.subnet.a".into(), "ec2.subnet.b".into()])),
            ("deletion_protection", self.protected.into()),
        ];
        let listener = [
            ("load_balancer", "elbv2.load_balancer.edge".into()),
            ("port", 80.into()),
            ("protocol", "HTTP".into()),
            ("default_actions", forward()),
        ];
        vec![
            resource("elbv2.load_balancer.edge", "elbv2.load_balancer", &balancer),
            resource("elbv2.listener.http", "elbv2.listener", &listener),
            rule("one", self.priorities[0]),
            rule("two", self.priorities[1]),
        ]
    }

    fn back(&self) -> Vec<Resource> {
        let mut target_group =
            vec![("vpc", "ec2.vpc.net".into()), ("protocol", "HTTP".into()), ("port", self.port.into())];
        if self.balancer {
            target_group.push(("load_balancer", "elbv2.load_balancer.edge".into()));
        }
        let schedule = table([("recurrence", "0 7 * * MON-FRI".into()), ("min_size", 5.into())]);
        let version = Value::pending(Address::block("ec2.launch_template", "web"), "latest_version");
        let group = [
            ("launch_template", "ec2.launch_template.web".into()),
            ("launch_template_version", version),
            ("subnets", list(["ec2.subnet.a".into(), "ec2.subnet.b".into()])),
            ("min_size", self.min_size.into()),
            ("max_size", 8.into()),
            ("target_groups", list(["elbv2.target_group.web".into()])),
            ("schedules", table([("morning", schedule)])),
        ];
        let mut template =
            resource("ec2.launch_template.web", "ec2.launch_template", &[("image", self.image.clone())]);
        template.tags.insert("team".to_owned(), self.tag.into());
        vec![
            resource("elbv2.target_group.web", "elbv2.target_group", &target_group),
            template,
            resource("autoscaling.group.web", "autoscaling.group", &group),
        ]
    }
}

fn applied(web: &Web) -> World {
    let mut world = World::default();
    world.apply(&good(&web.graph(), &world), usize::MAX);
    // What AWS tells once a listener forwards to it.
    let balancer = world.find("elbv2.load_balancer.edge").unwrap().id.to_string();
    world.get("elbv2.target_group.web").values.insert("load_balancer".to_owned(), balancer.into());
    assert!(good(&web.graph(), &world).is_empty());
    world
}

fn position(plan: &Plan, wanted: impl Fn(&Step) -> bool) -> usize {
    plan.steps.iter().position(wanted).unwrap_or_else(|| panic!("no such step: {:#?}", plan.steps))
}

/// Whether one step is surely done before another.
fn is_before(plan: &Plan, first: usize, second: usize) -> bool {
    let mut open: Vec<usize> = plan.prerequisites(second).collect();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(step) = open.pop() {
        if step == first {
            return true;
        }
        if seen.insert(step) {
            open.extend(plan.prerequisites(step));
        }
    }
    false
}

fn updates(step: &Step, address: &str) -> bool {
    step.address.as_str() == address && matches!(step.verb, Verb::Update { .. })
}

#[test]
fn a_target_group_that_is_replaced_is_never_without_targets() {
    let mut world = applied(&web());
    let after = Web { port: 8080, ..web() };
    let plan = good(&after.graph(), &world);
    let of_group = |step: &Step| step.address.as_str() == "elbv2.target_group.web";
    let made = position(&plan, |step| of_group(step) && matches!(step.verb, Verb::Create { .. }));
    let removed = position(&plan, |step| of_group(step) && matches!(step.verb, Verb::Delete { .. }));
    let joins = position(&plan, |step| updates(step, "autoscaling.group.web"));
    let leaves = joins + 1;
    assert!(updates(&plan.steps[leaves], "autoscaling.group.web"), "{:#?}", plan.steps);
    for moved in ["elbv2.listener.http", "elbv2.listener_rule.one", "elbv2.listener_rule.two"] {
        let moved = position(&plan, |step| updates(step, moved));
        assert!(is_before(&plan, made, moved) && is_before(&plan, moved, removed));
        assert!(is_before(&plan, joins, moved), "the new group has targets before it is used");
        assert!(is_before(&plan, moved, leaves), "the old one has targets until it is not");
    }
    assert!(is_before(&plan, leaves, removed));
    for cut in 0..plan.steps.len() {
        let mut killed = world.clone();
        killed.apply(&plan, cut);
        let next = good(&after.graph(), &killed);
        killed.apply(&next, usize::MAX);
        let again = good(&after.graph(), &killed);
        assert!(again.is_empty(), "killed after {cut}: {:#?}", again.steps);
    }
    world.apply(&plan, usize::MAX);
    assert!(good(&after.graph(), &world).is_empty());
}

#[test]
fn a_balancer_that_is_replaced_takes_new_target_groups() {
    let mut world = applied(&web());
    let after = Web { scheme: "internet-facing", ..web() };
    let plan = good(&after.graph(), &world);
    let replaced: Vec<&str> = plan
        .steps
        .iter()
        .filter(|step| step.replacement.is_some() && matches!(step.verb, Verb::Create { .. }))
        .map(|step| step.address.as_str())
        .collect();
    for address in ["elbv2.load_balancer.edge", "elbv2.listener.http", "elbv2.target_group.web"] {
        assert!(replaced.contains(&address), "{replaced:?}");
    }
    let joins = position(&plan, |step| updates(step, "autoscaling.group.web"));
    let gone = position(&plan, |step| {
        step.address.as_str() == "elbv2.listener.http" && matches!(step.verb, Verb::Delete { .. })
    });
    assert!(is_before(&plan, gone, joins + 1), "old targets stay until nothing leads to them");
    world.apply(&plan, usize::MAX);
    assert!(good(&after.graph(), &world).is_empty());
}

#[test]
fn priorities_that_change_places_are_planned() {
    let mut world = applied(&web());
    let after = Web { priorities: [20, 10], ..web() };
    let plan = good(&after.graph(), &world);
    assert_eq!(plan.steps.len(), 2);
    world.apply(&plan, usize::MAX);
    assert!(good(&after.graph(), &world).is_empty());
    // One that frees the other's place goes first.
    let after = Web { priorities: [30, 20], ..web() };
    let plan = good(&after.graph(), &world);
    let (one, two) = (
        position(&plan, |step| updates(step, "elbv2.listener_rule.one")),
        position(&plan, |step| updates(step, "elbv2.listener_rule.two")),
    );
    assert!(is_before(&plan, one, two), "{:#?}", plan.after);
}

#[test]
fn a_new_version_of_a_template_moves_its_group() {
    let world = applied(&web());
    let plan = good(&Web { image: "ami-2".into(), ..web() }.graph(), &world);
    assert_eq!(plan.steps.len(), 2, "{:#?}", plan.steps);
    let group = position(&plan, |step| updates(step, "autoscaling.group.web"));
    let Verb::Update { patch, .. } = &plan.steps[group].verb else { panic!("an update") };
    assert!(matches!(patch["launch_template_version"], Value::Pending(_)), "{patch:?}");
    let plan = good(&Web { tag: "b", ..web() }.graph(), &world);
    assert_eq!(plan.steps.len(), 1, "tags make no version: {:#?}", plan.steps);
}

fn with_parameter(world: &World, holds: Option<Value>) -> Plan {
    let image = table([("parameter", "/images/web".into())]);
    let mut snapshot = world.snapshot();
    if let Some(value) = holds {
        let name = "/images/web".to_owned();
        snapshot.answers.insert(Lookup::Parameter { name }, Answer::Value(value));
    }
    let web = Web { image, ..web() };
    planned_from(&web.graph(), snapshot, &Options::default())
}

#[test]
fn a_parameter_is_pinned_in_the_plan() {
    let mut world = World::default();
    let plan = with_parameter(&world, Some("ami-1".into()));
    assert_eq!(lint(&plan), Vec::<String>::new());
    world.apply(&plan, usize::MAX);
    assert!(with_parameter(&world, Some("ami-1".into())).steps.is_empty());
    let plan = with_parameter(&world, Some("ami-2".into()));
    let template = &plan.steps[position(&plan, |step| updates(step, "ec2.launch_template.web"))];
    assert_eq!(template.changes[0].before, "ami-1".into());
    assert_eq!(template.changes[0].after, "ami-2".into());
    assert_eq!(template.why, [Why::ParameterMoved { parameter: "/images/web".into() }]);
    let plan = with_parameter(&world, Some(Value::Null));
    assert_eq!(plan.refusals.len(), 1);
    assert_eq!(plan.refusals[0].code, "no-such-parameter");
}

#[test]
fn sizes_that_a_schedule_has_moved_are_no_difference() {
    let mut world = applied(&web());
    world.get("autoscaling.group.web").values.insert("min_size".to_owned(), 5.into());
    assert!(good(&web().graph(), &world).is_empty());
    world.get("autoscaling.group.web").values.insert("min_size".to_owned(), 4.into());
    assert_eq!(good(&web().graph(), &world).steps.len(), 1);
    world.get("autoscaling.group.web").values.insert("desired_capacity".to_owned(), 7.into());
    world.get("autoscaling.group.web").values.insert("min_size".to_owned(), 2.into());
    assert!(good(&web().graph(), &world).is_empty());
}

#[test]
fn what_is_protected_is_neither_deleted_nor_replaced() {
    let world = applied(&Web { protected: true, ..web() });
    let codes = |web: Web| {
        let plan = planned(&web.graph(), &world, &Options::default());
        plan.refusals.iter().map(|refusal| refusal.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(Web { balancer: false, ..web() }), ["protected"]);
    // In one run with the protection that goes, it is still there.
    assert_eq!(codes(Web { scheme: "internet-facing", protected: false, ..web() }), ["protected"]);
    assert_eq!(codes(Web { protected: false, ..web() }), Vec::<String>::new());
    let destroy = Options { destroy: true, ..Options::default() };
    assert_eq!(planned(&web().graph(), &world, &destroy).refusals[0].code, "protected");
    let values = Values::from([("deletion_protection".to_owned(), Value::from(false))]);
    let mut world = world.clone();
    world.get("elbv2.load_balancer.edge").values.extend(values);
    assert_eq!(planned(&web().graph(), &world, &destroy).refusals, []);
}
