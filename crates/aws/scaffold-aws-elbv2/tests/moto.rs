//! The contract suite over real HTTP, on moto. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

#[path = "../../scaffold-aws-ec2/tests/support/contract.rs"]
mod contract;
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use std::sync::Arc;

use async_trait::async_trait;
use contract::{assert_kept, fixtures_of};
use moto::Moto;
use scaffold_aws_core::{AwsCloud, Secret, SecretSource};
use scaffold_model::Value;
use scaffold_provider::Error;
use scaffold_provider::contract::{Exception, Fixture, Promise};

/// Kinds that balancers stand in, made by the providers of EC2.
const BENEATH: [&str; 4] = ["ec2.vpc", "ec2.subnet", "ec2.internet_gateway", "ec2.security_group"];

fn is_beneath(fixture: &Fixture) -> bool {
    BENEATH.contains(&fixture.kind.as_str())
}

/// What moto 5.2.5 does not do, and AWS does.
fn exceptions() -> Vec<Exception> {
    let exception =
        |kind, attribute, promise, reason| Exception { kind: Some(kind), attribute, promise, reason };
    let unchanged =
        |kind, attribute, reason| exception(kind, Some(attribute), Promise::ChangesOneThing, reason);
    vec![
        exception("elbv2.load_balancer", None, Promise::MadeOnce, "moto makes two balancers of one name"),
        unchanged(
            "elbv2.load_balancer",
            "enforce_security_groups_on_private_link",
            "moto ignores EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        ),
        unchanged("elbv2.load_balancer", "health_check_logs", "moto does not know their keys"),
        unchanged("elbv2.listener", "certificate", "moto looks for it in ModifyListener alone"),
        unchanged("elbv2.listener", "mutual_authentication", "moto ignores it"),
        unchanged("elbv2.listener", "alpn_policy", "moto ignores it in ModifyListener"),
        unchanged("elbv2.listener", "protocol", "moto does not know TCP_UDP"),
        unchanged("elbv2.listener_rule", "url_rewrite", "moto has no transforms"),
    ]
}

/// moto wants two zones in every `SetSubnets`, of network balancers too, and no priority in
/// `SetRulePriorities` that a rule has, of the same call too.
fn is_refused(fixture: &str, (attribute, value): &(&'static str, Value)) -> bool {
    match *attribute {
        "subnets" => value.as_list().is_some_and(|subnets| subnets.len() < 2),
        "priority" => fixture == "old" && *value == Value::from(30),
        _ => false,
    }
}

/// No fixture has a secret.
struct NoSecrets;

#[async_trait]
impl SecretSource for NoSecrets {
    async fn parameter(&self, name: &str) -> Result<Secret, Error> {
        panic!("nothing asks for {name}")
    }
}

async fn cloud(moto: &Moto) -> AwsCloud {
    let connection = moto.connect("us-east-1").await;
    let services = vec![
        scaffold_aws_ec2::service(&connection),
        scaffold_aws_elbv2::service(&connection, Arc::new(NoSecrets)),
    ];
    AwsCloud::new(connection, services)
}

#[tokio::test]
async fn every_kind_keeps_every_promise() {
    let Some(moto) = Moto::start() else { return };
    let cloud = cloud(&moto).await;
    let mut fixtures = fixtures_of(&["ec2", "elbv2"]);
    fixtures.retain(|fixture| fixture.kind.service() == "elbv2" || is_beneath(fixture));
    for fixture in &mut fixtures {
        let (beneath, name) = (is_beneath(fixture), fixture.address.name().to_owned());
        fixture.updates.retain(|update| !beneath && !is_refused(&name, update));
    }
    assert_kept(&cloud, fixtures, exceptions()).await;
}
