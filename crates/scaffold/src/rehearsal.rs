//! A rehearsal: a blueprint is applied where it harms nobody, planned again, destroyed, and looked for.

mod available;
mod endpoint;
mod identity;
mod stages;
mod teardown;

use scaffold_apply::cancellation;
use scaffold_model::{
    DesiredState, Kept, LeftOut, Missing, Remains, Stage, StageName, StageResult, VERDICT_FORMAT, Verdict,
    VerdictResult,
};
use scaffold_plan::Options;
use scaffold_report::Terminal;

use crate::carry_out::{self, EventsFile};
use crate::clouds::Connected;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pipeline::{self, Checked};
use crate::signals::Signals;
use stages::Rehearsal;
use teardown::{Teardown, tear_down};

pub use available::available;
pub use endpoint::guard as guard_endpoint;
pub use identity::{as_another_stack, clean_up_name, fresh_name};

/// What is rehearsed.
pub struct Piece {
    /// The blueprint as it is now.
    pub head: Checked,
    /// As it was at the base, and what that is called.
    pub base: Option<(Checked, String)>,
    /// What a real apply would be allowed to lose.
    pub allow_data_loss: Vec<String>,
}

/// Where and how it is rehearsed.
pub struct Setting {
    /// The cloud.
    pub connected: Connected,
    /// Steps at one time.
    pub parallelism: u16,
    /// Where events go.
    pub events: Option<EventsFile>,
    /// The command that takes away what is left; none where nothing outlives the run.
    pub clean_up: Option<String>,
}

/// What a rehearsal showed, and how the run ends.
pub struct Played {
    pub stages: Vec<Stage>,
    pub notes: Vec<String>,
    pub kept: Vec<Kept>,
    pub remains: Vec<Remains>,
    pub clean_up: Option<String>,
    pub exit: Exit,
}

/// Applies base and head, plans again, destroys, and looks whether all is gone. What was made is taken away
/// whatever went wrong.
pub async fn play(piece: &Piece, setting: Setting, terminal: &mut Terminal) -> Result<Played, Failure> {
    let Setting { connected, parallelism, events, clean_up } = setting;
    let signals = Signals::listen().map_err(Failure::file("listening for signals"))?;
    let (canceller, cancel) = cancellation();
    signals.cancel(canceller);
    if let Some(command) = &clean_up {
        signals.say_at_the_end(&format!("what was made is still there; take it away with: {command}\n"));
    }
    let mut rehearsal =
        Rehearsal { connected: &connected, parallelism, events, cancel, lost: None, notes: Vec::new() };
    guard_empty(piece, &rehearsal, terminal).await?;
    let mut stages = Vec::new();
    let live = forward(piece, &mut rehearsal, &mut stages, terminal).await;
    let signal = rehearsal.cancel.signal();
    signals.take_away();
    let torn_down = tear_down(live, &mut rehearsal, terminal).await;
    let Teardown { destroy, gone, kept, remains } = torn_down;
    signals.end();
    let outlives = clean_up.is_some();
    // What could not be looked at may be there.
    let is_left = outlives && (!remains.is_empty() || gone.result != StageResult::Passed);
    stages.extend([destroy, gone]);
    carry_out::tell_of_lost(rehearsal.lost.take(), terminal);
    let exit = match signal {
        Some(signal) => signal.into(),
        None => exit_of(&stages, is_left),
    };
    let notes = rehearsal.notes;
    Ok(Played { stages, notes, kept, remains, clean_up: clean_up.filter(|_| is_left), exit })
}

/// Only takes away what a rehearsal before left.
pub async fn clean_up(head: &Checked, setting: Setting, terminal: &mut Terminal) -> Result<Played, Failure> {
    let Setting { connected, parallelism, events, clean_up } = setting;
    let signals = Signals::listen().map_err(Failure::file("listening for signals"))?;
    let cancel = scaffold_apply::Cancel::never();
    signals.take_away();
    let mut rehearsal =
        Rehearsal { connected: &connected, parallelism, events, cancel, lost: None, notes: Vec::new() };
    let torn_down = tear_down(head, &mut rehearsal, terminal).await;
    let Teardown { destroy, gone, kept, remains } = torn_down;
    signals.end();
    carry_out::tell_of_lost(rehearsal.lost.take(), terminal);
    let is_left = !remains.is_empty() || gone.result != StageResult::Passed;
    let stages = vec![destroy, gone];
    let exit = exit_of(&stages, is_left);
    let notes = rehearsal.notes;
    Ok(Played { stages, notes, kept, remains, clean_up: clean_up.filter(|_| is_left), exit })
}

