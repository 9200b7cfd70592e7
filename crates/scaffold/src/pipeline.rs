//! The stages in their order. Every command goes as far as it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use scaffold_blueprint::{Blueprint, Input};
use scaffold_graph::Graph;
use scaffold_kinds::schema;
use scaffold_model::diagnostic::{any_error, in_order};
use scaffold_model::{
    Diagnostic, KindName, PhysicalId, Plan, Resources, Snapshot, SourceFile, physical_name,
};
use scaffold_plan::{Options, Planned, Request};
use scaffold_provider::Cloud;
use scaffold_report::Terminal;
use scaffold_sources::{Files, Origin, Unreadable};
use scaffold_survey::Needs;

use crate::arguments::{BlueprintArguments, Inputs, environment_variables};
use crate::clouds::Place;
use crate::code::Code;
use crate::failure::Failure;

/// A blueprint after every stage that needs no cloud.
#[derive(Debug)]
pub struct Checked {
    /// What was written.
    pub blueprint: Blueprint,
    /// What is desired, its references resolved.
    pub graph: Graph,
    /// The texts, for diagnostics.
    pub files: Vec<SourceFile>,
    /// Where it was read.
    pub origin: Origin,
    /// The code that it names, packed.
    pub code: Code,
    /// What is worth a look.
    pub warnings: Vec<Diagnostic>,
}

impl Checked {
    /// Where the stack lives.
    pub fn place(&self) -> Place<'_> {
        let desired = &self.graph.desired;
        Place {
            region: &desired.stack.region,
            role: desired.role.as_deref(),
            account: desired.account.as_deref(),
            code: self.code.clone(),
        }
    }
}

/// Text → blueprint → resources → graph. No network, no credentials.
pub fn check(arguments: &BlueprintArguments, terminal: &Terminal) -> Result<Checked, Failure> {
    check_path(arguments.blueprint.as_deref(), &arguments.inputs, terminal)
}

/// The same for a path that is not the command's first argument.
pub fn check_path(path: Option<&Path>, inputs: &Inputs, terminal: &Terminal) -> Result<Checked, Failure> {
    let begin = Instant::now();
    let origin = scaffold_sources::locate(path).map_err(unreadable)?;
    let files = origin.files(inputs.env.as_deref()).map_err(unreadable)?;
    let checked = check_files(origin, files, inputs, &[])?;
    let (files, resources) = (checked.files.len(), checked.graph.desired.resources.len());
    terminal.stage(&format!("checked {resources} resources in {files} files"), begin);
    Ok(checked)
}

/// A blueprint as it was at a git revision; `None` where it was not there yet. Values for variables that
/// came later are no mistake of it.
pub fn check_revision(origin: Origin, inputs: &Inputs) -> Result<Option<Checked>, Failure> {
    let files = origin.files(inputs.env.as_deref()).map_err(unreadable)?;
    if files.files.is_empty() {
        return Ok(None);
    }
    check_files(origin, files, inputs, &["undeclared-variable"]).map(Some)
}

fn check_files(origin: Origin, files: Files, inputs: &Inputs, forgiven: &[&str]) -> Result<Checked, Failure> {
    let input = Input {
        files: files.files,
        overlays: files.overlays,
        environment: inputs.env.clone(),
        region: inputs.region.clone(),
        variables: inputs.variables.iter().cloned().collect(),
        environment_variables: environment_variables(),
    };
    let files: Vec<SourceFile> = input.files.iter().chain(&input.overlays).cloned().collect();
    let (blueprint, Judged { graph, code, mut found }) = judge(&input, &origin);
    found.retain(|problem| !forgiven.contains(&problem.code.name));
    let diagnostics = in_order(found, &files.iter().collect::<Vec<_>>());
    match graph.filter(|_| !any_error(&diagnostics)) {
        Some(graph) => Ok(Checked { blueprint, graph, files, origin, code, warnings: diagnostics }),
        None => Err(Failure::Blueprint { diagnostics, files }),
    }
}

/// The same with a blueprint that was changed since it was read: without some blocks, or as another stack.
pub fn reshape(checked: &Checked, blueprint: Blueprint) -> Result<Checked, Failure> {
    let Judged { graph, code, found } = judge_blueprint(&blueprint, &checked.origin, Vec::new());
    let diagnostics = in_order(found, &checked.files.iter().collect::<Vec<_>>());
    let (files, origin) = (checked.files.clone(), checked.origin.clone());
    match graph.filter(|_| !any_error(&diagnostics)) {
        Some(graph) => Ok(Checked { blueprint, graph, files, origin, code, warnings: diagnostics }),
        None => Err(Failure::Blueprint { diagnostics, files }),
    }
}

