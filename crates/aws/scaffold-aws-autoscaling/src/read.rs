//! Everything that belongs to groups, read together.

use std::collections::BTreeMap;

use aws_sdk_autoscaling::types as sdk;
use scaffold_aws_core::{are_of, first};
use scaffold_model::{StackId, TAG_STACK};
use scaffold_provider::{Class, Error};

use crate::client::{AutoScaling, told_apart};
use crate::instances::Fleet;
use crate::tags;

const LIST: &str = "DescribeAutoScalingGroups";

/// Most that a page has.
const PAGE: i32 = 100;

/// A group with what belongs to it.
pub(crate) struct Whole {
    pub group: sdk::AutoScalingGroup,
    pub policies: Vec<sdk::ScalingPolicy>,
    pub schedules: Vec<sdk::ScheduledUpdateGroupAction>,
    pub notifications: Vec<sdk::NotificationConfiguration>,
    pub hooks: Vec<sdk::LifecycleHook>,
    /// The refresh that is under way.
    pub refresh: Option<sdk::InstanceRefresh>,
}

impl AutoScaling {
    /// Groups that carry the stack's identity.
    pub async fn groups_of_stack(&self, stack: &StackId) -> Result<Vec<sdk::AutoScalingGroup>, Error> {
        let filter =
            sdk::Filter::builder().name(format!("tag:{TAG_STACK}")).values(stack.to_string()).build();
        let request = self.client.describe_auto_scaling_groups().filters(filter).max_records(PAGE);
        let groups = self.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.auto_scaling_groups, page.next_token),
        );
        let mut groups = groups.await?;
        groups.retain(|group| are_of(stack, &tags::read(group.tags())));
        Ok(groups)
    }

    /// One group; none when it is gone.
    pub async fn group(&self, name: &str) -> Result<Option<sdk::AutoScalingGroup>, Error> {
        let request = self.client.describe_auto_scaling_groups().auto_scaling_group_names(name);
        let answer = self.read(LIST, || request.clone().send()).await.map_err(told_apart);
        let found = first(answer.map(|answer| answer.auto_scaling_groups.unwrap_or_default()))?;
        Ok(found.filter(|group| group.auto_scaling_group_name() == Some(name)))
    }

    /// Groups with what belongs to them. Policies, actions and notifications of several groups come in
    /// lists of the whole region.
    pub async fn whole(&self, groups: Vec<sdk::AutoScalingGroup>) -> Result<Vec<Whole>, Error> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let only = match groups.as_slice() {
            [group] => group.auto_scaling_group_name.clone(),
            _ => None,
        };
        let names: Vec<String> =
            groups.iter().filter_map(|group| group.auto_scaling_group_name.clone()).collect();
        let (policies, schedules, notifications) = tokio::try_join!(
            self.policies(only.as_deref()),
            self.schedules(only.as_deref()),
            self.notifications(&names),
        )?;
        let mut policies = by_group(policies, |policy| policy.auto_scaling_group_name.clone());
        let mut schedules = by_group(schedules, |action| action.auto_scaling_group_name.clone());
        let mut notifications = by_group(notifications, |it| it.auto_scaling_group_name.clone());
        let mut wholes = Vec::new();
        for group in groups {
            let name = group.auto_scaling_group_name().unwrap_or_default();
            let hooks = self.hooks(name).await?;
            let is_outdated = Fleet::of(&group).outdated > 0;
            let refresh = if is_outdated { self.refresh_under_way(name).await? } else { None };
            wholes.push(Whole {
                policies: policies.remove(name).unwrap_or_default(),
                schedules: schedules.remove(name).unwrap_or_default(),
                notifications: notifications.remove(name).unwrap_or_default(),
                hooks,
                refresh,
                group,
            });
        }
        Ok(wholes)
    }

    async fn policies(&self, group: Option<&str>) -> Result<Vec<sdk::ScalingPolicy>, Error> {
        let request = self.client.describe_policies().set_auto_scaling_group_name(group.map(str::to_owned));
        let request = request.max_records(PAGE);
        let policies = self.list(
            "DescribePolicies",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.scaling_policies, page.next_token),
        );
        policies.await
    }

    async fn schedules(&self, group: Option<&str>) -> Result<Vec<sdk::ScheduledUpdateGroupAction>, Error> {
        let request =
            self.client.describe_scheduled_actions().set_auto_scaling_group_name(group.map(str::to_owned));
        let request = request.max_records(PAGE);
        let actions = self.list(
            "DescribeScheduledActions",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.scheduled_update_group_actions, page.next_token),
        );
        actions.await
    }

    async fn notifications(&self, groups: &[String]) -> Result<Vec<sdk::NotificationConfiguration>, Error> {
        let request = self.client.describe_notification_configurations();
        let request = request.set_auto_scaling_group_names(Some(groups.to_vec())).max_records(PAGE);
        let notifications = self.list(
            "DescribeNotificationConfigurations",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.notification_configurations, page.next_token),
        );
        match notifications.await {
            // An endpoint that knows no notifications has none.
            Err(error) if error.class == Class::Unsupported => Ok(Vec::new()),
            answer => answer,
        }
    }

    async fn hooks(&self, group: &str) -> Result<Vec<sdk::LifecycleHook>, Error> {
        let request = self.client.describe_lifecycle_hooks().auto_scaling_group_name(group);
        let answer = self.read("DescribeLifecycleHooks", || request.clone().send()).await.map_err(told_apart);
        match answer {
            Ok(answer) => Ok(answer.lifecycle_hooks.unwrap_or_default()),
            Err(error) if scaffold_aws_core::is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

fn by_group<T>(items: Vec<T>, group: impl Fn(&T) -> Option<String>) -> BTreeMap<String, Vec<T>> {
    let mut sorted: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for item in items {
        if let Some(group) = group(&item) {
            sorted.entry(group).or_default().push(item);
        }
    }
    sorted
}
