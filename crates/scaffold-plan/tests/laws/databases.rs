//! Databases with replicas: what goes up in which order, what is made and removed around them.

use scaffold_graph::Graph;
use scaffold_model::{Answer, Disruption, Lookup, Plan, Resource, Step, Value, Verb, Why};
use scaffold_plan::{Options, lint};

use crate::stack::{graph, resource};
use crate::world::World;
use crate::{good, planned, planned_from};

/// A primary with two replicas, one of which says its version.
#[derive(Clone)]
pub struct Data {
    pub engine: &'static str,
    pub version: &'static str,
    /// Of the replica that says one.
    pub said: &'static str,
    pub family: &'static str,
    pub class: &'static str,
    pub apply: &'static str,
    pub primary: bool,
    pub replicas: usize,
    pub promoted: bool,
    pub secret: bool,
    pub region: Option<&'static str>,
    pub more: Vec<(&'static str, Value)>,
}

pub fn data() -> Data {
    Data {
        engine: "postgres",
        version: "16.3",
        said: "16.3",
        family: "postgres16",
        class: "db.r7g.large",
        apply: "now",
        primary: true,
        replicas: 2,
        promoted: false,
        secret: true,
        region: None,
        more: Vec::new(),
    }
}

pub const PRIMARY: &str = "rds.instance.orders";
pub const SAID: &str = "rds.instance.reader-1";
pub const LEFT: &str = "rds.instance.reader-2";
const GROUP: &str = "rds.parameter_group.orders";

impl Data {
    pub fn graph(&self) -> Graph {
        graph(self.resources())
    }

    pub fn resources(&self) -> Vec<Resource> {
        let mut list = vec![
            resource(GROUP, "rds.parameter_group", &[("family", self.family.into())]),
            resource("secrets.secret.orders", "secrets.secret", &[]),
        ];
        list.extend(self.primary.then(|| self.primary()));
        list.extend((1..=self.replicas).map(|number| self.replica(number)));
        list
    }

    fn shared(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("engine", self.engine.into()),
            ("instance_class", self.class.into()),
            ("parameter_group", GROUP.into()),
            ("apply", self.apply.into()),
        ]
    }

    fn primary(&self) -> Resource {
        let mut values = self.shared();
        values.extend([("engine_version", self.version.into()), ("username", "app".into())]);
        values.extend(self.secret.then(|| ("password_secret", "secrets.secret.orders".into())));
        values.extend(self.more.clone());
        resource(PRIMARY, "rds.instance", &values)
    }

    fn replica(&self, number: usize) -> Resource {
        let mut values = self.shared();
        values.extend((!self.promoted).then(|| ("source", PRIMARY.into())));
        values.extend((number == 1).then(|| ("engine_version", self.said.into())));
        if let Some(region) = self.region.filter(|_| number == 2) {
            // Groups of the stack's own region are none of it.
            values.retain(|(name, _)| *name != "parameter_group");
            values.push(("region", region.into()));
        }
        resource(&format!("rds.instance.reader-{number}"), "rds.instance", &values)
    }
}

pub fn applied(data: &Data) -> World {
    let mut world = World::default();
    world.apply(&good(&data.graph(), &world), usize::MAX);
    let source = world.find(PRIMARY).map(|live| live.values.clone()).unwrap_or_default();
    for live in world.live.iter_mut().filter(|live| !live.value("source").is_null()) {
        for name in ["username", "engine_version"] {
            live.values.entry(name.to_owned()).or_insert_with(|| source[name].clone());
        }
    }
    assert!(good(&data.graph(), &world).is_empty());
    world
}

pub fn step<'p>(plan: &'p Plan, address: &str) -> (usize, &'p Step) {
    let found = plan.steps.iter().enumerate().find(|(_, step)| step.address.as_str() == address);
    found.unwrap_or_else(|| panic!("no step of {address}: {:#?}", plan.steps))
}

/// Whether one step is surely done before another.
fn is_before(plan: &Plan, first: usize, second: usize) -> bool {
    let mut open: Vec<usize> = plan.prerequisites(second).collect();
    while let Some(step) = open.pop() {
        if step == first {
            return true;
        }
        open.extend(plan.prerequisites(step));
    }
    false
}

