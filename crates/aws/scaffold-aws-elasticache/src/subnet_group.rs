//! `elasticache.subnet_group`. A survey is one list, and a call for the tags of each group whose name
//! begins as the stack's do: ⌈groups / 100⌉ + groups of the stack calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticache::types::CacheSubnetGroup;
use scaffold_aws_core::{Found, Tags, first};
use scaffold_kinds::elasticache::{GROUP_NAME, SubnetGroup};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{ElastiCache, PAGE, Sort, meant};
use crate::tags::{Listed, written};

const CREATE: &str = "CreateCacheSubnetGroup";
const LIST: &str = "DescribeCacheSubnetGroups";
const MODIFY: &str = "ModifyCacheSubnetGroup";
const SORT: Sort = Sort { what: "cache subnet group", word: "subnetgroup", limit: GROUP_NAME };

pub(crate) struct SubnetGroups {
    cache: ElastiCache,
}

impl SubnetGroups {
    pub fn new(cache: ElastiCache) -> Self {
        Self { cache }
    }

    async fn groups(&self, name: Option<&str>) -> Result<Vec<CacheSubnetGroup>, Error> {
        let request = self.cache.client.describe_cache_subnet_groups();
        let request = match name {
            Some(name) => request.cache_subnet_group_name(name),
            None => request.max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST, send, |page| (page.cache_subnet_groups, page.marker)).await
    }

    /// A group by its name, with its tags; none when it is gone.
    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        let Some(group) = first(self.groups(Some(name)).await)? else { return Ok(None) };
        let tags = self.cache.tags_if_readable(&self.cache.arn(SORT, name)).await?;
        Ok(tags.map(|tags| self.live(group, &tags)))
    }

    fn live(&self, group: CacheSubnetGroup, tags: &Tags) -> Live {
        let name = group.cache_subnet_group_name.unwrap_or_default();
        let subnets = group.subnets.unwrap_or_default().into_iter();
        Found {
            attributes: SubnetGroup {
                subnets: subnets.filter_map(|subnet| subnet.subnet_identifier).map(Ref).collect(),
                description: group.cache_subnet_group_description.unwrap_or_default(),
            },
            outputs: vec![("arn", Some(self.cache.arn(SORT, &name))), ("name", Some(name.clone()))],
            tags: tags.clone(),
            state: LiveState::Ready,
            name: Some(name.clone()),
            id: name,
            created: None,
        }
        .live()
    }
}

fn ids(group: &SubnetGroup) -> Vec<String> {
    group.subnets.iter().map(|subnet| subnet.0.clone()).collect()
}

#[async_trait]
impl Provider for SubnetGroups {
    fn kind(&self) -> KindName {
        KindName::from(SubnetGroup::KIND)
    }

    /// What stands in a group may take its time to go.
    fn pace(&self, verb: PaceOf) -> Pace {
        let limit = if verb == PaceOf::Delete { 1800 } else { 120 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let listed = self.groups(None).await?.into_iter().map(|group| Listed {
            name: group.cache_subnet_group_name.clone().unwrap_or_default(),
            is_new: false,
            item: group,
        });
        let owned = self.cache.owned(stack, SORT, listed.collect()).await?;
        Ok(owned.into_iter().map(|(group, tags)| self.live(group, &tags)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: SubnetGroup = self.cache.decode(CREATE, &request.values)?;
        let name = self.cache.name_in((CREATE, SORT), request)?;
        let call = self
            .cache
            .client
            .create_cache_subnet_group()
            .cache_subnet_group_name(name)
            .cache_subnet_group_description(&group.description)
            .set_subnet_ids(Some(ids(&group)))
            .set_tags(Some(written(&request.tags)));
        let answer = self.cache.write(CREATE, || call.clone().send()).await.map(drop);
        self.cache.claim(request, (CREATE, SORT), (answer, || self.one(name))).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: SubnetGroup = self.cache.decode(MODIFY, &request.values)?;
            let mut call = self.cache.client.modify_cache_subnet_group().cache_subnet_group_name(name);
            if request.changes("subnets") {
                call = call.set_subnet_ids(Some(ids(&wanted)));
            }
            if request.changes("description") {
                call = call.cache_subnet_group_description(&wanted.description);
            }
            self.cache.write(MODIFY, || call.clone().send()).await.map_err(meant)?;
        }
        self.cache.update_tags(&self.cache.arn(SORT, name), request, Vec::new()).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.cache.client.delete_cache_subnet_group().cache_subnet_group_name(request.id.as_str());
        let answer = self.cache.write("DeleteCacheSubnetGroup", || call.clone().send()).await;
        self.cache.removed(&request.id, answer.map_err(meant))
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cache.adopt(SORT, id, tags).await
    }

    /// Caches of others that stand in it are named in AWS's own refusal.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
