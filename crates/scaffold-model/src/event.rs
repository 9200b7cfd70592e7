use serde::{Deserialize, Serialize};

use crate::{Address, KindName, PhysicalId, StepId, Values};

/// Something that happened while a plan was applied. One stream feeds terminal, NDJSON and history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// RFC 3339, UTC, with milliseconds.
    pub time: String,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum EventKind {
    /// A part of a rehearsal begins: `base`, `apply`, `replan`, `destroy`, `gone`.
    StageStarted {
        /// Which.
        stage: String,
    },
    /// The run begins.
    RunStarted {
        /// The stack.
        stack: String,
        /// How many steps.
        steps: usize,
    },
    /// A step begins.
    StepStarted {
        /// Which.
        step: StepId,
        /// Whose.
        address: Address,
        /// Of what kind.
        kind: KindName,
        /// `create`, `update`, `delete`, `adopt`.
        verb: String,
        /// Seconds that this typically takes.
        expected_seconds: u32,
    },
    /// A step waits for readiness, or again.
    StepProgress {
        /// Which.
        step: StepId,
        /// Whose.
        address: Address,
        /// AWS's own status, or why it is tried again.
        status: String,
        /// Since the step began.
        elapsed_seconds: f64,
    },
    /// A step is done.
    StepDone {
        /// Which.
        step: StepId,
        /// Whose.
        address: Address,
        /// The physical id.
        id: Option<PhysicalId>,
        /// Since the step began.
        elapsed_seconds: f64,
    },
    /// A step failed.
    StepFailed {
        /// Which.
        step: StepId,
        /// Whose.
        address: Address,
        /// What was being done, AWS's code and request id, what to try.
        error: String,
        /// The error's class: `permission`, `invalid`, ….
        class: String,
        /// Since the step began.
        elapsed_seconds: f64,
    },
    /// A step was not begun because one that it needs failed.
    StepSkipped {
        /// Which.
        step: StepId,
        /// Whose.
        address: Address,
        /// The step that failed.
        because: Address,
    },
    /// A signal came: no new step begins.
    Interrupted {
        /// Which signal.
        signal: Signal,
    },
    /// Nothing else happened for a while.
    Heartbeat {
        /// Steps under way.
        running: usize,
        /// Steps done.
        done: usize,
        /// All steps.
        steps: usize,
    },
    /// The run ends.
    RunFinished {
        /// Done.
        done: usize,
        /// Failed.
        failed: usize,
        /// Skipped or not begun.
        skipped: usize,
        /// Left at an interrupt; the next run sees what became of them.
        under_way: usize,
        /// Seconds.
        elapsed_seconds: f64,
    },
}

/// A signal that asks to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// SIGINT.
    Interrupt,
    /// SIGTERM or SIGHUP.
    Terminate,
}

/// What became of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Per step, by index.
    pub steps: Vec<StepOutcome>,
    /// The signal that ended it early.
    pub interrupted: Option<Signal>,
    /// Outputs and attributes of what was made or changed, by address.
    pub live: std::collections::BTreeMap<Address, Values>,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepOutcome {
    /// Whose.
    pub address: Address,
    /// The result.
    pub result: StepResult,
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result", deny_unknown_fields)]
pub enum StepResult {
    /// Done.
    Done,
    /// Failed.
    Failed {
        /// What was being done, AWS's code and request id, what to try.
        error: String,
        /// The error's class.
        class: String,
    },
    /// Not begun because that address failed.
    Skipped {
        /// Whose failure.
        because: Address,
    },
    /// Left at the interrupt; the next run sees what it did.
    UnderWay,
    /// Not begun before the interrupt.
    NotBegun,
}

impl StepResult {
    /// `done`, `failed`, `skipped`, `under_way`, `not_begun`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed { .. } => "failed",
            Self::Skipped { .. } => "skipped",
            Self::UnderWay => "under_way",
            Self::NotBegun => "not_begun",
        }
    }
}

impl Outcome {
    /// Whether everything was done.
    pub fn is_complete(&self) -> bool {
        self.steps.iter().all(|step| step.result == StepResult::Done)
    }
}
