//! What is registered with a target group.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetGroup as LiveGroup, TargetHealthDescription, TargetHealthStateEnum,
    TargetTypeEnum,
};
use futures_util::future::try_join_all;
use scaffold_aws_core::{is_absent, missing};
use scaffold_kinds::AttributeType;
use scaffold_kinds::elbv2::Target;
use scaffold_model::{PhysicalId, StackId, Value};
use scaffold_provider::Error;

use crate::client::{Elb, Owned, PAGE, Registered, meant};
use crate::names::may_be_of;

const LIST: &str = "DescribeTargetHealth";

/// What shall be registered with a group: of functions one, which another takes the place of.
pub(crate) struct Wanted<'a> {
    pub targets: &'a BTreeSet<Target>,
    pub port: Option<i32>,
    pub of_functions: bool,
}

impl Elb {
    /// Target groups that carry the stack's identity, with their targets.
    pub async fn groups_of(&self, stack: &StackId) -> Result<Arc<Vec<Registered<Owned<LiveGroup>>>>, Error> {
        let read = || async {
            let request = self.client.describe_target_groups().page_size(PAGE);
            let groups = self.list(
                "DescribeTargetGroups",
                |marker| request.clone().set_marker(marker).send(),
                |page| (page.target_groups, page.next_marker),
            );
            let mut groups = groups.await?;
            groups.retain(|group| may_be_of(stack, group.target_group_name().unwrap_or_default()));
            let owned = self.owned(stack, groups, |group| group.target_group_arn()).await?;
            let registered = |group: Owned<LiveGroup>| async {
                let arn = group.item.target_group_arn().unwrap_or_default();
                let targets = self.targets_in(arn, group.item.port()).await?;
                Ok::<_, Error>(targets.map(|targets| Registered { group, targets }))
            };
            let registered = try_join_all(owned.into_iter().map(registered)).await?;
            Ok(registered.into_iter().flatten().collect())
        };
        self.groups.read(stack, read).await
    }

    /// A target group; none when it is gone.
    pub async fn group(&self, arn: &str) -> Result<Option<LiveGroup>, Error> {
        let request = self.client.describe_target_groups().target_group_arns(arn);
        let answer = self.read("DescribeTargetGroups", || request.clone().send()).await;
        scaffold_aws_core::first(answer.map(|answer| answer.target_groups.unwrap_or_default()))
    }

    /// Targets that are not on their way out; none when the group is gone. A port is told where it is
    /// not the group's.
    pub async fn targets_in(&self, group: &str, port: Option<i32>) -> Result<Option<Value>, Error> {
        match self.registered(group, port).await {
            Ok(targets) => Ok(Some(targets.encode())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn registered(&self, group: &str, port: Option<i32>) -> Result<BTreeSet<Target>, Error> {
        let request = self.client.describe_target_health().target_group_arn(group);
        let answer = self.read(LIST, || request.clone().send()).await?;
        let stays = |it: &TargetHealthDescription| {
            let state = it.target_health.as_ref().and_then(|health| health.state.as_ref());
            state != Some(&TargetHealthStateEnum::Draining)
        };
        let target = |it: TargetHealthDescription| {
            let target = it.target?;
            Some(Target {
                id: target.id?,
                port: target.port.filter(|own| Some(*own) != port && *own > 0).map(i64::from),
                availability_zone: target.availability_zone.filter(|zone| zone == "all"),
            })
        };
        let descriptions = answer.target_health_descriptions.unwrap_or_default();
        Ok(descriptions.into_iter().filter(stays).filter_map(target).collect())
    }

    /// Makes the targets those that are wanted: new ones come before others go, but for functions, of which a
    /// group takes one.
    pub async fn set_targets(&self, id: &PhysicalId, wanted: Wanted<'_>) -> Result<(), Error> {
        let plain = |target: &Target| Target {
            port: target.port.filter(|own| Some(*own) != wanted.port.map(i64::from)),
            ..target.clone()
        };
        let targets: BTreeSet<Target> = wanted.targets.iter().map(plain).collect();
        let there = self.registered(id.as_str(), wanted.port).await?;
        let (new, unwanted) = (missing(&targets, &there), missing(&there, &targets));
        if wanted.of_functions {
            self.deregister(id, unwanted).await?;
            self.register(id, new).await
        } else {
            self.register(id, new).await?;
            self.deregister(id, unwanted).await
        }
    }

    async fn register(&self, id: &PhysicalId, new: Option<Vec<Target>>) -> Result<(), Error> {
        let Some(new) = new else { return Ok(()) };
        let call = self.client.register_targets().target_group_arn(id.as_str());
        let call = call.set_targets(Some(new.iter().map(described).collect()));
        self.write("RegisterTargets", || call.clone().send()).await.map(drop).map_err(meant)
    }

    async fn deregister(&self, id: &PhysicalId, unwanted: Option<Vec<Target>>) -> Result<(), Error> {
        let Some(unwanted) = unwanted else { return Ok(()) };
        let call = self.client.deregister_targets().target_group_arn(id.as_str());
        let call = call.set_targets(Some(unwanted.iter().map(described).collect()));
        self.write("DeregisterTargets", || call.clone().send()).await.map(drop)
    }
}

/// Whether the targets of a group are functions.
pub(crate) fn is_of_functions(group: &LiveGroup) -> bool {
    group.target_type() == Some(&TargetTypeEnum::Lambda)
}

fn described(target: &Target) -> TargetDescription {
    TargetDescription::builder()
        .id(&target.id)
        .set_port(target.port.and_then(|port| i32::try_from(port).ok()))
        .set_availability_zone(target.availability_zone.clone())
        .build()
}