fn patch_of(step: &Step) -> Vec<&str> {
    let Verb::Update { patch, .. } = &step.verb else { panic!("an update: {step:#?}") };
    patch.keys().map(String::as_str).collect()
}

/// Applies a change, killed after each of its steps, and goes on.
fn holds_when_killed(world: &World, after: &Data) {
    let plan = good(&after.graph(), world);
    for cut in 0..=plan.steps.len() {
        let mut killed = world.clone();
        killed.apply(&plan, cut);
        let next = good(&after.graph(), &killed);
        assert_eq!(next.refusals, [], "killed after {cut}");
        killed.apply(&next, usize::MAX);
        let again = good(&after.graph(), &killed);
        assert!(again.is_empty() && again.refusals.is_empty(), "killed after {cut}: {:#?}", again.steps);
    }
}

#[test]
fn replicas_get_a_minor_version_before_their_source() {
    for (engine, family, versions) in [
        ("postgres", "postgres16", ["16.3", "16.4"]),
        ("mysql", "mysql8.4", ["8.4.3", "8.4.6"]),
        ("mariadb", "mariadb11.4", ["11.4.3", "11.4.5"]),
    ] {
        let before = Data { engine, family, version: versions[0], said: versions[0], ..data() };
        let world = applied(&before);
        let after = Data { version: versions[1], said: versions[1], ..before };
        let plan = good(&after.graph(), &world);
        assert_eq!(plan.steps.len(), 3, "{:#?}", plan.steps);
        let (primary, _) = step(&plan, PRIMARY);
        for replica in [SAID, LEFT] {
            let (id, replica) = step(&plan, replica);
            assert!(is_before(&plan, id, primary), "{engine}: {:?}", plan.after);
            assert_eq!(patch_of(replica), ["engine_version"]);
            assert_eq!(replica.changes[0].after, versions[1].into());
        }
        let (_, left) = step(&plan, LEFT);
        assert_eq!(left.why, [Why::SourceUpgraded { address: after.primary().address }]);
        holds_when_killed(&world, &after);
    }
}

#[test]
fn replicas_of_mysql_and_mariadb_get_a_major_version_first_with_their_new_parameters() {
    for (engine, families, versions) in [
        ("mysql", ["mysql8.0", "mysql8.4"], ["8.0", "8.4"]),
        ("mariadb", ["mariadb10.11", "mariadb11.4"], ["10.11", "11.4"]),
    ] {
        let before = Data { engine, family: families[0], version: versions[0], said: versions[0], ..data() };
        let world = applied(&before);
        let after = Data { family: families[1], version: versions[1], said: versions[1], ..before };
        let plan = good(&after.graph(), &world);
        let (primary, _) = step(&plan, PRIMARY);
        let of_group = |step: &&Step| step.address.as_str() == GROUP;
        let made = plan.steps.iter().position(|step| of_group(&step) && step.verb.id().is_none()).unwrap();
        let gone = plan.steps.iter().position(|step| of_group(&step) && step.verb.id().is_some()).unwrap();
        for replica in [SAID, LEFT] {
            let (id, replica) = step(&plan, replica);
            assert!(is_before(&plan, made, id) && is_before(&plan, id, primary), "{:?}", plan.after);
            assert_eq!(patch_of(replica), ["engine_version", "parameter_group"]);
        }
        assert!(is_before(&plan, primary, gone), "the old group goes when nobody has it");
        let Verb::Create { name, .. } = &plan.steps[made].verb else { panic!("made first") };
        assert_ne!(name.as_deref(), plan.steps[gone].verb.id().map(|id| id.as_str()));
        assert_ne!(*name, world.find(GROUP).unwrap().name, "both are there for a while");
        holds_when_killed(&world, &after);
    }
}

