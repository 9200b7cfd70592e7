//! Data is lost by nothing but the word for it.

use scaffold_graph::Graph;
use scaffold_model::{Address, Answer, LiveState, Lookup, Moved, PhysicalId, Refusal, Value, Values, Verb};
use scaffold_plan::{Options, stale};

use crate::databases::{Data, LEFT, PRIMARY, SAID, applied, data};
use crate::stack::{graph, origin, resource, resources};
use crate::world::World;
use crate::{good, planned, planned_from};

fn refusals(graph: &Graph, world: &World, options: &Options) -> Vec<Refusal> {
    planned(graph, world, options).refusals
}

/// The one refusal, by code and help.
fn only(refusals: Vec<Refusal>) -> (String, String) {
    let [refusal] = &refusals[..] else { panic!("one refusal: {refusals:#?}") };
    let help = refusal.help.clone().expect("a help");
    assert!(!help.contains("--replace"), "{help}");
    (refusal.code.clone(), format!("{}; {help}", refusal.message))
}

fn alone() -> Data {
    Data { replicas: 0, ..data() }
}

fn without() -> Data {
    Data { primary: false, ..alone() }
}

#[test]
fn taking_a_block_out_is_refused() {
    let world = applied(&alone());
    let (code, told) = only(refusals(&without().graph(), &world, &Options::default()));
    assert_eq!(code, "data-loss");
    assert!(told.contains("put rds.instance.orders back"), "{told}");
    assert!(told.contains("`--allow-data-loss rds.instance.orders`"), "{told}");
    let allowed = Options { allow_data_loss: vec![PRIMARY.into()], ..Options::default() };
    assert_eq!(refusals(&without().graph(), &world, &allowed), []);
    let other = Options { allow_data_loss: vec!["secrets.secret.orders".into()], ..Options::default() };
    assert_eq!(refusals(&without().graph(), &world, &other).len(), 1);
}

/// The database under another name.
fn renamed(said: bool) -> Graph {
    let mut list = alone().resources();
    let database = list.iter_mut().find(|resource| resource.address.as_str() == PRIMARY).unwrap();
    let to = Address::parse("rds.instance.shop").unwrap();
    let from = std::mem::replace(&mut database.address, to.clone());
    let mut desired = resources(list);
    desired.moved.extend(said.then(|| Moved { from, to, origin: origin() }));
    scaffold_graph::resolve(desired).unwrap()
}

#[test]
fn a_new_name_is_said_or_refused() {
    let world = applied(&alone());
    let (code, told) = only(refusals(&renamed(false), &world, &Options::default()));
    assert_eq!(code, "data-loss");
    assert!(told.contains("`from = \"rds.instance.orders\"` and `to = \"rds.instance.shop\"`"), "{told}");
    let plan = good(&renamed(true), &world);
    assert_eq!(plan.summary().adopt, 1, "{:#?}", plan.steps);
    assert!(plan.refusals.is_empty() && plan.steps.len() == 1);
}

#[test]
fn what_cannot_change_is_refused_with_the_safe_way_first() {
    let key = |number: u8| Value::text(format!("arn:aws:kms:us-east-1:123456789012:key/{number}"));
    let base = Data { more: vec![("encryption_key", key(1)), ("storage_gib", 100.into())], ..alone() };
    let world = applied(&base);
    let with = |name: &'static str, value: Value| {
        let mut more = base.more.clone();
        more.retain(|(own, _)| *own != name);
        more.push((name, value));
        Data { more, ..base.clone() }
    };
    for (attribute, changed) in [
        ("engine", Data { engine: "mysql", ..base.clone() }),
        ("username", with("username", "root".into())),
        ("encryption_key", with("encryption_key", key(2))),
        ("storage_encrypted", with("storage_encrypted", false.into())),
    ] {
        let (code, told) = only(refusals(&changed.graph(), &world, &Options::default()));
        assert_eq!(code, "data-loss");
        assert!(told.contains(&format!("`{attribute}` cannot change from ")), "{told}");
        let safe = format!("put `{attribute}` back, or add a new block beside {PRIMARY}, move the data over");
        assert!(told.find(&safe) < told.find("--allow-data-loss") && told.contains(&safe), "{told}");
    }
    let (code, told) = only(refusals(&with("storage_gib", 50.into()).graph(), &world, &Options::default()));
    assert_eq!(code, "cannot-change");
    assert!(told.contains("move the data to a new, smaller database"), "{told}");
    let asked = Options { replace: vec![Address::parse(PRIMARY).unwrap()], ..Options::default() };
    let told = refusals(&base.graph(), &world, &asked).remove(0);
    assert_eq!(told.code, "data-loss");
    assert!(told.message.contains("`--replace` asks for a new one"), "{}", told.message);
}

#[test]
fn destroying_names_each() {
    let world = applied(&data());
    let destroy = Options { destroy: true, ..Options::default() };
    let found = refusals(&data().graph(), &world, &destroy);
    let whose: Vec<&str> = found.iter().map(|refusal| refusal.address.as_str()).collect();
    assert_eq!(whose, [PRIMARY, "secrets.secret.orders"], "replicas are no loss");
    assert!(found.iter().all(|refusal| refusal.code == "data-loss"));
}

