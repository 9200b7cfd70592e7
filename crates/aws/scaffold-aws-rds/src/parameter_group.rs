//! `rds.parameter_group`. A survey is one list, and of each group whose name begins as the stack's do the
//! tags, and of the stack's own what was set: ⌈groups / 100⌉ + 2 × groups calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_rds::types::DbParameterGroup;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, are_of, first, is_absent};
use scaffold_kinds::rds::ParameterGroup;
use scaffold_kinds::{AttributeType, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, name_beginning};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Rds, sdk_tags};
use crate::names::{check_findable, name_of, ours};
use crate::parameters::{self, Parameters};

const CREATE: &str = "CreateDBParameterGroup";
const LIST: &str = "DescribeDBParameterGroups";

pub(crate) struct ParameterGroups {
    rds: Rds,
}

impl ParameterGroups {
    pub fn new(rds: Rds) -> Self {
        Self { rds }
    }

    async fn list(&self, name: Option<&str>) -> Result<Vec<DbParameterGroup>, Error> {
        let request = self.rds.client.describe_db_parameter_groups();
        let request = request.set_db_parameter_group_name(name.map(str::to_owned));
        let request = if name.is_none() { request.max_records(100) } else { request };
        self.rds
            .list(
                LIST,
                |marker| request.clone().set_marker(marker).send(),
                |page| (page.db_parameter_groups, page.marker),
            )
            .await
    }

    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        match first(self.list(Some(name)).await)? {
            Some(group) => self.whole(group, None).await,
            None => Ok(None),
        }
    }

    /// A group with its tags and what was set in it; none when it is gone by now, or not the stack's.
    async fn whole(&self, group: DbParameterGroup, of: Option<&StackId>) -> Result<Option<Live>, Error> {
        let name = group.db_parameter_group_name().unwrap_or_default();
        let arn = self.arn(name);
        let tags = match self.rds.tags(&arn).await {
            Ok(tags) => tags,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        if of.is_some_and(|stack| !are_of(stack, &tags)) {
            return Ok(None);
        }
        match parameters::read(&self.rds, name).await {
            Ok(parameters) => Ok(Some(live(arn, &group, tags, parameters))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn arn(&self, name: &str) -> String {
        self.rds.arn("pg", name)
    }
}

fn live(arn: String, group: &DbParameterGroup, tags: Tags, parameters: Parameters) -> Live {
    let name = group.db_parameter_group_name().map(str::to_owned);
    Found {
        attributes: ParameterGroup {
            family: group.db_parameter_group_family().unwrap_or_default().to_owned(),
            parameters,
            description: group.description().unwrap_or_default().to_owned(),
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

#[async_trait]
impl Provider for ParameterGroups {
    fn kind(&self) -> KindName {
        KindName::from(ParameterGroup::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(300),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let mut groups = self.list(None).await?;
        let beginning = name_beginning(stack);
        groups
            .retain(|group| group.db_parameter_group_name().is_some_and(|name| name.starts_with(&beginning)));
        let found = try_join_all(groups.into_iter().map(|group| self.whole(group, Some(stack)))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: ParameterGroup = self.rds.decode(CREATE, &request.values)?;
        let name = name_of(&self.rds, CREATE, request)?;
        let call = self
            .rds
            .client
            .create_db_parameter_group()
            .db_parameter_group_name(name)
            .db_parameter_group_family(&group.family)
            .description(&group.description)
            .set_tags(Some(sdk_tags(&request.tags)));
        let id = match self.rds.write(CREATE, || call.clone().send()).await {
            Ok(_) => name.to_owned(),
            Err(error) if error.code.as_deref() == Some("DBParameterGroupAlreadyExists") => {
                let found = self.rds.until_seen(|| self.one(name)).await?;
                ours(&self.rds, request, (CREATE, "parameter group", name), found)?
            }
            Err(error) => return Err(error),
        };
        let id = self.rds.made(CREATE, Some(id))?;
        let written = parameters::write(&self.rds, name, &Parameters::new(), &group.parameters).await;
        written.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = request.id.as_str();
        if request.changes("parameters") {
            let wanted: ParameterGroup = self.rds.decode("ModifyDBParameterGroup", &request.values)?;
            let before = Parameters::decode(request.before("parameters")).unwrap_or_default();
            parameters::write(&self.rds, name, &before, &wanted.parameters).await?;
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        let arn = self.arn(name);
        self.rds.take_tags(&arn, unwanted).await?;
        self.rds.set_tags(&arn, &wanted).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.rds.client.delete_db_parameter_group().db_parameter_group_name(request.id.as_str());
        let answer = self.rds.write("DeleteDBParameterGroup", || call.clone().send()).await;
        self.rds.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        check_findable(&self.rds, id.as_str(), tags)?;
        self.rds.set_tags(&self.arn(id.as_str()), tags).await
    }

    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for instance in self.rds.instances().await? {
            let groups = instance.db_parameter_groups().iter();
            for group in groups.filter_map(|group| group.db_parameter_group_name()) {
                let used = ids.iter().find(|id| group == id.as_str());
                if let (Some(used), Some(id)) = (used, instance.db_instance_identifier()) {
                    let what = format!("database {id}");
                    users.push(User { used: used.clone(), id: PhysicalId::from(id), what });
                }
            }
        }
        Ok(users)
    }
}
