//! `events.rule`. A survey is a list of buses, a list of the rules of each by the beginning of names, and two
//! calls for each rule whose name begins so: its tags, and its targets.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_eventbridge::operation::put_rule::builders::PutRuleFluentBuilder;
use aws_sdk_eventbridge::types::{Rule as LiveRule, RuleState};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, is_absent};
use scaffold_kinds::events::Rule;
use scaffold_kinds::{JsonPolicy, Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_STACK, User, name_beginning};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Events;
use crate::names::{DEFAULT_BUS, RuleName, stack_of};

const PUT: &str = "PutRule";

pub(crate) struct Rules {
    events: Events,
}

impl Rules {
    pub fn new(events: Events) -> Self {
        Self { events }
    }

    /// Names of the region's buses.
    async fn buses(&self) -> Result<Vec<String>, Error> {
        let request = self.events.client.list_event_buses();
        let buses = self.events.list(
            "ListEventBuses",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.event_buses, page.next_token),
        );
        Ok(buses.await?.into_iter().filter_map(|bus| bus.name).collect())
    }

    async fn beginning(&self, bus: &str, beginning: &str) -> Result<Vec<LiveRule>, Error> {
        let request = self.events.client.list_rules().event_bus_name(bus).name_prefix(beginning);
        let rules = self.events.list(
            "ListRules",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.rules, page.next_token),
        );
        let mut rules = match rules.await {
            Err(error) if is_absent(&error) => Vec::new(),
            rules => rules?,
        };
        rules.retain(|rule| rule.name().is_some_and(|name| name.starts_with(beginning)));
        Ok(rules)
    }

    /// A rule as it is without tags and targets; none when it is gone.
    async fn bare(&self, name: &RuleName) -> Result<Option<LiveRule>, Error> {
        let request = self.events.client.describe_rule().name(&name.name).event_bus_name(&name.bus);
        let found = match self.events.read("DescribeRule", || request.clone().send()).await {
            Ok(found) => found,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let rule = LiveRule::builder()
            .set_name(found.name)
            .set_arn(found.arn)
            .set_event_pattern(found.event_pattern)
            .set_state(found.state)
            .set_description(found.description)
            .set_schedule_expression(found.schedule_expression)
            .set_role_arn(found.role_arn)
            .set_event_bus_name(found.event_bus_name);
        Ok(Some(rule.build()))
    }

    async fn whole(&self, rule: LiveRule) -> Result<Option<Live>, Error> {
        let Some(arn) = rule.arn().map(str::to_owned) else { return Ok(None) };
        let Some(tags) = self.events.tags(&arn).await? else { return Ok(None) };
        let targets = match self.events.targets(&RuleName::of(&arn)).await {
            Err(error) if is_absent(&error) => return Ok(None),
            targets => targets?,
        };
        let name = rule.name().map(str::to_owned);
        let attributes = Rule { targets, ..attributes(&rule) };
        let outputs = vec![("arn", Some(arn.clone())), ("name", name.clone())];
        let state = LiveState::Ready;
        Ok(Some(Found { attributes, outputs, id: arn, tags, state, name, created: None }.live()))
    }

    async fn one(&self, name: &RuleName) -> Result<Option<Live>, Error> {
        match self.bare(name).await? {
            Some(rule) => self.whole(rule).await,
            None => Ok(None),
        }
    }

    fn arn(&self, name: &RuleName) -> String {
        self.events.connection().arn("events", None, &name.path())
    }

    /// The whole rule: what is not said is taken away.
    fn putting(&self, name: &RuleName, rule: &Rule) -> PutRuleFluentBuilder {
        let state = if rule.enabled { RuleState::Enabled } else { RuleState::Disabled };
        self.events
            .client
            .put_rule()
            .name(&name.name)
            .event_bus_name(&name.bus)
            .set_schedule_expression(rule.schedule.clone())
            .set_event_pattern(rule.event_pattern.as_ref().map(|pattern| pattern.0.clone()))
            .state(state)
            .set_description(rule.description.clone())
            .set_role_arn(rule.role.as_ref().map(|role| role.0.clone()))
    }

    fn taken(&self, request: &CreateRequest, name: &RuleName) -> Error {
        let arn = self.arn(name);
        let message = format!(
            "there is a rule `{}` already, which does not carry this stack's tags; take it over with `scaffold import \
             {} {arn}`, or delete it",
            name.name, request.address
        );
        self.events.error(Class::OwnedBySomeoneElse, PUT, message)
    }
}

/// What a rule is, but for its targets.
fn attributes(rule: &LiveRule) -> Rule {
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Rule {
        schedule: text(rule.schedule_expression()),
        event_pattern: text(rule.event_pattern()).map(JsonPolicy),
        enabled: rule.state() != Some(&RuleState::Disabled),
        description: text(rule.description()),
        event_bus: rule.event_bus_name().unwrap_or(DEFAULT_BUS).to_owned(),
        role: text(rule.role_arn()).map(Ref),
        targets: BTreeMap::new(),
    }
}