#[test]
fn aws_takes_replicas_of_postgres_along_to_a_major_version() {
    let world = applied(&Data { version: "16", said: "16", ..data() });
    let after = Data { version: "17", said: "17", family: "postgres17", ..data() };
    let plan = good(&after.graph(), &world);
    let (primary, upgraded) = step(&plan, PRIMARY);
    assert_eq!(patch_of(upgraded), ["engine_version", "parameter_group"]);
    for replica in [SAID, LEFT] {
        let (id, replica) = step(&plan, replica);
        assert!(is_before(&plan, primary, id));
        assert_eq!(patch_of(replica), ["parameter_group"], "no call of its own says the version");
        assert_eq!(replica.changes[0].attribute, "engine_version");
        assert_eq!(replica.disruption, Disruption::Downtime);
    }
    holds_when_killed(&world, &after);
    // Killed after the primary's call, AWS not being done with the replica yet.
    let mut killed = world.clone();
    killed.apply(&plan, usize::MAX);
    killed.get(SAID).values.insert("engine_version".to_owned(), "16".into());
    let next = good(&after.graph(), &killed);
    let Verb::Update { patch, .. } = &step(&next, SAID).1.verb else { panic!("waits") };
    assert!(patch.is_empty() && next.steps.len() == 1, "{:#?}", next.steps);
}

#[test]
fn what_a_replica_cannot_follow_is_refused() {
    let refused = |before: &Data, after: &Data| {
        let plan = planned(&after.graph(), &applied(before), &Options::default());
        assert_eq!(lint(&plan), Vec::<String>::new());
        assert!(plan.refusals.iter().all(|refusal| refusal.code == "upgrade-apart"), "{:#?}", plan.refusals);
        let told = plan.refusals.iter().map(|it| (it.address.to_string(), it.help.clone().unwrap()));
        told.collect::<Vec<_>>()
    };
    let stays = refused(&data(), &Data { version: "17", ..data() });
    assert_eq!(stays.len(), 1);
    assert_eq!(stays[0].0, SAID);
    assert!(stays[0].1.contains("`engine_version = \"17\"`"), "{}", stays[0].1);
    let alone = refused(&data(), &Data { said: "17", ..data() });
    assert!(alone[0].1.contains("of the source"), "{}", alone[0].1);
    let behind = refused(&data(), &Data { version: "16.4", ..data() });
    assert!(behind[0].1.contains("`engine_version = \"16.4\"`"), "{}", behind[0].1);
    let elsewhere = Data { region: Some("eu-west-1"), ..data() };
    let apart = refused(&elsewhere, &Data { version: "17", said: "17", ..elsewhere.clone() });
    assert_eq!(apart[0].0, LEFT);
    assert!(apart[0].1.contains("take it out, upgrade the source, and put it back"), "{}", apart[0].1);
    // Further on than its source a replica may be, and `16` is content with what its source gets.
    assert_eq!(refused(&data(), &Data { said: "16.4", ..data() }), []);
    assert_eq!(refused(&Data { said: "16", ..data() }, &Data { said: "16", version: "16.4", ..data() }), []);
}

#[test]
fn a_major_version_does_not_wait_for_a_window() {
    let windowed =
        |engine, version, family| Data { engine, version, said: version, family, apply: "window", ..data() };
    for (engine, from, minor, major, families) in [
        ("postgres", "16.3", "16.4", "17", ["postgres16", "postgres17"]),
        ("mysql", "8.0.39", "8.0.40", "8.4", ["mysql8.0", "mysql8.4"]),
    ] {
        let world = applied(&windowed(engine, from, families[0]));
        let refused = |data: &Data| planned(&data.graph(), &world, &Options::default()).refusals;
        assert_eq!(refused(&windowed(engine, minor, families[0])), []);
        let major = windowed(engine, major, families[1]);
        let told = refused(&major);
        assert!(
            !told.is_empty() && told.iter().all(|refusal| refusal.code == "upgrade-in-window"),
            "{told:#?}"
        );
        assert!(told[0].help.as_ref().unwrap().contains("`apply = \"now\"`"), "{told:#?}");
        assert_eq!(refused(&Data { apply: "now", ..major }), []);
    }
}

