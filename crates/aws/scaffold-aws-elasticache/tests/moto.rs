//! What moto has of ElastiCache: making, finding, tags, names that are taken, a description. It has no
//! parameter groups, and what is deleted there stays `deleting` for ever, so that the contract suite
//! cannot run on it. `SCAFFOLD_MOTO` names its server.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(clippy::print_stdout, reason = "says that it was skipped")]
#[path = "../../scaffold-aws-ec2/tests/support/moto.rs"]
mod moto;

use std::sync::Arc;

use async_trait::async_trait;
use moto::Moto;
use scaffold_aws_core::{AwsCloud, PasswordSource, Secret};
use scaffold_kinds::Kind;
use scaffold_kinds::elasticache::{Cluster, ParameterGroup, ReplicationGroup, SubnetGroup};
use scaffold_model::{
    Address, KindName, KindSchema, LiveState, StackId, TAG_ADDRESS, TAG_STACK, Value, Values, physical_name,
};
use scaffold_provider::{Class, Cloud, CreateRequest, DeleteRequest, Error, UpdateRequest};

struct NoPasswords;

#[async_trait]
impl PasswordSource for NoPasswords {
    async fn password(&self, secret: &str, _: Option<&str>) -> Result<Secret, Error> {
        Err(Error::new(Class::Gone, "secretsmanager:GetSecretValue", secret))
    }
}

async fn cloud(moto: &Moto) -> AwsCloud {
    let connection = moto.connect("us-east-1").await;
    let services = vec![scaffold_aws_elasticache::service(&connection, Arc::new(NoPasswords))];
    AwsCloud::new(connection, services)
}

fn stack(name: &str) -> StackId {
    StackId { name: name.to_owned(), environment: None, region: "us-east-1".into() }
}

fn request(schema: &KindSchema, stack: &StackId, entries: &[(&str, Value)]) -> CreateRequest {
    let address = Address::parse("cache.sessions").unwrap();
    let kind = KindName::from(schema.kind.as_str());
    let values = entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    CreateRequest {
        stack: stack.clone(),
        values: schema.schema.complete(&values),
        tags: [
            (TAG_STACK.to_owned(), stack.to_string()),
            (TAG_ADDRESS.to_owned(), address.to_string()),
            ("team".to_owned(), "checkout".to_owned()),
        ]
        .into(),
        name: Some(physical_name(stack, &address, &kind, None, 40)),
        address,
    }
}

fn kinds() -> Vec<(&'static KindSchema, Vec<(&'static str, Value)>)> {
    let texts = |texts: &[&str]| Value::List(texts.iter().map(|text| Value::from(*text)).collect());
    vec![
        (SubnetGroup::schema(), vec![("subnets", texts(&["subnet-0123456789abcdef0"]))]),
        (
            ReplicationGroup::schema(),
            vec![
                ("engine", "valkey".into()),
                ("engine_version", "8.0".into()),
                ("node_type", "cache.t4g.small".into()),
                ("replicas", 1.into()),
                ("deletion_protection", true.into()),
            ],
        ),
        (
            Cluster::schema(),
            vec![
                ("engine_version", "1.6.22".into()),
                ("node_type", "cache.t4g.small".into()),
                ("nodes", 2.into()),
                ("deletion_protection", true.into()),
            ],
        ),
    ]
}

#[tokio::test]
async fn what_is_made_is_found_once_and_made_once() {
    let Some(moto) = Moto::start() else { return };
    let cloud = cloud(&moto).await;
    let (ours, theirs) = (stack("moto-ours"), stack("moto-ours-too"));
    for (schema, entries) in kinds() {
        let provider = cloud.provider(schema.kind.as_str()).unwrap();
        let mine = request(schema, &ours, &entries);
        let id = provider.create(&mine).await.unwrap();
        provider.create(&request(schema, &theirs, &entries)).await.unwrap();
        assert_eq!(provider.create(&mine).await.unwrap(), id);

        let found = provider.survey(&ours).await.unwrap();
        let [live] = found.as_slice() else { panic!("{}: {found:?}", schema.kind) };
        assert_eq!((&live.id, &live.state), (&id, &LiveState::Ready));
        assert_eq!(live.identity.as_ref().unwrap().address, mine.address);
        assert_eq!(live.tags["team"], "checkout");
        assert_eq!(provider.read(&id).await.unwrap().as_ref(), Some(live));

        let other = CreateRequest { stack: theirs.clone(), ..mine };
        assert_eq!(provider.create(&other).await.unwrap_err().class, Class::OwnedBySomeoneElse);
    }
}

#[tokio::test]
async fn parameter_groups_that_cannot_be_listed_are_none_and_cannot_be_made() {
    let Some(moto) = Moto::start() else { return };
    let cloud = cloud(&moto).await;
    let stack = stack("moto-parameters");
    let schema = ParameterGroup::schema();
    let provider = cloud.provider(schema.kind.as_str()).unwrap();
    assert_eq!(provider.survey(&stack).await.unwrap(), []);
    let made = provider.create(&request(schema, &stack, &[("family", "valkey8".into())])).await;
    assert_eq!(made.unwrap_err().class, Class::Unsupported);
}

#[tokio::test]
async fn protection_is_kept_in_a_tag_and_deleting_goes_on() {
    let Some(moto) = Moto::start() else { return };
    let cloud = cloud(&moto).await;
    let stack = stack("moto-going");
    for (schema, entries) in kinds().into_iter().skip(1) {
        let provider = cloud.provider(schema.kind.as_str()).unwrap();
        let mine = request(schema, &stack, &entries);
        let id = provider.create(&mine).await.unwrap();
        let delete = DeleteRequest { id: id.clone(), stack: stack.clone(), values: Values::new() };
        assert_eq!(provider.delete(&delete).await.unwrap_err().class, Class::Invalid);

        let mut values = mine.values.clone();
        values.insert("deletion_protection".to_owned(), false.into());
        let patch = Values::from([("deletion_protection".to_owned(), Value::from(false))]);
        let address = mine.address.clone();
        let update = UpdateRequest {
            id: id.clone(),
            stack: stack.clone(),
            address,
            before: Values::new(),
            patch,
            values,
        };
        provider.update(&update).await.unwrap();
        let live = provider.read(&id).await.unwrap().unwrap();
        assert_eq!(live.value("deletion_protection"), &Value::from(false));
        for _ in 0..2 {
            provider.delete(&delete).await.unwrap();
            let state = provider.read(&id).await.unwrap().unwrap().state;
            assert_eq!(state, LiveState::Deleting("deleting".into()));
        }
        let again = provider.create(&mine).await.unwrap_err();
        assert_eq!(again.class, Class::Dependency, "{again}");
    }
}
