//! `rds.instance`. A survey is one list of each region that something of the stack may stand in, with tags in
//! it: ⌈instances of the region / 100⌉ calls each.

use std::collections::{BTreeMap, BTreeSet};
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
use crate::instance_modify::{MODIFY, REBOOT};
use crate::instance_pending::queued;
use crate::names::ours;

/// What runs with the settings of its group.
const IN_SYNC: &str = "in-sync";

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
        Ok(self.find(id).await?.as_ref().and_then(|found| live(&self.rds, found)))
    }

    /// Changes that are made at once are under way until nothing of them is queued any more.
    fn with_changes(&self, id: &str, found: &DbInstance) -> Option<Live> {
        let mut live = live(&self.rds, found)?;
        let is_replica = !live.value("source").is_null();
        if live.state == LiveState::Ready
            && let Some(what) = self.memory.under_way(id, queued(found), is_replica)
        {
            live.state = LiveState::Pending(what);
        }
        Some(live)
    }

    /// What must hold before anything is made in another region.
    async fn begin_abroad(
        &self,
        instance: &Instance,
        region: &str,
        request: &CreateRequest,
    ) -> Result<(), Error> {
        if instance.source.is_none() {
            let message = format!(
                "a database begins in {region} as a replica alone: give it a `source`, or make it in a stack of \
                 that region"
            );
            return Err(self.rds.error(Class::Invalid, CREATE, message));
        }
        self.rds.tell_of(region, &request.stack, CREATE).await
    }

    /// What the creating calls of replicas and of what is restored do not carry.
    async fn complete(&self, request: &CreateRequest, wanted: &Instance, id: &str) -> Result<(), Error> {
        let found = self.rds.until_seen(|| self.find(id)).await?;
        let Some(live) = found.as_ref().and_then(|found| live(&self.rds, found)) else { return Ok(()) };
        let Some(found) = found else { return Ok(()) };
        let patch = making::later(request, &live.values);
        if patch.is_empty() {
            return self.load_settings(wanted, &live, &found).await;
        }
        let status = found.db_instance_status().unwrap_or("unknown");
        if live.state != LiveState::Ready || status == "stopped" {
            let names: Vec<&str> = patch.keys().map(String::as_str).collect();
            let message = format!("{id} is {status}; {} can be set when it is available", names.join(", "));
            return Err(self.rds.error(Class::Dependency, MODIFY, message));
        }
        let takes_group = patch.contains_key("parameter_group");
        let update = UpdateRequest {
            id: PhysicalId::from(id),
            stack: request.stack.clone(),
            address: request.address.clone(),
            before: live.values.clone(),
            patch,
            values: request.values.clone(),
        };
        let at_once = Instance { apply: Some(Apply::Now), ..wanted.clone() };
        self.modify(&update, &at_once, &found).await?;
        if takes_group && wanted.parameter_status.as_deref() == Some(IN_SYNC) {
            let message = format!("{id} is rebooted when it has its parameter group");
            return Err(self.rds.error(Class::Dependency, REBOOT, message));
        }
        Ok(())
    }

    /// The settings of another group hold when it is rebooted, once it has them: the caller comes again.
    async fn modify_and_reboot(
        &self,
        request: &UpdateRequest,
        wanted: &Instance,
        found: &DbInstance,
    ) -> Result<(), Error> {
        let live = live(&self.rds, found);
        let has_group =
            |live: &&Live| request.patch.get("parameter_group") == live.values.get("parameter_group");
        let Some(live) = live.as_ref().filter(has_group) else {
            self.modify(request, wanted, found).await?;
            let message = format!("{} is rebooted when it has its parameter group", request.id);
            return Err(self.rds.error(Class::Dependency, REBOOT, message));
        };
        if live.state != LiveState::Ready {
            let message = format!("{} is rebooted when it is available", request.id);
            return Err(self.rds.error(Class::Dependency, REBOOT, message));
        }
        self.load_settings(wanted, live, found).await
    }

    /// Settings that were given to it after it was made hold when it is rebooted.
    async fn load_settings(&self, wanted: &Instance, live: &Live, found: &DbInstance) -> Result<(), Error> {
        let status = live.value("parameter_status").as_text().unwrap_or(IN_SYNC);
        let is_asked = wanted.parameter_status.as_deref() == Some(IN_SYNC);
        if !is_asked || status == IN_SYNC || live.state != LiveState::Ready {
            return Ok(());
        }
        if status == "pending-reboot" {
            return self.reboot(found.db_instance_identifier().unwrap_or_default()).await;
        }
        let message = format!("the parameter group of {} is {status}", live.id);
        Err(self.rds.error(Class::Dependency, REBOOT, message))
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
        let own = self.rds.instances().await?;
        let abroad = self.rds.instances_of(self.rds.regions(stack, &own)).await?;
        let own = own.into_iter().map(|instance| (self.rds.clone(), instance));
        let all = own.chain(abroad);
        let ours = all.filter(|(_, instance)| are_of(stack, &tags_of(instance.tag_list())));
        Ok(ours.filter_map(|(rds, instance)| live(&rds, &instance)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let there = self.beside(id.as_str());
        let Some(found) = there.one(id.as_str()).await? else {
            let status = there.last_snapshot(id.as_str()).await?;
            return Ok(status.and_then(|status| self.memory.going(id.as_str(), status)));
        };
        Ok(there.with_changes(id.as_str(), &found))
    }

    /// The identifier is the region's only one, so that the call may be repeated: the second one is
    /// refused, and what has the identifier is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let instance: Instance = self.rds.decode(CREATE, &request.values)?;
        let nameless = || self.rds.error(Class::Invalid, CREATE, "a database needs an identifier");
        let name = instance.identifier.as_deref().or(request.name.as_deref()).ok_or_else(nameless)?;
        let tags = making::tags_of(&instance, request, name);
        let there = self.there(instance.region.as_deref());
        if let Some(region) = there.rds.abroad() {
            self.begin_abroad(&instance, region, request).await?;
        }
        let id = there.rds.id_of("db", name);
        let answer = match (&instance.source, &instance.restore_from_snapshot) {
            (Some(source), _) => there.replicate(&instance, &source.0, &tags, name).await,
            (None, Some(snapshot)) => there.restore(&instance, snapshot, &tags, name).await,
            (None, None) => there.make(&instance, &tags, name).await,
        };
        match answer {
            Ok(()) => {}
            Err(error) if error.code.as_deref() == Some("DBInstanceAlreadyExists") => {
                let found = there.rds.until_seen(|| there.seen(&id)).await?;
                ours(&self.rds, request, (CREATE, "database", name), found)?;
            }
            Err(error) => return Err(error),
        }
        let made = self.rds.made(CREATE, Some(id.clone()))?;
        if instance.source.is_some() || instance.restore_from_snapshot.is_some() {
            there.complete(request, &instance, &id).await?;
        }
        Ok(made)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: Instance = self.rds.decode(MODIFY, &request.values)?;
        let there = self.beside(request.id.as_str());
        let Some(found) = there.one(request.id.as_str()).await? else {
            let message = format!("{} is gone", request.id);
            return Err(self.rds.error(Class::Gone, MODIFY, message));
        };
        let arn = found.db_instance_arn().unwrap_or_default();
        let TagChange { unwanted, wanted: tags } = TagChange::of(request);
        there.rds.take_tags(arn, unwanted).await?;
        there.rds.set_tags(arn, &tags).await?;
        if request.changes("final_snapshot") {
            there.set_final_snapshot(arn, wanted.final_snapshot).await?;
        }
        if request.changes("source") && wanted.source.is_none() && there.promote(&found, &wanted).await? {
            self.memory.promotes(request.id.as_str());
        }
        if request.changes("parameter_status") && request.changes("parameter_group") {
            return there.modify_and_reboot(request, &wanted, &found).await;
        }
        there.modify(request, &wanted, &found).await?;
        if request.changes("parameter_status") {
            there.reboot(found.db_instance_identifier().unwrap_or_default()).await?;
        }
        Ok(())
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        self.beside(request.id.as_str()).remove(request).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let (rds, name) = self.rds.standing(&self.memory.name_of(id.as_str()));
        rds.set_tags(&rds.arn("db", &name), tags).await
    }

    /// AWS deletes a database that has clients; replicas of others become primaries of their own.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = BTreeMap::new();
        let mut user = |used: String, id: String, name: &str| {
            if let Some(used) = ids.iter().find(|id| id.as_str() == used) {
                let what = format!("replica {name}");
                users.insert(id.clone(), User::new(used, PhysicalId::new(id), what));
            }
        };
        let instances = self.rds.instances_of(self.rds.regions_of(ids)).await?;
        let there: BTreeSet<String> = instances
            .iter()
            .filter_map(|(rds, instance)| Some(rds.id_of("db", instance.db_instance_identifier()?)))
            .collect();
        for (rds, instance) in instances {
            let Some(name) = instance.db_instance_identifier() else { continue };
            if let Some(source) = instance.read_replica_source_db_instance_identifier() {
                user(rds.id_of("db", source), rds.id_of("db", name), name);
            }
            for replica in instance.read_replica_db_instance_identifiers() {
                // A name without an instance behind it is one that is gone; of another region it is an ARN.
                let id = rds.id_of("db", replica);
                if replica.contains(':') || there.contains(&id) {
                    user(rds.id_of("db", name), id, rds.standing(replica).1.as_str());
                }
            }
        }
        Ok(users.into_values().collect())
    }
}
