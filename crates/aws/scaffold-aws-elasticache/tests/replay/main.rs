//! What AWS does and no emulator: replayed exchanges, written from the ElastiCache API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod changing;
mod cluster;
mod creating;
mod deleting;
mod groups;
mod rates;
#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;
mod surveying;
mod users;

use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{AwsCloud, PasswordSource, Secret};
use scaffold_kinds::Kind;
use scaffold_kinds::elasticache::ReplicationGroup;
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, UpdateRequest};
use script::{Exchange, Replay, page};

const NAME: &str = "shop-sessions-0123abcd";
const GROUP: &str = "elasticache.replication_group";
const SECRET: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:first";
const OURS: [(&str, &str); 2] =
    [("scaffold:stack", "shop@us-east-1"), ("scaffold:address", "cache.sessions")];

/// Every secret holds its own ARN.
struct Passwords;

#[async_trait]
impl PasswordSource for Passwords {
    async fn password(&self, secret: &str, _: Option<&str>) -> Result<Secret, Error> {
        Ok(Secret::new(format!("password-of-{secret}")))
    }
}

impl Replay {
    /// ElastiCache as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        let service = scaffold_aws_elasticache::service(&connection, Arc::new(Passwords));
        AwsCloud::new(connection, vec![service])
    }
}

/// An action that is answered with what is in its result.
fn on(action: &str, result: &str) -> Exchange {
    let body = format!(
        "<{action}Response xmlns=\"http://elasticache.amazonaws.com/doc/2015-02-02/\"><{action}Result>{result}\
         </{action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>"
    );
    page(action, 200, &body)
}

/// An action that is refused.
fn refused(action: &str, code: &str, message: &str) -> Exchange {
    let body = format!(
        "<ErrorResponse xmlns=\"http://elasticache.amazonaws.com/doc/2015-02-02/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    );
    page(action, 400, &body)
}

fn tags(tags: &[(&str, &str)]) -> Exchange {
    tag_list("replicationgroup", tags)
}

/// Tags of what has the name, by its word in ARNs.
fn tag_list(word: &str, tags: &[(&str, &str)]) -> Exchange {
    let tag = |(key, value): &(&str, &str)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let tags: String = tags.iter().map(tag).collect();
    on("ListTagsForResource", &format!("<TagList>{tags}</TagList>"))
        .with("ResourceName", &format!("arn:aws:elasticache:us-east-1:123456789012:{word}:{NAME}"))
}

/// A group of one shard without cluster mode; elements of `more` go first.
fn group(status: &str, replicas: usize, more: &str) -> String {
    let name = |node: usize| format!("{NAME}-{:03}", node + 1);
    let members: String =
        (0..=replicas).map(|node| format!("<ClusterId>{}</ClusterId>", name(node))).collect();
    let nodes: String = (0..=replicas)
        .map(|node| {
            format!("<NodeGroupMember><CacheClusterId>{}</CacheClusterId></NodeGroupMember>", name(node))
        })
        .collect();
    let endpoint = "<PrimaryEndpoint><Address>master.sessions</Address><Port>6379</Port></PrimaryEndpoint>";
    let shards = format!(
        "<NodeGroup><NodeGroupId>0001</NodeGroupId>{endpoint}<NodeGroupMembers>{nodes}</NodeGroupMembers></NodeGroup>"
    );
    let values = "<Engine>valkey</Engine><CacheNodeType>cache.t4g.small</CacheNodeType><ClusterMode>disabled</ClusterMode>\
                  <TransitEncryptionEnabled>true</TransitEncryptionEnabled><AtRestEncryptionEnabled>true</AtRestEncryptionEnabled>\
                  <AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade><Description>Managed by scaffold</Description>\
                  <ReplicationGroupCreateTime>2026-11-22T10:00:00Z</ReplicationGroupCreateTime>";
    // What `more` has takes the place of what stands here.
    let kept = |element: &str| !more.contains(&element[..=element.find('>').unwrap()]);
    let values: String = elements(values).into_iter().filter(|element| kept(element)).collect();
    format!(
        "<ReplicationGroup>{more}<ReplicationGroupId>{NAME}</ReplicationGroupId><Status>{status}</Status>{values}\
         <MemberClusters>{members}</MemberClusters><NodeGroups>{shards}</NodeGroups></ReplicationGroup>"
    )
}

/// `<A>1</A><B>2</B>`, taken apart.
fn elements(text: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut rest = text.trim();
    while let Some(end) = rest.find("</") {
        let end = end + rest[end..].find('>').unwrap() + 1;
        elements.push(rest[..end].trim().to_owned());
        rest = rest[end..].trim();
    }
    elements
}

fn described(group: &str) -> Exchange {
    on("DescribeReplicationGroups", &format!("<ReplicationGroups>{group}</ReplicationGroups>"))
}

/// The first node of the group.
fn node(more: &str) -> Exchange {
    let node = format!(
        "<CacheCluster><CacheClusterId>{NAME}-001</CacheClusterId><Engine>valkey</Engine>\
         <EngineVersion>8.0.1</EngineVersion><ReplicationGroupId>{NAME}</ReplicationGroupId>\
         <CacheSubnetGroupName>subnets</CacheSubnetGroupName><SecurityGroups><member><SecurityGroupId>sg-1</SecurityGroupId>\
         <Status>active</Status></member></SecurityGroups>{more}</CacheCluster>"
    );
    on("DescribeCacheClusters", &format!("<CacheClusters>{node}</CacheClusters>"))
}

/// What looking at the group once asks for.
fn seen(group: &str, own: &[(&str, &str)]) -> Vec<Exchange> {
    vec![described(group), node(""), tags(&[&OURS[..], own].concat())]
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn values(of: &[(&str, Value)]) -> Values {
    of.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// Values of the group above, with some others.
fn group_values(others: &[(&str, Value)]) -> Values {
    let mut all = values(&[
        ("engine", "valkey".into()),
        ("engine_version", "8.0".into()),
        ("node_type", "cache.t4g.small".into()),
        ("replicas", 1.into()),
    ]);
    all.extend(values(others));
    ReplicationGroup::schema().schema.complete(&all)
}

fn create(values: Values) -> CreateRequest {
    CreateRequest {
        stack: stack(),
        address: Address::parse("cache.sessions").unwrap(),
        values,
        tags: OURS.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

fn delete() -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(NAME), stack: stack(), values: Values::new() }
}

/// A change of these to what `values` has.
fn update(names: &[&str], values: Values) -> UpdateRequest {
    UpdateRequest {
        id: PhysicalId::from(NAME),
        stack: stack(),
        address: Address::parse("cache.sessions").unwrap(),
        before: Values::new(),
        patch: names
            .iter()
            .map(|name| ((*name).to_owned(), values.get(*name).cloned().unwrap_or_default()))
            .collect(),
        values,
    }
}

fn token(secret: &str) -> Value {
    Value::Map(values(&[("secret", secret.into())]))
}
