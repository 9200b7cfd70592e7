use scaffold_model::{PhysicalId, Value};
use scaffold_provider::{Class, Cloud};
use serde_json::json;

use crate::script::{Exchange, Replay, reset};
use crate::{ARN, create, delete, member, on, refused, tags, update, values};

const KIND: &str = "elbv2.target_group";

fn arn() -> String {
    format!("{ARN}:targetgroup/shop-edge-x-0123abcd/0a")
}

fn group(inside: &str) -> String {
    member(&format!(
        "<TargetGroupArn>{}</TargetGroupArn><TargetGroupName>shop-edge-x-0123abcd</TargetGroupName>{inside}",
        arn()
    ))
}

const HTTP: &str = "<TargetType>instance</TargetType><Protocol>HTTP</Protocol><Port>80</Port><VpcId>vpc-1</VpcId>\
                    <ProtocolVersion>HTTP1</ProtocolVersion>";

fn made() -> Exchange {
    on("CreateTargetGroup", &format!("<TargetGroups>{}</TargetGroups>", group(HTTP)))
}

fn web() -> serde_json::Value {
    json!({ "vpc": "vpc-1", "protocol": "HTTP", "port": 80, "deregistration_delay_seconds": 60 })
}

#[tokio::test]
async fn a_call_that_gives_what_someone_else_made_is_an_error_and_nothing_is_written_after_it() {
    let import = format!("scaffold import load_balancer.edge/x {}", arn());
    let renamed = "`to = \"load_balancer.edge/x\"`";
    for (owner, help) in [(None, import.as_str()), (Some("autoscaling_group.web/target_group"), renamed)] {
        let replay = Replay::new(vec![made(), tags(&[(&arn(), owner)])]);
        let error =
            replay.cloud().provider(KIND).unwrap().create(&create(values(KIND, web()))).await.unwrap_err();
        assert_eq!(error.class, Class::OwnedBySomeoneElse);
        assert!(error.message.contains(help), "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn a_lost_reply_is_asked_for_again_and_attributes_follow() {
    let sent = on("ModifyTargetGroupAttributes", "<Attributes/>")
        .with("Attributes.member.1.Key", "deregistration_delay.timeout_seconds")
        .with("Attributes.member.1.Value", "60");
    let replay = Replay::new(vec![
        reset("CreateTargetGroup"),
        made(),
        tags(&[(&arn(), Some("load_balancer.edge/x"))]),
        sent,
    ]);
    let id = replay.cloud().provider(KIND).unwrap().create(&create(values(KIND, web()))).await.unwrap();
    assert_eq!(id.as_str(), arn());
    assert!(replay.sent("ModifyTargetGroupAttributes", "Attributes.member.2.Key").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn a_group_that_is_in_use_waits_and_its_users_are_named() {
    let listener = format!("{ARN}:listener/app/edge/0b/0c");
    let forward = |group: &str| {
        let action = format!("<Type>forward</Type><TargetGroupArn>{group}</TargetGroupArn>");
        member(&action)
    };
    let listeners = format!(
        "<Listeners>{}</Listeners>",
        member(&format!(
            "<ListenerArn>{listener}</ListenerArn><Port>443</Port><DefaultActions>{}</DefaultActions>",
            forward("another")
        ))
    );
    let rule = |number: &str, priority: &str, actions: String| {
        let default = priority == "default";
        member(&format!(
            "<RuleArn>{listener}/{number}</RuleArn><Priority>{priority}</Priority><IsDefault>{default}</IsDefault>\
             <Actions>{actions}</Actions>"
        ))
    };
    let rules = format!(
        "<Rules>{}{}</Rules>",
        rule("0d", "10", forward(&arn())),
        rule("0e", "default", forward(&arn()))
    );
    let served = format!("{HTTP}<LoadBalancerArns>{}</LoadBalancerArns>", member("arn:balancer"));
    let message = "Target group is currently in use by a listener or a rule";
    let replay = Replay::new(vec![
        refused("DeleteTargetGroup", "ResourceInUse", message),
        on("DescribeTargetGroups", &format!("<TargetGroups>{}</TargetGroups>", group(&served))),
        on("DescribeListeners", &listeners).with("LoadBalancerArn", "arn:balancer"),
        on("DescribeRules", &rules).with("ListenerArn", &listener),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let error = provider.delete(&delete(&arn())).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    let users = provider.users(&[PhysicalId::from(arn().as_str())]).await.unwrap();
    let what: Vec<&str> = users.iter().map(|user| user.what.as_str()).collect();
    assert_eq!(what, ["rule 10 of a listener on port 443"]);
    replay.is_over();
}

#[tokio::test]
async fn targets_that_leave_are_none_and_new_ones_come_first() {
    let target = |id: &str, state: &str| {
        member(&format!(
            "<Target><Id>{id}</Id><Port>80</Port></Target><TargetHealth><State>{state}</State></TargetHealth>"
        ))
    };
    let health = || {
        let targets =
            [target("i-1", "healthy"), target("i-2", "draining"), target("i-3", "initial")].concat();
        on("DescribeTargetHealth", &format!("<TargetHealthDescriptions>{targets}</TargetHealthDescriptions>"))
    };
    let replay = Replay::new(vec![
        health(),
        on("RegisterTargets", "").with("Targets.member.1.Id", "i-2"),
        on("DeregisterTargets", "").with("Targets.member.1.Id", "i-3"),
    ]);
    let mut said = web();
    said["targets"] = json!([{ "id": "i-1" }, { "id": "i-2", "port": 80 }]);
    let request = update(&arn(), &["targets"], values(KIND, said));
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    assert_eq!(replay.actions(), ["DescribeTargetHealth", "RegisterTargets", "DeregisterTargets"]);
    replay.is_over();
}

#[tokio::test]
async fn only_what_is_said_of_a_health_check_is_sent() {
    let mut said = web();
    said["health_check"] = json!({ "path": "/ready", "matcher": "200-299" });
    let sent =
        on("ModifyTargetGroup", "").with("HealthCheckPath", "/ready").with("Matcher.HttpCode", "200-299");
    let replay = Replay::new(vec![sent]);
    let request = update(&arn(), &["health_check"], values(KIND, said));
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    assert!(replay.sent("ModifyTargetGroup", "HealthCheckIntervalSeconds").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn what_is_taken_away_gets_its_default_back() {
    let sent = on("ModifyTargetGroupAttributes", "<Attributes/>")
        .with("Attributes.member.1.Key", "load_balancing.algorithm.type")
        .with("Attributes.member.1.Value", "round_robin")
        .with("Attributes.member.2.Key", "stickiness.enabled")
        .with("Attributes.member.2.Value", "false");
    let replay = Replay::new(vec![sent]);
    let mut request = update(&arn(), &["algorithm"], values(KIND, web()));
    request.patch.insert("stickiness".to_owned(), Value::Null);
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    replay.is_over();
}