#[test]
fn a_target_that_needs_data_to_go_is_refused() {
    let world = applied(&alone());
    let none = graph(Vec::new());
    let group = Address::parse("rds.parameter_group.orders").unwrap();
    let options = Options { targets: vec![group], ..Options::default() };
    let plan = planned(&none, &world, &options);
    assert_eq!(plan.steps.len(), 2, "the group goes after its database: {:#?}", plan.steps);
    assert_eq!(only(plan.refusals).0, "data-loss");
    let excluded = Options { excludes: vec![Address::parse(PRIMARY).unwrap()], ..Options::default() };
    let plan = planned(&none, &world, &excluded);
    let deletes = |id: &PhysicalId| plan.steps.iter().any(|step| step.verb.id() == Some(id));
    assert!(!deletes(&world.find(PRIMARY).unwrap().id), "what is left out stays");
    assert!(plan.refusals.iter().all(|refusal| refusal.address.as_str() != PRIMARY));
}

#[test]
fn unprotecting_and_deleting_are_two_runs() {
    let protected = |on: bool| Data { more: vec![("deletion_protection", on.into())], ..alone() };
    let allowed = Options { allow_data_loss: vec![PRIMARY.into()], ..Options::default() };
    let mut world = applied(&protected(true));
    let (code, told) = only(refusals(&without().graph(), &world, &allowed));
    assert_eq!(code, "protected");
    assert!(told.contains("put it back with `deletion_protection = false`, apply that by itself"), "{told}");
    let replaced = Data { engine: "mysql", ..protected(false) };
    assert_eq!(only(refusals(&replaced.graph(), &world, &allowed)).0, "protected");
    world.apply(&good(&protected(false).graph(), &world), usize::MAX);
    assert_eq!(refusals(&without().graph(), &world, &allowed), []);
}

#[test]
fn a_plan_from_before_protection_is_stale() {
    let mut world = applied(&alone());
    let allowed = Options { allow_data_loss: vec![PRIMARY.into()], ..Options::default() };
    let plan = planned(&without().graph(), &world, &allowed);
    assert!(stale(&plan, &world.snapshot()).is_empty());
    world.get(PRIMARY).values.insert("deletion_protection".into(), true.into());
    assert_eq!(stale(&plan, &world.snapshot()).len(), 1);
}

#[test]
fn a_copy_is_told_and_never_taken_for_ours() {
    let mut world = applied(&alone());
    let mut copy = world.find(PRIMARY).unwrap().clone();
    copy.id = PhysicalId::from("restored");
    copy.name = Some("restored".into());
    copy.created = Some("00000000".into());
    world.live.push(copy);
    let plan = good(&alone().graph(), &world);
    assert!(plan.is_empty() && plan.refusals.is_empty());
    assert!(
        plan.notes.iter().any(|note| note.message.contains("restored") && note.message.contains("a copy"))
    );
    let allow = ["restored", PRIMARY, "secrets.secret.orders"].map(str::to_owned).to_vec();
    for graph in [alone().graph(), without().graph()] {
        for destroy in [false, true] {
            let options = Options { destroy, allow_data_loss: allow.clone(), ..Options::default() };
            let plan = planned(&graph, &world, &options);
            let deletes = plan.steps.iter().filter(|step| matches!(step.verb, Verb::Delete { .. }));
            let deletes: Vec<&PhysicalId> = deletes.filter_map(|step| step.verb.id()).collect();
            assert!(!deletes.contains(&&PhysicalId::from("restored")), "{deletes:?}");
        }
    }
}

#[test]
fn of_two_at_one_address_only_the_id_says_which_goes() {
    let mut world = applied(&alone());
    let mut twin = world.find(PRIMARY).unwrap().clone();
    twin.id = PhysicalId::from("zz-twin");
    twin.created = Some("99999999".into());
    world.live.push(twin);
    let by_address = Options { allow_data_loss: vec![PRIMARY.into()], ..Options::default() };
    let (code, told) = only(refusals(&alone().graph(), &world, &by_address));
    assert_eq!(code, "deposed-data");
    let stays = world.find(PRIMARY).unwrap().id.clone();
    assert!(told.contains("zz-twin") && told.contains(stays.as_str()), "{told}");
    let by_id = Options { allow_data_loss: vec!["zz-twin".into()], ..Options::default() };
    assert_eq!(refusals(&alone().graph(), &world, &by_id), []);
    world.get(PRIMARY).state = LiveState::Failed("failed".into());
    assert!(
        !refusals(&alone().graph(), &world, &Options::default()).is_empty(),
        "a failed one holds data too"
    );
}

