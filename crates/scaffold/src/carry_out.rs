use std::fs::File;
use std::io::{self, BufWriter, IsTerminal};
use std::num::NonZeroU32;
use std::thread;
use std::time::Instant;

use scaffold_apply::{Cancel, Settings, cancellation};
use scaffold_model::{Event, Outcome, Plan, StepResult, Value};
use scaffold_provider::{Class, Cloud};
use scaffold_report::{EventWriter, Progress, ProgressForm, Terminal, outcome_text, outputs_text};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::arguments::Consent;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;

/// Where events are written to.
pub type EventsFile = EventWriter<BufWriter<File>>;

/// Where and how steps are carried out.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// The cloud.
    pub cloud: &'a dyn Cloud,
    /// Steps at one time.
    pub parallelism: u16,
    /// How many times shorter pauses are than on AWS.
    pub haste: NonZeroU32,
}

/// What came of it.
pub struct Worked {
    /// Step by step.
    pub outcome: Outcome,
    /// How long it took.
    pub seconds: f64,
    /// The events' file, for more of them.
    pub events: Option<EventsFile>,
    /// Why the events' file lacks some.
    pub lost: Option<io::Error>,
}

/// Carries out a plan that was agreed to, and says how it went.
pub async fn carry_out(
    plan: &Plan,
    session: &Session,
    consent: &Consent,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    guard_sound(plan)?;
    let events = events_file(consent)?;
    let entry = session.steps_begin(plan, terminal).await;
    let (canceller, cancel) = cancellation();
    session.signals.cancel(canceller);
    let work = Work { cloud: session.cloud(), parallelism: consent.parallelism, haste: session.haste() };
    let Worked { outcome, seconds, events: _, lost } = work.carry_out(plan, cancel, events, terminal).await;
    session.steps_end(entry, &outcome, exit_of(&outcome), terminal).await;
    terminal.print(&outcome_text(&outcome, seconds, terminal.out))?;
    if outcome.is_complete() {
        print_outputs(plan, &outcome, terminal)?;
    }
    tell_of_lost(lost, terminal);
    Ok(exit_of(&outcome))
}

impl Work<'_> {
    /// Carries out the steps of a plan, telling of them meanwhile.
    pub async fn carry_out(
        self,
        plan: &Plan,
        cancel: Cancel,
        events: Option<EventsFile>,
        terminal: &Terminal,
    ) -> Worked {
        let (sender, receiver) = unbounded_channel();
        let progress = Progress::new(progress_form(terminal), terminal.err);
        let teller = thread::spawn(move || tell(receiver, progress, events));
        let begin = Instant::now();
        let settings =
            Settings { parallelism: self.parallelism.into(), haste: self.haste, ..Settings::default() };
        let outcome = scaffold_apply::apply(plan, self.cloud, &settings, sender, cancel).await;
        let seconds = begin.elapsed().as_secs_f64();
        let (events, lost) = teller.join().unwrap_or((None, None));
        Worked { outcome, seconds, events, lost }
    }
}

/// Nothing of an unsound plan is begun.
pub fn guard_sound(plan: &Plan) -> Result<(), Failure> {
    let faults = scaffold_plan::lint(plan);
    if faults.is_empty() {
        return Ok(());
    }
    let faults = faults.join("; ");
    Err(Failure::bug(format!("the plan is not sound, and nothing was applied: {faults}")))
}

/// An events' file that lacks something is a result that was lost.
pub fn tell_of_lost(lost: Option<io::Error>, terminal: &mut Terminal) {
    if let Some(error) = lost {
        terminal.complain(&format!("error: writing events: {error}; the file lacks the rest\n"));
        terminal.lose();
    }
}

/// The file that `--events` asks for, made anew.
pub fn events_file(consent: &Consent) -> Result<Option<EventsFile>, Failure> {
    let Some(path) = &consent.events else { return Ok(None) };
    let doing = format!("creating the events file {}", path.display());
    let file = File::create(path).map_err(Failure::file(doing))?;
    Ok(Some(EventWriter::new(BufWriter::new(file))))
}

