//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "support/contract.rs"]
mod contract;
#[path = "support/moto.rs"]
mod moto;

use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::AwsCloud;
use scaffold_model::{Answer, Lookup, Value};
use scaffold_provider::Cloud;
use scaffold_provider::contract::{Exception, Fixture, Promise};

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    let exception =
        |kind, attribute, promise, reason| Exception { kind: Some(kind), attribute, promise, reason };
    use Promise::{ChangesOneThing, MadeAsAsked, MadeOnce, Tags};
    let hostnames = "moto ignores PrivateDnsHostnameTypeOnLaunch";
    let tokens = "moto does not know client tokens";
    vec![
        exception("ec2.subnet", Some("private_dns_hostname_type"), MadeAsAsked, hostnames),
        exception("ec2.subnet", Some("private_dns_hostname_type"), ChangesOneThing, hostnames),
        exception("ec2.nat_gateway", None, MadeOnce, tokens),
        exception("ec2.route_table", None, MadeOnce, tokens),
        exception("ec2.vpc_endpoint", None, MadeOnce, tokens),
        exception(
            "ec2.nat_gateway",
            Some("secondary_elastic_ips"),
            ChangesOneThing,
            "moto has no AssociateNatGatewayAddress",
        ),
        exception("ec2.vpc_endpoint", Some("private_dns"), ChangesOneThing, "moto ignores PrivateDnsEnabled"),
        exception("ec2.launch_template", None, Tags, "moto lists a launch template with its first tags"),
    ]
}

/// moto drops the descriptions of rules that name a group: let them name a range.
fn describe_ranges(value: &mut Value) {
    let Value::List(rules) = value else { return };
    for rule in rules {
        if let Value::Map(rule) = rule
            && rule.contains_key("description")
            && rule.remove("security_group").is_some()
        {
            rule.insert("cidr_block".to_owned(), Value::from("10.40.7.0/24"));
        }
    }
}

/// moto takes a bucket with its folder for the name of a bucket.
fn has_its_own_name(fixture: &Fixture) -> bool {
    fixture.address.as_str() != "ec2.flow_log.bucket"
}

/// What kinds of other services would be there.
fn name_others(value: &Value) -> Value {
    value.substitute(&|to| match to.address.word() {
        "iam.role" => Some(Value::from("arn:aws:iam::123456789012:role/writer")),
        "iam.instance_profile" => Some(Value::from("arn:aws:iam::123456789012:instance-profile/web")),
        "logs.log_group" => Some(Value::from("arn:aws:logs:us-east-1:123456789012:log-group:flows")),
        _ => None,
    })
}

async fn cloud(moto: &Moto) -> AwsCloud {
    let connection = moto.connect("us-east-1").await;
    let services = vec![scaffold_aws_ec2::service(&connection)];
    AwsCloud::new(connection, services)
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let cloud = cloud(&moto).await;
    assert_eq!(cloud.id().account, "123456789012");
    let mut fixtures = fixtures_of(&["ec2"]);
    fixtures.retain(has_its_own_name);
    for fixture in &mut fixtures {
        fixture.values.values_mut().for_each(describe_ranges);
        fixture.values.values_mut().for_each(|value| *value = name_others(value));
        fixture.updates.iter_mut().for_each(|(_, value)| describe_ranges(value));
    }
    assert_kept(&cloud, fixtures, exceptions()).await;
}

#[tokio::test]
async fn zones_are_the_standard_ones_by_name() {
    let Some(moto) = Moto::start() else { return };
    let Answer::Value(Value::List(zones)) = cloud(&moto).await.lookup(&Lookup::Zones).await.unwrap() else {
        panic!("zones are a list");
    };
    let zones: Vec<&str> = zones.iter().filter_map(Value::as_text).collect();
    assert_eq!(zones[..3], ["us-east-1a", "us-east-1b", "us-east-1c"]);
}
