use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::time::Duration;

use scaffold_kinds::fixtures::Fixture;
use scaffold_model::{
    Attribute, Class, KindSchema, LiveState, Mutability, Plan, Reference, Value, Values, Verb, Why,
};
use scaffold_provider::{Cloud, UpdateRequest};

use crate::other::{applies, current, other};
use crate::stack::{Stack, words};

/// An attribute that a cloud cannot be tried on, and why.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// `ec2.subnet`.
    pub kind: &'static str,
    /// The attribute; every one when `None`.
    pub attribute: Option<&'static str>,
    /// Why.
    pub why: &'static str,
}

/// How often something is looked at until it is ready.
const LOOKS: usize = 240;
const BETWEEN_LOOKS: Duration = Duration::from_secs(15);

/// What was tried, and what was not as it should be.
#[derive(Debug, Default)]
pub struct Tried {
    /// Changes in place.
    pub changed: usize,
    /// Changes from outside, put back.
    pub drifted: usize,
    /// Replacements.
    pub replaced: usize,
    /// What was wrong.
    pub wrong: Vec<String>,
}

/// What is tried.
#[derive(Debug)]
pub struct Terms<'a> {
    /// What is made.
    pub fixtures: Vec<Fixture>,
    /// Services whose attributes are tried; all of them when empty.
    pub services: &'a [String],
    /// What cannot be tried.
    pub gaps: &'a [Gap],
    /// How many times shorter pauses are than on AWS.
    pub haste: NonZeroU32,
}

/// Makes every fixture, tries every attribute of every one, and takes everything down. Of some services
/// alone, only what they need is made.
pub async fn try_everything(cloud: &dyn Cloud, terms: Terms<'_>) -> Tried {
    let Terms { mut fixtures, services, gaps, haste } = terms;
    let needed = needed(&fixtures, services);
    fixtures.retain(|fixture| services.is_empty() || needed.contains(fixture.kind.service()));
    let stack = Stack::new(cloud, fixtures, haste);
    let mut trial = Trial { stack, services, gaps, tried: Tried::default(), reached: BTreeMap::new() };
    if let Err(problem) = trial.run().await {
        trial.tried.wrong.push(problem);
    }
    trial.tried
}

/// Services, and those that their fixtures refer to.
fn needed(fixtures: &[Fixture], services: &[String]) -> BTreeSet<String> {
    let mut needed: BTreeSet<String> = services.iter().cloned().collect();
    let mut found = 0;
    while found < needed.len() {
        found = needed.len();
        let mut more = BTreeSet::new();
        let of_needed = fixtures.iter().filter(|fixture| needed.contains(fixture.kind.service()));
        for value in of_needed.flat_map(|fixture| fixture.values.values()) {
            value.visit_references(&mut |to| {
                let kind = fixtures.iter().find(|fixture| fixture.address == to.address);
                more.extend(kind.map(|fixture| fixture.kind.service().to_owned()));
            });
        }
        needed.extend(more);
    }
    needed
}

struct Trial<'a> {
    stack: Stack<'a>,
    services: &'a [String],
    gaps: &'a [Gap],
    tried: Tried,
    /// Whether an attribute of a kind was tried on any fixture.
    reached: BTreeMap<(String, &'static str), bool>,
}

