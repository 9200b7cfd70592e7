use scaffold_model::{Answer, Lookup, Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{create, on, refused, update, values};

fn parameter(name: &str, (kind, source): (&str, &str), more: &str) -> String {
    format!(
        "<Parameter><ParameterName>{name}</ParameterName><ApplyType>{kind}</ApplyType><Source>{source}</Source>\
         <IsModifiable>true</IsModifiable>{more}</Parameter>"
    )
}

/// Two pages, as AWS lists what a family has.
fn known() -> Vec<Exchange> {
    let first = parameter("work_mem", ("dynamic", "engine-default"), "");
    let second = parameter("max_connections", ("static", "system"), "");
    vec![
        on("DescribeDBParameters", &format!("<Parameters>{first}</Parameters><Marker>m1</Marker>")),
        on("DescribeDBParameters", &format!("<Parameters>{second}</Parameters>")).with("Marker", "m1"),
    ]
}

fn parameters(entries: &[(&str, &str)]) -> Value {
    Value::Map(entries.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect())
}

fn group(entries: &[(&str, &str)]) -> Values {
    values(&[
        ("family", "postgres16".into()),
        ("description", "Managed by scaffold".into()),
        ("parameters", parameters(entries)),
    ])
}

#[tokio::test]
async fn dynamic_parameters_hold_at_once_and_static_ones_when_it_is_rebooted() {
    let mut script = known();
    script.extend([
        on("ResetDBParameterGroup", "")
            .with("ResetAllParameters", "false")
            .with("Parameters.Parameter.1.ParameterName", "log_connections"),
        on("ModifyDBParameterGroup", "")
            .with("Parameters.Parameter.1.ParameterName", "max_connections")
            .with("Parameters.Parameter.1.ApplyMethod", "pending-reboot")
            .with("Parameters.Parameter.2.ParameterName", "work_mem")
            .with("Parameters.Parameter.2.ApplyMethod", "immediate"),
    ]);
    let replay = Replay::new(script);
    let wanted = group(&[("work_mem", "65536"), ("max_connections", "200")]);
    let mut request = update("g", values(&[("parameters", wanted["parameters"].clone())]), wanted);
    request.before = values(&[("parameters", parameters(&[("log_connections", "1"), ("work_mem", "4096")]))]);
    replay.cloud().provider("rds.parameter_group").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_mistyped_parameter_is_refused_with_the_nearest_one() {
    let mut script = vec![on("CreateDBParameterGroup", "").with("DBParameterGroupFamily", "postgres16")];
    script.extend(known());
    let replay = Replay::new(script);
    let request = create(group(&[("work_men", "65536")]));
    let cloud = replay.cloud();
    let error = cloud.provider("rds.parameter_group").unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("did you mean `work_mem`?"), "{error}");
    assert_eq!(error.made.as_ref().map(|id| id.as_str()), Some("shop-orders-0123abcd"));
    replay.is_over();
}

#[tokio::test]
async fn tags_are_asked_for_only_where_a_name_begins_as_the_stacks_do() {
    let one =
        |name: &str| format!("<DBSubnetGroup><DBSubnetGroupName>{name}</DBSubnetGroupName></DBSubnetGroup>");
    let groups = [one("default"), one("shop-orders-0123abcd"), one("other-1")].concat();
    let tags = "<TagList><Tag><Key>scaffold:stack</Key><Value>shop@us-east-1</Value></Tag>\
                <Tag><Key>scaffold:address</Key><Value>database.orders/x</Value></Tag></TagList>";
    let arn = "arn:aws:rds:us-east-1:123456789012:subgrp:shop-orders-0123abcd";
    let replay = Replay::new(vec![
        on("DescribeDBSubnetGroups", &format!("<DBSubnetGroups>{groups}</DBSubnetGroups>")),
        on("ListTagsForResource", tags).with("ResourceName", arn),
    ]);
    let cloud = replay.cloud();
    let lives = cloud.provider("rds.subnet_group").unwrap().survey(&crate::stack()).await.unwrap();
    assert_eq!(lives.len(), 1);
    replay.is_over();
}

#[tokio::test]
async fn a_family_names_its_parameters_where_that_can_be_asked() {
    let lookup =
        Lookup::ParameterNames { kind: "rds.parameter_group".into(), family: "postgres16".to_owned() };
    let page = |name: &str, marker: &str| {
        let parameter = parameter(name, ("dynamic", "engine-default"), "");
        let defaults =
            format!("<EngineDefaults><Parameters>{parameter}</Parameters>{marker}</EngineDefaults>");
        on("DescribeEngineDefaultParameters", &defaults).with("DBParameterGroupFamily", "postgres16")
    };
    let replay = Replay::new(vec![
        page("work_mem", "<Marker>m1</Marker>"),
        page("max_connections", "").with("Marker", "m1"),
        refused("DescribeEngineDefaultParameters", 400, "InvalidAction", "Could not find operation"),
        refused("DescribeEngineDefaultParameters", 403, "AccessDenied", "not authorized"),
    ]);
    let cloud = replay.cloud();
    let names = Value::List(vec!["work_mem".into(), "max_connections".into()]);
    assert_eq!(cloud.lookup(&lookup).await.unwrap(), Answer::Value(names));
    let told = cloud.lookup(&lookup).await.unwrap();
    assert_eq!(told, Answer::Value(Value::Null), "AWS judges names when they are set");
    let refusal = cloud.lookup(&lookup).await.unwrap_err();
    assert_eq!(refusal.class, Class::Permission, "the policies allow it");
    replay.is_over();
}

#[tokio::test]
async fn a_version_names_where_it_can_be_upgraded_to() {
    let lookup = Lookup::UpgradeTargets {
        kind: "rds.instance".into(),
        engine: "mysql".to_owned(),
        version: "5.7.44".to_owned(),
    };
    let target =
        |version: &str| format!("<UpgradeTarget><EngineVersion>{version}</EngineVersion></UpgradeTarget>");
    let known = |targets: &str| {
        let version =
            format!("<DBEngineVersion><EngineVersion>5.7.44</EngineVersion>{targets}</DBEngineVersion>");
        on("DescribeDBEngineVersions", &format!("<DBEngineVersions>{version}</DBEngineVersions>"))
            .with("Engine", "mysql")
            .with("EngineVersion", "5.7.44")
            .with("IncludeAll", "true")
    };
    let targets =
        format!("<ValidUpgradeTarget>{}{}</ValidUpgradeTarget>", target("8.0.40"), target("8.0.41"));
    let replay = Replay::new(vec![
        known(&targets),
        known(""),
        refused("DescribeDBEngineVersions", 403, "AccessDenied", "not authorized"),
    ]);
    let cloud = replay.cloud();
    let told = Value::List(vec!["8.0.40".into(), "8.0.41".into()]);
    assert_eq!(cloud.lookup(&lookup).await.unwrap(), Answer::Value(told));
    assert_eq!(cloud.lookup(&lookup).await.unwrap(), Answer::Value(Value::Null), "AWS judges");
    assert_eq!(cloud.lookup(&lookup).await.unwrap_err().class, Class::Permission);
    replay.is_over();
}
