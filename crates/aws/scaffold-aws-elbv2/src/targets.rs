//! `elbv2.targets`: what is registered with each target group of the stack, as one set a group. A survey is that of
//! target groups, which is made once for both.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::TargetGroup as LiveGroup;
use scaffold_aws_core::is_absent;
use scaffold_kinds::Kind;
use scaffold_kinds::elbv2::{Target, Targets};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, Value, Values};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Elb;
use crate::registrations::{Wanted, is_of_functions};

const REGISTER: &str = "RegisterTargets";

pub(crate) struct TargetsOfGroups {
    elb: Elb,
}

impl TargetsOfGroups {
    pub fn new(elb: Elb) -> Self {
        Self { elb }
    }

    async fn set(&self, id: &PhysicalId, targets: &BTreeSet<Target>) -> Result<(), Error> {
        let Some(group) = self.elb.group(id.as_str()).await? else {
            let message = format!("there is no target group {id}; plan again");
            return Err(self.elb.error(Class::Gone, REGISTER, message));
        };
        let wanted = Wanted { targets, port: group.port(), of_functions: is_of_functions(&group) };
        self.elb.set_targets(id, wanted).await
    }
}

/// The set has no tags of its own, and so belongs to nobody but its group.
fn live(group: &LiveGroup, targets: &Value) -> Live {
    let arn = group.target_group_arn().unwrap_or_default();
    let values = [("id", Value::from(arn)), ("target_group", Value::from(arn)), ("targets", targets.clone())];
    Live {
        kind: KindName::from(Targets::KIND),
        id: PhysicalId::from(arn),
        identity: None,
        name: None,
        values: values.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Values>(),
        tags: BTreeMap::new(),
        state: LiveState::Ready,
        created: None,
        foreign: Vec::new(),
    }
}

#[async_trait]
impl Provider for TargetsOfGroups {
    fn kind(&self) -> KindName {
        KindName::from(Targets::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        let seconds = Duration::from_secs;
        Pace { interval: seconds(1), limit: seconds(120), typical: seconds(2) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = self.elb.groups_of(stack).await?;
        Ok(groups.iter().map(|registered| live(&registered.group.item, &registered.targets)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(group) = self.elb.group(id.as_str()).await? else { return Ok(None) };
        let targets = self.elb.targets_in(id.as_str(), group.port()).await?;
        Ok(targets.map(|targets| live(&group, &targets)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Targets = self.elb.decode(REGISTER, &request.values)?;
        let id = PhysicalId::new(wanted.target_group.0);
        self.set(&id, &wanted.targets).await?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        if !request.changes("targets") {
            return Ok(());
        }
        let wanted: Targets = self.elb.decode(REGISTER, &request.values)?;
        self.set(&request.id, &wanted.targets).await
    }

    /// Nothing is registered any more.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        match self.set(&request.id, &BTreeSet::new()).await {
            Err(error) if error.class == Class::Gone || is_absent(&error) => Ok(()),
            result => result,
        }
    }

    /// Registrations have no tags.
    async fn tag(&self, _: &PhysicalId, _: &BTreeMap<String, String>) -> Result<(), Error> {
        Ok(())
    }

    /// Nothing keeps a target registered.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
