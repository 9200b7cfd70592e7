//! `iam.instance_profile`. A survey is one list by path, and since that tells no tags, a call for each
//! profile: ⌈profiles / 1000⌉ + profiles calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_iam::types::InstanceProfile as LiveProfile;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, is_absent};
use scaffold_kinds::iam::{InstanceProfile, path_of_stack};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_STACK, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Iam;
use crate::names::{is_of, is_what, leaves_its_path, name_of, path_of, with_identity};
use crate::role_policies::gone_is_done;
use crate::tags;

const CREATE: &str = "CreateInstanceProfile";

pub(crate) struct InstanceProfiles {
    iam: Iam,
}

impl InstanceProfiles {
    pub fn new(iam: Iam) -> Self {
        Self { iam }
    }

    /// Profiles whose path is the stack's (`ListInstanceProfiles`, which tells no tags).
    async fn listed(&self, stack: &StackId) -> Result<Vec<LiveProfile>, Error> {
        let prefix = path_of_stack(stack);
        let request = self.iam.client.list_instance_profiles().path_prefix(&prefix).max_items(1000);
        let profiles = self.iam.list(
            "ListInstanceProfiles",
            |marker| request.clone().set_marker(marker).send(),
            |page| (Some(page.instance_profiles), page.marker),
        );
        let mut profiles = profiles.await?;
        profiles.retain(|profile| profile.path.starts_with(&prefix));
        Ok(profiles)
    }

    /// A profile by its name, with tags and role; none when it is gone.
    async fn one(&self, name: &str) -> Result<Option<LiveProfile>, Error> {
        let request = self.iam.client.get_instance_profile().instance_profile_name(name);
        match self.iam.read("GetInstanceProfile", || request.clone().send()).await {
            Ok(answer) => Ok(answer.instance_profile),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the role the wanted one, or takes it out. A profile has one at most, so that the old one
    /// goes before the new one comes.
    async fn set_role(&self, profile: &str, wanted: Option<&str>) -> Result<(), Error> {
        self.iam
            .settle(|| async move {
                let there = if self.iam.connection().names_fresh(profile) {
                    self.iam.until_seen(|| self.one(profile)).await?
                } else {
                    self.one(profile).await?
                };
                let Some(there) = there else {
                    let message = format!("the instance profile {profile} cannot be seen");
                    return Err(self.iam.error(Class::Gone, "GetInstanceProfile", message));
                };
                for role in there.roles().iter().filter(|role| Some(role.arn.as_str()) != wanted) {
                    let call = self.iam.client.remove_role_from_instance_profile();
                    let call = call.instance_profile_name(profile).role_name(&role.role_name);
                    let answer = self.iam.write("RemoveRoleFromInstanceProfile", || call.clone().send());
                    gone_is_done(answer.await)?;
                }
                let Some(wanted) = wanted else { return Ok(()) };
                if there.roles().iter().any(|role| role.arn == wanted) {
                    return Ok(());
                }
                let call = self.iam.client.add_role_to_instance_profile();
                let call = call.instance_profile_name(profile).role_name(name_of(wanted));
                self.iam.write("AddRoleToInstanceProfile", || call.clone().send()).await.map(drop)
            })
            .await
    }

    async fn set_tags(&self, name: &str, set: &Tags) -> Result<(), Error> {
        let tags = self.iam.tag_list("TagInstanceProfile", set)?;
        if tags.is_none() {
            return Ok(());
        }
        let call = self.iam.client.tag_instance_profile().instance_profile_name(name).set_tags(tags);
        self.iam.write("TagInstanceProfile", || call.clone().send()).await.map(drop)
    }
}

fn live(profile: &LiveProfile) -> Live {
    let tagged = profile.tags();
    let role = profile.roles().first().map_or("", |role| &role.arn);
    let live = Found {
        id: profile.arn.clone(),
        attributes: InstanceProfile { role: Ref(role.to_owned()) },
        outputs: vec![
            ("arn", Some(profile.arn.clone())),
            ("name", Some(profile.instance_profile_name.clone())),
        ],
        tags: tags::read(tagged),
        state: LiveState::Ready,
        name: Some(profile.instance_profile_name.clone()),
        created: Some(profile.create_date),
    }
    .live();
    with_identity(live, &profile.path, tagged.iter().any(|tag| tag.key == TAG_STACK))
}

#[async_trait]
impl Provider for InstanceProfiles {
    fn kind(&self) -> KindName {
        KindName::from(InstanceProfile::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let listed = self.listed(stack).await?;
        let each = listed.iter().map(|profile| self.one(&profile.instance_profile_name));
        let found = try_join_all(each).await?.into_iter().flatten();
        Ok(found.map(|profile| live(&profile)).filter(|live| is_of(stack, live)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let profile = self.one(name_of(id.as_str())).await?;
        Ok(profile.map(|profile| live(&profile)).filter(|live| live.id == *id))
    }

    /// The name is the account's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let InstanceProfile { role } = self.iam.decode(CREATE, &request.values)?;
        let nameless = || self.iam.error(Class::Invalid, CREATE, "an instance profile needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let call = self.iam.client.create_instance_profile().instance_profile_name(name);
        let call = call.path(path_of(request)).set_tags(self.iam.tag_list(CREATE, &request.tags)?);
        let id = match self.iam.write(CREATE, || call.clone().send()).await {
            Ok(answer) => self.iam.made(CREATE, answer.instance_profile.map(|profile| profile.arn))?,
            Err(error) if error.code.as_deref() == Some("EntityAlreadyExists") => {
                let found = self.iam.until_seen(|| self.one(name)).await?;
                let found = found.map(|profile| live(&profile));
                match found.as_ref().filter(|live| is_what(request, live)) {
                    Some(ours) => self.iam.made(CREATE, Some(ours.id.as_str().to_owned()))?,
                    None => {
                        let arn = found.as_ref().map(|live| live.id.as_str());
                        let address = request.address.as_str();
                        return Err(self.iam.taken(CREATE, "an instance profile", arn, address));
                    }
                }
            }
            Err(error) => return Err(error),
        };
        self.set_role(name, Some(&role.0)).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        if request.changes("role") {
            let InstanceProfile { role } = self.iam.decode("AddRoleToInstanceProfile", &request.values)?;
            self.set_role(name, Some(&role.0)).await?;
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        if !unwanted.is_empty() {
            let call = self.iam.client.untag_instance_profile().instance_profile_name(name);
            let call = call.set_tag_keys(Some(unwanted));
            self.iam.write("UntagInstanceProfile", || call.clone().send()).await?;
        }
        self.set_tags(name, &wanted).await
    }

    /// AWS deletes a profile without a role only.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        if self.one(name).await?.is_none() {
            return self.iam.removed::<()>(&request.id, Ok(()));
        }
        gone_is_done(self.set_role(name, None).await)?;
        let call = self.iam.client.delete_instance_profile().instance_profile_name(name);
        let answer = self.iam.write("DeleteInstanceProfile", || call.clone().send()).await;
        self.iam.removed_unless_seen(&request.id, answer, || self.one(name)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        if leaves_its_path(id.as_str(), tags) {
            let message = format!(
                "{id} cannot become the stack's: an instance profile's path carries its stack and cannot be \
                 changed; name its ARN where it is used, or let a new one be made"
            );
            return Err(self.iam.error(Class::Invalid, "TagInstanceProfile", message));
        }
        self.set_tags(name_of(id.as_str()), tags).await
    }

    /// AWS deletes a profile that instances carry.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
