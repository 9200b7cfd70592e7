//! `secrets.secret`. A survey is one list, filtered by the stack's tag, which may be five minutes late, and a call for
//! each: ⌈secrets / 100⌉ + secrets calls.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType, Tag};
use aws_smithy_types::DateTime;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Secret as Value, TagChange, Tags, are_of, is_absent};
use scaffold_kinds::Kind;
use scaffold_kinds::secrets::{GeneratedPassword, Secret, SecretContent};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, client_token, digest};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Secrets;

const CREATE: &str = "CreateSecret";
const RESTORE: &str = "RestoreSecret";

/// For how many days a deleted secret can be restored.
const TAG_RECOVERY: &str = "scaffold:recovery-days";

/// Says that `scaffold` does not delete it: Secrets Manager has no such flag.
const TAG_PROTECTED: &str = "scaffold:protected";

/// What RDS takes in no password.
const FORBIDDEN: &str = "/@\"' \\";

pub(crate) struct SecretProvider {
    secrets: Secrets,
}

/// What a description tells.
struct Told {
    arn: String,
    name: Option<String>,
    description: Option<String>,
    key: Option<String>,
    tags: Tags,
    stages: HashMap<String, Vec<String>>,
    created: Option<DateTime>,
    is_deleted: bool,
}

impl From<DescribeSecretOutput> for Told {
    fn from(answer: DescribeSecretOutput) -> Self {
        Self {
            arn: answer.arn.unwrap_or_default(),
            name: answer.name,
            description: answer.description,
            key: answer.kms_key_id,
            tags: tags_of(answer.tags.unwrap_or_default()),
            stages: answer.version_ids_to_stages.unwrap_or_default(),
            created: answer.created_date,
            is_deleted: answer.deleted_date.is_some(),
        }
    }
}

fn tags_of(tags: Vec<Tag>) -> Tags {
    tags.into_iter().filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect()
}

fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

fn live(told: Told) -> Live {
    let is_protected = told.tags.get(TAG_PROTECTED).is_some_and(|word| word == "true");
    let days = told.tags.get(TAG_RECOVERY).and_then(|days| days.parse().ok());
    let current = |stages: &&String| told.stages[*stages].iter().any(|stage| stage == "AWSCURRENT");
    let version = told.stages.keys().find(current).cloned();
    Found {
        attributes: Secret {
            description: told.description.unwrap_or_default(),
            encryption_key: told
                .key
                .filter(|key| !key.is_empty() && !key.ends_with("alias/aws/secretsmanager")),
            content: None,
            password: None,
            values: BTreeMap::new(),
            recovery_days: days.unwrap_or(30),
            deletion_protection: is_protected,
        },
        outputs: vec![("arn", Some(told.arn.clone())), ("name", told.name.clone()), ("version", version)],
        id: told.arn,
        tags: told.tags,
        state: LiveState::Ready,
        name: told.name,
        created: told.created,
    }
    .live()
}

impl SecretProvider {
    pub fn new(secrets: Secrets) -> Self {
        Self { secrets }
    }

