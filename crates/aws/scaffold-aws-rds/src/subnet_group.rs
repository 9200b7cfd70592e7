//! `rds.subnet_group`. A survey is one list, and a call for the tags of each group whose name begins as
//! the stack's do: ⌈groups / 100⌉ + groups calls.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_rds::types::DbSubnetGroup;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, first, is_absent};
use scaffold_kinds::rds::SubnetGroup;
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, name_beginning};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Rds, sdk_tags};
use crate::names::{check_findable, name_of, ours};

const CREATE: &str = "CreateDBSubnetGroup";
const LIST: &str = "DescribeDBSubnetGroups";
const MODIFY: &str = "ModifyDBSubnetGroup";

pub(crate) struct SubnetGroups {
    rds: Rds,
}

impl SubnetGroups {
    pub fn new(rds: Rds) -> Self {
        Self { rds }
    }

    async fn list(&self, name: Option<&str>) -> Result<Vec<DbSubnetGroup>, Error> {
        let request = self.rds.client.describe_db_subnet_groups();
        let request = request.set_db_subnet_group_name(name.map(str::to_owned));
        let request = if name.is_none() { request.max_records(100) } else { request };
        self.rds
            .list(
                LIST,
                |marker| request.clone().set_marker(marker).send(),
                |page| (page.db_subnet_groups, page.marker),
            )
            .await
    }

    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        match first(self.list(Some(name)).await)? {
            Some(group) => self.with_tags(group).await,
            None => Ok(None),
        }
    }

    /// A group with its tags; none when it is gone by now.
    async fn with_tags(&self, group: DbSubnetGroup) -> Result<Option<Live>, Error> {
        let arn = self.arn(group.db_subnet_group_name().unwrap_or_default());
        match self.rds.tags(&arn).await {
            Ok(tags) => Ok(Some(live(arn, &group, tags))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn arn(&self, name: &str) -> String {
        self.rds.arn("subgrp", name)
    }
}

fn live(arn: String, group: &DbSubnetGroup, tags: Tags) -> Live {
    let subnets = group.subnets().iter().filter_map(|subnet| subnet.subnet_identifier());
    let name = group.db_subnet_group_name().map(str::to_owned);
    Found {
        attributes: SubnetGroup {
            subnets: subnets.map(|id| Ref(id.to_owned())).collect(),
            description: group.db_subnet_group_description().unwrap_or_default().to_owned(),
        },
        id: name.clone().unwrap_or_default(),
        outputs: vec![("arn", Some(arn)), ("name", name.clone())],
        tags,
        state: LiveState::Ready,
        name,
        created: None,
    }
    .live()
}

fn ids(subnets: &BTreeSet<Ref>) -> Option<Vec<String>> {
    Some(subnets.iter().map(|subnet| subnet.0.clone()).collect())
}

#[async_trait]
impl Provider for SubnetGroups {
    fn kind(&self) -> KindName {
        KindName::from(SubnetGroup::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(300),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let mut groups = self.list(None).await?;
        let beginning = name_beginning(stack);
        groups.retain(|group| group.db_subnet_group_name().is_some_and(|name| name.starts_with(&beginning)));
        let found = try_join_all(groups.into_iter().map(|group| self.with_tags(group))).await?;
        let is_of = |live: &Live| live.identity.as_ref().is_some_and(|it| it.stack == stack.to_string());
        Ok(found.into_iter().flatten().filter(is_of).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: SubnetGroup = self.rds.decode(CREATE, &request.values)?;
        let name = name_of(&self.rds, CREATE, request)?;
        let call = self
            .rds
            .client
            .create_db_subnet_group()
            .db_subnet_group_name(name)
            .db_subnet_group_description(&group.description)
            .set_subnet_ids(ids(&group.subnets))
            .set_tags(Some(sdk_tags(&request.tags)));
        let id = match self.rds.write(CREATE, || call.clone().send()).await {
            Ok(_) => name.to_owned(),
            Err(error) if error.code.as_deref() == Some("DBSubnetGroupAlreadyExists") => {
                let found = self.rds.until_seen(|| self.one(name)).await?;
                ours(&self.rds, request, (CREATE, "subnet group", name), found)?
            }
            Err(error) => return Err(error),
        };
        self.rds.made(CREATE, Some(id))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: SubnetGroup = self.rds.decode(MODIFY, &request.values)?;
            let call = self
                .rds
                .client
                .modify_db_subnet_group()
                .db_subnet_group_name(name)
                .db_subnet_group_description(&wanted.description)
                .set_subnet_ids(ids(&wanted.subnets));
            self.rds.write(MODIFY, || call.clone().send()).await?;
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        let arn = self.arn(name);
        self.rds.take_tags(&arn, unwanted).await?;
        self.rds.set_tags(&arn, &wanted).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.rds.client.delete_db_subnet_group().db_subnet_group_name(request.id.as_str());
        let answer = self.rds.write("DeleteDBSubnetGroup", || call.clone().send()).await;
        self.rds.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        check_findable(&self.rds, id.as_str(), tags)?;
        self.rds.set_tags(&self.arn(id.as_str()), tags).await
    }

    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for instance in self.rds.instances().await? {
            let group = instance.db_subnet_group().and_then(|group| group.db_subnet_group_name());
            let used = ids.iter().find(|id| group == Some(id.as_str()));
            if let (Some(used), Some(id)) = (used, instance.db_instance_identifier()) {
                let what = format!("database {id}");
                users.push(User::new(used, PhysicalId::from(id), what));
            }
        }
        Ok(users)
    }
}
