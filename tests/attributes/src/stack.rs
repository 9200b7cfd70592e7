use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use scaffold_apply::{Settings, apply, cancellation};
use scaffold_graph::{Graph, resolve};
use scaffold_kinds::fixtures::Fixture;
use scaffold_model::{
    Gaps, KindName, Origin, Outcome, Plan, Resource, Resources, Snapshot, StackId, StepResult, Value, Verb,
};
use scaffold_plan::{Options, Planned, Request, lint, plan};
use scaffold_provider::Cloud;
use scaffold_survey::{Needs, answer, survey};

/// The fixtures as a stack on a cloud, and what is live of it as it was seen last.
pub struct Stack<'a> {
    pub cloud: &'a dyn Cloud,
    pub fixtures: Vec<Fixture>,
    /// How many times shorter pauses are than on AWS.
    pub haste: NonZeroU32,
    id: StackId,
    seen: Option<Snapshot>,
}

impl<'a> Stack<'a> {
    pub fn new(cloud: &'a dyn Cloud, fixtures: Vec<Fixture>, haste: NonZeroU32) -> Self {
        let region = cloud.id().region.clone();
        let id = StackId { name: "attributes".to_owned(), environment: None, region };
        Self { cloud, fixtures, haste, id, seen: None }
    }

    pub fn id(&self) -> &StackId {
        &self.id
    }

    /// The fixtures with one value changed.
    pub fn with(&self, address: &scaffold_model::Address, attribute: &str, value: &Value) -> Vec<Fixture> {
        let mut fixtures = self.fixtures.clone();
        for fixture in fixtures.iter_mut().filter(|fixture| fixture.address == *address) {
            fixture.values.insert(attribute.to_owned(), value.clone());
        }
        fixtures
    }

    fn graph(&self, fixtures: &[Fixture]) -> Result<Graph, String> {
        let resources = fixtures.iter().map(resource).collect();
        let resources = Resources {
            stack: self.id.clone(),
            account: None,
            role: None,
            foreign_tags: Vec::new(),
            digest: String::new(),
            resources,
            block_outputs: BTreeMap::new(),
            forms: BTreeMap::new(),
            outputs: Vec::new(),
            moved: Vec::new(),
            warnings: Vec::new(),
            gaps: Gaps::default(),
        };
        resolve(resources).map_err(|problems| {
            problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; ")
        })
    }

    /// A live value as it was seen last.
    pub fn live(&self, address: &scaffold_model::Address, attribute: &str) -> Value {
        let seen = self.seen.iter().flat_map(|snapshot| &snapshot.resources);
        let mut ours = seen.filter(|live| live.identity.as_ref().is_some_and(|it| it.address == *address));
        ours.next().map(|live| live.output(attribute).unwrap_or_default()).unwrap_or_default()
    }

    /// Reads everything, or only some kinds anew.
    pub async fn look(&mut self, only: Option<BTreeSet<KindName>>) -> Result<Snapshot, String> {
        let kinds = self.fixtures.iter().map(|fixture| fixture.kind.clone()).collect();
        let only = only.filter(|_| self.seen.is_some());
        let regions = self.fixtures.iter().filter_map(|fixture| fixture.values.get("region")?.as_text());
        let regions = regions.map(str::to_owned).collect();
        let needs =
            Needs { stack: self.id.clone(), kinds, only: only.clone(), regions, named: Default::default() };
        let fresh = survey(&needs, self.cloud).await.map_err(|error| error.to_string())?;
        let snapshot = match (only, self.seen.take()) {
            (Some(only), Some(mut seen)) => {
                seen.resources.retain(|live| !only.contains(&live.kind));
                seen.resources.extend(fresh.resources);
                seen.answers.clear();
                seen
            }
            _ => fresh,
        };
        self.seen = Some(snapshot.clone());
        Ok(snapshot)
    }

