//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;
#[path = "support/world.rs"]
mod world;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_model::Value;
use scaffold_provider::contract::{Exception, Promise};
use world::World;

const BALANCER: &str =
    "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/front/0123456789abcdef";

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    use Promise::{ChangesOneThing, LeavesOthersAlone, MadeAsAsked};
    let exception = |attribute, promise, reason| Exception {
        kind: Some("autoscaling.group"),
        attribute,
        promise,
        reason,
    };
    let unread = "moto reads few members of UpdateAutoScalingGroup";
    let mut exceptions: Vec<Exception> = [
        "default_cooldown_seconds",
        "default_instance_warmup_seconds",
        "termination_policies",
        "capacity_rebalance",
        "max_instance_lifetime_seconds",
        "zone_distribution",
        "deletion_protection",
    ]
    .map(|attribute| exception(Some(attribute), ChangesOneThing, unread))
    .into();
    let hooks = "moto makes no hooks with a group, and gives others targets and roles of its own";
    exceptions.extend([
        exception(Some("lifecycle_hooks"), MadeAsAsked, hooks),
        exception(Some("lifecycle_hooks"), ChangesOneThing, hooks),
        exception(Some("metrics"), ChangesOneThing, "moto has no DisableMetricsCollection"),
        exception(Some("notifications"), ChangesOneThing, "moto has no notifications"),
        exception(None, LeavesOthersAlone, "moto tells policies and scheduled actions apart by name alone"),
    ]);
    exceptions
}

/// A value with what stands in moto.
fn resolved(value: &Value, world: &World) -> Value {
    value.substitute(&|to| {
        let text = match (to.address.as_str(), to.path.as_str()) {
            ("ec2.subnet.one", _) => world.subnets[0].as_str(),
            ("ec2.subnet.two", _) => world.subnets[1].as_str(),
            ("ec2.launch_template.spare", "id") => world.templates[0].as_str(),
            ("ec2.launch_template.web", "id") => world.templates[1].as_str(),
            ("ec2.launch_template.spare", "latest_version") => "1",
            ("elbv2.target_group.blue", _) => world.target_groups[0].as_str(),
            ("elbv2.target_group.green", _) => world.target_groups[1].as_str(),
            ("elbv2.load_balancer.front", _) => BALANCER,
            _ => return None,
        };
        Some(Value::from(text))
    })
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let world = World::make(&moto.endpoint);
    let connection = moto.connect("us-east-1").await;
    let cloud = AwsCloud::new(connection.clone(), vec![scaffold_aws_autoscaling::service(&connection)]);
    let mut fixtures = fixtures_of(&["autoscaling"]);
    for fixture in &mut fixtures {
        fixture.values.values_mut().for_each(|value| *value = resolved(value, &world));
        fixture.updates.iter_mut().for_each(|(_, value)| *value = resolved(value, &world));
    }
    assert_kept(&cloud, fixtures, exceptions()).await;
}
