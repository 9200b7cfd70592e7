//! `elasticache.cluster`: Memcached. A survey is one list, and a call for the tags of each cluster whose
//! name begins as the stack's do: ⌈clusters / 100⌉ + clusters of the stack calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticache::operation::modify_cache_cluster::builders::ModifyCacheClusterFluentBuilder;
use aws_sdk_elasticache::types::CacheCluster;
use scaffold_aws_core::{Found, first, is_absent};
use scaffold_kinds::elasticache::{Apply, CLUSTER_NAME, Cluster};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::changes::Changes;
use crate::client::{ElastiCache, PAGE, Sort, meant};
use crate::cluster_found::found;
use crate::replication_group_found::told;
use crate::tags::{Listed, TAG_PROTECTED, written};

const ENGINE: &str = "memcached";
const CREATE: &str = "CreateCacheCluster";
const LIST: &str = "DescribeCacheClusters";
const MODIFY: &str = "ModifyCacheCluster";
const DELETE: &str = "DeleteCacheCluster";
const SORT: Sort = Sort { what: "cache cluster", word: "cluster", limit: CLUSTER_NAME };

pub(crate) struct Clusters {
    cache: ElastiCache,
}

impl Clusters {
    pub fn new(cache: ElastiCache) -> Self {
        Self { cache }
    }

    /// Clusters that are no nodes of replication groups, or one by its name.
    async fn clusters(&self, name: Option<&str>) -> Result<Vec<CacheCluster>, Error> {
        let request = self.cache.client.describe_cache_clusters().show_cache_node_info(true);
        let request = match name {
            Some(name) => request.cache_cluster_id(name),
            None => request.show_cache_clusters_not_in_replication_groups(true).max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST, send, |page| (page.cache_clusters, page.marker)).await
    }

    /// A cluster by its name; none when it is gone.
    async fn seen(&self, name: &str) -> Result<Option<(Found<Cluster>, CacheCluster)>, Error> {
        let Some(cluster) = first(self.clusters(Some(name)).await)? else { return Ok(None) };
        let tags = self.cache.tags_if_readable(&self.cache.arn(SORT, name)).await?;
        Ok(Some((found(cluster.clone(), tags.unwrap_or_default()), cluster)))
    }

    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        Ok(self.seen(name).await?.map(|(found, _)| told(found)))
    }

    fn at_work(&self, operation: &str, name: &str, status: &str) -> Error {
        let message = format!("the cache cluster `{name}` is {status}");
        Error { code: Some(status.to_owned()), ..self.cache.error(Class::Dependency, operation, message) }
    }

    /// What changes, and nothing else.
    async fn modify(&self, wanted: &Cluster, seen: &CacheCluster, changes: &Changes) -> Result<(), Error> {
        let name = seen.cache_cluster_id().unwrap_or_default();
        let at_once = wanted.apply == Some(Apply::Now);
        let call = self.cache.client.modify_cache_cluster().cache_cluster_id(name);
        let mut call = modifying(call.apply_immediately(at_once), wanted, changes);
        if changes.has("engine_version") {
            call = call.engine_version(self.cache.version(ENGINE, &wanted.engine_version).await?);
        }
        if changes.has("nodes") {
            call = call
                .num_cache_nodes(i32::try_from(wanted.nodes).unwrap_or(i32::MAX))
                .set_cache_node_ids_to_remove(extra_nodes(seen, wanted.nodes));
        }
        self.cache.write(MODIFY, || call.clone().send()).await.map(drop).map_err(meant)
    }
}

fn modifying(
    mut call: ModifyCacheClusterFluentBuilder,
    wanted: &Cluster,
    changes: &Changes,
) -> ModifyCacheClusterFluentBuilder {
    let changed = |name: &str| changes.has(name);
    call = call
        .set_cache_node_type(changed("node_type").then(|| wanted.node_type.clone()))
        .set_auto_minor_version_upgrade(
            changed("auto_minor_version_upgrade").then_some(wanted.auto_minor_version_upgrade),
        );
    if changed("az_mode") {
        call = call.set_az_mode(wanted.az_mode.map(|mode| mode.word().into()));
    }
    if changed("parameter_group") {
        call = call.set_cache_parameter_group_name(wanted.parameter_group.as_ref().map(|it| it.0.clone()));
    }
    if changed("security_groups") {
        call =
            call.set_security_group_ids(Some(wanted.security_groups.iter().map(|it| it.0.clone()).collect()));
    }
    if changed("maintenance_window") {
        call = call.set_preferred_maintenance_window(wanted.maintenance_window.clone());
    }
    if changed("ip_discovery") {
        call = call.set_ip_discovery(wanted.ip_discovery.map(|word| word.word().into()));
    }
    if changed("notification_topic") {
        call = match &wanted.notification_topic {
            Some(topic) => call.notification_topic_arn(topic).notification_topic_status("active"),
            None => call.notification_topic_status("inactive"),
        };
    }
    call
}

/// Nodes beyond those that are wanted: those with the highest numbers.
fn extra_nodes(cluster: &CacheCluster, wanted: i64) -> Option<Vec<String>> {
    let mut ids: Vec<String> =
        cluster.cache_nodes().iter().filter_map(|node| node.cache_node_id.clone()).collect();
    ids.sort();
    let extra = ids.split_off(ids.len().min(usize::try_from(wanted).unwrap_or(usize::MAX)));
    (!extra.is_empty()).then_some(extra)
}

