//! `elasticache.replication_group`. A survey is two lists, and a call for the tags of each group whose name
//! begins as the stack's do: ⌈groups / 100⌉ + ⌈nodes / 100⌉ + groups of the stack calls; the nodes only
//! where the stack has groups.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticache::types::{AuthTokenUpdateStrategyType, CacheCluster, ReplicationGroup as LiveGroup};
use scaffold_aws_core::{Found, first, is_absent};
use scaffold_kinds::elasticache::{Apply, REPLICATION_GROUP_NAME, ReplicationGroup};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, short_hash};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::changes::Changes;
use crate::client::{ElastiCache, PAGE, Sort, done, is_snapshot_taken, meant};
use crate::replication_group_calls::{ELSEWHERE, creating, modifying};
use crate::replication_group_found::{Seen, is_new, to_keep, told};
use crate::replication_group_steps::check_steps;
use crate::tags::{Listed, TAG_AUTH_TOKEN, TAG_FINAL_SNAPSHOT, TAG_PROTECTED, written};

const CREATE: &str = "CreateReplicationGroup";
const LIST: &str = "DescribeReplicationGroups";
const LIST_NODES: &str = "DescribeCacheClusters";
const MODIFY: &str = "ModifyReplicationGroup";
const DELETE: &str = "DeleteReplicationGroup";
const SORT: Sort =
    Sort { what: "replication group", word: "replicationgroup", limit: REPLICATION_GROUP_NAME };

/// How often the name of a final snapshot may turn out to be taken.
const SNAPSHOT_NAMES: u32 = 5;

pub(crate) struct ReplicationGroups {
    cache: ElastiCache,
}

impl ReplicationGroups {
    pub fn new(cache: ElastiCache) -> Self {
        Self { cache }
    }

    async fn groups(&self, name: Option<&str>) -> Result<Vec<LiveGroup>, Error> {
        let request = self.cache.client.describe_replication_groups();
        let request = match name {
            Some(name) => request.replication_group_id(name),
            None => request.max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST, send, |page| (page.replication_groups, page.marker)).await
    }

    /// Nodes of every group, or one by its name.
    async fn nodes(&self, name: Option<&str>) -> Result<Vec<CacheCluster>, Error> {
        let request = self.cache.client.describe_cache_clusters();
        let request = match name {
            Some(name) => request.cache_cluster_id(name),
            None => request.max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST_NODES, send, |page| (page.cache_clusters, page.marker)).await
    }