fn progress_form(terminal: &Terminal) -> ProgressForm {
    match (terminal.quiet, io::stderr().is_terminal()) {
        (true, _) => ProgressForm::Silent,
        (false, true) => ProgressForm::Rows,
        (false, false) => ProgressForm::Lines,
    }
}

/// Tells of every event until there are no more. A file that cannot be written ends nothing.
fn tell(
    mut events: UnboundedReceiver<Event>,
    mut progress: Progress,
    mut writer: Option<EventsFile>,
) -> (Option<EventsFile>, Option<io::Error>) {
    let mut lost = None;
    while let Some(event) = events.blocking_recv() {
        progress.event(&event);
        if let Some(file) = &mut writer
            && let Err(error) = file.write(&event)
        {
            lost = Some(error);
            writer = None;
        }
    }
    (writer, lost)
}

/// `[outputs]` with what the run made known.
fn print_outputs(plan: &Plan, outcome: &Outcome, terminal: &mut Terminal) -> io::Result<()> {
    if plan.outputs.is_empty() || plan.head.destroy {
        return Ok(());
    }
    let outputs: Vec<(String, Value)> = plan
        .outputs
        .iter()
        .map(|output| {
            let value = output
                .value
                .substitute(&|reference| outcome.live.get(&reference.address)?.get(&reference.path).cloned());
            (output.name.clone(), value)
        })
        .collect();
    terminal.print(&format!("\n{}", outputs_text(&outputs, terminal.out)))
}

/// A signal goes before all else, a lack of permission before a partial result: each is what to mend first.
pub fn exit_of(outcome: &Outcome) -> Exit {
    if outcome.is_complete() {
        return Exit::Done;
    }
    if let Some(signal) = outcome.interrupted {
        return signal.into();
    }
    let failed_for = |cause: Class| {
        let name = cause.name();
        let is = |result: &StepResult| matches!(result, StepResult::Failed { class, .. } if class == name);
        outcome.steps.iter().any(|step| is(&step.result))
    };
    if failed_for(Class::LeaseLost) {
        return Exit::LeaseHeld;
    }
    let lacks_permission = failed_for(Class::Permission);
    let some_done = outcome.steps.iter().any(|step| step.result == StepResult::Done);
    match (lacks_permission, some_done) {
        (true, _) => Exit::Permission,
        (false, true) => Exit::Partial,
        (false, false) => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use scaffold_model::{Address, Signal, StepOutcome};

    use super::*;

    fn failed(class: &str) -> StepResult {
        StepResult::Failed { error: "no".into(), class: class.into() }
    }

    fn exit(results: &[StepResult], interrupted: Option<Signal>) -> Exit {
        let address = Address::parse("vpc.main/vpc").unwrap();
        let step = |result: &StepResult| StepOutcome { address: address.clone(), result: result.clone() };
        exit_of(&Outcome { steps: results.iter().map(step).collect(), interrupted, live: Default::default() })
    }

    #[test]
    fn exit_codes_say_what_to_mend_first() {
        let done = StepResult::Done;
        assert_eq!(exit(std::slice::from_ref(&done), None), Exit::Done);
        assert_eq!(exit(&[done.clone(), failed("invalid")], None), Exit::Partial);
        assert_eq!(exit(&[failed("invalid")], None), Exit::Failed);
        assert_eq!(exit(&[done.clone(), failed("permission")], None), Exit::Permission);
        let interrupted = [done.clone(), failed("permission"), StepResult::UnderWay];
        assert_eq!(exit(&interrupted, Some(Signal::Interrupt)), Exit::Interrupted);
        assert_eq!(exit(&interrupted, Some(Signal::Terminate)), Exit::Terminated);
        assert_eq!(exit(&[done], Some(Signal::Interrupt)), Exit::Done, "the signal came too late");
    }
}