#[async_trait]
impl Provider for Clusters {
    fn kind(&self) -> KindName {
        KindName::from(Cluster::KIND)
    }

    fn pace(&self, verb: PaceOf) -> Pace {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let (limit, typical) = match verb {
            PaceOf::Create => (minutes(40), minutes(5)),
            PaceOf::Update => (minutes(80), minutes(8)),
            PaceOf::Delete => (minutes(40), minutes(3)),
        };
        Pace { interval: Duration::from_secs(10), limit, typical }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let clusters = self.clusters(None).await?.into_iter();
        // Endpoints exist that do not know the filter.
        let clusters = clusters.filter(|cluster| {
            cluster.replication_group_id().is_none_or(str::is_empty) && cluster.engine() == Some(ENGINE)
        });
        let listed = clusters.map(|cluster| Listed {
            name: cluster.cache_cluster_id.clone().unwrap_or_default(),
            is_new: cluster.cache_cluster_status() == Some("creating"),
            item: cluster,
        });
        let owned = self.cache.owned(stack, SORT, listed.collect()).await?;
        Ok(owned.into_iter().map(|(cluster, tags)| told(found(cluster, tags))).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let cluster: Cluster = self.cache.decode(CREATE, &request.values)?;
        let name = self.cache.name_in((CREATE, SORT), request)?;
        let mut tags = request.tags.clone();
        if cluster.deletion_protection {
            tags.insert(TAG_PROTECTED.to_owned(), "true".to_owned());
        }
        let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        let groups: Vec<String> = cluster.security_groups.iter().map(|it| it.0.clone()).collect();
        let call = self
            .cache
            .client
            .create_cache_cluster()
            .cache_cluster_id(name)
            .engine(ENGINE)
            .engine_version(self.cache.version(ENGINE, &cluster.engine_version).await?)
            .cache_node_type(&cluster.node_type)
            .num_cache_nodes(number(cluster.nodes))
            .set_az_mode(cluster.az_mode.map(|mode| mode.word().into()))
            .set_cache_parameter_group_name(cluster.parameter_group.map(|it| it.0))
            .set_cache_subnet_group_name(cluster.subnet_group.map(|it| it.0))
            .set_security_group_ids((!groups.is_empty()).then_some(groups))
            .set_port(cluster.port.map(number))
            .transit_encryption_enabled(cluster.encryption_in_transit)
            .set_preferred_maintenance_window(cluster.maintenance_window)
            .auto_minor_version_upgrade(cluster.auto_minor_version_upgrade)
            .set_notification_topic_arn(cluster.notification_topic)
            .network_type(cluster.network_type.word().into())
            .set_ip_discovery(cluster.ip_discovery.map(|word| word.word().into()))
            .set_tags(Some(written(&tags)));
        let answer = self.cache.write(CREATE, || call.clone().send()).await.map(drop);
        self.cache.claim(request, (CREATE, SORT), (answer, || self.one(name))).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let arn = self.cache.arn(SORT, name);
        if !request.patch.keys().any(|attribute| attribute != "tags") {
            return self.cache.update_tags(&arn, request, Vec::new()).await;
        }
        let wanted: Cluster = self.cache.decode(MODIFY, &request.values)?;
        let Some((seen, cluster)) = self.seen(name).await? else {
            return Err(self.cache.error(Class::Gone, MODIFY, format!("the cache cluster `{name}` is gone")));
        };
        let changes = Changes::of(request, &wanted, &seen.attributes);
        if changes.has_but(&["deletion_protection"]) {
            if let LiveState::Pending(status) | LiveState::Deleting(status) = &seen.state {
                return Err(self.at_work(MODIFY, name, status));
            }
            self.modify(&wanted, &cluster, &changes).await?;
        }
        let mut kept = Vec::new();
        if request.changes("deletion_protection") {
            kept.push((TAG_PROTECTED, wanted.deletion_protection.then(|| "true".to_owned())));
        }
        self.cache.update_tags(&arn, request, kept).await
    }

    /// The tag that protects is read once more: what it forbids AWS would do.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let Some((seen, _)) = self.seen(name).await? else { return self.cache.removed(&request.id, Ok(())) };
        if seen.attributes.deletion_protection {
            let message = format!(
                "the cache cluster `{name}` is protected by its tag `{TAG_PROTECTED}`; switch \
                 `deletion_protection` off and apply that by itself first"
            );
            return Err(self.cache.error(Class::Invalid, DELETE, message));
        }
        match &seen.state {
            LiveState::Deleting(_) => return Ok(()),
            LiveState::Pending(status) => return Err(self.at_work(DELETE, name, status)),
            LiveState::Ready | LiveState::Failed(_) => {}
        }
        let call = self.cache.client.delete_cache_cluster().cache_cluster_id(name);
        match self.cache.write(DELETE, || call.clone().send()).await {
            Err(error) if is_absent(&error) => self.cache.removed(&request.id, Ok(())),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cache.adopt(SORT, id, tags).await
    }

    /// Nothing keeps a cluster from being deleted.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
