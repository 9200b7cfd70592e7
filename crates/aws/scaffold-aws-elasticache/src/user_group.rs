//! `elasticache.user_group`. A survey is one list, and a call for the tags of each group whose id begins
//! as the stack's do: ⌈groups / 100⌉ + groups of the stack calls.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticache::types::UserGroup as LiveGroup;
use scaffold_aws_core::{Found, Tags, first};
use scaffold_kinds::elasticache::{Engine, USER_NAME, UserGroup};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{KindName, Live, PhysicalId, StackId, User, Value};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{ElastiCache, PAGE, Sort, meant};
use crate::replication_group_found::word;
use crate::tags::{Listed, written};
use crate::user::state;

const CREATE: &str = "CreateUserGroup";
const LIST: &str = "DescribeUserGroups";
const MODIFY: &str = "ModifyUserGroup";
const SORT: Sort = Sort { what: "user group", word: "usergroup", limit: USER_NAME };

pub(crate) struct UserGroups {
    cache: ElastiCache,
}

impl UserGroups {
    pub fn new(cache: ElastiCache) -> Self {
        Self { cache }
    }

    async fn groups(&self, id: Option<&str>) -> Result<Vec<LiveGroup>, Error> {
        let request = self.cache.client.describe_user_groups();
        let request = match id {
            Some(id) => request.user_group_id(id),
            None => request.max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST, send, |page| (page.user_groups, page.marker)).await
    }

    /// A group by its id, with its tags; none when it is gone.
    async fn one(&self, id: &str) -> Result<Option<Live>, Error> {
        let Some(group) = first(self.groups(Some(id)).await)? else { return Ok(None) };
        let tags = self.cache.tags_if_readable(&self.cache.arn(SORT, id)).await?;
        Ok(Some(self.live(group, &tags.unwrap_or_default())))
    }

    fn live(&self, group: LiveGroup, tags: &Tags) -> Live {
        let id = group.user_group_id.clone().unwrap_or_default();
        let mut users: BTreeSet<Ref> = group.user_ids().iter().cloned().map(Ref).collect();
        if let Some(pending) = group.pending_changes() {
            users.extend(pending.user_ids_to_add().iter().cloned().map(Ref));
            users.retain(|user| !pending.user_ids_to_remove().contains(&user.0));
        }
        Found {
            attributes: UserGroup { engine: word(group.engine()).unwrap_or(Engine::Redis), users },
            outputs: vec![("arn", Some(self.cache.arn(SORT, &id))), ("name", Some(id.clone()))],
            tags: tags.clone(),
            state: state(group.status()),
            name: Some(id.clone()),
            id,
            created: None,
        }
        .live()
    }
}

/// Items of a list that another one lacks.
fn beyond(of: &Value, other: &Value) -> Option<Vec<String>> {
    let texts = |value: &Value| -> Vec<String> {
        let items = value.as_list().unwrap_or_default().iter();
        items.filter_map(|item| item.as_text().map(str::to_owned)).collect()
    };
    let others = texts(other);
    let more: Vec<String> = texts(of).into_iter().filter(|item| !others.contains(item)).collect();
    (!more.is_empty()).then_some(more)
}

#[async_trait]
impl Provider for UserGroups {
    fn kind(&self) -> KindName {
        KindName::from(UserGroup::KIND)
    }

    /// Caches that use a group take up its users before it is active again.
    fn pace(&self, _: PaceOf) -> Pace {
        let seconds = Duration::from_secs;
        Pace { interval: seconds(5), limit: seconds(1800), typical: seconds(20) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = match self.groups(None).await {
            // What an endpoint cannot list it could not make: there is none.
            Err(error) if error.class == Class::Unsupported => return Ok(Vec::new()),
            groups => groups?,
        };
        let listed = groups.into_iter().map(|group| Listed {
            name: group.user_group_id.clone().unwrap_or_default(),
            is_new: group.status() == Some("creating"),
            item: group,
        });
        let owned = self.cache.owned(stack, SORT, listed.collect()).await?;
        Ok(owned.into_iter().map(|(group, tags)| self.live(group, &tags)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The id is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the id is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: UserGroup = self.cache.decode(CREATE, &request.values)?;
        let id = self.cache.name_in((CREATE, SORT), request)?;
        let call = self
            .cache
            .client
            .create_user_group()
            .user_group_id(id)
            .engine(group.engine.word())
            .set_user_ids(Some(group.users.into_iter().map(|user| user.0).collect()))
            .set_tags(Some(written(&request.tags)));
        let answer = self.cache.write(CREATE, || call.clone().send()).await.map(drop);
        self.cache.claim(request, (CREATE, SORT), (answer, || self.one(id))).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: UserGroup = self.cache.decode(MODIFY, &request.values)?;
            let mut call = self.cache.client.modify_user_group().user_group_id(id);
            if let Some(users) = request.patch.get("users") {
                let before = request.before("users");
                call = call
                    .set_user_ids_to_add(beyond(users, before))
                    .set_user_ids_to_remove(beyond(before, users));
            }
            if request.changes("engine") {
                call = call.engine(wanted.engine.word());
            }
            self.cache.write(MODIFY, || call.clone().send()).await.map_err(meant)?;
        }
        self.cache.update_tags(&self.cache.arn(SORT, id), request, Vec::new()).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.cache.client.delete_user_group().user_group_id(request.id.as_str());
        let answer = self.cache.write("DeleteUserGroup", || call.clone().send()).await;
        self.cache.removed(&request.id, answer.map_err(meant))
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cache.adopt(SORT, id, tags).await
    }

    /// Caches of others that use it are named in AWS's own refusal.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