#[test]
fn a_replica_goes_and_is_replaced_without_leave() {
    let world = applied(&data());
    let plan = good(&Data { replicas: 1, ..data() }.graph(), &world);
    assert!(plan.refusals.is_empty(), "{:#?}", plan.refusals);
    assert_eq!(plan.steps[0].address.as_str(), LEFT);
    let options = Options { replace: vec![Address::parse(LEFT).unwrap()], ..Options::default() };
    let plan = planned(&data().graph(), &world, &options);
    assert_eq!(plan.refusals, []);
    assert_eq!(plan.summary().replace, 1);
}

#[test]
fn what_keeps_its_identifier_is_not_replaced_by_itself() {
    use scaffold_model::Replacement;
    let named = |number: usize| {
        let mut list = Data { replicas: 1, ..data() }.resources();
        let databases = list.iter_mut().filter(|resource| resource.kind.as_str() == "rds.instance");
        databases.for_each(|database| {
            let name = format!("{}-{number}", database.address.as_str().trim_start_matches("rds.instance."));
            database.values.insert("identifier".to_owned(), name.into());
        });
        graph(list)
    };
    let mut world = World::default();
    world.apply(&good(&named(1), &world), usize::MAX);
    let replace = Options { replace: vec![Address::parse(SAID).unwrap()], ..Options::default() };
    let order = |graph: &Graph| {
        let plan = planned(graph, &world, &replace);
        assert_eq!(plan.refusals, []);
        plan.steps.iter().find_map(|step| step.replacement)
    };
    assert_eq!(order(&named(1)), Some(Replacement::DeleteFirst), "its name is taken");
    assert_eq!(order(&named(2)), Some(Replacement::CreateFirst));
}

fn cache(values: &[(&str, Value)]) -> Graph {
    let shared = [
        ("engine", "valkey".into()),
        ("engine_version", "8.0".into()),
        ("node_type", "cache.t4g.small".into()),
    ];
    let values: Vec<(&str, Value)> = shared.into_iter().chain(values.iter().cloned()).collect();
    graph(vec![resource("elasticache.replication_group.web", "elasticache.replication_group", &values)])
}

#[test]
fn what_clients_must_follow_goes_step_by_step() {
    let live = |values: &[(&str, Value)]| {
        let mut world = World::default();
        world.apply(&good(&cache(values), &world), usize::MAX);
        world
    };
    let told = |world: &World, values: &[(&str, Value)]| {
        let found = refusals(&cache(values), world, &Options::default());
        if found.is_empty() { String::new() } else { only(found).1 }
    };
    let mode = |word: &str| [("cluster_mode", Value::from(word)), ("automatic_failover", true.into())];
    let disabled = live(&mode("disabled"));
    let skipped = told(&disabled, &mode("enabled"));
    assert!(skipped.contains("apply `cluster_mode = \"compatible\"` first"), "{skipped}");
    assert_eq!(told(&disabled, &mode("compatible")), "");
    assert_eq!(told(&live(&mode("compatible")), &mode("enabled")), "");
    assert!(told(&live(&mode("enabled")), &mode("disabled")).contains("AWS has no way from enabled"));

    let open = [("encryption_in_transit", Value::from(false))];
    let encrypted = |mode: &str| {
        [("encryption_in_transit", Value::from(true)), ("encryption_in_transit_mode", mode.into())]
    };
    let skipped = told(&live(&open), &encrypted("required"));
    assert!(skipped.contains("with `encryption_in_transit_mode = \"preferred\"` first"), "{skipped}");
    assert_eq!(told(&live(&open), &encrypted("preferred")), "");
    assert_eq!(told(&live(&encrypted("preferred")), &encrypted("required")), "");
    let skipped = told(&live(&encrypted("required")), &open);
    assert!(skipped.contains("`encryption_in_transit_mode = \"preferred\"` with"), "{skipped}");
    assert_eq!(told(&live(&encrypted("preferred")), &open), "");
}

#[test]
fn parameters_that_aws_does_not_have_are_refused() {
    let group = |name: &str| {
        let parameters = Values::from([(name.to_owned(), Value::from("1"))]);
        let values = [("family", "postgres16".into()), ("parameters", Value::Map(parameters))];
        graph(vec![resource("rds.parameter_group.orders", "rds.parameter_group", &values)])
    };
    let mut world = World::default();
    world.apply(&good(&group("work_mem"), &world), usize::MAX);
    let lookup =
        Lookup::ParameterNames { kind: "rds.parameter_group".into(), family: "postgres16".to_owned() };
    let told = |name: &str, world: &World, answer: Value| {
        let mut snapshot = world.snapshot();
        snapshot.answers.insert(lookup.clone(), Answer::Value(answer));
        planned_from(&group(name), snapshot, &Options::default()).refusals
    };
    let names = || Value::List(vec!["shared_buffers".into(), "work_mem".into()]);
    for world in [&world, &World::default()] {
        let (code, told) = only(told("work_mme", world, names()));
        assert_eq!(code, "no-such-parameter-name");
        assert!(told.contains("did you mean `work_mem`?"), "{told}");
    }
    assert_eq!(told("shared_buffers", &world, names()), []);
    assert_eq!(told("work_mme", &world, Value::Null), [], "where nobody knows, AWS judges");
}
