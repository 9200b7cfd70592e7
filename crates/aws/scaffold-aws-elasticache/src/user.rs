//! `elasticache.user`. A survey is one list, and a call for the tags of each user whose id begins as the
//! stack's do: ⌈users / 100⌉ + users of the stack calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticache::types::{
    AuthenticationMode, AuthenticationType, InputAuthenticationType, User as LiveUser,
};
use scaffold_aws_core::{Found, Tags, first};
use scaffold_kinds::elasticache::{Authentication, Engine, USER_NAME, User};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User as Using};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{ElastiCache, PAGE, Sort, meant};
use crate::replication_group_found::{kept, to_keep, word};
use crate::tags::{Listed, TAG_AUTH_TOKEN, written};

const CREATE: &str = "CreateUser";
const LIST: &str = "DescribeUsers";
const MODIFY: &str = "ModifyUser";
const SORT: Sort = Sort { what: "user", word: "user", limit: USER_NAME };

pub(crate) struct Users {
    cache: ElastiCache,
}

impl Users {
    pub fn new(cache: ElastiCache) -> Self {
        Self { cache }
    }

    async fn users(&self, id: Option<&str>) -> Result<Vec<LiveUser>, Error> {
        let request = self.cache.client.describe_users();
        let request = match id {
            Some(id) => request.user_id(id),
            None => request.max_records(PAGE),
        };
        let send = |token| request.clone().set_marker(token).send();
        self.cache.list(LIST, send, |page| (page.users, page.marker)).await
    }

    /// A user by its id, with its tags; none when it is gone.
    async fn one(&self, id: &str) -> Result<Option<Live>, Error> {
        let Some(user) = first(self.users(Some(id)).await)? else { return Ok(None) };
        let tags = self.cache.tags_if_readable(&self.cache.arn(SORT, id)).await?;
        Ok(Some(self.live(user, &tags.unwrap_or_default())))
    }

    fn live(&self, user: LiveUser, tags: &Tags) -> Live {
        let id = user.user_id.clone().unwrap_or_default();
        let authentication = authentication(&user);
        let by_password = authentication == Authentication::Password;
        let takes_names = authentication != Authentication::Iam;
        Found {
            attributes: User {
                engine: word(user.engine()).unwrap_or(Engine::Redis),
                user_name: user.user_name.clone().filter(|_| takes_names),
                authentication,
                password: tags.get(TAG_AUTH_TOKEN).filter(|_| by_password).map(|tag| kept(tag)),
                access_string: user.access_string.clone().unwrap_or_default(),
            },
            outputs: vec![("arn", Some(self.cache.arn(SORT, &id))), ("name", Some(id.clone()))],
            tags: tags.clone(),
            state: state(user.status()),
            name: Some(id.clone()),
            id,
            created: None,
        }
        .live()
    }

    /// How a user proves who it is. The password is read from its secret for the call.
    async fn mode(&self, user: &User) -> Result<AuthenticationMode, Error> {
        let password = self.cache.password(user.password.as_ref()).await?;
        let sort = InputAuthenticationType::from(user.authentication.word());
        let passwords = password.map(|password| vec![password.reveal().to_owned()]);
        Ok(AuthenticationMode::builder().r#type(sort).set_passwords(passwords).build())
    }
}

fn authentication(user: &LiveUser) -> Authentication {
    match user.authentication().and_then(|it| it.r#type()) {
        Some(AuthenticationType::Iam) => Authentication::Iam,
        Some(AuthenticationType::Password) => Authentication::Password,
        _ => Authentication::NoPasswordRequired,
    }
}

/// States of users and their groups (API reference): `creating`, `active`, `modifying`, `deleting`.
pub(crate) fn state(status: Option<&str>) -> LiveState {
    match status {
        None | Some("active") => LiveState::Ready,
        Some("deleting") => LiveState::Deleting("deleting".to_owned()),
        Some(status) => LiveState::Pending(status.to_owned()),
    }
}

#[async_trait]
impl Provider for Users {
    fn kind(&self) -> KindName {
        KindName::from(User::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        let seconds = Duration::from_secs;
        Pace { interval: seconds(2), limit: seconds(600), typical: seconds(10) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let users = match self.users(None).await {
            // What an endpoint cannot list it could not make: there is none.
            Err(error) if error.class == Class::Unsupported => return Ok(Vec::new()),
            users => users?,
        };
        let listed = users.into_iter().map(|user| Listed {
            name: user.user_id.clone().unwrap_or_default(),
            is_new: user.status() == Some("creating"),
            item: user,
        });
        let owned = self.cache.owned(stack, SORT, listed.collect()).await?;
        Ok(owned.into_iter().map(|(user, tags)| self.live(user, &tags)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// The id is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the id is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let user: User = self.cache.decode(CREATE, &request.values)?;
        let id = self.cache.name_in((CREATE, SORT), request)?;
        let mut tags = request.tags.clone();
        if let Some(password) = &user.password {
            tags.insert(TAG_AUTH_TOKEN.to_owned(), to_keep(password));
        }
        let call = self
            .cache
            .client
            .create_user()
            .user_id(id)
            .user_name(user.user_name.as_deref().unwrap_or(id))
            .engine(user.engine.word())
            .access_string(&user.access_string)
            .authentication_mode(self.mode(&user).await?)
            .set_tags(Some(written(&tags)));
        let answer = self.cache.write(CREATE, || call.clone().send()).await.map(drop);
        self.cache.claim(request, (CREATE, SORT), (answer, || self.one(id))).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        let wanted: User = self.cache.decode(MODIFY, &request.values)?;
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let mut call = self.cache.client.modify_user().user_id(id);
            if request.changes("engine") {
                call = call.engine(wanted.engine.word());
            }
            if request.changes("access_string") {
                call = call.access_string(&wanted.access_string);
            }
            if request.changes("authentication") || request.changes("password") {
                call = call.authentication_mode(self.mode(&wanted).await?);
            }
            self.cache.write(MODIFY, || call.clone().send()).await.map_err(meant)?;
        }
        let mut also = Vec::new();
        if request.changes("password") {
            also.push((TAG_AUTH_TOKEN, wanted.password.as_ref().map(to_keep)));
        }
        self.cache.update_tags(&self.cache.arn(SORT, id), request, also).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.cache.client.delete_user().user_id(request.id.as_str());
        let answer = self.cache.write("DeleteUser", || call.clone().send()).await;
        self.cache.removed(&request.id, answer.map_err(meant))
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.cache.adopt(SORT, id, tags).await
    }

    /// AWS takes a user that goes out of the groups that it is in.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<Using>, Error> {
        Ok(Vec::new())
    }
}
