//! `autoscaling.group`. A survey is ⌈groups / 100⌉ lists; where the stack has one, ⌈policies / 100⌉,
//! ⌈scheduled actions / 100⌉ and ⌈notifications / 100⌉ more, and one call for the hooks of each of its groups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_autoscaling::types::AutoScalingGroup;
use scaffold_aws_core::{identity_of, is_asked_for, missing, taken_by};
use scaffold_kinds::autoscaling::{Group, Rollout};
use scaffold_kinds::{AttributeType, Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, Value, Values};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{AutoScaling, told_apart};
use crate::group_live::live;
use crate::group_write::{creating, updating};
use crate::instances::Fleet;
use crate::{refresh, tags};

const CREATE: &str = "CreateAutoScalingGroup";
const UPDATE: &str = "UpdateAutoScalingGroup";
const DELETE: &str = "DeleteAutoScalingGroup";

/// AWS's code for a name that is taken.
const TAKEN: &str = "AlreadyExists";

/// Attributes that say what instances run.
const LAUNCH: [&str; 3] = ["launch_template", "launch_template_version", "mixed_instances"];

pub(crate) struct Groups {
    autoscaling: AutoScaling,
    /// Refreshes that this run started, by group: what becomes of them is the step's outcome.
    started: Mutex<BTreeMap<String, String>>,
    /// Groups that this run made: ready when their first instances are in service.
    made: Mutex<BTreeSet<String>>,
}

impl Groups {
    pub fn new(autoscaling: AutoScaling) -> Self {
        Self { autoscaling, started: Mutex::default(), made: Mutex::default() }
    }

    /// A group as it is now, with what belongs to it.
    async fn now(&self, group: AutoScalingGroup) -> Result<Option<Live>, Error> {
        let wholes = self.autoscaling.whole(vec![group]).await?;
        Ok(wholes.first().map(|whole| live(self.autoscaling.connection(), whole)))
    }

    /// The group that has the name already: ours, or an error that says whose it may be.
    async fn read_back(&self, request: &CreateRequest, name: &str) -> Result<AutoScalingGroup, Error> {
        let group = self.autoscaling.until_seen(|| self.autoscaling.group(name)).await?;
        if let Some(status) = group.as_ref().and_then(|group| group.status()).filter(|it| !it.is_empty()) {
            let message = format!("the group that has the name `{name}` is still being deleted ({status})");
            return Err(self.autoscaling.error(Class::Dependency, CREATE, message));
        }
        let identity = group.as_ref().and_then(|group| identity_of(&tags::read(group.tags())));
        let is_ours = identity.as_ref().is_some_and(|there| is_asked_for(request, there));
        if let Some(group) = group.filter(|_| is_ours) {
            return Ok(group);
        }
        let whose = taken_by(request, identity.as_ref(), name);
        let message = format!("there is a scaling group named `{name}` already, which {whose}");
        Err(self.autoscaling.error(Class::OwnedBySomeoneElse, CREATE, message))
    }

    /// What the creating call cannot carry.
    async fn set_all(&self, name: &str, there: &Group, wanted: &Group) -> Result<(), Error> {
        self.set_metrics(name, there, wanted).await?;
        self.set_processes(name, there, wanted).await?;
        self.autoscaling.set_policies(name, &there.policies, &wanted.policies).await?;
        self.autoscaling.set_schedules(name, &there.schedules, &wanted.schedules).await?;
        if there.warm_pool != wanted.warm_pool {
            self.autoscaling.set_warm_pool(name, wanted.warm_pool.as_ref()).await?;
        }
        self.autoscaling.set_notifications(name, &there.notifications, &wanted.notifications).await
    }

    async fn set_metrics(&self, name: &str, there: &Group, wanted: &Group) -> Result<(), Error> {
        let autoscaling = &self.autoscaling;
        if let Some(new) = missing(&wanted.metrics, &there.metrics) {
            let metrics = new.into_iter().map(|metric| metric.word().to_owned()).collect();
            let call = autoscaling.client.enable_metrics_collection().auto_scaling_group_name(name);
            let call = call.granularity("1Minute").set_metrics(Some(metrics));
            let answer = autoscaling.write("EnableMetricsCollection", || call.clone().send()).await;
            answer.map_err(told_apart)?;
        }
        if let Some(unwanted) = missing(&there.metrics, &wanted.metrics) {
            let metrics = unwanted.into_iter().map(|metric| metric.word().to_owned()).collect();
            let call = autoscaling.client.disable_metrics_collection().auto_scaling_group_name(name);
            let call = call.set_metrics(Some(metrics));
            let answer = autoscaling.write("DisableMetricsCollection", || call.clone().send()).await;
            answer.map_err(told_apart)?;
        }
        Ok(())
    }

