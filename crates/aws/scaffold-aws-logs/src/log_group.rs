//! `logs.log_group`. A survey is one list by the beginning of names, and a call for the tags of each
//! group whose name begins so: ⌈groups / 50⌉ + groups calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::LogGroup as LiveGroup;
use aws_smithy_types::DateTime;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, is_absent, is_asked_for, taken_by};
use scaffold_kinds::logs::{LogGroup, LogGroupClass};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_STACK, User, name_beginning};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Logs;

const CREATE: &str = "CreateLogGroup";
const LIST: &str = "DescribeLogGroups";

pub(crate) struct LogGroups {
    logs: Logs,
}

impl LogGroups {
    pub fn new(logs: Logs) -> Self {
        Self { logs }
    }

    /// Groups whose names begin so. Fifty on a page is the most.
    async fn beginning(&self, beginning: &str) -> Result<Vec<LiveGroup>, Error> {
        let request = self.logs.client.describe_log_groups().log_group_name_prefix(beginning).limit(50);
        let groups = self.logs.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.log_groups, page.next_token),
        );
        let mut groups = groups.await?;
        groups.retain(|group| group.log_group_name().is_some_and(|name| name.starts_with(beginning)));
        Ok(groups)
    }

    /// A group by its name, with its tags; none when it is gone.
    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        let is_it = |group: &LiveGroup| group.log_group_name() == Some(name);
        match self.beginning(name).await?.into_iter().find(is_it) {
            Some(group) => self.with_tags(group).await,
            None => Ok(None),
        }
    }

    /// A group with its tags; none when it is gone by now.
    async fn with_tags(&self, group: LiveGroup) -> Result<Option<Live>, Error> {
        let arn = self.arn(group.log_group_name().unwrap_or_default());
        match self.logs.tags(&arn).await {
            Ok(tags) => Ok(Some(live(arn, group, tags))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn arn(&self, name: &str) -> String {
        self.logs.connection().arn("logs", None, &format!("log-group:{name}"))
    }

    async fn set_retention(&self, name: &str, wanted: &LogGroup) -> Result<(), Error> {
        let client = &self.logs.client;
        if let Some(days) = wanted.retention_days {
            let days = i32::try_from(days).unwrap_or(i32::MAX);
            let call = client.put_retention_policy().log_group_name(name).retention_in_days(days);
            return self.logs.write("PutRetentionPolicy", || call.clone().send()).await.map(drop);
        }
        let call = client.delete_retention_policy().log_group_name(name);
        self.logs.write("DeleteRetentionPolicy", || call.clone().send()).await.map(drop)
    }

    async fn set_key(&self, name: &str, wanted: &LogGroup) -> Result<(), Error> {
        let client = &self.logs.client;
        if let Some(key) = &wanted.encryption_key {
            let call = client.associate_kms_key().log_group_name(name).kms_key_id(key);
            return self.logs.write("AssociateKmsKey", || call.clone().send()).await.map(drop);
        }
        let call = client.disassociate_kms_key().log_group_name(name);
        self.logs.write("DisassociateKmsKey", || call.clone().send()).await.map(drop)
    }

    async fn set_protection(&self, name: &str, wanted: &LogGroup) -> Result<(), Error> {
        let call = self.logs.client.put_log_group_deletion_protection().log_group_identifier(name);
        let call = call.deletion_protection_enabled(wanted.deletion_protection);
        self.logs.write("PutLogGroupDeletionProtection", || call.clone().send()).await.map(drop)
    }

    /// What has the name already: ours, or an error that says whose it may be.
    async fn read_back(&self, request: &CreateRequest, name: &str) -> Result<String, Error> {
        let found = self.logs.until_seen(|| self.one(name)).await?;
        let is_ours = |live: &Live| live.identity.as_ref().is_some_and(|there| is_asked_for(request, there));
        match found {
            Some(live) if is_ours(&live) => Ok(live.id.as_str().to_owned()),
            Some(live) => {
                let whose = taken_by(request, live.identity.as_ref(), live.id.as_str());
                let message = format!("there is a log group `{name}` already, which {whose}");
                Err(self.logs.error(Class::OwnedBySomeoneElse, CREATE, message))
            }
            None => {
                let message = format!("there is a log group `{name}` already, which cannot be seen");
                Err(self.logs.error(Class::OwnedBySomeoneElse, CREATE, message))
            }
        }
    }
}

/// `web` for `arn:aws:logs:us-east-1:123456789012:log-group:web`, with or without `:*` behind it.
fn name_of(arn: &str) -> &str {
    arn.split_once(":log-group:").map_or(arn, |(_, name)| name.strip_suffix(":*").unwrap_or(name))
}

fn live(arn: String, group: LiveGroup, tags: Tags) -> Live {
    let class = group.log_group_class().map_or("STANDARD", |class| class.as_str());
    let class = LogGroupClass::from_word(class).unwrap_or(LogGroupClass::Standard);
    // The account's own policy is not the group's, nor is the one day of what is only passed on.
    let is_own = group.retention_policy_name().is_none() && class != LogGroupClass::Delivery;
    let name = group.log_group_name.clone();
    Found {
        attributes: LogGroup {
            retention_days: group.retention_in_days().filter(|_| is_own).map(i64::from),
            encryption_key: group.kms_key_id().filter(|key| !key.is_empty()).map(str::to_owned),
            class,
            deletion_protection: group.deletion_protection_enabled().unwrap_or(false),
        },
        outputs: vec![("arn", Some(arn.clone())), ("name", name.clone())],
        id: arn,
        tags,
        state: LiveState::Ready,
        name,
        created: group.creation_time.map(DateTime::from_millis),
    }
    .live()
}

#[async_trait]
impl Provider for LogGroups {
    fn kind(&self) -> KindName {
        KindName::from(LogGroup::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = self.beginning(&name_beginning(stack)).await?;
        let found = try_join_all(groups.into_iter().map(|group| self.with_tags(group))).await?;
        let is_of = |live: &Live| live.identity.as_ref().is_some_and(|it| it.stack == stack.to_string());
        Ok(found.into_iter().flatten().filter(is_of).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(name_of(id.as_str())).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: LogGroup = self.logs.decode(CREATE, &request.values)?;
        let nameless = || self.logs.error(Class::Invalid, CREATE, "a log group needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let tags = request.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let call = self
            .logs
            .client
            .create_log_group()
            .log_group_name(name)
            .log_group_class(group.class.word().into())
            .set_kms_key_id(group.encryption_key.clone())
            .set_deletion_protection_enabled(group.deletion_protection.then_some(true))
            .set_tags(Some(tags));
        let arn = match self.logs.write(CREATE, || call.clone().send()).await {
            Ok(_) => self.arn(name),
            Err(error) if error.code.as_deref() == Some("ResourceAlreadyExistsException") => {
                self.read_back(request, name).await?
            }
            Err(error) => return Err(error),
        };
        let id = self.logs.made(CREATE, Some(arn))?;
        if group.retention_days.is_some() {
            self.set_retention(name, &group).await.map_err(|error| not_seen_yet(error).made(&id))?;
        }
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: LogGroup = self.logs.decode("PutRetentionPolicy", &request.values)?;
            if request.changes("retention_days") {
                self.set_retention(name, &wanted).await?;
            }
            if request.changes("encryption_key") {
                self.set_key(name, &wanted).await?;
            }
            if request.changes("deletion_protection") {
                self.set_protection(name, &wanted).await?;
            }
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        let arn = self.arn(name);
        if !unwanted.is_empty() {
            let call = self.logs.client.untag_resource().resource_arn(&arn).set_tag_keys(Some(unwanted));
            self.logs.write("UntagResource", || call.clone().send()).await?;
        }
        self.logs.set_tags(&arn, &wanted).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.logs.client.delete_log_group().log_group_name(name_of(request.id.as_str()));
        let answer = self.logs.write("DeleteLogGroup", || call.clone().send()).await;
        self.logs.removed_unless_seen(&request.id, answer, || self.read(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let name = name_of(id.as_str());
        if let Some(stack) = tags.get(TAG_STACK)
            && !is_found_by_name(name, stack)
        {
            let message = format!(
                "the log group `{name}` cannot become part of {stack}: a stack's log groups are found by how their \
                 names begin, and this one's begins otherwise; let a new one be made"
            );
            return Err(self.logs.error(Class::Invalid, "TagResource", message));
        }
        self.logs.set_tags(&self.arn(name), tags).await
    }

    /// AWS deletes a group that is written to.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}

/// A group that was made by the call before does not show everywhere at once.
fn not_seen_yet(error: Error) -> Error {
    if error.class == Class::Gone { Error { class: Class::NotYetVisible, ..error } } else { error }
}

/// Whether a survey of the stack that tags name comes upon a group of this name.
fn is_found_by_name(name: &str, stack: &str) -> bool {
    let Some((stack, region)) = stack.rsplit_once('@') else { return false };
    let (stack, environment) = match stack.split_once('/') {
        Some((stack, environment)) => (stack, Some(environment.to_owned())),
        None => (stack, None),
    };
    let stack = StackId { name: stack.to_owned(), environment, region: region.to_owned() };
    name.starts_with(&name_beginning(&stack))
}