    /// A group by its name; none when it is gone.
    async fn seen(&self, name: &str) -> Result<Option<Found<ReplicationGroup>>, Error> {
        let Some(group) = first(self.groups(Some(name)).await)? else { return Ok(None) };
        let node = match first_node(&group) {
            Some(node) => first(self.nodes(Some(node)).await)?,
            None => None,
        };
        let tags = self.cache.tags_if_readable(&self.cache.arn(SORT, name)).await?;
        Ok(Some(Seen { group, node, tags }.found()))
    }

    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        Ok(self.seen(name).await?.map(told))
    }

    /// The next call that a change needs. `false`: none is left.
    async fn change(
        &self,
        name: &str,
        (wanted, live): (&ReplicationGroup, &ReplicationGroup),
        changes: &Changes,
    ) -> Result<bool, Error> {
        let grows = wanted.replicas > live.replicas;
        if changes.has("replicas") && grows {
            self.set_replicas(name, wanted.replicas, grows).await?;
            return Ok(changes.has_but(&["replicas", "deletion_protection", "final_snapshot"]));
        }
        if changes.has_but(ELSEWHERE) {
            self.modify(name, (wanted, live), changes).await?;
            let elsewhere = ["replicas", "shards", "auth_token"].iter().any(|name| changes.has(name));
            return Ok(elsewhere && !only_deletes_password(wanted, changes));
        }
        if changes.has("shards") {
            self.set_shards(name, wanted.shards.unwrap_or(1)).await?;
            return Ok(changes.has("replicas") || changes.has("auth_token"));
        }
        if changes.has("replicas") {
            self.set_replicas(name, wanted.replicas, grows).await?;
            return Ok(changes.has("auth_token"));
        }
        if changes.has("auth_token") {
            self.set_password(name, (wanted, live)).await?;
        }
        Ok(false)
    }

    async fn modify(
        &self,
        name: &str,
        (wanted, live): (&ReplicationGroup, &ReplicationGroup),
        changes: &Changes,
    ) -> Result<(), Error> {
        let at_once = wanted.apply == Some(Apply::Now);
        let call = self.cache.client.modify_replication_group().replication_group_id(name);
        let mut call = modifying(call.apply_immediately(at_once), (wanted, live), changes);
        // Another engine is another version, too.
        if changes.has("engine_version") || changes.has("engine") {
            call =
                call.engine_version(self.cache.version(wanted.engine.word(), &wanted.engine_version).await?);
        }
        self.cache.write(MODIFY, || call.clone().send()).await.map(drop).map_err(meant)
    }

    /// These calls know no maintenance window.
    async fn set_replicas(&self, name: &str, replicas: Option<i64>, grows: bool) -> Result<(), Error> {
        let replicas = i32::try_from(replicas.unwrap_or(0)).unwrap_or(i32::MAX);
        let client = &self.cache.client;
        if grows {
            let call = client.increase_replica_count().replication_group_id(name).new_replica_count(replicas);
            let call = call.apply_immediately(true);
            return done(self.cache.write("IncreaseReplicaCount", || call.clone().send()).await);
        }
        let call = client.decrease_replica_count().replication_group_id(name).new_replica_count(replicas);
        let call = call.apply_immediately(true);
        done(self.cache.write("DecreaseReplicaCount", || call.clone().send()).await)
    }

    /// Of shards that are too many those with the highest numbers go.
    async fn set_shards(&self, name: &str, wanted: i64) -> Result<(), Error> {
        let group = first(self.groups(Some(name)).await)?;
        let shards = group.as_ref().map(LiveGroup::node_groups).unwrap_or_default();
        let mut ids: Vec<String> = shards.iter().filter_map(|shard| shard.node_group_id.clone()).collect();
        ids.sort();
        let extra = ids.split_off(ids.len().min(usize::try_from(wanted).unwrap_or(usize::MAX)));
        let call = self
            .cache
            .client
            .modify_replication_group_shard_configuration()
            .replication_group_id(name)
            .node_group_count(i32::try_from(wanted).unwrap_or(i32::MAX))
            .apply_immediately(true)
            .set_node_groups_to_remove((!extra.is_empty()).then_some(extra));
        let operation = "ModifyReplicationGroupShardConfiguration";
        done(self.cache.write(operation, || call.clone().send()).await)
    }

    /// A first password is set; another one joins the one before, which holds until the next.
    async fn set_password(
        &self,
        name: &str,
        (wanted, live): (&ReplicationGroup, &ReplicationGroup),
    ) -> Result<(), Error> {
        let Some(password) = self.cache.password(wanted.auth_token.as_ref()).await? else {
            let message = format!(
                "ElastiCache takes the password of `{name}` away only where user groups take its place: say \
                 `user_groups`, or keep `auth_token`"
            );
            return Err(self.cache.error(Class::Invalid, MODIFY, message));
        };
        let strategy = match live.auth_token {
            Some(_) => AuthTokenUpdateStrategyType::Rotate,
            None => AuthTokenUpdateStrategyType::Set,
        };
        let call = self.cache.client.modify_replication_group().replication_group_id(name);
        let call =
            call.apply_immediately(true).auth_token(password.reveal()).auth_token_update_strategy(strategy);
        self.cache.write(MODIFY, || call.clone().send()).await.map(drop).map_err(meant)
    }

    fn at_work(&self, operation: &str, name: &str, status: &str) -> Error {
        let message = format!("the replication group `{name}` is {status}");
        Error { code: Some(status.to_owned()), ..self.cache.error(Class::Dependency, operation, message) }
    }

    async fn delete_with(&self, name: &str, snapshot: Option<String>) -> Result<(), Error> {
        let call = self.cache.client.delete_replication_group().replication_group_id(name);
        let call = call.retain_primary_cluster(false).set_final_snapshot_identifier(snapshot);
        self.cache.write(DELETE, || call.clone().send()).await.map(drop)
    }

    /// Deletes after a last snapshot whose name is this incarnation's: the group's own name comes again.
    async fn delete_after_snapshot(&self, name: &str, born: &str) -> Result<(), Error> {
        let mut answer = Ok(());
        for attempt in 0..SNAPSHOT_NAMES {
            let tail = short_hash(&[name, born, &attempt.to_string()]);
            answer = self.delete_with(name, Some(format!("{name}-final-{tail}"))).await;
            if !answer.as_ref().is_err_and(is_snapshot_taken) {
                break;
            }
        }
        answer
    }
}

/// One node of a group, always the same.
fn first_node(group: &LiveGroup) -> Option<&str> {
    group.member_clusters().iter().map(String::as_str).min()
}

/// Whether all that there is to do with a password was done with the user groups that took its place.
fn only_deletes_password(wanted: &ReplicationGroup, changes: &Changes) -> bool {
    let others = ["replicas", "shards"].iter().any(|name| changes.has(name));
    wanted.auth_token.is_none() && changes.has("user_groups") && !others
}

#[async_trait]
impl Provider for ReplicationGroups {
    fn kind(&self) -> KindName {
        KindName::from(ReplicationGroup::KIND)
    }

