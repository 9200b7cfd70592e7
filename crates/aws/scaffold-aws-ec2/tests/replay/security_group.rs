use scaffold_model::{Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay, on, refused, reset};
use crate::{create, tag_set, update};

fn group_list(tags: &str) -> Exchange {
    let group = format!(
        "<item><groupId>sg-1</groupId><groupName>shop-main-x-0123abcd</groupName><vpcId>vpc-1</vpcId>{tags}</item>"
    );
    on("DescribeSecurityGroups", &format!("<securityGroupInfo>{group}</securityGroupInfo>"))
}

#[tokio::test]
async fn a_group_whose_name_is_taken_is_ours_or_an_error() {
    let taken = || refused("CreateSecurityGroup", 400, "InvalidGroup.Duplicate", "The group already exists");
    let request = create(&[("vpc", "vpc-1"), ("description", "web")]);
    let replay = Replay::new(vec![taken(), group_list(&tag_set())]);
    let cloud = replay.cloud(None);
    let id = cloud.provider("ec2.security_group").unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), "sg-1");
    replay.is_over();

    let replay = Replay::new(vec![taken(), group_list("")]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.security_group").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import vpc.main/x sg-1"), "{error}");
    replay.is_over();
}

fn rule_list(rules: &[(&str, u16)]) -> Exchange {
    let rule = |(id, port): &(&str, u16)| {
        format!(
            "<item><securityGroupRuleId>{id}</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress>\
             <ipProtocol>tcp</ipProtocol><fromPort>{port}</fromPort><toPort>{port}</toPort>\
             <cidrIpv4>0.0.0.0/0</cidrIpv4>{}</item>",
            tag_set()
        )
    };
    let rules: String = rules.iter().map(rule).collect();
    on("DescribeSecurityGroupRules", &format!("<securityGroupRuleSet>{rules}</securityGroupRuleSet>"))
}

fn rules(ports: &[i64]) -> Values {
    let rule = |port: &i64| {
        Value::Map(Values::from([
            ("protocol".to_owned(), Value::from("tcp")),
            ("from_port".to_owned(), Value::from(*port)),
            ("to_port".to_owned(), Value::from(*port)),
            ("cidr_block".to_owned(), Value::from("0.0.0.0/0")),
        ]))
    };
    Values::from([
        ("security_group".to_owned(), Value::from("sg-1")),
        ("ingress".to_owned(), Value::List(ports.iter().map(rule).collect())),
    ])
}

#[tokio::test]
async fn a_set_is_read_again_where_the_fate_of_a_change_is_unknown() {
    let replay = Replay::new(vec![
        rule_list(&[("sgr-80", 80)]),
        reset("AuthorizeSecurityGroupIngress")
            .with("IpPermissions.1.FromPort", "443")
            .with("TagSpecification.1.ResourceType", "security-group-rule")
            .with("TagSpecification.1.Tag.2.Key", "scaffold:stack"),
        rule_list(&[("sgr-80", 80), ("sgr-443", 443)]),
        on("RevokeSecurityGroupIngress", "<return>true</return>").with("SecurityGroupRuleId.1", "sgr-80"),
    ]);
    let request = update("sg-1", "ingress", rules(&[443]));
    replay.cloud(None).provider("ec2.security_group_rules").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_set_that_is_as_it_should_be_is_left_alone() {
    let replay = Replay::new(vec![rule_list(&[("sgr-443", 443)])]);
    let request = update("sg-1", "ingress", rules(&[443]));
    replay.cloud(None).provider("ec2.security_group_rules").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_set_that_moves_has_its_own_rules_tagged_and_no_others() {
    let other = tag_set().replace("shop@us-east-1", "other@us-east-1");
    assert_ne!(other, tag_set());
    let rule = |(id, tags): (&str, String)| {
        format!(
            "<item><securityGroupRuleId>{id}</securityGroupRuleId><groupId>sg-1</groupId>\
             <isEgress>false</isEgress><ipProtocol>-1</ipProtocol>{tags}</item>"
        )
    };
    let rules: String = [("sgr-1", tag_set()), ("sgr-2", String::new()), ("sgr-3", other)].map(rule).concat();
    let replay = Replay::new(vec![
        group(""),
        on("DescribeSecurityGroupRules", &format!("<securityGroupRuleSet>{rules}</securityGroupRuleSet>")),
        on("CreateTags", "<return>true</return>")
            .with("ResourceId.1", "sgr-1")
            .with("Tag.1.Value", "vpc.main/y"),
        group(""),
        no_rule(),
    ]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.security_group_rules").unwrap();
    let tags = [("scaffold:address".to_owned(), "vpc.main/y".to_owned())].into();
    for _ in 0..2 {
        provider.tag(&"sg-1".into(), &tags).await.unwrap();
    }
    assert!(replay.sent("CreateTags", "ResourceId.2").is_empty());
    replay.is_over();
}

fn group(permissions: &str) -> Exchange {
    let group = format!(
        "<item><groupId>sg-1</groupId><groupName>default</groupName><vpcId>vpc-1</vpcId>{permissions}{}</item>",
        tag_set()
    );
    on("DescribeSecurityGroups", &format!("<securityGroupInfo>{group}</securityGroupInfo>"))
}

const OPEN: &str = "<ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><ipRanges><item>\
                    <cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissionsEgress>";

fn open_rule() -> Exchange {
    let rule = "<item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId>\
                <isEgress>true</isEgress><ipProtocol>-1</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort>\
                <cidrIpv4>0.0.0.0/0</cidrIpv4></item>";
    on("DescribeSecurityGroupRules", &format!("<securityGroupRuleSet>{rule}</securityGroupRuleSet>"))
}

fn no_rule() -> Exchange {
    on("DescribeSecurityGroupRules", "<securityGroupRuleSet/>")
}

fn revoked() -> Exchange {
    on("RevokeSecurityGroupEgress", "<return>true</return>").with("SecurityGroupRuleId.1", "sgr-1")
}

#[tokio::test]
async fn the_rule_of_a_new_group_is_waited_for_and_revoked() {
    let replay = Replay::new(vec![group(OPEN), no_rule(), open_rule(), open_rule(), open_rule(), revoked()]);
    let request = create(&[("security_group", "sg-1")]);
    replay.cloud(None).provider("ec2.security_group_rules").unwrap().create(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn the_default_group_of_a_new_vpc_is_closed_although_its_rules_show_late() {
    let replay = Replay::new(vec![
        group(OPEN),
        on("DescribeRouteTables", "<routeTableSet/>"),
        on("DescribeNetworkAcls", "<networkAclSet/>"),
        no_rule(),
        open_rule(),
        revoked(),
    ]);
    let mut values = Values::from([
        ("cidr_block".to_owned(), Value::from("10.0.0.0/16")),
        ("instance_tenancy".to_owned(), Value::from("default")),
        ("default_security_group".to_owned(), Value::from("closed")),
        ("main_route_table".to_owned(), Value::from("closed")),
    ]);
    for off in ["amazon_ipv6", "dns_support", "dns_hostnames", "network_address_usage_metrics"] {
        values.insert(off.to_owned(), Value::from(false));
    }
    let request = update("vpc-1", "default_security_group", values);
    replay.cloud(None).provider("ec2.vpc").unwrap().update(&request).await.unwrap();
    replay.is_over();
}