impl Trial<'_> {
    async fn run(&mut self) -> Result<(), String> {
        self.stack.look(None).await?;
        let fixtures = self.stack.fixtures.clone();
        self.stack.converge(&fixtures).await.map_err(|problem| format!("making all: {problem}"))?;
        let services = self.services;
        let is_tried_here = |fixture: &&Fixture| {
            services.is_empty() || services.iter().any(|service| service == fixture.kind.service())
        };
        for fixture in fixtures.iter().filter(is_tried_here) {
            let Some(schema) = scaffold_kinds::schema(fixture.kind.as_str()) else { continue };
            for attribute in schema.schema.attributes.iter().filter(|attribute| is_tried(schema, attribute)) {
                let reached = self.reached.entry((schema.kind.to_string(), attribute.name)).or_default();
                let live = self.stack.live(&fixture.address, attribute.name);
                let resolve = |to: &Reference| Some(self.stack.live(&to.address, &to.path));
                let value = other(fixture, attribute, &fixtures, &live, &resolve)
                    .filter(|_| applies(schema, fixture, attribute));
                let Some(value) = value.filter(|_| !has_gap(self.gaps, schema, attribute)) else { continue };
                *reached = true;
                if let Err(problem) = self.attribute(schema, fixture, attribute, &value).await {
                    self.tried.wrong.push(format!("{}: {}: {problem}", fixture.address, attribute.name));
                    let changed = self.stack.with(&fixture.address, attribute.name, &value);
                    self.recover(changed).await?;
                }
            }
        }
        self.tell_unreached();
        self.stack.look(None).await?;
        let plan = self.stack.plan(&fixtures, true).await?;
        if !plan.refusals.is_empty() {
            return Err(format!("destroying: {}", words(&plan)));
        }
        self.stack.apply(&plan).await.map_err(|problem| format!("destroying: {problem}"))?;
        let left = self.stack.look(None).await?.resources;
        self.tried.wrong.extend(left.iter().map(|live| format!("left: {} {}", live.kind, live.id)));
        Ok(())
    }

    /// After something went wrong: back to the fixtures, or on with what was changed, or nothing more
    /// can be judged.
    async fn recover(&mut self, changed: Vec<Fixture>) -> Result<(), String> {
        self.stack.look(None).await?;
        let fixtures = self.stack.fixtures.clone();
        let Err(back) = self.stack.converge(&fixtures).await else { return Ok(()) };
        self.stack.look(None).await?;
        self.stack.fixtures = changed.clone();
        let on = self.stack.converge(&changed).await;
        on.map_err(|on| format!("neither back ({back}) nor on ({on})"))
    }

    async fn attribute(
        &mut self,
        schema: &'static KindSchema,
        fixture: &Fixture,
        attribute: &'static Attribute,
        value: &Value,
    ) -> Result<(), String> {
        let changed = self.stack.with(&fixture.address, attribute.name, value);
        let plan = self.stack.plan(&changed, false).await?;
        match &attribute.mutability {
            Mutability::Refuse(_) => {
                return if plan.refusals.is_empty() { Err("was not refused".to_owned()) } else { Ok(()) };
            }
            Mutability::Replace | Mutability::InPlaceOnlyTo(_) if replaces(&plan, fixture) => {
                // What is exclusive may be taken, and what others live in goes with them: planning it
                // is enough where the order is the planner's laws' to judge.
                if !self.is_leaf(fixture) {
                    return Ok(());
                }
                self.tried.replaced += 1;
            }
            Mutability::OnlyGrows(_) => {
                judge_change(&plan, fixture, attribute)?;
                self.tried.changed += 1;
                // There is no way back.
                self.stack.converge(&changed).await?;
                let refused = self.stack.plan(&self.stack.fixtures, false).await?.refusals;
                self.stack.fixtures = changed;
                return if refused.is_empty() { Err("less was not refused".to_owned()) } else { Ok(()) };
            }
            Mutability::Replace => {
                let live = self.stack.live(&fixture.address, attribute.name);
                return Err(format!("{live} -> {value} does not replace: {}", words(&plan)));
            }
            Mutability::InPlace | Mutability::InPlaceOnlyTo(_) => {
                self.tried.changed += 1;
                judge_change(&plan, fixture, attribute)?;
            }
        }
        self.stack.converge(&changed).await?;
        let fixtures = self.stack.fixtures.clone();
        self.stack.converge(&fixtures).await.map_err(|problem| format!("back: {problem}"))?;
        if attribute.mutability == Mutability::InPlace && schema.is_taggable() {
            self.drift(fixture, attribute, value).await?;
        }
        Ok(())
    }

    /// Changes the attribute behind the blueprint's back, and lets the next plan put it back.
    async fn drift(&mut self, fixture: &Fixture, attribute: &Attribute, value: &Value) -> Result<(), String> {
        if matches!(attribute.class, Class::ProviderChosen | Class::ControllerOwned)
            && current(fixture, attribute).is_null()
        {
            return Ok(());
        }
        let snapshot = self.stack.look(Some(BTreeSet::from([fixture.kind.clone()]))).await?;
        let find = |address: &scaffold_model::Address| {
            let is = |live: &&scaffold_model::Live| {
                live.identity.as_ref().is_some_and(|it| it.address == *address)
            };
            snapshot.resources.iter().find(is)
        };
        let resolve = |to: &scaffold_model::Reference| find(&to.address)?.output(&to.path);
        let live = find(&fixture.address).ok_or("is not there to be changed from outside")?;
        let schema = scaffold_kinds::schema(fixture.kind.as_str()).ok_or("has no schema")?;
        let known = |values: &Values| -> Values {
            values.iter().map(|(name, value)| (name.clone(), value.substitute(&resolve))).collect()
        };
        let mut values = known(&schema.schema.complete(&fixture.values));
        let patch = known(&Values::from([(attribute.name.to_owned(), value.clone())]));
        values.extend(patch.clone());
        let request = UpdateRequest {
            id: live.id.clone(),
            stack: self.stack.id().clone(),
            address: fixture.address.clone(),
            before: Values::from([(attribute.name.to_owned(), live.value(attribute.name).clone())]),
            patch,
            values,
        };
        let provider = self.stack.cloud.provider(fixture.kind.as_str()).ok_or("has no provider")?;
        provider.update(&request).await.map_err(|error| format!("from outside: {error}"))?;
        self.tried.drifted += 1;
        self.until_ready(fixture).await?;
        let fixtures = self.stack.fixtures.clone();
        let plan = self.stack.plan(&fixtures, false).await?;
        judge_change(&plan, fixture, attribute).map_err(|problem| format!("drift: {problem}"))?;
        self.stack.converge(&fixtures).await.map_err(|problem| format!("drift: {problem}"))
    }

    /// Looks until what was changed from outside is through with it.
    async fn until_ready(&mut self, fixture: &Fixture) -> Result<(), String> {
        for _ in 0..LOOKS {
            let seen = self.stack.look(Some(BTreeSet::from([fixture.kind.clone()]))).await?;
            let mut of_it = seen.resources.iter().filter(|live| {
                live.kind == fixture.kind
                    && live.identity.as_ref().is_some_and(|identity| identity.address == fixture.address)
            });
            if of_it.all(|live| live.state == LiveState::Ready) {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_LOOKS / self.stack.haste.get()).await;
        }
        Err("is not ready after it was changed from outside".to_owned())
    }

    /// Whether nothing refers to a fixture.
    fn is_leaf(&self, fixture: &Fixture) -> bool {
        let mut referred = false;
        for value in self.stack.fixtures.iter().flat_map(|other| other.values.values()) {
            value.visit_references(&mut |to| referred |= to.address == fixture.address);
        }
        !referred
    }

    fn tell_unreached(&mut self) {
        for ((kind, attribute), _) in self.reached.iter().filter(|(_, reached)| !**reached) {
            let covered = self
                .gaps
                .iter()
                .any(|gap| gap.kind == kind && gap.attribute.is_none_or(|name| name == *attribute));
            if !covered {
                let missing =
                    format!("{kind}: {attribute} is never tried: a fixture needs another value for it");
                self.tried.wrong.push(missing);
            }
        }
    }
}

