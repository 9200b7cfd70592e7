use std::collections::BTreeMap;

use scaffold_model::{Answer, Lookup, Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{create, delete, on, refused, stack, update, values};

const SUBNETS: &str = "elasticache.subnet_group";
const PARAMETERS: &str = "elasticache.parameter_group";

fn subnet_values(subnets: &[&str]) -> Values {
    let subnets = subnets.iter().map(|id| Value::from(*id)).collect();
    values(&[("subnets", Value::List(subnets)), ("description", "caches".into())])
}

#[tokio::test]
async fn a_subnet_group_in_use_is_waited_for() {
    for code in ["CacheSubnetGroupInUse", "SubnetInUse"] {
        let replay = Replay::new(vec![refused("DeleteCacheSubnetGroup", code, "in use")]);
        let error = replay.cloud().provider(SUBNETS).unwrap().delete(&delete()).await.unwrap_err();
        assert_eq!(error.class, Class::Dependency);
        replay.is_over();
    }
    let replay =
        Replay::new(vec![refused("DeleteCacheSubnetGroup", "CacheSubnetGroupNotFoundFault", "none")]);
    replay.cloud().provider(SUBNETS).unwrap().delete(&delete()).await.unwrap();
}

#[tokio::test]
async fn only_what_changes_of_a_subnet_group_is_sent() {
    let replay = Replay::new(vec![
        on("ModifyCacheSubnetGroup", "<CacheSubnetGroup/>")
            .with("SubnetIds.SubnetIdentifier.1", "subnet-1")
            .with("SubnetIds.SubnetIdentifier.2", "subnet-2"),
    ]);
    let request = update(&["subnets"], subnet_values(&["subnet-2", "subnet-1"]));
    replay.cloud().provider(SUBNETS).unwrap().update(&request).await.unwrap();
    assert!(replay.sent("ModifyCacheSubnetGroup", "CacheSubnetGroupDescription").is_empty());
    replay.is_over();
}

fn described(source: Option<&str>, parameters: &[(&str, &str)]) -> Exchange {
    let parameter = |(name, value): &(&str, &str)| {
        let source = source.unwrap_or("system");
        format!(
            "<Parameter><ParameterName>{name}</ParameterName><ParameterValue>{value}</ParameterValue><Source>{source}</Source></Parameter>"
        )
    };
    let parameters: String = parameters.iter().map(parameter).collect();
    let exchange = on("DescribeCacheParameters", &format!("<Parameters>{parameters}</Parameters>"));
    match source {
        Some(source) => exchange.with("Source", source),
        None => exchange,
    }
}

fn parameter_values(parameters: &[(&str, &str)]) -> Values {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    let parameters = Value::Map(parameters.collect::<BTreeMap<_, _>>());
    values(&[("family", "valkey8".into()), ("description", "caches".into()), ("parameters", parameters)])
}

#[tokio::test]
async fn parameters_that_are_not_wanted_any_more_get_their_defaults_again() {
    let replay = Replay::new(vec![
        described(Some("user"), &[("timeout", "60"), ("maxmemory-policy", "allkeys-lru")]),
        described(None, &[("timeout", "0"), ("maxmemory-policy", "volatile-lru"), ("hz", "10")]),
        on("ResetCacheParameterGroup", "")
            .with("ParameterNameValues.ParameterNameValue.1.ParameterName", "timeout")
            .with("ResetAllParameters", "false"),
        on("ModifyCacheParameterGroup", "")
            .with("ParameterNameValues.ParameterNameValue.1.ParameterName", "hz")
            .with("ParameterNameValues.ParameterNameValue.1.ParameterValue", "50"),
    ]);
    let request =
        update(&["parameters"], parameter_values(&[("hz", "50"), ("maxmemory-policy", "allkeys-lru")]));
    replay.cloud().provider(PARAMETERS).unwrap().update(&request).await.unwrap();
    let set = "ParameterNameValues.ParameterNameValue.2.ParameterName";
    assert!(replay.sent("ModifyCacheParameterGroup", set).is_empty());
    replay.is_over();
}

#[tokio::test]
async fn twenty_parameters_go_with_a_call() {
    let many: Vec<String> = (0..45).map(|number| format!("parameter-{number:02}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "1")).collect();
    let modify = || on("ModifyCacheParameterGroup", "");
    let replay =
        Replay::new(vec![described(Some("user"), &[]), described(None, &many), modify(), modify(), modify()]);
    let request = update(&["parameters"], parameter_values(&many));
    replay.cloud().provider(PARAMETERS).unwrap().update(&request).await.unwrap();
    replay.is_over();
    assert_eq!(
        replay
            .sent("ModifyCacheParameterGroup", "ParameterNameValues.ParameterNameValue.20.ParameterName")
            .len(),
        2
    );
    assert!(
        replay
            .sent("ModifyCacheParameterGroup", "ParameterNameValues.ParameterNameValue.21.ParameterName")
            .is_empty()
    );
}

#[tokio::test]
async fn an_unknown_parameter_is_refused_with_the_nearest() {
    let replay = Replay::new(vec![
        on("CreateCacheParameterGroup", "<CacheParameterGroup/>")
            .with("CacheParameterGroupFamily", "valkey8"),
        described(Some("user"), &[]),
        described(None, &[("maxmemory-policy", "volatile-lru")]),
    ]);
    let request = create(parameter_values(&[("maxmemory-polcy", "allkeys-lru")]));
    let error = replay.cloud().provider(PARAMETERS).unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("did you mean `maxmemory-policy`?"), "{error}");
    assert!(error.made.is_some());
    replay.is_over();
}

#[tokio::test]
async fn what_somebody_set_is_what_is_live() {
    let group = "<CacheParameterGroup><CacheParameterGroupName>shop-a</CacheParameterGroupName>\
                 <CacheParameterGroupFamily>valkey8</CacheParameterGroupFamily><Description>caches</Description></CacheParameterGroup>";
    let tag = |(key, value): (&str, &str)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let tags: String = crate::OURS.map(tag).concat();
    let replay = Replay::new(vec![
        on("DescribeCacheParameterGroups", &format!("<CacheParameterGroups>{group}</CacheParameterGroups>")),
        on("ListTagsForResource", &format!("<TagList>{tags}</TagList>"))
            .with("ResourceName", "arn:aws:elasticache:us-east-1:123456789012:parametergroup:shop-a"),
        described(Some("user"), &[("timeout", "60")]),
    ]);
    let found = replay.cloud().provider(PARAMETERS).unwrap().survey(&stack()).await.unwrap();
    assert_eq!(found[0].value("parameters").to_string(), "{ timeout = \"60\" }");
    replay.is_over();
}

#[tokio::test]
async fn a_family_names_its_parameters_where_that_can_be_asked() {
    let lookup =
        Lookup::ParameterNames { kind: "elasticache.parameter_group".into(), family: "valkey8".to_owned() };
    let page = |name: &str, marker: &str| {
        let parameter = format!("<Parameter><ParameterName>{name}</ParameterName></Parameter>");
        let defaults =
            format!("<EngineDefaults><Parameters>{parameter}</Parameters>{marker}</EngineDefaults>");
        on("DescribeEngineDefaultParameters", &defaults).with("CacheParameterGroupFamily", "valkey8")
    };
    let replay = Replay::new(vec![
        page("timeout", "<Marker>m1</Marker>"),
        page("databases", "").with("Marker", "m1"),
        refused("DescribeEngineDefaultParameters", "InvalidAction", "Could not find operation"),
    ]);
    let cloud = replay.cloud();
    let names = Value::List(vec!["timeout".into(), "databases".into()]);
    assert_eq!(cloud.lookup(&lookup).await.unwrap(), Answer::Value(names));
    assert_eq!(cloud.lookup(&lookup).await.unwrap(), Answer::Value(Value::Null), "nobody knows");
    replay.is_over();
}