/// What became of a blueprint.
struct Judged {
    /// None where it cannot be planned.
    graph: Option<Graph>,
    code: Code,
    found: Vec<Diagnostic>,
}

/// Every stage with what is sound, however much that is, so that every mistake is told in one run.
fn judge(input: &Input, origin: &Origin) -> (Blueprint, Judged) {
    let mut found = Vec::new();
    let blueprint = scaffold_blueprint::parse(input, &scaffold_blocks::catalogue());
    let blueprint = blueprint.unwrap_or_else(|partial| partial.tell(&mut found));
    let judged = judge_blueprint(&blueprint, origin, found);
    (blueprint, judged)
}

/// The stages behind the parser.
fn judge_blueprint(blueprint: &Blueprint, origin: &Origin, mut found: Vec<Diagnostic>) -> Judged {
    let sources = scaffold_sources::read(blueprint, origin);
    let sources = sources.unwrap_or_else(|partial| partial.tell(&mut found));
    let resources = scaffold_blocks::expand(blueprint, &sources);
    let resources = resources.unwrap_or_else(|partial| partial.tell(&mut found));
    let code = Code::of(sources, origin);
    match scaffold_graph::resolve(resources) {
        Ok(graph) => {
            found.extend(graph.desired.warnings.iter().cloned());
            Judged { graph: Some(graph), code, found }
        }
        Err(problems) => {
            found.extend(problems);
            Judged { graph: None, code, found }
        }
    }
}

fn unreadable(error: Unreadable) -> Failure {
    let help = error.help();
    Failure::usage(error.to_string(), help)
}

/// What a survey must know of a blueprint.
pub fn needs(graph: &Graph) -> Needs {
    let desired = &graph.desired;
    Needs {
        stack: desired.stack.clone(),
        kinds: desired.resources.iter().map(|resource| resource.kind.clone()).collect(),
        only: None,
        regions: graph.regions(),
        named: named(desired),
    }
}

/// Names of what lists may not tell yet.
fn named(desired: &Resources) -> BTreeMap<KindName, BTreeSet<PhysicalId>> {
    let mut named: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for resource in &desired.resources {
        let Some(schema) = schema(resource.kind.as_str()).filter(|schema| schema.facts.lists_late) else {
            continue;
        };
        let Some(limit) = schema.facts.identity.name_limit() else { continue };
        let name = physical_name(&desired.stack, &resource.address, &resource.kind, None, limit);
        named.entry(resource.kind.clone()).or_default().insert(PhysicalId::new(name));
    }
    named
}

/// What is live, read once.
pub async fn survey(checked: &Checked, cloud: &dyn Cloud, terminal: &Terminal) -> Result<Snapshot, Failure> {
    survey_for(&needs(&checked.graph), cloud, terminal).await
}

/// What is live, for other needs than a blueprint's.
pub async fn survey_for(needs: &Needs, cloud: &dyn Cloud, terminal: &Terminal) -> Result<Snapshot, Failure> {
    let begin = Instant::now();
    let survey = scaffold_survey::survey(needs, cloud).await;
    let snapshot = survey.map_err(Failure::cloud("reading what is live"))?;
    terminal.stage(&format!("read {} live resources", snapshot.resources.len()), begin);
    Ok(snapshot)
}

/// Graph + snapshot → plan, with the planner's questions answered on the way.
pub async fn plan(
    graph: &Graph,
    cloud: &dyn Cloud,
    mut snapshot: Snapshot,
    options: &Options,
    terminal: &Terminal,
) -> Result<Plan, Failure> {
    let begin = Instant::now();
    let planner = |snapshot: &Snapshot| scaffold_plan::plan(&Request { graph, snapshot, options });
    let plan = answered(cloud, &mut snapshot, planner).await?;
    terminal.stage(&format!("planned {} steps", plan.steps.len()), begin);
    Ok(plan)
}

/// The planner asks at most this often: each question is about the answers to the one before.
const ROUNDS: usize = 3;

/// Calls a planner, answers what it asks, and calls it again.
pub async fn answered(
    cloud: &dyn Cloud,
    snapshot: &mut Snapshot,
    planner: impl Fn(&Snapshot) -> Planned,
) -> Result<Plan, Failure> {
    for _ in 0..=ROUNDS {
        match planner(snapshot) {
            Planned::Plan(plan) => return Ok(*plan),
            Planned::NeedsLookups(lookups) => scaffold_survey::answer(&lookups, cloud, snapshot)
                .await
                .map_err(Failure::cloud("looking up what the plan needs to know"))?,
        }
    }
    Err(Failure::bug(format!("the planner still asks after {ROUNDS} rounds of answers")))
}
