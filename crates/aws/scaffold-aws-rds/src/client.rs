use std::ops::Deref;

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbInstance, DbParameterGroup, Tag};
use scaffold_aws_core::{Caller, Connection, Rates, Tags};
use scaffold_kinds::Ref;
use scaffold_provider::{Error, Rate};

use crate::place::{Told, parts};

/// RDS publishes no rates; it is known to throttle beyond a dozen calls a second, of whatever action. These
/// are never more in any second.
const RATE: Rate = Rate { burst: 2.0, per_second: 10.0 };
const RATES: Rates = Rates { read: RATE, write: RATE, of: &[] };

/// RDS of one region as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Rds {
    pub client: Client,
    caller: Caller,
    /// The stack's own region.
    home: String,
    told: Told,
}

impl Rds {
    pub fn new(connection: &Connection) -> Self {
        Self {
            client: Client::new(connection.config()),
            caller: Caller::new(connection, "rds", RATES).at_one_rate(),
            home: connection.id().region.clone(),
            told: Told::default(),
        }
    }

    /// The same in another region.
    pub fn in_region(&self, region: &str) -> Self {
        if region == self.connection().id().region {
            return self.clone();
        }
        let connection = self.connection().in_region(region);
        Self { home: self.home.clone(), told: self.told.clone(), ..Self::new(&connection) }
    }

    /// The stack's own region.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// The region, where that is not the stack's own.
    pub fn abroad(&self) -> Option<&str> {
        let region = self.connection().id().region.as_str();
        (region != self.home).then_some(region)
    }

    pub(crate) fn told(&self) -> &Told {
        &self.told
    }

    /// Where something stands, and its name there, by its physical id: a name in the stack's own region, an
    /// ARN elsewhere.
    pub fn standing(&self, id: &str) -> (Self, String) {
        match parts(id) {
            Some((region, name)) => (self.in_region(region), name.to_owned()),
            None => (self.in_region(&self.home), id.to_owned()),
        }
    }

    /// The physical id of what RDS of this region calls by a name, or by an ARN.
    pub fn id_of(&self, word: &str, name: &str) -> String {
        match (parts(name), self.abroad()) {
            (Some((region, name)), _) if region == self.home => name.to_owned(),
            (None, Some(_)) => self.arn(word, name),
            _ => name.to_owned(),
        }
    }

    /// The ARN of something by its name: `subgrp`, `shop-orders-0123abcd`.
    pub fn arn(&self, word: &str, name: &str) -> String {
        self.connection().arn("rds", None, &format!("{word}:{name}"))
    }

    /// Every instance of the region.
    pub async fn instances(&self) -> Result<Vec<DbInstance>, Error> {
        let request = self.client.describe_db_instances().max_records(100);
        self.list(
            "DescribeDBInstances",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.db_instances, page.marker),
        )
        .await
    }

    /// Every parameter group of the region, or the one of a name.
    pub async fn parameter_groups(&self, name: Option<&str>) -> Result<Vec<DbParameterGroup>, Error> {
        let request = self.client.describe_db_parameter_groups();
        let request = request.set_db_parameter_group_name(name.map(str::to_owned));
        let request = if name.is_none() { request.max_records(100) } else { request };
        self.list(
            "DescribeDBParameterGroups",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.db_parameter_groups, page.marker),
        )
        .await
    }

    /// Tags of something by its ARN (`ListTagsForResource`).
    pub async fn tags(&self, arn: &str) -> Result<Tags, Error> {
        let request = self.client.list_tags_for_resource().resource_name(arn);
        let answer = self.read("ListTagsForResource", || request.clone().send()).await?;
        Ok(tags_of(answer.tag_list.as_deref().unwrap_or_default()))
    }

    /// Sets tags, leaving others alone (`AddTagsToResource`).
    pub async fn set_tags(&self, arn: &str, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let call = self.client.add_tags_to_resource().resource_name(arn).set_tags(Some(sdk_tags(tags)));
        self.write("AddTagsToResource", || call.clone().send()).await.map(drop)
    }

    /// Takes tags away (`RemoveTagsFromResource`).
    pub async fn take_tags(&self, arn: &str, keys: Vec<String>) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let call = self.client.remove_tags_from_resource().resource_name(arn).set_tag_keys(Some(keys));
        self.write("RemoveTagsFromResource", || call.clone().send()).await.map(drop)
    }
}

impl Deref for Rds {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

pub(crate) fn tags_of(tags: &[Tag]) -> Tags {
    let pair = |tag: &Tag| Some((tag.key()?.to_owned(), tag.value().unwrap_or_default().to_owned()));
    tags.iter().filter_map(pair).collect()
}

pub(crate) fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// A number as the API takes it.
pub(crate) fn number(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// The name that something goes by in its region, by its physical id.
pub(crate) fn name_there(reference: &Ref) -> String {
    parts(&reference.0).map_or(reference.0.as_str(), |(_, name)| name).to_owned()
}