    /// A group of many shards takes its time.
    fn pace(&self, verb: PaceOf) -> Pace {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let (limit, typical) = match verb {
            PaceOf::Create => (minutes(60), minutes(8)),
            PaceOf::Update => (minutes(120), minutes(12)),
            PaceOf::Delete => (minutes(60), minutes(5)),
        };
        Pace { interval: Duration::from_secs(10), limit, typical }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let listed = self.groups(None).await?.into_iter().map(|group| Listed {
            name: group.replication_group_id.clone().unwrap_or_default(),
            is_new: is_new(&group),
            item: group,
        });
        let owned = self.cache.owned(stack, SORT, listed.collect()).await?;
        let mut nodes = BTreeMap::new();
        if !owned.is_empty() {
            let named = |node: CacheCluster| Some((node.cache_cluster_id.clone()?, node));
            nodes.extend(self.nodes(None).await?.into_iter().filter_map(named));
        }
        let seen = owned.into_iter().map(|(group, tags)| {
            let node = first_node(&group).and_then(|name| nodes.remove(name));
            Seen { group, node, tags: Some(tags) }.live()
        });
        Ok(seen.collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: ReplicationGroup = self.cache.decode(CREATE, &request.values)?;
        let name = self.cache.name_in((CREATE, SORT), request)?;
        let mut tags = request.tags.clone();
        if group.deletion_protection {
            tags.insert(TAG_PROTECTED.to_owned(), "true".to_owned());
        }
        if !group.final_snapshot {
            tags.insert(TAG_FINAL_SNAPSHOT.to_owned(), "false".to_owned());
        }
        if let Some(token) = &group.auth_token {
            tags.insert(TAG_AUTH_TOKEN.to_owned(), to_keep(token));
        }
        let password = self.cache.password(group.auth_token.as_ref()).await?;
        let version = self.cache.version(group.engine.word(), &group.engine_version).await?;
        let call = self.cache.client.create_replication_group().replication_group_id(name);
        let call =
            creating(call, &group, password.as_ref()).engine_version(version).set_tags(Some(written(&tags)));
        let answer = self.cache.write(CREATE, || call.clone().send()).await.map(drop);
        self.cache.claim(request, (CREATE, SORT), (answer, || self.one(name))).await
    }

    /// One call an attempt: while AWS is at work on one it refuses the next, and the caller tries again.
    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let arn = self.cache.arn(SORT, name);
        if !request.patch.keys().any(|attribute| attribute != "tags") {
            return self.cache.update_tags(&arn, request, Vec::new()).await;
        }
        let wanted: ReplicationGroup = self.cache.decode(MODIFY, &request.values)?;
        let Some(seen) = self.seen(name).await? else {
            let message = format!("the replication group `{name}` is gone");
            return Err(self.cache.error(Class::Gone, MODIFY, message));
        };
        let live = seen.attributes;
        check_steps(&self.cache, request, (&wanted, &live))?;
        let changes = Changes::of(request, &wanted, &live);
        if changes.has_but(&["deletion_protection", "final_snapshot"]) {
            if let LiveState::Pending(status) | LiveState::Deleting(status) = &seen.state {
                return Err(self.at_work(MODIFY, name, status));
            }
            if self.change(name, (&wanted, &live), &changes).await? {
                return Err(self.at_work(MODIFY, name, "modifying"));
            }
        }
        let mut kept = Vec::new();
        if request.changes("deletion_protection") {
            kept.push((TAG_PROTECTED, wanted.deletion_protection.then(|| "true".to_owned())));
        }
        if request.changes("final_snapshot") {
            kept.push((TAG_FINAL_SNAPSHOT, (!wanted.final_snapshot).then(|| "false".to_owned())));
        }
        if request.changes("auth_token") {
            kept.push((TAG_AUTH_TOKEN, wanted.auth_token.as_ref().map(to_keep)));
        }
        self.cache.update_tags(&arn, request, kept).await
    }

    /// The tag that protects is read once more: what it forbids AWS would do.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let Some(seen) = self.seen(name).await? else { return self.cache.removed(&request.id, Ok(())) };
        if seen.attributes.deletion_protection {
            let message = format!(
                "the replication group `{name}` is protected by its tag `{TAG_PROTECTED}`; switch \
                 `deletion_protection` off and apply that by itself first"
            );
            return Err(self.cache.error(Class::Invalid, DELETE, message));
        }
        let answer = match &seen.state {
            LiveState::Deleting(_) => return Ok(()),
            LiveState::Pending(status) => return Err(self.at_work(DELETE, name, status)),
            LiveState::Ready if seen.attributes.final_snapshot => {
                let born = seen.created.map(|created| created.secs().to_string()).unwrap_or_default();
                self.delete_after_snapshot(name, &born).await
            }
            LiveState::Ready | LiveState::Failed(_) => self.delete_with(name, None).await,
        };
        match answer {
            Err(error) if is_absent(&error) => self.cache.removed(&request.id, Ok(())),
            Err(error) => Err(meant(error)),
            Ok(()) => Ok(()),
        }
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cache.adopt(SORT, id, tags).await
    }

    /// Nothing keeps a group from being deleted.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