#[test]
fn an_upgrade_goes_where_aws_goes_in_one_step() {
    let mysql =
        |version: &'static str, family| Data { engine: "mysql", version, family, replicas: 0, ..data() };
    let world = applied(&mysql("5.7.44", "mysql5.7"));
    let lookup = Lookup::UpgradeTargets {
        kind: "rds.instance".into(),
        engine: "mysql".to_owned(),
        version: "5.7.44".to_owned(),
    };
    let refused = |after: &Data, targets: Value| {
        let mut snapshot = world.snapshot();
        snapshot.answers.insert(lookup.clone(), Answer::Value(targets));
        planned_from(&after.graph(), snapshot, &Options::default()).refusals
    };
    let targets = || Value::List(vec!["8.0.40".into(), "8.0.41".into()]);
    let far = refused(&mysql("8.4", "mysql8.4"), targets());
    assert_eq!(far[0].code, "no-upgrade-path");
    let help = far[0].help.as_deref();
    assert_eq!(help, Some("upgrade in steps; AWS goes from 5.7.44 to 8.0.40, 8.0.41"));
    for reached in ["8.0", "8.0.41"] {
        assert_eq!(refused(&mysql(reached, "mysql8.0"), targets()), []);
    }
    assert_eq!(refused(&mysql("8.0.39", "mysql8.0"), targets())[0].code, "no-upgrade-path");
    let none = refused(&mysql("8.0", "mysql8.0"), Value::List(Vec::new()));
    assert!(none[0].help.as_ref().unwrap().contains("to no other"), "{none:#?}");
    assert_eq!(refused(&mysql("8.4", "mysql8.4"), Value::Null), [], "where nobody knows, AWS judges");
}

#[test]
fn storage_grows_by_a_tenth_or_not_at_all() {
    let with = |gib: i64| Data { more: vec![("storage_gib", gib.into())], ..data() };
    let world = applied(&with(100));
    let plan = planned(&with(105).graph(), &world, &Options::default());
    assert!(plan.refusals[0].help.as_ref().unwrap().contains("say 110"), "{:#?}", plan.refusals);
    assert_eq!(planned(&with(110).graph(), &world, &Options::default()).refusals, []);
}

#[test]
fn a_source_lives_while_its_replicas_do() {
    let world = applied(&data());
    let destroy = Options {
        destroy: true,
        allow_data_loss: vec![PRIMARY.into(), "secrets.secret.orders".into()],
        ..Options::default()
    };
    let plan = planned(&data().graph(), &world, &destroy);
    assert_eq!(plan.refusals, [], "replicas need no leave");
    let (primary, removed) = step(&plan, PRIMARY);
    assert_eq!(removed.disruption, Disruption::DataLoss);
    for replica in [SAID, LEFT] {
        let (id, replica) = step(&plan, replica);
        assert!(is_before(&plan, id, primary), "replicas first");
        assert_eq!(replica.disruption, Disruption::Downtime, "their data is their source's");
    }
    let mut world = world;
    world.apply(&plan, usize::MAX);
}

#[test]
fn a_replica_is_promoted_before_its_source_goes() {
    let world = applied(&Data { replicas: 1, ..data() });
    let after = Data { primary: false, promoted: true, replicas: 1, ..data() };
    let options = Options { allow_data_loss: vec![PRIMARY.into()], ..Options::default() };
    let plan = planned(&after.graph(), &world, &options);
    assert_eq!(plan.refusals, []);
    let (promoted, replica) = step(&plan, SAID);
    let (gone, _) = step(&plan, PRIMARY);
    assert_eq!(patch_of(replica), ["source"]);
    assert!(is_before(&plan, promoted, gone));
    // It holds data of its own from then on.
    let mut world = world;
    world.apply(&plan, usize::MAX);
    let none = Data { primary: false, replicas: 0, ..data() };
    let plan = planned(&none.graph(), &world, &Options::default());
    assert_eq!(plan.refusals[0].code, "data-loss");
    assert_eq!(plan.refusals[0].address.as_str(), SAID);
}

#[test]
fn the_first_replica_comes_after_the_password_is_ours() {
    let alone = Data { replicas: 0, secret: false, ..data() };
    let world = applied(&alone);
    let plan = good(&data().graph(), &world);
    let (moved, primary) = step(&plan, PRIMARY);
    assert_eq!(patch_of(primary), ["password_secret"]);
    for replica in [SAID, LEFT] {
        assert!(is_before(&plan, moved, step(&plan, replica).0), "RDS refuses replicas of its own password");
    }
}