/// A rule with what changes: the call carries the whole, and what nobody changes stays.
fn changed(mut rule: Rule, wanted: Rule, request: &UpdateRequest) -> Rule {
    let Rule { schedule, event_pattern, enabled, description, event_bus: _, role, targets: _ } = wanted;
    if request.changes("schedule") {
        rule.schedule = schedule;
    }
    if request.changes("event_pattern") {
        rule.event_pattern = event_pattern;
    }
    if request.changes("enabled") {
        rule.enabled = enabled;
    }
    if request.changes("description") {
        rule.description = description;
    }
    if request.changes("role") {
        rule.role = role;
    }
    rule
}

fn is_ours(request: &CreateRequest, tags: &Tags) -> bool {
    scaffold_aws_core::identity_of(tags).is_some_and(|identity| {
        identity.stack == request.stack.to_string() && identity.address == request.address
    })
}

#[async_trait]
impl Provider for Rules {
    fn kind(&self) -> KindName {
        KindName::from(Rule::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let beginning = name_beginning(stack);
        let buses = self.buses().await?;
        let rules = try_join_all(buses.iter().map(|bus| self.beginning(bus, &beginning))).await?;
        let found = try_join_all(rules.into_iter().flatten().map(|rule| self.whole(rule))).await?;
        let is_of = |live: &Live| live.identity.as_ref().is_some_and(|it| it.stack == stack.to_string());
        Ok(found.into_iter().flatten().filter(is_of).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(&RuleName::of(id.as_str())).await
    }

    /// AWS changes a rule that is there, and leaves its tags: so whose it is is read before, and after.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let rule: Rule = self.events.decode(PUT, &request.values)?;
        let nameless = || self.events.error(Class::Invalid, PUT, "a rule needs a physical name");
        let name = request.name.clone().ok_or_else(nameless)?;
        let name = RuleName { bus: rule.event_bus.clone(), name };
        let arn = self.arn(&name);
        if self.bare(&name).await?.is_some() {
            let tags = self.events.tags(&arn).await?.unwrap_or_default();
            if !is_ours(request, &tags) {
                return Err(self.taken(request, &name));
            }
        }
        let call = self.putting(&name, &rule).set_tags(Some(self.events.sdk_tags(&request.tags)?));
        let answer = self.events.write(PUT, || call.clone().send()).await?;
        let id = self.events.made(PUT, answer.rule_arn)?;
        match self.events.until_seen(|| self.events.tags(id.as_str())).await? {
            Some(tags) if is_ours(request, &tags) => {}
            Some(_) => return Err(self.taken(request, &name)),
            None => {
                let message = format!("{id} was made and cannot be seen yet; run again");
                return Err(self.events.error(Class::NotYetVisible, PUT, message).made(&id));
            }
        }
        self.events.set_targets(&name, &rule.targets).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = RuleName::of(request.id.as_str());
        let is_of_rule = |attribute: &String| attribute != "tags" && attribute != "targets";
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: Rule = self.events.decode(PUT, &request.values)?;
            if request.patch.keys().any(is_of_rule) {
                let Some(there) = self.bare(&name).await? else {
                    let message = format!("{} is gone; plan again", request.id);
                    return Err(self.events.error(Class::Gone, PUT, message));
                };
                let call = self.putting(&name, &changed(attributes(&there), wanted.clone(), request));
                self.events.write(PUT, || call.clone().send()).await?;
            }
            if request.changes("targets") {
                self.events.set_targets(&name, &wanted.targets).await?;
            }
        }
        let TagChange { unwanted, wanted } = TagChange::of(request);
        let arn = self.arn(&name);
        if !unwanted.is_empty() {
            let call = self.events.client.untag_resource().resource_arn(&arn).set_tag_keys(Some(unwanted));
            self.events.write("UntagResource", || call.clone().send()).await?;
        }
        self.events.set_tags(&arn, &wanted).await
    }

    /// A rule with targets stays.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = RuleName::of(request.id.as_str());
        let targets = match self.events.targets(&name).await {
            Err(error) if is_absent(&error) => BTreeMap::new(),
            targets => targets?,
        };
        match self.events.remove_targets(&name, targets.into_keys().collect()).await {
            Err(error) if is_absent(&error) => {}
            removed => removed?,
        }
        let call = self.events.client.delete_rule().name(&name.name).event_bus_name(&name.bus);
        let answer = self.events.write("DeleteRule", || call.clone().send()).await;
        self.events.removed_unless_seen(&request.id, answer, || self.read(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let name = RuleName::of(id.as_str());
        let stack = tags.get(TAG_STACK).and_then(|stack| stack_of(stack));
        if let Some(stack) = stack.filter(|stack| !name.name.starts_with(&name_beginning(stack))) {
            let message = format!(
                "the rule `{}` cannot become part of {stack}: a stack's rules are found by how their names begin, and \
                 this one's begins otherwise; let a new one be made",
                name.name
            );
            return Err(self.events.error(Class::Invalid, "TagResource", message));
        }
        self.events.set_tags(id.as_str(), tags).await
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