    /// A secret by its name or ARN, deleted ones too; none when there is none.
    async fn describe(&self, id: &str) -> Result<Option<Told>, Error> {
        let call = self.secrets.client.describe_secret().secret_id(id);
        match self.secrets.read("DescribeSecret", || call.clone().send()).await {
            Ok(answer) => Ok(Some(answer.into())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A text that holds a new password, which AWS makes up.
    async fn make_up(&self, secret: &Secret) -> Result<Value, Error> {
        let plain = GeneratedPassword { length: 32, exclude_characters: None, exclude_punctuation: false };
        let rule = secret.password.as_ref().unwrap_or(&plain);
        let mut excluded = FORBIDDEN.to_owned();
        excluded.push_str(rule.exclude_characters.as_deref().unwrap_or_default());
        let call = self
            .secrets
            .client
            .get_random_password()
            .password_length(rule.length)
            .exclude_characters(excluded)
            .exclude_punctuation(rule.exclude_punctuation)
            .include_space(false);
        let answer = self.secrets.read("GetRandomPassword", || call.clone().send()).await?;
        let missing = || {
            let message = "the answer holds no password; run again";
            self.secrets.error(Class::Failed, "GetRandomPassword", message)
        };
        let password = answer.random_password.filter(|password| !password.is_empty()).ok_or_else(missing)?;
        if secret.values.is_empty() {
            return Ok(Value::new(password));
        }
        let mut values = secret.values.clone();
        values.insert("password".to_owned(), password);
        Ok(Value::new(serde_json::json!(values).to_string()))
    }

    /// What has the name already: ours, restored where it was deleted, or an error that says whose it is.
    async fn read_back(&self, request: &CreateRequest, name: &str) -> Result<String, Error> {
        let described = self.secrets.until_seen(|| self.describe(name)).await?;
        let Some(told) = described else {
            let message = format!("there is a secret `{name}` already, which cannot be seen");
            return Err(self.secrets.error(Class::OwnedBySomeoneElse, CREATE, message));
        };
        let is_deleted = told.is_deleted;
        let live = live(told);
        let id = live.id.as_str().to_owned();
        let is_ours = live.identity.is_some_and(|identity| {
            identity.stack == request.stack.to_string() && identity.address == request.address
        });
        match (is_ours, is_deleted) {
            (true, false) => Ok(id),
            (true, true) => {
                let call = self.secrets.client.restore_secret().secret_id(&id);
                self.secrets.write(RESTORE, || call.clone().send()).await?;
                Ok(id)
            }
            (false, false) => {
                let message = format!(
                    "there is a secret `{name}` already, which does not carry this stack's tags; take it over \
                     with `scaffold import {} {id}`, or delete it",
                    request.address
                );
                Err(self.secrets.error(Class::OwnedBySomeoneElse, CREATE, message))
            }
            (false, true) => {
                let message = format!(
                    "a secret `{name}` was deleted, which does not carry this stack's tags, and keeps its name until \
                     the days of its recovery are over; restore it with `aws secretsmanager restore-secret \
                     --secret-id {id}` and take it over, or wait"
                );
                Err(self.secrets.error(Class::OwnedBySomeoneElse, CREATE, message))
            }
        }
    }

    async fn set_tags(&self, id: &str, tags: &Tags) -> Result<(), Error> {
        if tags.is_empty() {
            return Ok(());
        }
        let call = self.secrets.client.tag_resource().secret_id(id).set_tags(Some(sdk_tags(tags)));
        self.secrets.write("TagResource", || call.clone().send()).await.map(drop)
    }
}

/// Whether AWS refuses a name because of a secret that has it, or had it.
fn is_taken(error: &Error) -> bool {
    is_marked_deleted(error) || error.code.as_deref() == Some("ResourceExistsException")
}

/// "Scheduled for deletion", "marked for deletion", "marked deleted": AWS has one code for all that a
/// secret's state forbids.
fn is_marked_deleted(error: &Error) -> bool {
    error.code.as_deref() == Some("InvalidRequestException") && error.message.contains("delet")
}

fn protection() -> (String, String) {
    (TAG_PROTECTED.to_owned(), "true".to_owned())
}

fn recovery(days: i64) -> Tags {
    Tags::from([(TAG_RECOVERY.to_owned(), days.to_string())])
}

#[async_trait]
impl Provider for SecretProvider {
    fn kind(&self) -> KindName {
        KindName::from(Secret::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let filter = Filter::builder().key(FilterNameStringType::TagValue).values(stack.to_string()).build();
        let request = self.secrets.client.list_secrets().max_results(100).filters(filter);
        let listed = self.secrets.list(
            "ListSecrets",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.secret_list, page.next_token),
        );
        let ids: Vec<String> = listed.await?.into_iter().filter_map(|secret| secret.arn).collect();
        let told = try_join_all(ids.iter().map(|id| self.describe(id))).await?.into_iter().flatten();
        Ok(told.filter(|told| are_of(stack, &told.tags) && !told.is_deleted).map(live).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let told = self.describe(id.as_str()).await?;
        Ok(told.filter(|told| !told.is_deleted).map(live))
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back, with the password that the first one gave it.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let secret: Secret = self.secrets.decode(CREATE, &request.values)?;
        let nameless = || self.secrets.error(Class::Invalid, CREATE, "a secret needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let mut tags = request.tags.clone();
        tags.extend(recovery(secret.recovery_days));
        tags.extend(secret.deletion_protection.then(protection));
        let asked = digest(serde_json::json!([request.values, request.tags]).to_string().as_bytes());
        let token = client_token(&request.stack, &request.address, &self.kind(), &asked, 0);
        let text = match secret.content.unwrap_or(SecretContent::Password) {
            SecretContent::Password => Some(self.make_up(&secret).await?),
            SecretContent::Nothing => None,
        };
        let call = self
            .secrets
            .client
            .create_secret()
            .name(name)
            .client_request_token(token)
            .description(&secret.description)
            .set_kms_key_id(secret.encryption_key.clone())
            .set_secret_string(text.as_ref().map(|text| text.reveal().to_owned()))
            .set_tags(Some(sdk_tags(&tags)));
        let arn = match self.secrets.write(CREATE, || call.clone().send()).await {
            Ok(answer) => answer.arn,
            Err(error) if is_taken(&error) => Some(self.read_back(request, name).await?),
            Err(error) => return Err(error),
        };
        self.secrets.made(CREATE, arn)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: Secret = self.secrets.decode("UpdateSecret", &request.values)?;
            let describes = request.changes("description").then_some(wanted.description);
            // An empty key is Secrets Manager's own.
            let key = request.changes("encryption_key").then(|| wanted.encryption_key.unwrap_or_default());
            if describes.is_some() || key.is_some() {
                let call = self.secrets.client.update_secret().secret_id(id);
                let call = call.set_description(describes).set_kms_key_id(key);
                self.secrets.write("UpdateSecret", || call.clone().send()).await?;
            }
            if request.changes("recovery_days") {
                self.set_tags(id, &recovery(wanted.recovery_days)).await?;
            }
        }
        let TagChange { mut unwanted, mut wanted } = TagChange::of(request);
        if request.changes("deletion_protection") {
            match request.patch.get("deletion_protection").and_then(scaffold_model::Value::as_bool) {
                Some(true) => wanted.extend([protection()]),
                _ => unwanted.push(TAG_PROTECTED.to_owned()),
            }
        }
        if !unwanted.is_empty() {
            let call = self.secrets.client.untag_resource().secret_id(id).set_tag_keys(Some(unwanted));
            self.secrets.write("UntagResource", || call.clone().send()).await?;
        }
        self.set_tags(id, &wanted).await
    }

    /// Never without the days in which it can be restored.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let days = request.values.get("recovery_days").and_then(scaffold_model::Value::as_integer);
        let call = self.secrets.client.delete_secret().secret_id(request.id.as_str());
        let call = call.recovery_window_in_days(days.unwrap_or(30));
        let answer = self.secrets.write("DeleteSecret", || call.clone().send()).await;
        match answer {
            Err(error) if is_marked_deleted(&error) => self.secrets.removed(&request.id, Ok(())),
            answer => self.secrets.removed(&request.id, answer),
        }
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.set_tags(id.as_str(), tags).await
    }

    /// AWS deletes a secret that is used.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
