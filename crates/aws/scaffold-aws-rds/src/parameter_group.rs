//! `rds.parameter_group`. A survey is the list of instances, which tells where else to look, one list in each
//! region, and of each group whose name begins as the stack's do the tags, and of the stack's own what was
//! set: ⌈instances / 100⌉ + ⌈groups / 100⌉ + 2 × groups calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_rds::types::DbParameterGroup;
use futures_util::future::{try_join, try_join_all};
use scaffold_aws_core::{Found, TagChange, Tags, are_of, first, is_absent};
use scaffold_kinds::rds::ParameterGroup;
use scaffold_kinds::{AttributeType, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, name_beginning};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Rds, sdk_tags};
use crate::names::{check_findable, name_of, ours};
use crate::parameters::{self, Parameters};
use crate::regions::of_region;

const CREATE: &str = "CreateDBParameterGroup";
/// What ARNs call it.
const WORD: &str = "pg";

pub(crate) struct ParameterGroups {
    rds: Rds,
}

impl ParameterGroups {
    pub fn new(rds: Rds) -> Self {
        Self { rds }
    }

    async fn one(&self, id: &str) -> Result<Option<Live>, Error> {
        let (rds, name) = self.rds.standing(id);
        match first(rds.parameter_groups(Some(&name)).await)? {
            Some(group) => whole(&rds, group, None).await,
            None => Ok(None),
        }
    }

    /// Those of a stack in one region.
    async fn of(&self, rds: Rds, stack: &StackId) -> Result<Vec<Live>, Error> {
        let mut groups = rds.parameter_groups(None).await?;
        let beginning = name_beginning(stack);
        groups
            .retain(|group| group.db_parameter_group_name().is_some_and(|name| name.starts_with(&beginning)));
        let found = try_join_all(groups.into_iter().map(|group| whole(&rds, group, Some(stack)))).await?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// A group with its tags and what was set in it; none when it is gone by now, or not the stack's.
async fn whole(rds: &Rds, group: DbParameterGroup, of: Option<&StackId>) -> Result<Option<Live>, Error> {
    let name = group.db_parameter_group_name().unwrap_or_default();
    let tags = match rds.tags(&rds.arn(WORD, name)).await {
        Ok(tags) => tags,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    if of.is_some_and(|stack| !are_of(stack, &tags)) {
        return Ok(None);
    }
    match parameters::read(rds, name).await {
        Ok(parameters) => Ok(Some(live(rds, &group, tags, parameters))),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn live(rds: &Rds, group: &DbParameterGroup, tags: Tags, parameters: Parameters) -> Live {
    let name = group.db_parameter_group_name().unwrap_or_default();
    Found {
        attributes: ParameterGroup {
            family: group.db_parameter_group_family().unwrap_or_default().to_owned(),
            parameters,
            region: rds.abroad().map(str::to_owned),
            description: group.description().unwrap_or_default().to_owned(),
        },
        id: rds.id_of(WORD, name),
        outputs: vec![("arn", Some(rds.arn(WORD, name))), ("name", Some(name.to_owned()))],
        tags,
        state: LiveState::Ready,
        name: Some(name.to_owned()),
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
        let instances = self.rds.instances().await?;
        let abroad = self.rds.regions(stack, &instances).into_iter().map(|region| async move {
            let found = self.of(self.rds.in_region(&region), stack).await;
            found.map_err(|error| of_region(error, &region))
        });
        let (own, abroad) = try_join(self.of(self.rds.clone(), stack), try_join_all(abroad)).await?;
        Ok(own.into_iter().chain(abroad.into_iter().flatten()).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let group: ParameterGroup = self.rds.decode(CREATE, &request.values)?;
        let name = name_of(&self.rds, CREATE, request)?;
        let rds = self.rds.in_region(group.region.as_deref().unwrap_or(self.rds.home()));
        if let Some(region) = rds.abroad() {
            self.rds.tell_of(region, &request.stack, CREATE).await?;
        }
        let call = rds
            .client
            .create_db_parameter_group()
            .db_parameter_group_name(name)
            .db_parameter_group_family(&group.family)
            .description(&group.description)
            .set_tags(Some(sdk_tags(&request.tags)));
        let id = match rds.write(CREATE, || call.clone().send()).await {
            Ok(_) => rds.id_of(WORD, name),
            Err(error) if error.code.as_deref() == Some("DBParameterGroupAlreadyExists") => {
                let id = rds.id_of(WORD, name);
                let found = rds.until_seen(|| self.one(&id)).await?;
                ours(&rds, request, (CREATE, "parameter group", name), found)?
            }
            Err(error) => return Err(error),
        };
        let id = rds.made(CREATE, Some(id))?;
        let written = parameters::write(&rds, name, &Parameters::new(), &group.parameters).await;
        written.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let (rds, name) = self.rds.standing(request.id.as_str());
        if request.changes("parameters") {
            let wanted: ParameterGroup = rds.decode("ModifyDBParameterGroup", &request.values)?;
            let before = Parameters::decode(request.before("parameters")).unwrap_or_default();
            parameters::write(&rds, &name, &before, &wanted.parameters).await?;
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        let arn = rds.arn(WORD, &name);
        rds.take_tags(&arn, unwanted).await?;
        rds.set_tags(&arn, &wanted).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let (rds, name) = self.rds.standing(request.id.as_str());
        let call = rds.client.delete_db_parameter_group().db_parameter_group_name(name);
        let answer = rds.write("DeleteDBParameterGroup", || call.clone().send()).await;
        rds.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let (rds, name) = self.rds.standing(id.as_str());
        check_findable(&rds, &name, tags)?;
        rds.set_tags(&rds.arn(WORD, &name), tags).await
    }

    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for (rds, instance) in self.rds.instances_of(self.rds.regions_of(ids)).await? {
            let groups = instance.db_parameter_groups().iter();
            for group in groups.filter_map(|group| group.db_parameter_group_name()) {
                let group = rds.id_of(WORD, group);
                let used = ids.iter().find(|id| group == id.as_str());
                if let (Some(used), Some(name)) = (used, instance.db_instance_identifier()) {
                    let (id, what) = (rds.id_of("db", name), format!("database {name}"));
                    users.push(User::new(used, PhysicalId::new(id), what));
                }
            }
        }
        Ok(users)
    }
}
