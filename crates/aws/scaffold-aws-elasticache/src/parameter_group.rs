//! `elasticache.parameter_group`. A survey is one list, and two calls for each group whose name begins as
//! the stack's do: ⌈groups / 100⌉ + 2 × groups of the stack calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticache::types::CacheParameterGroup;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags, first, is_absent};
use scaffold_kinds::Kind;
use scaffold_kinds::elasticache::{GROUP_NAME, ParameterGroup};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{ElastiCache, PAGE, Sort};
use crate::tags::{Listed, written};

const CREATE: &str = "CreateCacheParameterGroup";
const LIST: &str = "DescribeCacheParameterGroups";
const SORT: Sort = Sort { what: "cache parameter group", word: "parametergroup", limit: GROUP_NAME };

pub(crate) struct ParameterGroups {
    cache: ElastiCache,
}

impl ParameterGroups {
    pub fn new(cache: ElastiCache) -> Self {
        Self { cache }
    }

    async fn groups(&self, name: Option<&str>) -> Result<Vec<CacheParameterGroup>, Error> {
        let request = self.cache.client.describe_cache_parameter_groups();
        let request = match name {
            Some(name) => request.cache_parameter_group_name(name),
            None => request.max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST, send, |page| (page.cache_parameter_groups, page.marker)).await
    }

    /// A group by its name, with its tags; none when it is gone.
    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        let Some(group) = first(self.groups(Some(name)).await)? else { return Ok(None) };
        match self.cache.tags_if_readable(&self.cache.arn(SORT, name)).await? {
            Some(tags) => self.live(group, tags).await,
            None => Ok(None),
        }
    }

    /// A group with its parameters; none when it is gone by now.
    async fn live(&self, group: CacheParameterGroup, tags: Tags) -> Result<Option<Live>, Error> {
        let name = group.cache_parameter_group_name.unwrap_or_default();
        let parameters = match self.cache.own_parameters(&name).await {
            Ok(parameters) => parameters,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = Found {
            attributes: ParameterGroup {
                family: group.cache_parameter_group_family.unwrap_or_default(),
                description: group.description.unwrap_or_default(),
                parameters,
            },
            outputs: vec![("arn", Some(self.cache.arn(SORT, &name))), ("name", Some(name.clone()))],
            tags,
            state: LiveState::Ready,
            name: Some(name.clone()),
            id: name,
            created: None,
        };
        Ok(Some(found.live()))
    }
}

#[async_trait]
impl Provider for ParameterGroups {
    fn kind(&self) -> KindName {
        KindName::from(ParameterGroup::KIND)
    }

    /// What uses a group may take its time to go.
    fn pace(&self, verb: PaceOf) -> Pace {
        let limit = if verb == PaceOf::Create { 120 } else { 1800 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = match self.groups(None).await {
            // What an endpoint cannot list it could not make: there is none.
            Err(error) if error.class == Class::Unsupported => return Ok(Vec::new()),
            groups => groups?,
        };
        let listed = groups.into_iter().map(|group| Listed {
            name: group.cache_parameter_group_name.clone().unwrap_or_default(),
            is_new: false,
            item: group,
        });
        let owned = self.cache.owned(stack, SORT, listed.collect()).await?;
        let found = try_join_all(owned.into_iter().map(|(group, tags)| self.live(group, tags))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: ParameterGroup = self.cache.decode(CREATE, &request.values)?;
        let name = self.cache.name_in((CREATE, SORT), request)?;
        let call = self
            .cache
            .client
            .create_cache_parameter_group()
            .cache_parameter_group_name(name)
            .cache_parameter_group_family(&group.family)
            .description(&group.description)
            .set_tags(Some(written(&request.tags)));
        let answer = self.cache.write(CREATE, || call.clone().send()).await.map(drop);
        let id = self.cache.claim(request, (CREATE, SORT), (answer, || self.one(name))).await?;
        if !group.parameters.is_empty() {
            let set = self.cache.set_parameters(name, &group.parameters).await;
            set.map_err(|error| self.cache.not_seen_yet(error).made(&id))?;
        }
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        if request.changes("parameters") {
            let wanted: ParameterGroup = self.cache.decode("ModifyCacheParameterGroup", &request.values)?;
            self.cache.set_parameters(name, &wanted.parameters).await?;
        }
        self.cache.update_tags(&self.cache.arn(SORT, name), request, Vec::new()).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let client = &self.cache.client;
        let call = client.delete_cache_parameter_group().cache_parameter_group_name(request.id.as_str());
        let answer = self.cache.write("DeleteCacheParameterGroup", || call.clone().send()).await;
        self.cache.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cache.adopt(SORT, id, tags).await
    }

    /// Caches of others that use it are named in AWS's own refusal.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
