//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;
#[path = "support/network.rs"]
mod network;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_model::{Reference, Value};
use scaffold_provider::contract::{Exception, Promise};

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    use Promise::{ChangesOneThing, MadeAsAsked, MadeOnce};
    let exception =
        |kind, attribute, promise, reason| Exception { kind: Some(kind), attribute, promise, reason };
    let of_instance =
        |attribute, promise, reason| exception("rds.instance", Some(attribute), promise, reason);
    vec![
        exception("rds.instance", None, MadeOnce, "moto makes a replica again in the place of the first"),
        of_instance("performance_insights", MadeAsAsked, "moto has no Performance Insights"),
        of_instance("performance_insights_retention_days", MadeAsAsked, "moto has no Performance Insights"),
        of_instance(
            "performance_insights_retention_days",
            ChangesOneThing,
            "moto has no Performance Insights",
        ),
        of_instance("port", ChangesOneThing, "moto ignores DBPortNumber"),
        of_instance("database_insights", MadeAsAsked, "moto has no Database Insights"),
    ]
}

/// Changes that moto has no call for, or loses what is changed by: ModifyDBSubnetGroup takes the group
/// away, ResetDBParameterGroup is not there.
fn is_missing(name: &str, value: &Value) -> bool {
    let whole = value.as_map().is_some_and(|parameters| parameters.len() == 2);
    name == "subnets" || name == "parameters" && !whole || *value == Value::from("Databases")
}

/// What fixtures of other services stand for: the account's own network, and names that moto takes.
fn elsewhere(reference: &Reference, subnets: &[String]) -> Option<Value> {
    let address = reference.address.as_str();
    Some(Value::text(match address {
        "ec2.subnet.one" => subnets[0].as_str(),
        "ec2.subnet.two" => subnets[1].as_str(),
        "ec2.subnet.three" => subnets[2].as_str(),
        "ec2.security_group.web" => "sg-0a0a0a0a0a0a0a0a0",
        "ec2.security_group.other" => "sg-0b0b0b0b0b0b0b0b0",
        "iam.role.writer" => "arn:aws:iam::123456789012:role/writer",
        _ => return None,
    }))
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let connection = moto.connect("us-east-1").await;
    let passwords = scaffold_aws_secrets::passwords(&connection);
    let services =
        vec![scaffold_aws_secrets::service(&connection), scaffold_aws_rds::service(&connection, passwords)];
    let cloud = AwsCloud::new(connection, services);
    let subnets = network::subnets(&moto.endpoint);
    let known = |value: &Value| value.substitute(&|reference| elsewhere(reference, &subnets));
    let mut fixtures = fixtures_of(&["rds", "secrets"]);
    // moto fails in deleting a replica in another region; replayed exchanges delete one.
    fixtures.retain(|fixture| fixture.address.as_str() != "rds.instance.far");
    for fixture in &mut fixtures {
        fixture.values.values_mut().for_each(|value| *value = known(value));
        fixture.updates.retain(|(name, value)| !is_missing(name, value));
        fixture.updates.iter_mut().for_each(|(_, value)| *value = known(value));
    }
    assert_kept(&cloud, fixtures, exceptions()).await;
}
