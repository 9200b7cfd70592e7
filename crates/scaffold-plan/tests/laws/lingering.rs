//! What AWS takes away only after what it was made for is gone.

use scaffold_graph::Graph;
use scaffold_model::{Address, Plan, StepId, Value, Values, Verb};

use crate::good;
use crate::stack::{graph, resource};
use crate::world::World;

const ROLE: &str = "iam.role.runs";

/// How much of a stack with a function in a network is there.
#[derive(Clone, Copy, PartialEq)]
enum Stands {
    /// All of it.
    Inside,
    /// The function has left, and its group went; the role may do something else, or stays as it was.
    Outside { role_changes: bool },
    /// Function, role, group and subnet are gone.
    Gone,
}

fn stack(stands: Stands) -> Graph {
    let pending = |address: &str| Value::pending(Address::parse(address).unwrap(), "id");
    let mut resources = vec![resource("ec2.vpc.main", "ec2.vpc", &[("cidr_block", "10.0.0.0/16".into())])];
    if stands == Stands::Inside {
        resources.extend([
            resource(
                "ec2.subnet.a",
                "ec2.subnet",
                &[
                    ("vpc", pending("ec2.vpc.main")),
                    ("cidr_block", "10.0.0.0/24".into()),
                    ("availability_zone", "us-east-1a".into()),
                ],
            ),
            resource(
                "ec2.security_group.job",
                "ec2.security_group",
                &[("vpc", pending("ec2.vpc.main")), ("description", "job".into())],
            ),
        ]);
    }
    if stands == Stands::Gone {
        return graph(resources);
    }
    let description = if stands == (Stands::Outside { role_changes: true }) { "other" } else { "runs" };
    resources.push(resource(
        ROLE,
        "iam.role",
        &[("assume_role_policy", "{}".into()), ("description", description.into())],
    ));
    let vpc = Values::from([
        ("subnets".to_owned(), Value::List(vec![pending("ec2.subnet.a")])),
        ("security_groups".to_owned(), Value::List(vec![pending("ec2.security_group.job")])),
    ]);
    let mut function = vec![("role", pending(ROLE)), ("code_sha256", "c".into()), ("handler", "h".into())];
    function.extend((stands == Stands::Inside).then_some(("vpc", Value::Map(vpc))));
    resources.push(resource("lambda.function.job", "lambda.function", &function));
    graph(resources)
}

fn inside() -> World {
    let mut world = World::default();
    world.apply(&good(&stack(Stands::Inside), &world), usize::MAX);
    world
}

fn at(plan: &Plan, address: &str) -> StepId {
    plan.steps.iter().position(|step| step.address.as_str() == address).unwrap()
}

#[test]
fn a_role_goes_after_what_the_interfaces_of_its_function_stood_in() {
    let plan = good(&stack(Stands::Gone), &inside());
    let role = at(&plan, ROLE);
    assert!(matches!(plan.steps[role].verb, Verb::Delete { .. }));
    for address in ["ec2.subnet.a", "ec2.security_group.job"] {
        let gone = at(&plan, address);
        assert!(plan.prerequisites(role).any(|before| before == gone), "{address}: {:#?}", plan.steps);
    }
}

#[test]
fn a_function_that_leaves_does_not_wait_for_its_role_in_a_circle() {
    for role_changes in [false, true] {
        let mut world = inside();
        let outside = stack(Stands::Outside { role_changes });
        let plan = good(&outside, &world);
        // What the function needs of its role comes first, whatever lingers.
        if role_changes {
            let function = at(&plan, "lambda.function.job");
            assert!(plan.prerequisites(function).any(|before| before == at(&plan, ROLE)));
        }
        world.apply(&plan, usize::MAX);
        assert!(good(&outside, &world).is_empty());
    }
}