    /// The plan that brings the cloud to these fixtures, of what was seen last.
    pub async fn plan(&self, fixtures: &[Fixture], destroy: bool) -> Result<Plan, String> {
        let graph = self.graph(fixtures)?;
        let mut snapshot = self.seen.clone().ok_or("nothing was read yet")?;
        let all = fixtures.iter().map(|fixture| fixture.address.to_string()).collect();
        let options = Options { destroy, allow_data_loss: all, ..Options::default() };
        for _ in 0..4 {
            match plan(&Request { graph: &graph, snapshot: &snapshot, options: &options }) {
                Planned::Plan(plan) => {
                    let faults = lint(&plan);
                    return if faults.is_empty() { Ok(*plan) } else { Err(faults.join("; ")) };
                }
                Planned::NeedsLookups(lookups) => {
                    answer(&lookups, self.cloud, &mut snapshot).await.map_err(|error| error.to_string())?;
                }
            }
        }
        Err("the planner asks without end".to_owned())
    }

    /// Carries a plan out, and reads again what it touched.
    pub async fn apply(&mut self, plan: &Plan) -> Result<(), String> {
        let (events, _told) = tokio::sync::mpsc::unbounded_channel();
        let (_canceller, cancel) = cancellation();
        let settings = Settings { haste: self.haste, ..Settings::default() };
        let outcome = apply(plan, self.cloud, &settings, events, cancel).await;
        let mut touched: BTreeSet<KindName> = plan.steps.iter().map(|step| step.kind.clone()).collect();
        // What belongs to a parent moves with it.
        touched.extend(
            scaffold_kinds::all()
                .filter(|schema| schema.parent_attribute().is_some())
                .filter(|schema| self.cloud.provider(schema.kind.as_str()).is_some())
                .map(|schema| schema.kind.clone()),
        );
        self.look(Some(touched)).await?;
        told(&outcome)
    }

    /// Applies these fixtures, and says what the next plan still wants.
    pub async fn converge(&mut self, fixtures: &[Fixture]) -> Result<(), String> {
        let plan = self.plan(fixtures, false).await?;
        self.apply(&plan).await?;
        let again = self.plan(fixtures, false).await?;
        if again.is_empty() { Ok(()) } else { Err(format!("the next plan is not empty: {}", words(&again))) }
    }
}

/// What a plan would do, in words.
pub fn words(plan: &Plan) -> String {
    let step = |step: &scaffold_model::Step| {
        let changes = step.changes.iter();
        let changes: Vec<String> = changes
            .map(|change| format!("{}: {} -> {}", change.attribute, change.before, change.after))
            .collect();
        let verb = match step.verb {
            Verb::Create { .. } => "create",
            Verb::Update { .. } => "update",
            Verb::Delete { .. } => "delete",
            Verb::Adopt { .. } => "adopt",
        };
        format!("{verb} {} [{}]", step.address, changes.join(", "))
    };
    let steps = plan.steps.iter().map(step);
    let refusals = plan.refusals.iter().map(|refusal| format!("refused: {}", refusal.message));
    steps.chain(refusals).collect::<Vec<_>>().join("; ")
}

fn told(outcome: &Outcome) -> Result<(), String> {
    let failed: Vec<String> = outcome
        .steps
        .iter()
        .filter_map(|step| match &step.result {
            StepResult::Failed { error, .. } => Some(format!("{}: {error}", step.address)),
            _ => None,
        })
        .collect();
    if failed.is_empty() && outcome.is_complete() { Ok(()) } else { Err(failed.join("; ")) }
}

fn resource(fixture: &Fixture) -> Resource {
    Resource {
        address: fixture.address.clone(),
        kind: fixture.kind.clone(),
        values: fixture.values.clone(),
        tags: BTreeMap::new(),
        ignore: BTreeSet::new(),
        zone: None,
        origin: Origin { file: "fixtures".into(), start: 0, end: 0, line: 1 },
        origins: BTreeMap::new(),
    }
}