    async fn set_processes(&self, name: &str, there: &Group, wanted: &Group) -> Result<(), Error> {
        let autoscaling = &self.autoscaling;
        if let Some(new) = missing(&wanted.suspended_processes, &there.suspended_processes) {
            let names = new.into_iter().map(|process| process.word().to_owned()).collect();
            let call = autoscaling.client.suspend_processes().auto_scaling_group_name(name);
            let call = call.set_scaling_processes(Some(names));
            let answer = autoscaling.write("SuspendProcesses", || call.clone().send()).await;
            answer.map_err(told_apart)?;
        }
        if let Some(resumed) = missing(&there.suspended_processes, &wanted.suspended_processes) {
            let names = resumed.into_iter().map(|process| process.word().to_owned()).collect();
            let call = autoscaling.client.resume_processes().auto_scaling_group_name(name);
            let call = call.set_scaling_processes(Some(names));
            let answer = autoscaling.write("ResumeProcesses", || call.clone().send()).await;
            answer.map_err(told_apart)?;
        }
        Ok(())
    }

    /// Instances join new target groups before they leave old ones.
    async fn set_target_groups(&self, name: &str, there: &Group, wanted: &Group) -> Result<(), Error> {
        let autoscaling = &self.autoscaling;
        if let Some(new) = missing(&wanted.target_groups, &there.target_groups) {
            let arns = new.into_iter().map(|target| target.0).collect();
            let call = autoscaling.client.attach_load_balancer_target_groups().auto_scaling_group_name(name);
            let call = call.set_target_group_arns(Some(arns));
            let answer = autoscaling.write("AttachLoadBalancerTargetGroups", || call.clone().send()).await;
            answer.map_err(told_apart)?;
        }
        if let Some(left) = missing(&there.target_groups, &wanted.target_groups) {
            let arns = left.into_iter().map(|target| target.0).collect();
            let call = autoscaling.client.detach_load_balancer_target_groups().auto_scaling_group_name(name);
            let call = call.set_target_group_arns(Some(arns));
            let answer = autoscaling.write("DetachLoadBalancerTargetGroups", || call.clone().send()).await;
            answer.map_err(told_apart)?;
        }
        Ok(())
    }

