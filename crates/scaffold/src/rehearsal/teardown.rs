use std::collections::{BTreeMap, BTreeSet};

use scaffold_apply::Cancel;
use scaffold_graph::Graph;
use scaffold_kinds::schema;
use scaffold_model::{
    Address, Kept, Live, LiveState, Plan, Remains, Snapshot, Stage, StageName, StageResult, Step, Summary,
    Trouble, Verb,
};
use scaffold_plan::Options;
use scaffold_report::Terminal;

use super::stages::{Fails, Rehearsal, passed_if};
use crate::failure::Failure;
use crate::pipeline::{self, Checked};

/// What became of what was made.
pub struct Teardown {
    pub destroy: Stage,
    pub gone: Stage,
    pub kept: Vec<Kept>,
    pub remains: Vec<Remains>,
}

/// So often is tried to take away what was made.
const ATTEMPTS: usize = 3;

/// Takes away what was made as a user would who wants that: switches deletion protection off where it is on,
/// allows the loss of data, and destroys. Then looks what is left.
pub async fn tear_down(live: &Checked, rehearsal: &mut Rehearsal<'_>, terminal: &Terminal) -> Teardown {
    let mut kept: Vec<Kept> = Vec::new();
    let begin = std::time::Instant::now();
    let mut destroy = rehearsal.begin(StageName::Destroy, terminal);
    for attempt in 1..=ATTEMPTS {
        let mut stage = Stage { result: StageResult::Passed, ..Stage::skipped(StageName::Destroy) };
        match attempt_once(live, rehearsal, &mut stage, terminal).await {
            Ok(keeps) => kept.extend(keeps),
            Err(failure) => stage.fail(failure),
        }
        let has_passed = stage.result == StageResult::Passed;
        if attempt == 1 {
            destroy = stage;
        } else {
            destroy.done += stage.done;
            if has_passed {
                rehearsal.notes.push(format!("everything was taken away at attempt {attempt}"));
            }
        }
        if has_passed {
            break;
        }
    }
    // Of what cannot be destroyed a verdict says that it failed: the plan of a teardown has every leave.
    if destroy.result == StageResult::Refused {
        destroy.result = StageResult::Failed;
    }
    destroy.seconds = begin.elapsed().as_secs_f64();
    let (gone, remains) = look(live, rehearsal, terminal).await;
    kept.dedup();
    Teardown { destroy, gone, kept, remains }
}

async fn attempt_once(
    live: &Checked,
    rehearsal: &mut Rehearsal<'_>,
    stage: &mut Stage,
    terminal: &Terminal,
) -> Result<Vec<Kept>, Failure> {
    let mut snapshot = rehearsal.survey(&live.graph, terminal).await?;
    let protected = protected(&snapshot);
    let mut unprotected = 0;
    if !protected.is_empty() {
        let plan = unprotecting(&live.graph, &protected, rehearsal, snapshot, terminal).await?;
        let addresses: Vec<&str> = plan.steps.iter().map(|step| step.address.as_str()).collect();
        if !addresses.is_empty() {
            rehearsal.notes.push(format!(
                "deletion protection was switched off to take this away: {}; in earnest that is a change of its own",
                addresses.join(", ")
            ));
        }
        unprotected = plan.steps.len();
        rehearsal.carry_out(&plan, Cancel::never(), stage, terminal).await;
        snapshot = rehearsal.survey(&live.graph, terminal).await?;
    }
    let stack = &live.graph.desired.stack;
    let options = Options {
        destroy: true,
        allow_data_loss: snapshot.resources.iter().map(|live| live.id.to_string()).collect(),
        ledger: Some("none".to_owned()),
        scaffold: env!("CARGO_PKG_VERSION").to_owned(),
        ..Options::default()
    };
    let planner = |snapshot: &Snapshot| scaffold_plan::destroy_plan(stack, snapshot, &options);
    let plan = pipeline::answered(rehearsal.cloud(), &mut snapshot, planner).await?;
    let summary = plan.summary();
    stage.summary = Some(Summary { change: summary.change + unprotected, ..summary });
    stage.steps = plan.told_steps();
    rehearsal.notes.extend(allowed(&plan));
    rehearsal.carry_out(&plan, Cancel::never(), stage, terminal).await;
    Ok(scaffold_plan::kept(&plan))
}

