//! `iam.role`. A survey is one list by path, and where that shows roles, all roles of the account with
//! their policies: ⌈roles of the stack / 1000⌉ + ⌈roles of the account / 1000⌉ calls.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_iam::types::{AttachedPermissionsBoundary, EntityType, Role as IamRole, RoleDetail};
use scaffold_aws_core::{Found, TagChange, Tags, is_absent};
use scaffold_kinds::iam::{Role, path_of_stack};
use scaffold_kinds::{AttributeType, JsonPolicy, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Iam;
use crate::document::decoded;
use crate::names::{is_of, is_what, leaves_its_path, name_of, path_of, with_identity};
use crate::role_policies::{Policies, gone_is_done, missing_policy};
use crate::tags;

const CREATE: &str = "CreateRole";

pub(crate) struct Roles {
    iam: Iam,
}

impl Roles {
    pub fn new(iam: Iam) -> Self {
        Self { iam }
    }

    /// Roles whose path is the stack's (`ListRoles`, which tells neither tags nor boundaries).
    async fn listed(&self, stack: &StackId) -> Result<Vec<IamRole>, Error> {
        let prefix = path_of_stack(stack);
        let request = self.iam.client.list_roles().path_prefix(&prefix).max_items(1000);
        let roles = self.iam.list(
            "ListRoles",
            |marker| request.clone().set_marker(marker).send(),
            |page| (Some(page.roles), page.marker),
        );
        let mut roles = roles.await?;
        roles.retain(|role| role.path.starts_with(&prefix));
        Ok(roles)
    }

    /// All roles of the account with their policies, by ARN.
    async fn details(&self) -> Result<HashMap<String, RoleDetail>, Error> {
        let request = self.iam.client.get_account_authorization_details().filter(EntityType::Role);
        let request = request.max_items(1000);
        let details = self.iam.list(
            "GetAccountAuthorizationDetails",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.role_detail_list, page.marker),
        );
        let details = details.await?.into_iter();
        Ok(details.filter_map(|detail| Some((detail.arn.clone()?, detail))).collect())
    }

    /// A role by its name, with everything; none when it is gone.
    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        let request = self.iam.client.get_role().role_name(name);
        let role = match self.iam.read("GetRole", || request.clone().send()).await {
            Ok(answer) => answer.role,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let (Some(role), policies) = (role, self.iam.policies(name).await) else { return Ok(None) };
        match policies {
            Ok(policies) => Ok(Some(live(&role, role.permissions_boundary(), role.tags(), policies))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets what the creating call cannot carry. Nothing is read first: what was made a moment ago may
    /// not be readable yet.
    async fn complete(&self, name: &str, wanted: &Role) -> Result<(), Error> {
        for (policy, document) in &wanted.inline_policies {
            self.iam.put_inline(name, policy, document).await?;
        }
        for arn in &wanted.attached_policies {
            self.iam.attach(name, arn).await?;
        }
        Ok(())
    }

    async fn set_trust(&self, name: &str, wanted: &Role) -> Result<(), Error> {
        let document = &wanted.assume_role_policy.0;
        let call = self.iam.client.update_assume_role_policy().role_name(name).policy_document(document);
        let answer = self.iam.write("UpdateAssumeRolePolicy", || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.iam.principals_first(document, error))
    }

    async fn set_boundary(&self, name: &str, wanted: &Role) -> Result<(), Error> {
        if let Some(boundary) = &wanted.permissions_boundary {
            let call = self.iam.client.put_role_permissions_boundary().role_name(name);
            let call = call.permissions_boundary(boundary);
            let answer = self.iam.write("PutRolePermissionsBoundary", || call.clone().send()).await;
            return answer.map(drop).map_err(|error| missing_policy(error, boundary));
        }
        let call = self.iam.client.delete_role_permissions_boundary().role_name(name);
        gone_is_done(self.iam.write("DeleteRolePermissionsBoundary", || call.clone().send()).await)
    }

    /// Both, since AWS puts back to an hour what the call does not say: what does not change is said as
    /// it is.
    async fn set_description_and_session(&self, name: &str, request: &UpdateRequest) -> Result<(), Error> {
        const UPDATE: &str = "UpdateRole";
        let wanted: Role = self.iam.decode(UPDATE, &request.values)?;
        let lookup = self.iam.client.get_role().role_name(name);
        let there = self.iam.read("GetRole", || lookup.clone().send()).await?.role;
        let description = match there.as_ref().and_then(|role| role.description.clone()) {
            Some(there) if !request.changes("description") => there,
            _ => wanted.description,
        };
        let session = match there.and_then(|role| role.max_session_duration) {
            Some(there) if !request.changes("max_session_seconds") => there,
            _ => seconds(wanted.max_session_seconds),
        };
        let call = self.iam.client.update_role().role_name(name).description(description);
        let call = call.max_session_duration(session);
        self.iam.write(UPDATE, || call.clone().send()).await.map(drop)
    }

    async fn set_tags(&self, name: &str, set: &Tags) -> Result<(), Error> {
        let tags = self.iam.tag_list("TagRole", set)?;
        if tags.is_none() {
            return Ok(());
        }
        let call = self.iam.client.tag_role().role_name(name).set_tags(tags);
        self.iam.write("TagRole", || call.clone().send()).await.map(drop)
    }
}

fn seconds(seconds: i64) -> i32 {
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

fn live(
    role: &IamRole,
    boundary: Option<&AttachedPermissionsBoundary>,
    tagged: &[aws_sdk_iam::types::Tag],
    policies: Policies,
) -> Live {
    let tags = tags::read(tagged);
    let boundary = boundary.and_then(|boundary| boundary.permissions_boundary_arn.clone());
    let live = Found {
        id: role.arn.clone(),
        attributes: Role {
            assume_role_policy: JsonPolicy(decoded(role.assume_role_policy_document().unwrap_or_default())),
            inline_policies: policies.inline,
            attached_policies: policies.attached,
            permissions_boundary: boundary.filter(|arn| !arn.is_empty()),
            description: role.description().unwrap_or_default().to_owned(),
            max_session_seconds: i64::from(role.max_session_duration().unwrap_or(3600)),
        },
        outputs: vec![("arn", Some(role.arn.clone())), ("name", Some(role.role_name.clone()))],
        state: LiveState::Ready,
        name: Some(role.role_name.clone()),
        created: Some(role.create_date),
        tags,
    }
    .live();
    with_identity(live, &role.path, tagged.iter().any(|tag| tag.key == scaffold_model::TAG_STACK))
}

fn policies_of(detail: &RoleDetail) -> Policies {
    let own = detail.role_policy_list().iter();
    let attached = detail.attached_managed_policies().iter();
    Policies {
        inline: own
            .filter_map(|policy| {
                let document = decoded(policy.policy_document.as_deref()?);
                Some((policy.policy_name.clone()?, JsonPolicy(document)))
            })
            .collect(),
        attached: attached.filter_map(|policy| policy.policy_arn.clone()).collect(),
    }
}

#[async_trait]
impl Provider for Roles {
    fn kind(&self) -> KindName {
        KindName::from(Role::KIND)
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
        if listed.is_empty() {
            return Ok(Vec::new());
        }
        let details = self.details().await?;
        let mut found = Vec::new();
        for role in &listed {
            match details.get(&role.arn) {
                Some(detail) => {
                    let boundary = detail.permissions_boundary();
                    found.push(live(role, boundary, detail.tags(), policies_of(detail)));
                }
                // The account's list lags behind.
                None => found.extend(self.one(&role.role_name).await?),
            }
        }
        found.retain(|live| is_of(stack, live));
        Ok(found)
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.one(name_of(id.as_str())).await?.filter(|live| live.id == *id))
    }

    /// The name is the account's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let role: Role = self.iam.decode(CREATE, &request.values)?;
        let nameless = || self.iam.error(Class::Invalid, CREATE, "a role needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let document = &role.assume_role_policy.0;
        let call = self
            .iam
            .client
            .create_role()
            .role_name(name)
            .path(path_of(request))
            .assume_role_policy_document(document)
            .description(&role.description)
            .max_session_duration(seconds(role.max_session_seconds))
            .set_permissions_boundary(role.permissions_boundary.clone())
            .set_tags(self.iam.tag_list(CREATE, &request.tags)?);
        let id = match self.iam.write(CREATE, || call.clone().send()).await {
            Ok(answer) => self.iam.made(CREATE, answer.role.map(|role| role.arn))?,
            Err(error) if error.code.as_deref() == Some("EntityAlreadyExists") => {
                let found = self.iam.until_seen(|| self.one(name)).await?;
                match found.as_ref().filter(|live| is_what(request, live)) {
                    Some(ours) => self.iam.made(CREATE, Some(ours.id.as_str().to_owned()))?,
                    None => {
                        let arn = found.as_ref().map(|live| live.id.as_str());
                        return Err(self.iam.taken(CREATE, "a role", arn, request.address.as_str()));
                    }
                }
            }
            Err(error) => {
                let boundary = role.permissions_boundary.as_deref().unwrap_or("no boundary");
                let error = missing_policy(error, boundary);
                return Err(self.iam.principals_first(document, error));
            }
        };
        self.complete(name, &role).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: Role = self.iam.decode("UpdateRole", &request.values)?;
            if request.changes("assume_role_policy") {
                self.set_trust(name, &wanted).await?;
            }
            if request.changes("permissions_boundary") {
                self.set_boundary(name, &wanted).await?;
            }
            if request.changes("inline_policies") {
                let before = AttributeType::decode(request.before("inline_policies")).unwrap_or_default();
                self.iam.set_inline(name, &wanted.inline_policies, &before).await?;
            }
            if request.changes("attached_policies") {
                self.iam.set_attached(name, &wanted.attached_policies).await?;
            }
            if request.changes("description") || request.changes("max_session_seconds") {
                self.set_description_and_session(name, request).await?;
            }
            // Services see what it may do now as late as they would see a new role.
            if ["assume_role_policy", "inline_policies", "attached_policies"]
                .iter()
                .any(|it| request.changes(it))
            {
                self.iam.connection().made(&request.id);
            }
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        if !unwanted.is_empty() {
            let call = self.iam.client.untag_role().role_name(name).set_tag_keys(Some(unwanted));
            self.iam.write("UntagRole", || call.clone().send()).await?;
        }
        self.set_tags(name, &wanted).await
    }

    /// AWS deletes a role without policies only. Where a profile has it, AWS would refuse after they are
    /// gone, and instances would be left with a role that may do nothing: that is asked first.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        const DELETE: &str = "DeleteRole";
        let name = name_of(request.id.as_str());
        if let Some(user) = self.users(std::slice::from_ref(&request.id)).await?.first() {
            let message = format!("{} still has the role {name}", user.what);
            let error = self.iam.error(Class::Dependency, DELETE, message);
            return Err(Error { code: Some("DeleteConflict".to_owned()), ..error });
        }
        let emptied = async {
            self.iam.set_attached(name, &Default::default()).await?;
            self.iam.set_inline(name, &BTreeMap::new(), &BTreeMap::new()).await
        };
        match emptied.await {
            Err(error) if is_absent(&error) => return self.iam.removed::<()>(&request.id, Ok(())),
            emptied => emptied?,
        }
        let call = self.iam.client.delete_role().role_name(name);
        let answer = self.iam.write(DELETE, || call.clone().send()).await;
        self.iam.removed_unless_seen(&request.id, answer, || self.read(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        if leaves_its_path(id.as_str(), tags) {
            let message = format!(
                "{id} cannot become the stack's: a role's path carries its stack and cannot be changed; name \
                 its ARN where it is used, or let a new one be made"
            );
            return Err(self.iam.error(Class::Invalid, "TagRole", message));
        }
        self.set_tags(name_of(id.as_str()), tags).await
    }

    /// Instance profiles that have it.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for id in ids {
            let request = self.iam.client.list_instance_profiles_for_role().role_name(name_of(id.as_str()));
            let profiles = self.iam.list(
                "ListInstanceProfilesForRole",
                |marker| request.clone().set_marker(marker).send(),
                |page| (Some(page.instance_profiles), page.marker),
            );
            let profiles = match profiles.await {
                Ok(profiles) => profiles,
                Err(error) if is_absent(&error) => continue,
                Err(error) => return Err(error),
            };
            users.extend(profiles.into_iter().map(|profile| {
                let what = format!("instance profile {}", profile.instance_profile_name);
                User::new(id, PhysicalId::new(profile.arn), what)
            }));
        }
        Ok(users)
    }
}
