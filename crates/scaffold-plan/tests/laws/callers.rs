//! What is called, and who may call it.

use scaffold_model::{Address, Replacement, Value, Values, Verb};

use crate::good;
use crate::stack::{graph, resource};
use crate::world::World;

/// A function that a schedule calls, for one principal or another.
fn called_for(principal: &str) -> scaffold_graph::Graph {
    let pending = |address: &str, path: &str| Value::pending(Address::parse(address).unwrap(), path);
    let target = Values::from([("arn".to_owned(), pending("lambda.permission.may", "target"))]);
    let targets = Values::from([("it".to_owned(), Value::Map(target))]);
    graph(vec![
        resource("iam.role.runs", "iam.role", &[("assume_role_policy", "{}".into())]),
        resource(
            "lambda.function.job",
            "lambda.function",
            &[("role", pending("iam.role.runs", "id")), ("code_sha256", "c".into()), ("handler", "h".into())],
        ),
        resource(
            "lambda.permission.may",
            "lambda.permission",
            &[("function", pending("lambda.function.job", "id")), ("principal", principal.into())],
        ),
        resource(
            "events.rule.hourly",
            "events.rule",
            &[("schedule", "rate(1 hour)".into()), ("targets", Value::Map(targets))],
        ),
    ])
}

#[test]
fn a_permission_goes_after_its_callers_have_its_successor() {
    let mut world = World::default();
    world.apply(&good(&called_for("events.amazonaws.com"), &world), usize::MAX);
    let plan = good(&called_for("scheduler.amazonaws.com"), &world);
    let find = |address: &str, fits: &dyn Fn(&Verb) -> bool| {
        plan.steps.iter().position(|step| step.address.as_str() == address && fits(&step.verb)).unwrap()
    };
    let removed = find("lambda.permission.may", &|verb| matches!(verb, Verb::Delete { .. }));
    let moved = find("events.rule.hourly", &|_| true);
    assert_eq!(plan.steps[removed].replacement, Some(Replacement::CreateFirst));
    assert!(plan.prerequisites(removed).any(|before| before == moved), "{:#?}", plan.steps);
}
