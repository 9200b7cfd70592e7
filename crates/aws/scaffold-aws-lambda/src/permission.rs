//! `lambda.permission`. A survey is a list of all functions, a list of the aliases of each whose name begins
//! as the stack's do, and a policy for each of those functions and aliases, whatever many statements it has.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags, is_absent};
use scaffold_kinds::lambda::Permission;
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{
    KindName, Live, LiveIdentity, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Lambda;
use crate::function::not_seen_yet;
use crate::mark;
use crate::names::{function_arn, function_name, qualifier, stack_of};
use crate::statement::{Statement, statements};

const ADD: &str = "AddPermission";
const REMOVE: &str = "RemovePermission";
/// The longest id of a statement.
const LONGEST: usize = 100;

pub(crate) struct Permissions {
    lambda: Lambda,
}

impl Permissions {
    pub fn new(lambda: Lambda) -> Self {
        Self { lambda }
    }

    /// Statements of a function or alias by its ARN; none where it has no policy, or is gone.
    async fn of(&self, arn: &str) -> Result<Vec<Statement>, Error> {
        let request = self.lambda.client.get_policy().function_name(function_name(arn));
        let request = request.set_qualifier(qualifier(arn).map(str::to_owned));
        match self.lambda.reads().read("GetPolicy", || request.clone().send()).await {
            Ok(answer) => Ok(statements(answer.policy().unwrap_or_default(), arn)),
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The ARN of a function and those of its aliases.
    async fn places(&self, function: &str) -> Result<Vec<String>, Error> {
        let aliases = self.lambda.aliases(function_name(function)).await?;
        let arns = aliases.into_iter().filter_map(|alias| alias.alias_arn);
        Ok(std::iter::once(function.to_owned()).chain(arns).collect())
    }

    /// The stack that the tags of a function name.
    async fn stack(&self, arn: &str) -> Result<Option<StackId>, Error> {
        let tags = self.lambda.tags(&function_arn(arn)).await?;
        Ok(tags.and_then(|tags| stack_of(tags.get(TAG_STACK)?)))
    }

    /// The statements that a physical id stands for: more than one only while one is being moved.
    async fn found(&self, id: &PhysicalId) -> Result<Vec<Statement>, Error> {
        let Some((arn, content)) = id.as_str().split_once("/permission/") else { return Ok(Vec::new()) };
        let mut found = self.of(arn).await?;
        found.retain(|statement| statement.permission.content() == content);
        Ok(found)
    }

    async fn add(&self, wanted: &Permission, statement: &str) -> Result<(), Error> {
        let call = self
            .lambda
            .client
            .add_permission()
            .function_name(function_name(&wanted.function.0))
            .set_qualifier(wanted.alias.as_ref().and_then(|alias| qualifier(&alias.0)).map(str::to_owned))
            .statement_id(statement)
            .action(&wanted.action)
            .principal(&wanted.principal)
            .set_source_arn(wanted.source_arn.clone())
            .set_source_account(wanted.source_account.clone())
            .set_principal_org_id(wanted.organization.clone())
            .set_function_url_auth_type(wanted.url_auth.map(|auth| auth.word().into()))
            .set_invoked_via_function_url(wanted.invoked_via_url);
        let _alone = self.lambda.alone(&wanted.function.0).await;
        match self.lambda.write(ADD, || call.clone().send()).await {
            Err(error) if error.code.as_deref() == Some("ResourceConflictException") => {
                self.is_there(wanted, statement, self.lambda.judged(error, None)).await
            }
            answer => answer.map(drop).map_err(|error| not_seen_yet(self.lambda.judged(error, None))),
        }
    }

    /// A statement that is there under our id is ours: its id says whose it is and what it allows. Any other
    /// conflict is an error.
    async fn is_there(&self, wanted: &Permission, statement: &str, error: Error) -> Result<(), Error> {
        if error.class == Class::NotYetVisible {
            return Err(error);
        }
        if self.of(arn_of(wanted)).await?.iter().any(|there| there.id == statement) {
            return Ok(());
        }
        let exists = error.message.contains("already exists");
        Err(if exists { Error { class: Class::NotYetVisible, ..error } } else { error })
    }

    async fn remove(&self, arn: &str, statement: &str) -> Result<(), Error> {
        let call = self.lambda.client.remove_permission().function_name(function_name(arn));
        let call = call.set_qualifier(qualifier(arn).map(str::to_owned)).statement_id(statement);
        let _alone = self.lambda.alone(&function_arn(arn)).await;
        match self.lambda.write(REMOVE, || call.clone().send()).await {
            Err(error) if !is_absent(&error) => Err(self.lambda.judged(error, None)),
            _ => Ok(()),
        }
    }

    fn statement_id(&self, stack: &str, address: &str, content: &str) -> Result<String, Error> {
        let id = mark::statement(stack, address, content);
        if id.len() <= LONGEST {
            return Ok(id);
        }
        let message = format!(
            "the address {address} is too long by {} characters for the id of a statement; give its block a shorter name",
            id.len() - LONGEST
        );
        Err(self.lambda.error(Class::Invalid, ADD, message))
    }
}

fn arn_of(permission: &Permission) -> &str {
    permission.alias.as_ref().map_or(&permission.function.0, |alias| &alias.0)
}

fn physical_id(permission: &Permission) -> String {
    format!("{}/permission/{}", arn_of(permission), permission.content())
}

fn live(statement: Statement, stack: Option<&StackId>) -> Live {
    let Statement { id, permission } = statement;
    let address = stack.and_then(|stack| Some((stack, mark::address_in(&id, stack)?)));
    let identity =
        address.map(|(stack, address)| LiveIdentity { stack: stack.to_string(), address, name: None });
    let physical = physical_id(&permission);
    let target = arn_of(&permission).to_owned();
    let mut live = Found {
        attributes: permission,
        outputs: vec![("statement", Some(id)), ("target", Some(target))],
        id: physical,
        tags: Tags::new(),
        state: LiveState::Ready,
        name: None,
        created: None,
    }
    .live();
    live.identity = identity;
    live
}

#[async_trait]
impl Provider for Permissions {
    fn kind(&self) -> KindName {
        KindName::from(Permission::KIND)
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
        let places = try_join_all(arns.map(async |arn| self.places(&arn).await)).await?;
        let places: Vec<String> = places.into_iter().flatten().collect();
        let found = try_join_all(places.iter().map(|arn| self.of(arn))).await?;
        let lives = found.into_iter().flatten().map(|statement| live(statement, Some(stack)));
        Ok(lives.filter(|live| live.identity.is_some()).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let found = self.found(id).await?;
        if found.is_empty() {
            return Ok(None);
        }
        let stack = self.stack(id.as_str()).await?;
        let mut lives: Vec<Live> = found.into_iter().map(|it| live(it, stack.as_ref())).collect();
        lives.sort_by_key(|live| live.identity.is_none());
        Ok(lives.into_iter().next())
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Permission = self.lambda.decode(ADD, &request.values)?;
        let (stack, address) = (request.stack.to_string(), request.address.as_str());
        let statement = self.statement_id(&stack, address, &wanted.content())?;
        let id = PhysicalId::new(physical_id(&wanted));
        let there = self.found(&id).await?;
        if there.iter().any(|there| there.id == statement) {
            self.lambda.connection().made(&id);
            return Ok(id);
        }
        if let Some(twin) = there.first() {
            let message = format!(
                "the statement {} of {} allows the same already; remove it, or leave {address} out",
                twin.id,
                arn_of(&wanted)
            );
            return Err(self.lambda.error(Class::OwnedBySomeoneElse, ADD, message));
        }
        self.add(&wanted, &statement).await?;
        self.lambda.connection().made(&id);
        Ok(id)
    }

    /// A statement is replaced, never changed.
    async fn update(&self, _: &UpdateRequest) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        for statement in self.found(&request.id).await? {
            self.remove(arn_of(&statement.permission), &statement.id).await?;
        }
        self.lambda.connection().removed(&request.id);
        Ok(())
    }

    /// The mark stands in the statement's id: another one takes its place.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let owner = self.stack(id.as_str()).await?;
        let Some(stack) = tags.get(TAG_STACK).cloned().or_else(|| owner.map(|stack| stack.to_string()))
        else {
            return Ok(());
        };
        let Some(address) = tags.get(TAG_ADDRESS) else { return Ok(()) };
        for Statement { id: old, permission } in self.found(id).await? {
            let new = self.statement_id(&stack, address, &permission.content())?;
            if new != old {
                self.add(&permission, &new).await?;
                self.remove(arn_of(&permission), &old).await?;
            }
        }
        Ok(())
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
