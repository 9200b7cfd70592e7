//! `lambda.alias`. A survey is a list of all functions, a list of the aliases of each whose name begins as
//! the stack's do, and two calls for each alias: its version, and its provisioned concurrency.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::types::{AliasConfiguration, ProvisionedConcurrencyStatusEnum};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags, is_absent};
use scaffold_kinds::lambda::Alias;
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::alias_versions::KEPT;
use crate::client::{Lambda, is_settled};
use crate::function_live::decoded;
use crate::mark;
use crate::names::{function_arn, function_name, qualifier};
use crate::settings::integer;

const CREATE: &str = "CreateAlias";
const UPDATE: &str = "UpdateAlias";
const PROVISION: &str = "PutProvisionedConcurrencyConfig";

pub(crate) struct Aliases {
    lambda: Lambda,
}

/// What is kept ready, and whether it is.
struct Provisioned {
    wanted: Option<i64>,
    state: LiveState,
}

impl Aliases {
    pub fn new(lambda: Lambda) -> Self {
        Self { lambda }
    }

    async fn configuration(&self, name: &str, alias: &str) -> Result<Option<AliasConfiguration>, Error> {
        let request = self.lambda.client.get_alias().function_name(name).name(alias);
        match self.lambda.read("GetAlias", || request.clone().send()).await {
            Ok(answer) => Ok(Some(
                AliasConfiguration::builder()
                    .set_alias_arn(answer.alias_arn)
                    .set_name(answer.name)
                    .set_function_version(answer.function_version)
                    .set_description(answer.description)
                    .set_routing_config(answer.routing_config)
                    .set_revision_id(answer.revision_id)
                    .build(),
            )),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// An alias with what its version is; none when it is gone by now.
    async fn live(&self, alias: AliasConfiguration) -> Result<Option<Live>, Error> {
        let Some(arn) = alias.alias_arn().map(str::to_owned) else { return Ok(None) };
        let name = function_name(&arn);
        let version = alias.function_version().map(str::to_owned);
        let Some(function) = self.lambda.get(name, alias.name()).await?.and_then(|it| it.configuration)
        else {
            return Ok(None);
        };
        let provisioned = self.provisioned(name, alias.name().unwrap_or_default()).await?;
        let revision =
            decoded(self.lambda.connection(), &function).revision(function.code_sha256().unwrap_or_default());
        let state =
            if is_settled(&function) { provisioned.state } else { LiveState::Pending("Pending".to_owned()) };
        let mut live = Found {
            attributes: Alias {
                function: Ref(function_arn(&arn)),
                name: alias.name().unwrap_or_default().to_owned(),
                revision: Some(revision),
                provisioned_concurrency: provisioned.wanted,
            },
            outputs: vec![("arn", Some(arn.clone())), ("version", version)],
            id: arn,
            tags: Tags::new(),
            state,
            name: None,
            created: None,
        }
        .live();
        live.identity = mark::identity(alias.description(), None);
        Ok(Some(live))
    }

    async fn one(&self, arn: &str) -> Result<Option<Live>, Error> {
        let Some(alias) = qualifier(arn) else { return Ok(None) };
        match self.configuration(function_name(arn), alias).await? {
            Some(alias) => self.live(alias).await,
            None => Ok(None),
        }
    }

    async fn provisioned(&self, name: &str, alias: &str) -> Result<Provisioned, Error> {
        let client = &self.lambda.client;
        let request = client.get_provisioned_concurrency_config().function_name(name).qualifier(alias);
        let answer =
            match self.lambda.read("GetProvisionedConcurrencyConfig", || request.clone().send()).await {
                Ok(answer) => answer,
                // Where there is no such thing as provisioned concurrency, nothing has it.
                Err(error) if is_absent(&error) || error.class == Class::Unsupported => {
                    return Ok(Provisioned { wanted: None, state: LiveState::Ready });
                }
                Err(error) => return Err(error),
            };
        let wanted = answer.requested_provisioned_concurrent_executions().map(i64::from);
        Ok(match answer.status() {
            Some(ProvisionedConcurrencyStatusEnum::InProgress) => {
                Provisioned { wanted, state: LiveState::Pending("IN_PROGRESS".to_owned()) }
            }
            // Nothing is kept ready: asking for it again is the repair.
            Some(ProvisionedConcurrencyStatusEnum::Failed) => {
                Provisioned { wanted: None, state: LiveState::Ready }
            }
            _ => Provisioned { wanted, state: LiveState::Ready },
        })
    }

    async fn provision(&self, name: &str, alias: &str, wanted: Option<i64>) -> Result<(), Error> {
        let client = &self.lambda.client;
        let Some(wanted) = wanted else {
            let call = client.delete_provisioned_concurrency_config().function_name(name).qualifier(alias);
            let answer =
                self.lambda.write("DeleteProvisionedConcurrencyConfig", || call.clone().send()).await;
            return match answer {
                Err(error) if !is_absent(&error) => Err(self.lambda.judged(error, None)),
                _ => Ok(()),
            };
        };
        let call = client.put_provisioned_concurrency_config().function_name(name).qualifier(alias);
        let call = call.provisioned_concurrent_executions(integer(wanted));
        let answer = self.lambda.write(PROVISION, || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.lambda.judged(error, None))
    }

    /// What has the name already: ours, or an error that says whose it may be.
    async fn read_back(&self, request: &CreateRequest, arn: &str) -> Result<String, Error> {
        let found = self.lambda.until_seen(|| self.one(arn)).await?;
        let is_ours = |live: &Live| {
            live.identity.as_ref().is_some_and(|identity| {
                identity.stack == request.stack.to_string() && identity.address == request.address
            })
        };
        if found.as_ref().is_some_and(is_ours) {
            return Ok(arn.to_owned());
        }
        let message = format!(
            "there is an alias {arn} already, whose description does not carry this stack's mark; take it over with \
             `scaffold import {} {arn}`, or delete it",
            request.address
        );
        Err(self.lambda.error(Class::OwnedBySomeoneElse, CREATE, message))
    }

    async fn move_to(&self, name: &str, alias: &str, version: &str) -> Result<(), Error> {
        let Some(now) = self.configuration(name, alias).await? else {
            let message = format!("the alias {alias} of {name} is gone; plan again");
            return Err(self.lambda.error(Class::Gone, UPDATE, message));
        };
        let call = self
            .lambda
            .client
            .update_alias()
            .function_name(name)
            .name(alias)
            .function_version(version)
            .set_revision_id(now.revision_id);
        let answer = self.lambda.write(UPDATE, || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.lambda.judged(error, None))
    }
}

#[async_trait]
impl Provider for Aliases {
    fn kind(&self) -> KindName {
        KindName::from(Alias::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(2),
            limit: Duration::from_secs(1800),
            typical: Duration::from_secs(5),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let functions = self.lambda.functions(stack).await?;
        let names = functions.iter().filter_map(|function| function.function_name());
        let aliases = try_join_all(names.map(|name| self.lambda.aliases(name))).await?;
        let is_ours = |alias: &AliasConfiguration| {
            mark::identity(alias.description(), None).is_some_and(|it| it.stack == stack.to_string())
        };
        let ours = aliases.into_iter().flatten().filter(is_ours);
        let found = try_join_all(ours.map(|alias| self.live(alias))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// Only a version that can be called gets the name.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let alias: Alias = self.lambda.decode(CREATE, &request.values)?;
        let name = function_name(&alias.function.0);
        let arn = format!("{}:{}", alias.function.0, alias.name);
        if self.configuration(name, &alias.name).await?.is_some() {
            return self.lambda.made(CREATE, Some(self.read_back(request, &arn).await?));
        }
        let version = self.lambda.publish(name, alias.revision.as_deref()).await?;
        let call = self
            .lambda
            .client
            .create_alias()
            .function_name(name)
            .name(&alias.name)
            .function_version(version)
            .description(mark::description(&request.stack.to_string(), request.address.as_str()));
        let arn = match self.lambda.write(CREATE, || call.clone().send()).await {
            Ok(answer) => answer.alias_arn,
            Err(error) => {
                let error = self.lambda.judged(error, None);
                let is_taken = error.code.as_deref() == Some("ResourceConflictException");
                if error.class == Class::NotYetVisible || !is_taken {
                    return Err(error);
                }
                Some(self.read_back(request, &arn).await?)
            }
        };
        let id = self.lambda.made(CREATE, arn)?;
        if alias.provisioned_concurrency.is_some() {
            let set = self.provision(name, &alias.name, alias.provisioned_concurrency).await;
            set.map_err(|error| error.made(&id))?;
        }
        Ok(id)
    }

    /// Publishes a version where the function is another, and moves to it when it can be called.
    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: Alias = self.lambda.decode(UPDATE, &request.values)?;
        let name = function_name(request.id.as_str());
        if request.changes("revision") {
            let version = self.lambda.publish(name, wanted.revision.as_deref()).await?;
            self.move_to(name, &wanted.name, &version).await?;
            self.lambda.prune(name, KEPT).await?;
        }
        if request.changes("provisioned_concurrency") {
            self.provision(name, &wanted.name, wanted.provisioned_concurrency).await?;
        }
        Ok(())
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let arn = request.id.as_str();
        let (name, alias) = (function_name(arn), qualifier(arn).unwrap_or_default());
        if request.values.get("provisioned_concurrency").is_some_and(|many| !many.is_null()) {
            self.provision(name, alias, None).await?;
        }
        let call = self.lambda.client.delete_alias().function_name(name).name(alias);
        let answer = self.lambda.write("DeleteAlias", || call.clone().send()).await;
        let answer = answer.map_err(|error| self.lambda.judged(error, None));
        self.lambda.removed(&request.id, answer)?;
        // With the last alias go the versions, and what they keep of a network.
        match self.lambda.prune(name, 0).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }

    /// The mark stands in the description.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let arn = id.as_str();
        let (name, alias) = (function_name(arn), qualifier(arn).unwrap_or_default());
        let now = self.configuration(name, alias).await?;
        let known = now.as_ref().and_then(|alias| mark::identity(alias.description(), None));
        let stack = tags.get(TAG_STACK).cloned().or_else(|| known.as_ref().map(|it| it.stack.clone()));
        let address =
            tags.get(TAG_ADDRESS).cloned().or_else(|| known.as_ref().map(|it| it.address.to_string()));
        let (Some(stack), Some(address)) = (stack, address) else { return Ok(()) };
        let call = self.lambda.client.update_alias().function_name(name).name(alias);
        let call = call.description(mark::description(&stack, &address));
        let call = call.set_revision_id(now.and_then(|now| now.revision_id));
        let answer = self.lambda.write(UPDATE, || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.lambda.judged(error, None))
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