    /// Starts a refresh where instances run something else than the group now has. One that is under
    /// way is waited for: it may be ours, and where the group has changed since, another follows it.
    async fn refresh(&self, request: &UpdateRequest) -> Result<(), Error> {
        let is_changed = LAUNCH.iter().any(|name| request.changes(name));
        let is_wanted = request.values.get("instances").and_then(Value::as_text) == Some("current");
        let name = request.id.as_str();
        if !is_wanted || !(is_changed || request.changes("instances")) {
            return Ok(());
        }
        let Some(group) = self.autoscaling.group(name).await? else { return Ok(()) };
        if Fleet::of(&group).outdated == 0 {
            return Ok(());
        }
        let rollout = request.values.get("rollout").unwrap_or(&Value::Null);
        let rollout = Option::<Rollout>::decode(rollout)
            .map_err(|error| self.autoscaling.error(Class::Invalid, UPDATE, format!("rollout: {error}")))?;
        match self.autoscaling.start_refresh(name, rollout.as_ref()).await {
            Ok(Some(id)) => {
                lock(&self.started).insert(name.to_owned(), id);
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(error) if error.code.as_deref() == Some(refresh::UNDER_WAY) && !is_changed => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What has become of a refresh that this run started.
    async fn follow(&self, live: &mut Live) -> Result<(), Error> {
        let name = live.id.as_str().to_owned();
        let Some(id) = lock(&self.started).get(&name).cloned() else { return Ok(()) };
        let refresh = self.autoscaling.refresh(&name, &id).await?;
        match refresh {
            Some(refresh) if refresh::is_under_way(&refresh) => {
                live.state = LiveState::Pending(refresh::progress(&refresh));
                return Ok(());
            }
            Some(refresh) if !refresh::is_successful(&refresh) => {
                lock(&self.started).remove(&name);
                let message = refresh::failure(&name, &refresh);
                return Err(self.autoscaling.error(Class::Failed, "StartInstanceRefresh", message));
            }
            _ => lock(&self.started).remove(&name),
        };
        Ok(())
    }

    /// Why a group that this run made is not ready yet.
    async fn starting(&self, group: &AutoScalingGroup) -> Result<Option<String>, Error> {
        let name = group.auto_scaling_group_name().unwrap_or_default();
        if !lock(&self.made).contains(name) {
            return Ok(None);
        }
        let wanted = usize::try_from(group.desired_capacity().unwrap_or(0)).unwrap_or(0);
        let is_suspended = group.suspended_processes().iter().any(|it| it.process_name() == Some("Launch"));
        let Fleet { in_service, .. } = Fleet::of(group);
        if in_service >= wanted || is_suspended {
            lock(&self.made).remove(name);
            return Ok(None);
        }
        let failure = self.autoscaling.launch_failure(name).await?;
        let why = failure.map_or_else(String::new, |why| format!(": {why}"));
        Ok(Some(format!("{in_service} of {wanted} instances in service{why}")))
    }
}

/// A panic while it was held leaves it usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Values with a patch over them.
fn patched(mut values: Values, patch: &Values) -> Values {
    for (name, value) in patch.iter().filter(|(name, _)| *name != "tags") {
        values.insert(name.clone(), value.clone());
    }
    values
}

#[async_trait]
impl Provider for Groups {
    fn kind(&self) -> KindName {
        KindName::from(Group::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let (limit, typical) = match of {
            PaceOf::Create => (1200, 90),
            // A refresh takes as long as it takes to replace all instances.
            PaceOf::Update => (4 * 3600, 5),
            PaceOf::Delete => (1800, 120),
        };
        Pace {
            interval: Duration::from_secs(5),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(typical),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = self.autoscaling.groups_of_stack(stack).await?;
        let wholes = self.autoscaling.whole(groups).await?;
        Ok(wholes.iter().map(|whole| live(self.autoscaling.connection(), whole)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(group) = self.autoscaling.group(id.as_str()).await? else { return Ok(None) };
        let starting = self.starting(&group).await?;
        let Some(mut live) = self.now(group).await? else { return Ok(None) };
        if live.state == LiveState::Ready
            && let Some(status) = starting
        {
            live.state = LiveState::Pending(status);
        }
        self.follow(&mut live).await?;
        Ok(Some(live))
    }

    /// The name is unique in the region, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Group = self.autoscaling.decode(CREATE, &request.values)?;
        let nameless =
            || self.autoscaling.error(Class::Invalid, CREATE, "a scaling group needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let call = self.autoscaling.client.create_auto_scaling_group().auto_scaling_group_name(name);
        let call = creating(call, &wanted).set_tags(Some(tags::write(name, &request.tags)));
        let answer = self.autoscaling.write(CREATE, || call.clone().send()).await.map_err(told_apart);
        let id = PhysicalId::from(name);
        let there = match answer {
            Ok(_) => {
                self.autoscaling.connection().made(&id);
                lock(&self.made).insert(name.to_owned());
                Group {
                    policies: BTreeMap::new(),
                    schedules: BTreeMap::new(),
                    notifications: BTreeMap::new(),
                    metrics: BTreeSet::new(),
                    suspended_processes: BTreeSet::new(),
                    warm_pool: None,
                    ..wanted.clone()
                }
            }
            Err(error) if error.code.as_deref() == Some(TAKEN) => {
                let group = self.read_back(request, name).await?;
                let live = self.now(group).await?;
                let values = live.map(|live| live.values).unwrap_or_default();
                self.autoscaling.decode(CREATE, &values)?
            }
            Err(error) => return Err(error),
        };
        self.set_all(name, &there, &wanted).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let gone = || self.autoscaling.error(Class::Gone, UPDATE, format!("{name} is gone"));
            let group = self.autoscaling.group(name).await?.ok_or_else(gone)?;
            let live = self.now(group).await?.ok_or_else(gone)?;
            let there: Group = self.autoscaling.decode(UPDATE, &live.values)?;
            let wanted: Group =
                self.autoscaling.decode(UPDATE, &patched(live.values.clone(), &request.patch))?;
            self.autoscaling.set_hooks(name, &there.lifecycle_hooks, &wanted.lifecycle_hooks).await?;
            let call = self.autoscaling.client.update_auto_scaling_group().auto_scaling_group_name(name);
            if let Some(call) = updating(call, request, &wanted) {
                let answer = self.autoscaling.write(UPDATE, || call.clone().send()).await;
                answer.map_err(told_apart)?;
            }
            self.set_target_groups(name, &there, &wanted).await?;
            self.set_all(name, &there, &wanted).await?;
            self.refresh(request).await?;
        }
        self.autoscaling.update_tags(request).await
    }

    /// With its instances. They are gone when the group is.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        let Some(group) = self.autoscaling.group(name).await? else {
            self.autoscaling.connection().removed(&request.id);
            return Ok(());
        };
        if group.status().is_some_and(|status| !status.is_empty()) {
            return Ok(());
        }
        let protection = group.deletion_protection().map_or("none", |word| word.as_str());
        if protection != "none" {
            let message = format!(
                "{name} is protected from deletion (`deletion_protection` is `{protection}`); set it to `none` \
                 and apply that first"
            );
            return Err(self.autoscaling.error(Class::Invalid, DELETE, message));
        }
        let call = self.autoscaling.client.delete_auto_scaling_group();
        let call = call.auto_scaling_group_name(name).force_delete(true);
        let answer = self.autoscaling.write(DELETE, || call.clone().send()).await.map_err(told_apart);
        self.autoscaling.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.autoscaling.tag(id, tags).await
    }

    /// Nothing keeps a group from being deleted but its own protection.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
