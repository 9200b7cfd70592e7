//! Rules that stand for themselves, in groups of other stacks.

use scaffold_model::{PhysicalId, StackId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest};

use crate::script::{Exchange, Replay, on, refused};
use crate::{create, tag_set, update};

const KIND: &str = "ec2.security_group_rule";

/// The stack's tags, and that by which a single rule is known.
fn single() -> String {
    let kind = "<item><key>scaffold:kind</key><value>ec2.security_group_rule</value></item></tagSet>";
    tag_set().replace("</tagSet>", kind)
}

fn rule(id: &str, tags: &str) -> String {
    format!(
        "<item><securityGroupRuleId>{id}</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress>\
         <ipProtocol>tcp</ipProtocol><fromPort>5432</fromPort><toPort>5432</toPort>\
         <referencedGroupInfo><groupId>sg-2</groupId></referencedGroupInfo>{tags}</item>"
    )
}

fn list(rules: &str) -> Exchange {
    on("DescribeSecurityGroupRules", &format!("<securityGroupRuleSet>{rules}</securityGroupRuleSet>"))
}

fn wanted() -> CreateRequest {
    let mut request = create(&[
        ("security_group", "sg-1"),
        ("direction", "ingress"),
        ("protocol", "tcp"),
        ("peer_security_group", "sg-2"),
    ]);
    for port in ["from_port", "to_port"] {
        request.values.insert(port.to_owned(), Value::from(5432_i64));
    }
    request
}

#[tokio::test]
async fn a_rule_is_made_with_what_tells_it_from_members_of_sets() {
    let replay = Replay::new(vec![
        on("AuthorizeSecurityGroupIngress", "<return>true</return>")
            .with("GroupId", "sg-1")
            .with("IpPermissions.1.Groups.1.GroupId", "sg-2")
            .with("TagSpecification.1.Tag.2.Key", "scaffold:kind"),
        list(&rule("sgr-1", &single())),
    ]);
    let id = replay.cloud(None).provider(KIND).unwrap().create(&wanted()).await.unwrap();
    assert_eq!(id.as_str(), "sgr-1");
    replay.is_over();
}

#[tokio::test]
async fn a_rule_that_is_there_already_is_ours_or_an_error() {
    let taken =
        || refused("AuthorizeSecurityGroupIngress", 400, "InvalidPermission.Duplicate", "already exists");
    let replay = Replay::new(vec![taken(), list(&rule("sgr-1", &single()))]);
    let id = replay.cloud(None).provider(KIND).unwrap().create(&wanted()).await.unwrap();
    assert_eq!(id.as_str(), "sgr-1");
    replay.is_over();

    let replay = Replay::new(vec![taken(), list(&rule("sgr-9", ""))]);
    let error = replay.cloud(None).provider(KIND).unwrap().create(&wanted()).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("sg-1 has this rule already, sgr-9"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_survey_leaves_members_of_sets_out_though_the_list_has_them() {
    let stack = StackId { name: "shop".into(), environment: None, region: "us-east-1".into() };
    let rules = [rule("sgr-1", &single()), rule("sgr-2", &tag_set()), rule("sgr-3", "")].concat();
    let replay = Replay::new(vec![list(&rules).with("Filter.2.Name", "tag:scaffold:kind")]);
    let live = replay.cloud(None).provider(KIND).unwrap().survey(&stack).await.unwrap();
    assert_eq!(live.iter().map(|live| live.id.as_str()).collect::<Vec<_>>(), ["sgr-1"]);
    assert_eq!(*live[0].value("peer_security_group"), Value::from("sg-2"));
    replay.is_over();
}

#[tokio::test]
async fn a_set_leaves_single_rules_alone() {
    let replay = Replay::new(vec![list(&rule("sgr-1", &single()))]);
    let values = Values::from([
        ("security_group".to_owned(), Value::from("sg-1")),
        ("ingress".to_owned(), Value::List(Vec::new())),
    ]);
    let request = update("sg-1", "ingress", values);
    replay.cloud(None).provider("ec2.security_group_rules").unwrap().update(&request).await.unwrap();
    assert!(replay.sent("RevokeSecurityGroupIngress", "GroupId").is_empty());
    replay.is_over();
}

fn groups(tags: &str) -> Exchange {
    let group = format!("<item><groupId>sg-1</groupId><groupName>store</groupName>{tags}</item>");
    on("DescribeSecurityGroups", &format!("<securityGroupInfo>{group}</securityGroupInfo>"))
}

fn nothing(action: &str, set: &str) -> Exchange {
    on(action, &format!("<{set}/>"))
}

#[tokio::test]
async fn a_group_is_used_by_rules_that_other_stacks_put_into_it() {
    let other = single().replace("shop@us-east-1", "other@us-east-1");
    let rules = [rule("sgr-1", &tag_set()), rule("sgr-2", &other), rule("sgr-3", "")].concat();
    let replay = Replay::new(vec![
        nothing("DescribeNetworkInterfaces", "networkInterfaceSet"),
        nothing("DescribeSecurityGroups", "securityGroupInfo"),
        nothing("DescribeSecurityGroups", "securityGroupInfo"),
        groups(&tag_set()),
        list(&rules),
    ]);
    let cloud = replay.cloud(None);
    let users =
        cloud.provider("ec2.security_group").unwrap().users(&[PhysicalId::from("sg-1")]).await.unwrap();
    assert_eq!(users.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), ["sgr-2"]);
    assert!(users[0].what.contains("a rule of stack other@us-east-1"), "{}", users[0].what);
    replay.is_over();
}

#[tokio::test]
async fn a_group_that_a_single_rule_names_is_used_by_that_rule() {
    let naming = "<item><groupId>sg-1</groupId><groupName>store</groupName><ipPermissions><item>\
                  <ipProtocol>tcp</ipProtocol><groups><item><groupId>sg-2</groupId></item></groups></item>\
                  </ipPermissions></item>";
    let replay = Replay::new(vec![
        nothing("DescribeNetworkInterfaces", "networkInterfaceSet"),
        on("DescribeSecurityGroups", &format!("<securityGroupInfo>{naming}</securityGroupInfo>")),
        nothing("DescribeSecurityGroups", "securityGroupInfo"),
        list(&rule("sgr-1", &single())),
        nothing("DescribeSecurityGroups", "securityGroupInfo"),
        list(""),
    ]);
    let cloud = replay.cloud(None);
    let users =
        cloud.provider("ec2.security_group").unwrap().users(&[PhysicalId::from("sg-2")]).await.unwrap();
    assert_eq!(users.iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), ["sgr-1"]);
    replay.is_over();
}
