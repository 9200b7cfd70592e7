//! `lambda.function`. A survey is a list of all functions and one call for each whose name begins as the
//! stack's do, with code, tags and concurrency: ⌈functions / 50⌉ + functions of the stack.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::types::VpcConfig;
use futures_util::future::try_join_all;
use scaffold_aws_core::is_absent;
use scaffold_kinds::Kind;
use scaffold_kinds::lambda::Function;
use scaffold_model::{KindName, Live, PhysicalId, StackId, TAG_STACK, User, name_beginning};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Lambda;
use crate::function_live::live;
use crate::function_write::{CODE, CONFIGURE, CREATE};
use crate::names::{function_name, stack_of};

const DELETE: &str = "DeleteFunction";

pub(crate) struct Functions {
    lambda: Lambda,
}

impl Functions {
    pub fn new(lambda: Lambda) -> Self {
        Self { lambda }
    }

    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        let found = self.lambda.get(name, None).await?;
        Ok(found.and_then(|answer| live(self.lambda.connection(), answer)))
    }

    /// What has the name already: ours, or an error that says whose it may be.
    async fn read_back(&self, request: &CreateRequest, name: &str) -> Result<PhysicalId, Error> {
        let found = self.lambda.until_seen(|| self.one(name)).await?;
        let is_ours = |live: &Live| {
            live.identity.as_ref().is_some_and(|identity| {
                identity.stack == request.stack.to_string() && identity.address == request.address
            })
        };
        match found {
            Some(live) if is_ours(&live) => Ok(live.id),
            Some(live) => {
                let message = format!(
                    "there is a function `{name}` already, which does not carry this stack's tags; take it over with \
                     `scaffold import {} {}`, or delete it",
                    request.address, live.id
                );
                Err(self.lambda.error(Class::OwnedBySomeoneElse, CREATE, message))
            }
            None => {
                let message = format!("there is a function `{name}` already, which cannot be seen");
                Err(self.lambda.error(Class::OwnedBySomeoneElse, CREATE, message))
            }
        }
    }

    /// Moves a function off its network, so that its interfaces keep neither subnets nor groups. What AWS
    /// refuses is told by what is deleted after it.
    async fn leave_network(&self, name: &str) -> Result<(), Error> {
        let found = self.lambda.get(name, None).await?.and_then(|answer| answer.configuration);
        let in_network = |vpc: &aws_sdk_lambda::types::VpcConfigResponse| !vpc.subnet_ids().is_empty();
        let Some(function) = found.filter(|function| function.vpc_config().is_some_and(in_network)) else {
            return Ok(());
        };
        let systems = (!function.file_system_configs().is_empty()).then(Vec::new);
        let now = self.lambda.settled(CONFIGURE, name, None).await;
        let now = match now {
            Ok(now) => now,
            Err(error) if matches!(error.class, Class::Gone | Class::Failed) => return Ok(()),
            Err(error) => return Err(error),
        };
        let none =
            VpcConfig::builder().set_subnet_ids(Some(vec![])).set_security_group_ids(Some(vec![])).build();
        let call = self.lambda.client.update_function_configuration().function_name(name);
        let call = call.vpc_config(none).set_file_system_configs(systems);
        let call = call.set_revision_id(now.revision_id().map(str::to_owned));
        let answer = self.lambda.write(CONFIGURE, || call.clone().send()).await;
        match answer.map_err(|error| self.lambda.judged(error, None)) {
            Ok(_) => match self.lambda.settled(CONFIGURE, name, None).await {
                Err(error) if error.class == Class::Gone => Ok(()),
                settled => settled.map(drop),
            },
            Err(error) if is_absent(&error) && error.class == Class::Gone => Ok(()),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Provider for Functions {
    fn kind(&self) -> KindName {
        KindName::from(Function::KIND)
    }

    fn pace(&self, verb: PaceOf) -> Pace {
        let typical = match verb {
            PaceOf::Create => 5,
            PaceOf::Update => 3,
            PaceOf::Delete => 1,
        };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(600),
            typical: Duration::from_secs(typical),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let functions = self.lambda.functions(stack).await?;
        let names = functions.iter().filter_map(|function| function.function_name());
        let found = try_join_all(names.map(|name| self.one(name))).await?;
        let is_of = |live: &Live| live.identity.as_ref().is_some_and(|it| it.stack == stack.to_string());
        Ok(found.into_iter().flatten().filter(is_of).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(function_name(id.as_str())).await
    }

    /// The name is the region's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let function: Function = self.lambda.decode(CREATE, &request.values)?;
        let nameless = || self.lambda.error(Class::Invalid, CREATE, "a function needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let sending = match &function.code_sha256 {
            Some(sha256) => Some((sha256, self.lambda.sending(CREATE, sha256).await?)),
            None => None,
        };
        let call = self.lambda.creating(request, (&function, sending.as_ref().map(|(_, it)| it)), name)?;
        let made = self.lambda.write(CREATE, || call.clone().send()).await;
        if let Some((sha256, sending)) = &sending {
            self.lambda.sent(sha256, sending).await;
        }
        let made = made.map_err(|error| self.lambda.judged(error, Some(&function.role.0)));
        let id = match made {
            Ok(answer) => self.lambda.made(CREATE, answer.function_arn)?,
            Err(error)
                if error.code.as_deref() == Some("ResourceConflictException")
                    && error.class != Class::NotYetVisible =>
            {
                let id = self.read_back(request, name).await?;
                self.lambda.connection().made(&id);
                id
            }
            Err(error) => return Err(error),
        };
        if function.reserved_concurrency.is_some() {
            let set = self.lambda.set_concurrency(name, function.reserved_concurrency).await;
            set.map_err(|error| not_seen_yet(error).made(&id))?;
        }
        Ok(id)
    }

    /// Code first, settings after it, the rest at last, each when nothing else is under way. AWS takes a change
    /// at once, and says later whether it came to anything.
    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = function_name(request.id.as_str());
        let wanted: Function = self.lambda.decode(CONFIGURE, &request.values)?;
        if self.lambda.update_code(name, request, &wanted).await? {
            self.lambda.succeeded(CODE, name).await?;
        }
        if self.lambda.update_settings(name, request, &wanted).await? {
            self.lambda.succeeded(CONFIGURE, name).await?;
        }
        if request.changes("reserved_concurrency") {
            self.lambda.set_concurrency(name, wanted.reserved_concurrency).await?;
        }
        self.lambda.update_tags(request.id.as_str(), request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = function_name(request.id.as_str());
        self.leave_network(name).await?;
        let call = self.lambda.client.delete_function().function_name(name);
        let answer = self.lambda.write(DELETE, || call.clone().send()).await;
        let answer = answer.map_err(|error| self.lambda.judged(error, None));
        self.lambda.removed_unless_seen(&request.id, answer, || self.read(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let name = function_name(id.as_str());
        let stack = tags.get(TAG_STACK).and_then(|stack| stack_of(stack));
        if let Some(stack) = stack.filter(|stack| !name.starts_with(&name_beginning(stack))) {
            let message = format!(
                "the function `{name}` cannot become part of {stack}: a stack's functions are found by how their names \
                 begin, and this one's begins otherwise; let a new one be made"
            );
            return Err(self.lambda.error(Class::Invalid, "TagResource", message));
        }
        self.lambda.set_tags(id.as_str(), tags).await
    }

    /// AWS deletes a function that others name.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}

/// A function that was made by the call before does not show everywhere at once.
pub(crate) fn not_seen_yet(error: Error) -> Error {
    if error.class == Class::Gone { Error { class: Class::NotYetVisible, ..error } } else { error }
}