/// Attributes that a change of can be seen.
fn is_tried(schema: &KindSchema, attribute: &Attribute) -> bool {
    schema.parent_attribute() != Some(attribute.name)
        && !matches!(attribute.class, Class::CreateOnly | Class::Directive | Class::WriteOnly)
}

fn has_gap(gaps: &[Gap], schema: &KindSchema, attribute: &Attribute) -> bool {
    gaps.iter().any(|gap| {
        gap.kind == schema.kind.as_str() && gap.attribute.is_none_or(|name| name == attribute.name)
    })
}

fn replaces(plan: &Plan, fixture: &Fixture) -> bool {
    plan.steps.iter().any(|step| step.address == fixture.address && step.replacement.is_some())
}

/// The plan changes that attribute of that fixture in place; whatever else it does follows from it.
fn judge_change(plan: &Plan, fixture: &Fixture, attribute: &Attribute) -> Result<(), String> {
    let unexpected = || Err(format!("the plan is another: {}", words(plan)));
    if !plan.refusals.is_empty() {
        return unexpected();
    }
    let mut changed = false;
    for step in &plan.steps {
        if step.address == fixture.address {
            let all_its = step.changes.iter().all(|change| change.attribute == attribute.name);
            if !all_its || !matches!(step.verb, Verb::Update { .. }) {
                return unexpected();
            }
            changed = true;
            continue;
        }
        let of_source =
            |why: &Why| matches!(why, Why::SourceUpgraded { address } if *address == fixture.address);
        let is_upgraded = step.why.iter().any(of_source);
        let follows = step.changes.iter().all(|change| {
            if is_upgraded && change.attribute == attribute.name {
                return true;
            }
            let mut follows = false;
            change.after.visit_references(&mut |to| follows |= to.address == fixture.address);
            follows
        });
        if !follows || step.changes.is_empty() {
            return unexpected();
        }
    }
    if changed { Ok(()) } else { unexpected() }
}
