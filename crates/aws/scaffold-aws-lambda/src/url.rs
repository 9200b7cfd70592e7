//! `lambda.url`. A survey is a list of all functions, the tags of each whose name begins as the stack's do,
//! and one call for each URL that they tell of.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::types::Cors as LiveCors;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags, are_of, is_absent};
use scaffold_kinds::lambda::{Cors, InvokeMode, Url, UrlAuth};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{
    Address, KindName, Live, LiveIdentity, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};
use tokio::sync::Mutex;

use crate::client::Lambda;
use crate::names::{function_arn, function_name, qualifier};
use crate::settings::integer;
use crate::url_marks::{Marks, TAG, marks, tag};

const CREATE: &str = "CreateFunctionUrlConfig";
const UPDATE: &str = "UpdateFunctionUrlConfig";
/// The longest value of a tag.
const LONGEST: usize = 256;

pub(crate) struct Urls {
    lambda: Lambda,
    /// Two URLs of one function share a tag.
    marking: Arc<Mutex<()>>,
}

impl Urls {
    pub fn new(lambda: Lambda) -> Self {
        Self { lambda, marking: Arc::default() }
    }

    /// The URL of a function or alias by its ARN; none where there is none. `tags` are those of the function.
    async fn of(&self, arn: &str, tags: &Tags) -> Result<Option<Live>, Error> {
        let request = self.lambda.client.get_function_url_config().function_name(function_name(arn));
        let request = request.set_qualifier(qualifier(arn).map(str::to_owned));
        let answer = match self.lambda.read("GetFunctionUrlConfig", || request.clone().send()).await {
            Ok(answer) => answer,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let url = answer.function_url().to_owned();
        let domain = url.trim_start_matches("https://").trim_end_matches('/').to_owned();
        let mode = answer.invoke_mode().and_then(|mode| InvokeMode::from_word(mode.as_str()));
        let auth = UrlAuth::from_word(answer.auth_type().as_str()).unwrap_or(UrlAuth::Iam);
        let mut live = Found {
            attributes: Url {
                function: Ref(function_arn(arn)),
                alias: qualifier(arn).map(|_| Ref(arn.to_owned())),
                auth,
                cors: answer.cors().and_then(cors),
                invoke_mode: mode.unwrap_or(InvokeMode::Buffered),
            },
            outputs: vec![("url", Some(url)), ("domain_name", Some(domain))],
            id: format!("{arn}/url"),
            tags: Tags::new(),
            state: LiveState::Ready,
            name: None,
            created: None,
        }
        .live();
        let address = marks(tags).remove(qualifier(arn).unwrap_or_default());
        live.identity = address.and_then(|address| {
            Some(LiveIdentity {
                stack: tags.get(TAG_STACK)?.clone(),
                address: Address::parse(&address).ok()?,
                name: None,
            })
        });
        Ok(Some(live))
    }

    /// Every URL that the tags of a function of the stack tell of.
    async fn of_function(&self, arn: String, stack: &StackId) -> Result<Vec<Live>, Error> {
        let tags = self.lambda.tags(&arn).await?.unwrap_or_default();
        if !are_of(stack, &tags) {
            return Ok(Vec::new());
        }
        let told = marks(&tags);
        let arns: Vec<String> = told
            .keys()
            .map(|alias| if alias.is_empty() { arn.clone() } else { format!("{arn}:{alias}") })
            .collect();
        let found = try_join_all(arns.iter().map(|arn| self.of(arn, &tags))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let arn = arn_in(id);
        match self.lambda.tags(&function_arn(arn)).await? {
            Some(tags) => self.of(arn, &tags).await,
            None => Ok(None),
        }
    }

    /// A URL that is there is ours: nothing was there when the call was sent, which was carried out, and its answer
    /// lost. Any other conflict is an error.
    async fn is_there(&self, id: &PhysicalId, error: Error) -> Result<(), Error> {
        if error.class == Class::NotYetVisible {
            return Err(error);
        }
        if self.one(id).await?.is_some() {
            return Ok(());
        }
        let exists = error.message.contains("exists");
        Err(if exists { Error { class: Class::NotYetVisible, ..error } } else { error })
    }

    /// Changes what the tag of a function says.
    async fn mark(&self, arn: &str, change: impl FnOnce(&mut Marks)) -> Result<(), Error> {
        let _one_at_a_time = self.marking.lock().await;
        let function = function_arn(arn);
        let Some(tags) = self.lambda.tags(&function).await? else { return Ok(()) };
        let before = marks(&tags);
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        if after.is_empty() {
            return self.lambda.take_tags(&function, vec![TAG.to_owned()]).await;
        }
        let text = tag(&after);
        if text.len() > LONGEST {
            let message = format!(
                "the tag `{TAG}` of {function} cannot tell of so many URLs; give some of them shorter addresses"
            );
            return Err(self.lambda.error(Class::Invalid, "TagResource", message));
        }
        self.lambda.set_tags(&function, &[(TAG.to_owned(), text)].into()).await
    }
}

/// The ARN of the function or alias in the id of a URL.
fn arn_in(id: &PhysicalId) -> &str {
    let id = id.as_str();
    id.strip_suffix("/url").unwrap_or(id)
}

fn cors(live: &LiveCors) -> Option<Cors> {
    let set = |items: &[String]| items.iter().cloned().collect();
    let cors = Cors {
        allow_credentials: live.allow_credentials().unwrap_or(false),
        allow_headers: set(live.allow_headers()),
        allow_methods: set(live.allow_methods()),
        allow_origins: set(live.allow_origins()),
        expose_headers: set(live.expose_headers()),
        max_age_seconds: live.max_age().map(i64::from),
    };
    let is_nothing = !cors.allow_credentials
        && cors.max_age_seconds.is_none_or(|age| age == 0)
        && [&cors.allow_headers, &cors.allow_methods, &cors.allow_origins, &cors.expose_headers]
            .iter()
            .all(|set| set.is_empty());
    (!is_nothing).then_some(cors)
}

/// What is not said is there and empty, so that a change takes away what was there.
fn wanted_cors(cors: Option<&Cors>) -> LiveCors {
    let Some(cors) = cors else { return LiveCors::builder().build() };
    let list = |set: &std::collections::BTreeSet<String>| Some(set.iter().cloned().collect::<Vec<String>>());
    LiveCors::builder()
        .allow_credentials(cors.allow_credentials)
        .set_allow_headers(list(&cors.allow_headers))
        .set_allow_methods(list(&cors.allow_methods))
        .set_allow_origins(list(&cors.allow_origins))
        .set_expose_headers(list(&cors.expose_headers))
        .set_max_age(cors.max_age_seconds.map(integer))
        .build()
}

#[async_trait]
impl Provider for Urls {
    fn kind(&self) -> KindName {
        KindName::from(Url::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let functions = self.lambda.functions(stack).await?;
        let arns = functions.iter().filter_map(|function| function.function_arn()).map(function_arn);
        let found = try_join_all(arns.map(|arn| self.of_function(arn, stack))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id).await
    }

    /// One function or alias has one URL: the mark goes first, and what is there without it is someone else's.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Url = self.lambda.decode(CREATE, &request.values)?;
        let arn = wanted.alias.as_ref().map_or(&wanted.function.0, |alias| &alias.0);
        let id = PhysicalId::new(format!("{arn}/url"));
        if let Some(there) = self.one(&id).await? {
            let ours = |identity: &LiveIdentity| {
                identity.stack == request.stack.to_string() && identity.address == request.address
            };
            if there.identity.as_ref().is_some_and(ours) {
                return Ok(id);
            }
            let message = format!(
                "{arn} has a URL already, which is not this stack's; take it over with `scaffold import {} {id}`, or \
                 delete it",
                request.address
            );
            return Err(self.lambda.error(Class::OwnedBySomeoneElse, CREATE, message));
        }
        let alias = qualifier(arn).unwrap_or_default().to_owned();
        self.mark(arn, |marks| drop(marks.insert(alias, request.address.to_string()))).await?;
        let call = self
            .lambda
            .client
            .create_function_url_config()
            .function_name(function_name(arn))
            .set_qualifier(qualifier(arn).map(str::to_owned))
            .auth_type(wanted.auth.word().into())
            .set_cors(wanted.cors.as_ref().map(|cors| wanted_cors(Some(cors))))
            .invoke_mode(wanted.invoke_mode.word().into());
        let _alone = self.lambda.alone(&wanted.function.0).await;
        match self.lambda.write(CREATE, || call.clone().send()).await {
            Err(error) if error.code.as_deref() == Some("ResourceConflictException") => {
                self.is_there(&id, self.lambda.judged(error, None)).await?;
            }
            Err(error) => return Err(self.lambda.judged(error, None)),
            Ok(_) => {}
        }
        self.lambda.connection().made(&id);
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: Url = self.lambda.decode(UPDATE, &request.values)?;
        let arn = arn_in(&request.id);
        let call = self
            .lambda
            .client
            .update_function_url_config()
            .function_name(function_name(arn))
            .set_qualifier(qualifier(arn).map(str::to_owned))
            .set_auth_type(request.changes("auth").then(|| wanted.auth.word().into()))
            .set_cors(request.changes("cors").then(|| wanted_cors(wanted.cors.as_ref())))
            .set_invoke_mode(request.changes("invoke_mode").then(|| wanted.invoke_mode.word().into()));
        let _alone = self.lambda.alone(&function_arn(arn)).await;
        let answer = self.lambda.write(UPDATE, || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.lambda.judged(error, None))
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let arn = arn_in(&request.id);
        let call = self.lambda.client.delete_function_url_config().function_name(function_name(arn));
        let call = call.set_qualifier(qualifier(arn).map(str::to_owned));
        let alone = self.lambda.alone(&function_arn(arn)).await;
        let answer = self.lambda.write("DeleteFunctionUrlConfig", || call.clone().send()).await;
        drop(alone);
        let answer = answer.map_err(|error| self.lambda.judged(error, None));
        self.lambda.removed(&request.id, answer)?;
        let alias = qualifier(arn).unwrap_or_default();
        match self.mark(arn, |marks| drop(marks.remove(alias))).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }

    /// The mark stands in a tag of its function.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let Some(address) = tags.get(TAG_ADDRESS).cloned() else { return Ok(()) };
        let arn = arn_in(id);
        let alias = qualifier(arn).unwrap_or_default().to_owned();
        self.mark(arn, |marks| drop(marks.insert(alias, address))).await
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
