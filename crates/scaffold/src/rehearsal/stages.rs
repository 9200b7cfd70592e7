use std::io;
use std::time::{Instant, SystemTime};

use scaffold_apply::Cancel;
use scaffold_graph::Graph;
use scaffold_model::{
    Change, Event, EventKind, Outcome, Plan, Refusal, Snapshot, Stage, StageName, StageResult, StepResult,
    Trouble,
};
use scaffold_plan::Options;
use scaffold_provider::Cloud;
use scaffold_report::Terminal;

use crate::carry_out::{EventsFile, Work, Worked, guard_sound};
use crate::clouds::Connected;
use crate::failure::Failure;
use crate::{guards, pipeline};

/// A rehearsal under way.
pub struct Rehearsal<'a> {
    /// The cloud.
    pub connected: &'a Connected,
    /// Steps at one time.
    pub parallelism: u16,
    /// Where events go.
    pub events: Option<EventsFile>,
    /// Whether it was asked to stop.
    pub cancel: Cancel,
    /// Why the events' file lacks some.
    pub lost: Option<io::Error>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

impl Rehearsal<'_> {
    /// The cloud.
    pub fn cloud(&self) -> &dyn Cloud {
        self.connected.cloud.as_ref()
    }

    /// Plans a blueprint and carries the plan out.
    pub async fn make(
        &mut self,
        name: StageName,
        graph: &Graph,
        options: &Options,
        terminal: &Terminal,
    ) -> Stage {
        let begin = Instant::now();
        let mut stage = self.begin(name, terminal);
        match self.plan(graph, options, terminal).await {
            Ok(plan) => {
                stage.summary = Some(plan.summary());
                stage.steps = plan.told_steps();
                let cancel = self.cancel.clone();
                self.carry_out(&plan, cancel, &mut stage, terminal).await;
                if name == StageName::Apply && guards::deletes_most(&plan) {
                    let note = "more than half of what is live goes: in earnest this needs --confirm with the \
                                stack's name";
                    self.notes.push(note.to_owned());
                }
            }
            Err(failure) => stage.fail(failure),
        }
        self.heed_signal(&mut stage);
        stage.seconds = begin.elapsed().as_secs_f64();
        stage
    }

    /// Plans what was applied just now: nothing may be left to do.
    pub async fn replan(&mut self, graph: &Graph, options: &Options, terminal: &Terminal) -> Stage {
        let begin = Instant::now();
        let mut stage = self.begin(StageName::Replan, terminal);
        match self.plan(graph, options, terminal).await {
            Ok(plan) => {
                stage.summary = Some(plan.summary());
                stage.steps = plan.told_steps();
                stage.troubles = left_to_do(&plan);
                stage.troubles.extend(plan.refusals.iter().map(refusal));
                stage.result = passed_if(stage.troubles.is_empty());
            }
            Err(failure) => stage.fail(failure),
        }
        self.heed_signal(&mut stage);
        stage.seconds = begin.elapsed().as_secs_f64();
        stage
    }

    /// Says that a stage begins.
    pub fn begin(&mut self, name: StageName, terminal: &Terminal) -> Stage {
        terminal.tell(&format!("rehearsing: {}\n", name.word()));
        if let Some(file) = &mut self.events {
            let time = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
            let kind = EventKind::StageStarted { stage: name.word().to_owned() };
            if let Err(error) = file.write(&Event { time, kind }) {
                self.lost = Some(error);
                self.events = None;
            }
        }
        Stage { result: StageResult::Passed, ..Stage::skipped(name) }
    }

    /// Carries out a plan, unless it refuses something, and notes what came of it.
    pub async fn carry_out(&mut self, plan: &Plan, cancel: Cancel, stage: &mut Stage, terminal: &Terminal) {
        if !plan.refusals.is_empty() {
            stage.result = StageResult::Refused;
            stage.troubles.extend(plan.refusals.iter().map(refusal));
            return;
        }
        if let Err(failure) = guard_sound(plan) {
            stage.fail(failure);
            return;
        }
        if plan.is_empty() || cancel.signal().is_some() {
            return;
        }
        let work = Work {
            cloud: self.connected.cloud.as_ref(),
            parallelism: self.parallelism,
            haste: self.connected.haste,
        };
        let events = self.events.take();
        let Worked { outcome, seconds: _, events, lost } =
            work.carry_out(plan, cancel, events, terminal).await;
        self.events = events;
        self.lost = self.lost.take().or(lost);
        note_outcome(&outcome, stage);
    }

    async fn plan(&self, graph: &Graph, options: &Options, terminal: &Terminal) -> Result<Plan, Failure> {
        let snapshot = self.survey(graph, terminal).await?;
        pipeline::plan(graph, self.cloud(), snapshot, options, terminal).await
    }

    /// What is live of a blueprint's stack.
    pub async fn survey(&self, graph: &Graph, terminal: &Terminal) -> Result<Snapshot, Failure> {
        pipeline::survey_for(&pipeline::needs(graph), self.cloud(), terminal).await
    }

    fn heed_signal(&self, stage: &mut Stage) {
        if self.cancel.signal().is_some() {
            stage.result = StageResult::Interrupted;
        }
    }
}

/// How a stage ends for which something was not so.
pub fn passed_if(is_so: bool) -> StageResult {
    if is_so { StageResult::Passed } else { StageResult::Failed }
}

fn note_outcome(outcome: &Outcome, stage: &mut Stage) {
    for step in &outcome.steps {
        match &step.result {
            StepResult::Done => stage.done += 1,
            StepResult::Failed { error, class } => stage.troubles.push(Trouble {
                address: Some(step.address.clone()),
                message: error.clone(),
                code: Some(class.clone()),
                ..Trouble::default()
            }),
            StepResult::Skipped { .. } | StepResult::UnderWay | StepResult::NotBegun => {}
        }
    }
    if !outcome.is_complete() {
        stage.result = StageResult::Failed;
    }
}

/// What a plan that should be empty would do.
fn left_to_do(plan: &Plan) -> Vec<Trouble> {
    let steps = plan.steps.iter().map(|step| {
        let changes: Vec<String> = step.changes.iter().map(change).collect();
        let what = if changes.is_empty() { String::new() } else { format!(": {}", changes.join(", ")) };
        Trouble {
            address: Some(step.address.clone()),
            message: format!("would {} it once more{what}", step.verb.word()),
            origin: step.origin.clone(),
            ..Trouble::default()
        }
    });
    steps.collect()
}

fn change(change: &Change) -> String {
    format!("{} from {} to {}", change.attribute, change.before, change.after)
}

/// A refusal as a verdict tells it.
pub fn refusal(refusal: &Refusal) -> Trouble {
    let Refusal { code, address, message, help, origin } = refusal;
    Trouble {
        address: Some(address.clone()),
        message: message.clone(),
        code: Some(code.clone()),
        help: help.clone(),
        origin: origin.clone(),
    }
}

/// Stages that end by a failure.
pub trait Fails {
    /// It failed for this.
    fn fail(&mut self, failure: Failure);
}

impl Fails for Stage {
    fn fail(&mut self, failure: Failure) {
        self.result = StageResult::Failed;
        self.troubles.push(failure.into_trouble());
    }
}