/// What holds data, and went without anybody being asked.
fn allowed(plan: &Plan) -> Option<String> {
    let losses = scaffold_plan::losses(plan);
    let addresses: Vec<&str> = losses.iter().map(Address::as_str).collect();
    (!addresses.is_empty()).then(|| {
        format!(
            "the loss of data was allowed to take this away: {}; in earnest each needs --allow-data-loss",
            addresses.join(", ")
        )
    })
}

/// The attribute that protects, by the address of what it protects.
fn protected(snapshot: &Snapshot) -> BTreeMap<Address, &'static str> {
    let protected = snapshot.resources.iter().filter_map(|live| {
        let (attribute, words) = schema(live.kind.as_str())?.facts.protected_by?;
        let is_on = words.contains(&live.value(attribute).to_string().as_str());
        Some((live.identity.as_ref()?.address.clone(), attribute)).filter(|_| is_on)
    });
    protected.collect()
}

/// The plan of a blueprint that protects none of these, less everything else that it would do.
async fn unprotecting(
    graph: &Graph,
    protected: &BTreeMap<Address, &'static str>,
    rehearsal: &Rehearsal<'_>,
    snapshot: Snapshot,
    terminal: &Terminal,
) -> Result<Plan, Failure> {
    let mut overlaid = graph.clone();
    let mut targets = Vec::new();
    for resource in &mut overlaid.desired.resources {
        if let Some(attribute) = protected.get(&resource.address) {
            // Where nothing is said, nothing is protected.
            resource.values.remove(*attribute);
            resource.ignore.remove(*attribute);
            targets.push(resource.address.clone());
        }
    }
    let options = Options { targets, scaffold: env!("CARGO_PKG_VERSION").to_owned(), ..Options::default() };
    let mut plan = pipeline::plan(&overlaid, rehearsal.cloud(), snapshot, &options, terminal).await?;
    plan.steps = plan.steps.into_iter().filter_map(|step| unprotects(step, protected)).collect();
    plan.after.clear();
    plan.refusals.clear();
    Ok(plan)
}

fn unprotects(mut step: Step, protected: &BTreeMap<Address, &'static str>) -> Option<Step> {
    let attribute = *protected.get(&step.address)?;
    let Verb::Update { before, patch, .. } = &mut step.verb else { return None };
    before.retain(|name, _| name == attribute);
    patch.retain(|name, _| name == attribute);
    step.changes.retain(|change| change.attribute == attribute);
    (!patch.is_empty() && step.replacement.is_none()).then_some(step)
}

/// What is left, judged by a survey.
async fn look(live: &Checked, rehearsal: &mut Rehearsal<'_>, terminal: &Terminal) -> (Stage, Vec<Remains>) {
    let begin = std::time::Instant::now();
    let mut stage = rehearsal.begin(StageName::Gone, terminal);
    let remains = match rehearsal.survey(&live.graph, terminal).await {
        Ok(snapshot) => {
            let unread: BTreeSet<&str> = snapshot.unread.iter().map(|unread| unread.kind.service()).collect();
            if !unread.is_empty() {
                let unread: Vec<&str> = unread.into_iter().collect();
                let note = "nothing of these was made, and not all of them could be read there";
                rehearsal.notes.push(format!("{note}: {}", unread.join(", ")));
            }
            snapshot.resources.iter().filter(|live| is_there(live)).map(remains).collect()
        }
        Err(failure) => {
            stage.fail(failure);
            Vec::new()
        }
    };
    stage.troubles.extend(remains.iter().map(|left: &Remains| Trouble {
        address: left.address.clone(),
        message: format!("{} is still live", left.id),
        ..Trouble::default()
    }));
    stage.result = passed_if(stage.troubles.is_empty());
    stage.seconds = begin.elapsed().as_secs_f64();
    (stage, remains)
}

fn is_there(live: &Live) -> bool {
    !matches!(live.state, LiveState::Deleting(_))
}

fn remains(live: &Live) -> Remains {
    Remains {
        address: live.identity.as_ref().map(|identity| identity.address.clone()),
        kind: live.kind.clone(),
        id: live.id.clone(),
    }
}
