//! What is registered with a target group.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetHealthDescription, TargetHealthStateEnum,
};
use scaffold_aws_core::{is_absent, missing};
use scaffold_kinds::AttributeType;
use scaffold_kinds::elbv2::{Target, TargetGroup};
use scaffold_model::{PhysicalId, Value};
use scaffold_provider::Error;

use crate::client::Elb;

const LIST: &str = "DescribeTargetHealth";

impl Elb {
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

    /// Makes the targets those that are wanted: new ones come before others go.
    pub async fn set_targets(&self, id: &PhysicalId, wanted: &TargetGroup) -> Result<(), Error> {
        let port = wanted.port.and_then(|port| i32::try_from(port).ok());
        let plain = |target: &Target| Target {
            port: target.port.filter(|own| Some(*own) != wanted.port),
            ..target.clone()
        };
        let targets: BTreeSet<Target> = wanted.targets.iter().map(plain).collect();
        let there = self.registered(id.as_str(), port).await?;
        if let Some(new) = missing(&targets, &there) {
            let call = self.client.register_targets().target_group_arn(id.as_str());
            let call = call.set_targets(Some(new.iter().map(described).collect()));
            self.write("RegisterTargets", || call.clone().send()).await?;
        }
        if let Some(unwanted) = missing(&there, &targets) {
            let call = self.client.deregister_targets().target_group_arn(id.as_str());
            let call = call.set_targets(Some(unwanted.iter().map(described).collect()));
            self.write("DeregisterTargets", || call.clone().send()).await?;
        }
        Ok(())
    }
}

fn described(target: &Target) -> TargetDescription {
    TargetDescription::builder()
        .id(&target.id)
        .set_port(target.port.and_then(|port| i32::try_from(port).ok()))
        .set_availability_zone(target.availability_zone.clone())
        .build()
}