/// A rehearsal works on nothing that it did not make.
async fn guard_empty(piece: &Piece, rehearsal: &Rehearsal<'_>, terminal: &Terminal) -> Result<(), Failure> {
    let snapshot = pipeline::survey(&piece.head, rehearsal.cloud(), terminal).await?;
    let stack = &piece.head.graph.desired.stack;
    match snapshot.resources.first() {
        None => Ok(()),
        Some(first) => Err(Failure::refused(
            format!("stack {stack} is live there already, beginning with {} {}", first.kind, first.id),
            "a rehearsal touches only what it makes itself: run it again, which takes another name",
        )),
    }
}

/// Base, head, and a plan after that, as far as it goes. Gives the blueprint that is live at the end.
async fn forward<'p>(
    piece: &'p Piece,
    rehearsal: &mut Rehearsal<'_>,
    stages: &mut Vec<Stage>,
    terminal: &Terminal,
) -> &'p Checked {
    let mut goes_on = true;
    let mut live = &piece.head;
    if let Some((base, revision)) = &piece.base {
        live = base;
        let stage = rehearsal.make(StageName::Base, &base.graph, &options(&[], None), terminal).await;
        goes_on = stage.result == StageResult::Passed;
        if !goes_on {
            let note = format!("the blueprint was not applied, since what it was at {revision} could not be");
            rehearsal.notes.push(note);
        }
        stages.push(stage);
    }
    let labels = piece.base.as_ref().map(|(base, revision)| base.graph.desired_state(revision));
    let options = options(&piece.allow_data_loss, labels);
    let apply = match goes_on {
        true => rehearsal.make(StageName::Apply, &piece.head.graph, &options, terminal).await,
        false => Stage::skipped(StageName::Apply),
    };
    // A refused plan changes nothing.
    if !matches!(apply.result, StageResult::Skipped | StageResult::Refused) {
        live = &piece.head;
    }
    goes_on = apply.result == StageResult::Passed;
    stages.push(apply);
    stages.push(match goes_on {
        true => rehearsal.replan(&piece.head.graph, &options, terminal).await,
        false => Stage::skipped(StageName::Replan),
    });
    live
}

fn options(allow_data_loss: &[String], base: Option<DesiredState>) -> Options {
    Options {
        allow_data_loss: allow_data_loss.to_vec(),
        base,
        ledger: Some("none".to_owned()),
        scaffold: env!("CARGO_PKG_VERSION").to_owned(),
        ..Options::default()
    }
}

/// What is left there goes before all else, a lack of permission before what failed for it.
fn exit_of(stages: &[Stage], is_left: bool) -> Exit {
    let has = |result: StageResult| stages.iter().any(|stage| stage.result == result);
    let lacks_permission = || {
        stages
            .iter()
            .flat_map(|stage| &stage.troubles)
            .any(|trouble| trouble.code.as_deref() == Some("permission"))
    };
    if is_left {
        Exit::Partial
    } else if lacks_permission() {
        Exit::Permission
    } else if has(StageResult::Failed) {
        Exit::Failed
    } else if has(StageResult::Refused) {
        Exit::Refused
    } else {
        Exit::Done
    }
}

/// The verdict on what was played.
pub fn verdict(piece: &Piece, names: Names<'_>, played: Played) -> Verdict {
    let Played { stages, notes, kept, remains, clean_up, exit } = played;
    let has = |result: StageResult| stages.iter().any(|stage| stage.result == result);
    let result = match exit {
        Exit::Done => VerdictResult::Passed,
        Exit::Interrupted | Exit::Terminated => VerdictResult::Interrupted,
        _ if has(StageResult::Failed) => VerdictResult::Failed,
        _ if has(StageResult::Refused) => VerdictResult::Refused,
        _ => VerdictResult::Unavailable,
    };
    let Names { stack, cloud, missing, left_out } = names;
    let desired = &piece.head.graph.desired;
    Verdict {
        format: VERDICT_FORMAT,
        result,
        exit_code: exit as i32,
        stack: stack.clone(),
        rehearsed_as: desired.stack.clone(),
        cloud: cloud.clone(),
        blueprint: desired.digest.clone(),
        base: piece.base.as_ref().map(|(_, revision)| revision.clone()),
        scaffold: env!("CARGO_PKG_VERSION").to_owned(),
        stages,
        missing,
        left_out,
        notes,
        kept,
        remains,
        clean_up,
    }
}

/// What a verdict names beside what was played.
pub struct Names<'a> {
    /// The stack that the blueprint is of.
    pub stack: &'a scaffold_model::StackId,
    /// Where it was rehearsed.
    pub cloud: &'a scaffold_model::CloudId,
    /// What the endpoint lacks.
    pub missing: Vec<Missing>,
    /// What was left out for that.
    pub left_out: Vec<LeftOut>,
}
