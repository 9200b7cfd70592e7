use scaffold_model::{Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{NAME, OURS, create, delete, on, refused, update, values};

const CLUSTER: &str = "elasticache.cluster";

fn cluster(status: &str, nodes: usize, more: &str) -> Exchange {
    let node = |number: usize| {
        format!(
            "<CacheNode><CacheNodeId>{:04}</CacheNodeId><Endpoint><Address>n{number}</Address><Port>11211</Port></Endpoint></CacheNode>",
            number + 1
        )
    };
    let list: String = (0..nodes).map(node).collect();
    on(
        "DescribeCacheClusters",
        &format!(
            "<CacheClusters><CacheCluster><CacheClusterId>{NAME}</CacheClusterId><Engine>memcached</Engine>\
             <EngineVersion>1.6.22</EngineVersion><CacheNodeType>cache.t4g.small</CacheNodeType>\
             <CacheClusterStatus>{status}</CacheClusterStatus><NumCacheNodes>{nodes}</NumCacheNodes>\
             <PreferredAvailabilityZone>Multiple</PreferredAvailabilityZone><CacheNodes>{list}</CacheNodes>{more}\
             </CacheCluster></CacheClusters>"
        ),
    )
    .with("CacheClusterId", NAME)
    .with("ShowCacheNodeInfo", "true")
}

fn tags(own: &[(&str, &str)]) -> Exchange {
    let tag = |(key, value): &(&str, &str)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let tags: String = OURS.iter().chain(own).map(tag).collect();
    on("ListTagsForResource", &format!("<TagList>{tags}</TagList>"))
        .with("ResourceName", &format!("arn:aws:elasticache:us-east-1:123456789012:cluster:{NAME}"))
}

fn cluster_values(others: &[(&str, Value)]) -> Values {
    let mut all = values(&[
        ("engine_version", "1.6.22".into()),
        ("node_type", "cache.t4g.small".into()),
        ("nodes", 3.into()),
        ("auto_minor_version_upgrade", true.into()),
        ("encryption_in_transit", true.into()),
        ("network_type", "ipv4".into()),
        ("deletion_protection", false.into()),
    ]);
    all.extend(values(others));
    all
}

#[tokio::test]
async fn nodes_with_the_highest_numbers_go() {
    let replay = Replay::new(vec![
        cluster("available", 3, ""),
        tags(&[]),
        on("ModifyCacheCluster", "<CacheCluster/>")
            .with("NumCacheNodes", "1")
            .with("CacheNodeIdsToRemove.CacheNodeId.1", "0002")
            .with("CacheNodeIdsToRemove.CacheNodeId.2", "0003")
            .with("ApplyImmediately", "true"),
    ]);
    let request = update(&["nodes"], cluster_values(&[("nodes", 1.into()), ("apply", "now".into())]));
    replay.cloud().provider(CLUSTER).unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn nodes_that_come_in_the_window_count() {
    let waiting = "<PendingModifiedValues><NumCacheNodes>5</NumCacheNodes></PendingModifiedValues>";
    let replay = Replay::new(vec![cluster("available", 3, waiting), tags(&[])]);
    let live = replay.cloud().provider(CLUSTER).unwrap().read(&NAME.into()).await.unwrap().unwrap();
    assert_eq!(live.value("nodes"), &Value::from(5));
    assert_eq!(live.value("az_mode"), &Value::from("cross-az"));
    assert_eq!(live.value("port"), &Value::from(11_211));
}

#[tokio::test]
async fn memcached_goes_without_a_snapshot_but_not_against_its_tag() {
    let replay = Replay::new(vec![
        cluster("available", 2, ""),
        tags(&[]),
        on("DeleteCacheCluster", "<CacheCluster/>").with("CacheClusterId", NAME),
    ]);
    replay.cloud().provider(CLUSTER).unwrap().delete(&delete()).await.unwrap();
    assert!(replay.sent("DeleteCacheCluster", "FinalSnapshotIdentifier").is_empty());
    replay.is_over();

    let replay = Replay::new(vec![cluster("available", 2, ""), tags(&[("scaffold:protected", "true")])]);
    let error = replay.cloud().provider(CLUSTER).unwrap().delete(&delete()).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    replay.is_over();

    let replay = Replay::new(vec![cluster("modifying", 2, ""), tags(&[])]);
    let error = replay.cloud().provider(CLUSTER).unwrap().delete(&delete()).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("modifying")));
}

#[tokio::test]
async fn what_was_just_made_may_not_be_seen_yet_and_quotas_are_told() {
    let request = create(cluster_values(&[("subnet_group", "shop-net".into())]));
    let over = refused("CreateCacheCluster", "NodeQuotaForCustomerExceeded", "too many nodes");
    let replay = Replay::new(vec![over]);
    let error = replay.cloud().provider(CLUSTER).unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Quota);
    replay.is_over();
}
