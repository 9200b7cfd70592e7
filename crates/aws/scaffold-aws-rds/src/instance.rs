//! `rds.instance`. A survey is one list, with tags in it: ⌈instances of the region / 100⌉ calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_rds::types::DbInstance;
use scaffold_aws_core::{TagChange, are_of};
use scaffold_kinds::Kind;
use scaffold_kinds::rds::{Apply, Instance};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::tags_of;
use crate::database::Instances;
use crate::instance_create::{self as making, CREATE};
use crate::instance_live::live;
use crate::instance_modify::MODIFY;
use crate::instance_pending::queued;
use crate::names::ours;

impl Instances {
    /// One by the id that this run knows it by, which it may have been renamed from.
    async fn one(&self, id: &str) -> Result<Option<DbInstance>, Error> {
        let name = self.memory.name_of(id);
        match self.find(&name).await? {
            None if name != id => self.find(id).await,
            found => Ok(found),
        }
    }

    async fn seen(&self, id: &str) -> Result<Option<Live>, Error> {
        Ok(self.find(id).await?.as_ref().and_then(live))
    }

    /// Changes that are made at once are under way until nothing of them is queued any more.
    fn with_changes(&self, id: &str, found: &DbInstance) -> Option<Live> {
        let mut live = live(found)?;
        let is_replica = !live.value("source").is_null();
        if live.state == LiveState::Ready
            && let Some(what) = self.memory.under_way(id, queued(found), is_replica)
        {
            live.state = LiveState::Pending(what);
        }
        Some(live)
    }

    /// What the creating calls of replicas and of what is restored do not carry.
    async fn complete(&self, request: &CreateRequest, wanted: &Instance, id: &str) -> Result<(), Error> {
        let found = self.rds.until_seen(|| self.find(id)).await?;
        let Some(live) = found.as_ref().and_then(live) else { return Ok(()) };
        let patch = making::later(request, &live.values);
        let Some(found) = found.filter(|_| !patch.is_empty()) else { return Ok(()) };
        if found.db_instance_status() != Some("available") {
            let names: Vec<&str> = patch.keys().map(String::as_str).collect();
            let status = found.db_instance_status().unwrap_or("unknown");
            let message = format!("{id} is {status}; {} can be set when it is available", names.join(", "));
            return Err(self.rds.error(Class::Dependency, MODIFY, message));
        }
        let update = UpdateRequest {
            id: PhysicalId::from(id),
            stack: request.stack.clone(),
            address: request.address.clone(),
            before: live.values.clone(),
            patch,
            values: request.values.clone(),
        };
        let wanted = Instance { apply: Some(Apply::Now), ..wanted.clone() };
        self.modify(&update, &wanted, &found).await
    }
}

#[async_trait]
impl Provider for Instances {
    fn kind(&self) -> KindName {
        KindName::from(Instance::KIND)
    }

    /// "Ten minutes and more": a large snapshot, an upgrade or a reboot into crash recovery take an hour.
    fn pace(&self, verb: PaceOf) -> Pace {
        let (limit, typical) = match verb {
            PaceOf::Create => (7200, 600),
            PaceOf::Update => (7200, 300),
            PaceOf::Delete => (3600, 300),
        };
        Pace {
            interval: Duration::from_secs(15),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(typical),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let instances = self.rds.instances().await?;
        let ours = instances.iter().filter(|it| are_of(stack, &tags_of(it.tag_list())));
        Ok(ours.filter_map(live).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(found) = self.one(id.as_str()).await? else {
            let status = self.last_snapshot(id.as_str()).await?;
            return Ok(status.and_then(|status| self.memory.going(id.as_str(), status)));
        };
        Ok(self.with_changes(id.as_str(), &found))
    }

    /// The identifier is the region's only one, so that the call may be repeated: the second one is
    /// refused, and what has the identifier is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let instance: Instance = self.rds.decode(CREATE, &request.values)?;
        let nameless = || self.rds.error(Class::Invalid, CREATE, "a database needs an identifier");
        let id = instance.identifier.as_deref().or(request.name.as_deref()).ok_or_else(nameless)?;
        let tags = making::tags_of(&instance, request, id);
        let answer = match (&instance.source, &instance.restore_from_snapshot) {
            (Some(source), _) => self.replicate(&instance, &source.0, &tags, id).await,
            (None, Some(snapshot)) => self.restore(&instance, snapshot, &tags, id).await,
            (None, None) => self.make(&instance, &tags, id).await,
        };
        match answer {
            Ok(()) => {}
            Err(error) if error.code.as_deref() == Some("DBInstanceAlreadyExists") => {
                let found = self.rds.until_seen(|| self.seen(id)).await?;
                ours(&self.rds, request, (CREATE, "database", id), found)?;
            }
            Err(error) => return Err(error),
        }
        let made = self.rds.made(CREATE, Some(id.to_owned()))?;
        if instance.source.is_some() || instance.restore_from_snapshot.is_some() {
            self.complete(request, &instance, id).await?;
        }
        Ok(made)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: Instance = self.rds.decode(MODIFY, &request.values)?;
        let Some(found) = self.one(request.id.as_str()).await? else {
            let message = format!("{} is gone", request.id);
            return Err(self.rds.error(Class::Gone, MODIFY, message));
        };
        let arn = found.db_instance_arn().unwrap_or_default();
        let TagChange { unwanted, wanted: tags } = TagChange::of(request);
        self.rds.take_tags(arn, unwanted).await?;
        self.rds.set_tags(arn, &tags).await?;
        if request.changes("final_snapshot") {
            self.set_final_snapshot(arn, wanted.final_snapshot).await?;
        }
        if request.changes("source") && wanted.source.is_none() && self.promote(&found, &wanted).await? {
            self.memory.promotes(request.id.as_str());
        }
        self.modify(request, &wanted, &found).await?;
        if request.changes("parameter_status") {
            self.reboot(found.db_instance_identifier().unwrap_or_default()).await?;
        }
        Ok(())
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        self.remove(&request.id).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let name = self.memory.name_of(id.as_str());
        self.rds.set_tags(&self.rds.arn("db", &name), tags).await
    }

    /// AWS deletes a database that has clients; replicas of others become primaries of their own.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for instance in self.rds.instances().await? {
            let source = instance.read_replica_source_db_instance_identifier();
            let used = ids.iter().find(|id| source == Some(id.as_str()));
            if let (Some(used), Some(id)) = (used, instance.db_instance_identifier()) {
                let what = format!("replica {id}");
                users.push(User { used: used.clone(), id: PhysicalId::from(id), what });
            }
        }
        Ok(users)
    }
}
