use serde::Serialize;

use crate::{
    Address, CloudId, Disruption, KindName, Origin, PhysicalId, Plan, Signal, StackId, Step, Summary,
};

/// Version of the verdict's JSON.
pub const VERDICT_FORMAT: u32 = 1;

/// What a rehearsal showed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// [`VERDICT_FORMAT`].
    pub format: u32,
    /// How it went as a whole.
    pub result: VerdictResult,
    /// The exit code that the run ended with.
    pub exit_code: i32,
    /// The stack that the blueprint is of.
    pub stack: StackId,
    /// The stack that it was rehearsed as.
    pub rehearsed_as: StackId,
    /// Where.
    pub cloud: CloudId,
    /// Digest of the blueprint.
    pub blueprint: String,
    /// The revision that was applied first.
    pub base: Option<String>,
    /// The version of `scaffold`.
    pub scaffold: String,
    /// In their order. One that was not come to is there, too.
    pub stages: Vec<Stage>,
    /// What the endpoint lacks of what the blueprint needs.
    pub missing: Vec<Missing>,
    /// Blocks and outputs that were left out of the rehearsal.
    pub left_out: Vec<LeftOut>,
    /// What else to know.
    pub notes: Vec<String>,
    /// What destroying keeps on purpose.
    pub kept: Vec<Kept>,
    /// What is still live where it was rehearsed, and should not be.
    pub remains: Vec<Remains>,
    /// The command that takes it away.
    pub clean_up: Option<String>,
}

/// How a rehearsal went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictResult {
    /// All of it went as it should.
    Passed,
    /// Something did not.
    Failed,
    /// A guard or a rule would refuse it.
    Refused,
    /// The endpoint lacks what it needs: nothing was made.
    Unavailable,
    /// A signal ended it.
    Interrupted,
}

/// One part of a rehearsal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Which.
    pub name: StageName,
    /// How it went.
    pub result: StageResult,
    /// What was planned.
    pub summary: Option<Summary>,
    /// Every step that was planned; of the change alone where there is a base.
    pub steps: Vec<PlannedStep>,
    /// Steps that were done.
    pub done: usize,
    /// What went wrong.
    pub troubles: Vec<Trouble>,
    /// How long it took.
    pub seconds: f64,
}

/// The parts of a rehearsal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// The blueprint as it was at the base is applied.
    Base,
    /// The blueprint as it is now is applied.
    Apply,
    /// A plan after that is empty.
    Replan,
    /// Everything is destroyed.
    Destroy,
    /// Nothing is live any more.
    Gone,
}

/// How a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StageResult {
    /// As it should.
    Passed,
    /// Something went wrong.
    Failed,
    /// A guard or a rule refused it.
    Refused,
    /// A signal ended it.
    Interrupted,
    /// It was not come to.
    Skipped,
}

/// A step as a verdict tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedStep {
    /// Whose.
    pub address: Address,
    /// Of what kind.
    pub kind: KindName,
    /// `create`, `update`, `delete`, `adopt`; both steps of a replacement are `replace`.
    pub action: &'static str,
    /// How it disturbs.
    pub disruption: Disruption,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Trouble {
    /// Whose.
    pub address: Option<Address>,
    /// A lowercase fragment.
    pub message: String,
    /// The class of a cloud's error, or the code of a refusal.
    pub code: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The place in the blueprint.
    pub origin: Option<Origin>,
}

/// What an endpoint lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// `rds`.
    pub service: String,
    /// Kinds of it that the blueprint needs.
    pub kinds: Vec<KindName>,
    /// Blocks that need them.
    pub blocks: Vec<Address>,
    /// What the endpoint said.
    pub why: String,
}

/// What was left out of a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// A block's address, or an output's name.
    pub what: String,
    /// Why.
    pub why: String,
}

/// What destroying keeps on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Whose.
    pub address: Address,
    /// What: `a last snapshot`.
    pub what: String,
}

/// What is still live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remains {
    /// Whose; nothing where it carries no identity.
    pub address: Option<Address>,
    /// Of what kind.
    pub kind: KindName,
    /// Which.
    pub id: PhysicalId,
}

impl StageName {
    /// As JSON has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Apply => "apply",
            Self::Replan => "replan",
            Self::Destroy => "destroy",
            Self::Gone => "gone",
        }
    }
}

impl Stage {
    /// One that was not come to.
    pub fn skipped(name: StageName) -> Self {
        Self {
            name,
            result: StageResult::Skipped,
            summary: None,
            steps: Vec::new(),
            done: 0,
            troubles: Vec::new(),
            seconds: 0.0,
        }
    }
}

impl Verdict {
    /// How one stage went.
    pub fn result_of(&self, name: StageName) -> Option<StageResult> {
        self.stages.iter().find(|stage| stage.name == name).map(|stage| stage.result)
    }
}

impl From<&Step> for PlannedStep {
    fn from(step: &Step) -> Self {
        let action = if step.replacement.is_some() { "replace" } else { step.verb.word() };
        Self { address: step.address.clone(), kind: step.kind.clone(), action, disruption: step.disruption }
    }
}

impl From<Signal> for StageResult {
    fn from(_: Signal) -> Self {
        Self::Interrupted
    }
}

impl Plan {
    /// Its steps as a verdict tells them: a replacement once.
    pub fn told_steps(&self) -> Vec<PlannedStep> {
        let is_second =
            |step: &&Step| step.replacement.is_some() && matches!(step.verb, crate::Verb::Delete { .. });
        self.steps.iter().filter(|step| !is_second(step)).map(PlannedStep::from).collect()
    }
}
