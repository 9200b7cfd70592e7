use scaffold_provider::{Class, Cloud};
use serde_json::json;

use crate::script::{Exchange, Replay, reset};
use crate::{ARN, create, member, on, refused, tags, update, values};

const KIND: &str = "elbv2.listener_rule";

fn listener() -> String {
    format!("{ARN}:listener/app/edge/0a/0b")
}

fn arn(number: u32) -> String {
    format!("{ARN}:listener-rule/app/edge/0a/0b/{number}")
}

fn rules(priorities: &[(u32, &str)]) -> Exchange {
    let rule = |(number, priority): &(u32, &str)| {
        let default = *priority == "default";
        member(&format!(
            "<RuleArn>{}</RuleArn><Priority>{priority}</Priority><IsDefault>{default}</IsDefault>",
            arn(*number)
        ))
    };
    let rules: String = priorities.iter().map(rule).collect();
    on("DescribeRules", &format!("<Rules>{rules}</Rules>")).with("ListenerArn", &listener())
}

fn rule(priority: i64) -> serde_json::Value {
    json!({
        "listener": listener(),
        "priority": priority,
        "conditions": [{ "path_pattern": ["/a/*"] }, { "source_ip": ["10.0.0.0/8"] }],
        "actions": [{ "fixed_response": { "status_code": 404 } }],
    })
}

#[tokio::test]
async fn two_rules_exchange_their_priorities_in_one_call() {
    let replay = Replay::new(vec![
        rules(&[(1, "10"), (2, "20"), (9, "default")]),
        tags(&[(&arn(2), Some("load_balancer.edge/y"))]),
        on("SetRulePriorities", "")
            .with("RulePriorities.member.1.RuleArn", &arn(1))
            .with("RulePriorities.member.1.Priority", "20")
            .with("RulePriorities.member.2.RuleArn", &arn(2))
            .with("RulePriorities.member.2.Priority", "10"),
        // The other one has what it wants by now.
        rules(&[(1, "20"), (2, "10"), (9, "default")]),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    provider.update(&update(&arn(1), &["priority"], values(KIND, rule(20)))).await.unwrap();
    provider.update(&update(&arn(2), &["priority"], values(KIND, rule(10)))).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_priority_of_someone_else_is_not_taken() {
    let replay = Replay::new(vec![rules(&[(1, "10"), (2, "20")]), tags(&[(&arn(2), None)])]);
    let request = update(&arn(1), &["priority"], values(KIND, rule(20)));
    let error = replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains(&arn(2)), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_rule_whose_reply_was_lost_is_found_by_its_priority() {
    let begun = || {
        vec![
            tags(&[(&listener(), Some("load_balancer.edge/listener.https"))]),
            reset("CreateRule")
                .with("Conditions.member.1.SourceIpConfig.Values.member.1", "10.0.0.0/8")
                .with("Conditions.member.2.Field", "path-pattern")
                .with("Conditions.member.2.PathPatternConfig.Values.member.1", "/a/*"),
            refused("CreateRule", "PriorityInUse", "Priority '10' is currently in use"),
            rules(&[(1, "10"), (9, "default")]),
        ]
    };
    let request = create(values(KIND, rule(10)));
    let replay = Replay::new([begun(), vec![tags(&[(&arn(1), Some("load_balancer.edge/x"))])]].concat());
    let id = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), arn(1));
    replay.is_over();

    let replay = Replay::new([begun(), vec![tags(&[(&arn(1), None)])]].concat());
    let error = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    replay.is_over();
}

#[tokio::test]
async fn rewrites_are_sent_together_and_reset_when_none_is_left() {
    let rewrite = json!({ "regex": "^/v1/(.*)", "replace": "/$1" });
    let replay = Replay::new(vec![
        on("ModifyRule", "")
            .with("Transforms.member.1.Type", "url-rewrite")
            .with("Transforms.member.1.UrlRewriteConfig.Rewrites.member.1.Replace", "/$1"),
        on("ModifyRule", "").with("ResetTransforms", "true"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let mut said = rule(10);
    said["url_rewrite"] = rewrite;
    provider.update(&update(&arn(1), &["url_rewrite"], values(KIND, said))).await.unwrap();
    let mut request = update(&arn(1), &[], values(KIND, rule(10)));
    request.patch.insert("url_rewrite".to_owned(), scaffold_model::Value::Null);
    provider.update(&request).await.unwrap();
    replay.is_over();
}
