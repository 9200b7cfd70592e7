use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use scaffold_model::{
    Address, Event, EventKind, Outcome, PhysicalId, Plan, Signal, StepId, StepOutcome, StepResult,
};
use scaffold_provider::{Class, Cloud, Error, in_place};
use tokio::sync::{OwnedSemaphorePermit, mpsc::UnboundedSender};
use tokio::time::Instant;

use crate::cancel::Cancel;
use crate::failure::{Failure, Halt, failure, internal};
use crate::order::Order;
use crate::run::{Run, Settings};
use crate::slot::Slot;
use crate::step::perform;
use crate::task::Task;

/// Carries a plan out: every step once what it waits for is done, the longest remaining path first.
///
/// A step that fails takes those that wait for it along; all others go on. Running again is the repair.
/// A plan with refusals, or whose order is broken, fails step by step with nothing done.
pub async fn apply(
    plan: &Plan,
    cloud: &dyn Cloud,
    settings: &Settings,
    events: UnboundedSender<Event>,
    cancel: Cancel,
) -> Outcome {
    let began = Instant::now();
    let run = Run::new(plan, cloud, settings, events, cancel);
    run.events.send(EventKind::RunStarted { stack: run.stack.clone(), steps: plan.steps.len() });
    let typical: Vec<Duration> = plan.steps.iter().map(|step| run.typical(step)).collect();
    let order = if plan.refusals.is_empty() {
        Order::new(plan, &typical)
    } else {
        Err("the plan has refusals".to_owned())
    };
    let mut results = Results { run: &run, list: vec![None; plan.steps.len()], done: 0, lease_lost: false };
    let interrupted = match order {
        Ok(order) => work(&run, &typical, order, &mut results).await,
        Err(what) => {
            results.refuse_all(&what);
            None
        }
    };
    let steps = results.finish(began);
    Outcome { steps, interrupted, live: run.into_published() }
}

type Ending = (StepId, f64, Result<PhysicalId, Halt>);
type Running<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = Ending> + Send + 'a>>>;

/// Begins and ends steps until none is left, or an interrupt came and nothing is under way.
async fn work(
    run: &Run<'_>,
    typical: &[Duration],
    mut order: Order,
    results: &mut Results<'_>,
) -> Option<Signal> {
    let mut running: Running<'_> = FuturesUnordered::new();
    let mut interrupted = None;
    while !running.is_empty() || (interrupted.is_none() && !results.lease_lost && order.has_ready()) {
        let may_begin = interrupted.is_none() && !results.lease_lost && order.has_ready();
        tokio::select! {
            biased;
            (signal, _) = run.cancel.asked(), if interrupted.is_none() => {
                interrupted = Some(tell(run, signal));
            }
            Some(ending) = running.next(), if !running.is_empty() => results.end(ending, &mut order),
            Ok(slot) = run.slots.clone().acquire_owned(), if may_begin => {
                if run.cancel.is_asked() {
                    continue;
                }
                if let Some(step) = order.next() {
                    running.push(Box::pin(begin(run, step, typical[step], slot)));
                }
            }
            () = run.events.quiet_for(run.settings.heartbeat) => run.events.send(EventKind::Heartbeat {
                running: running.len(),
                done: results.done,
                steps: results.list.len(),
            }),
        }
    }
    // The last step can have seen the signal before this loop did.
    if interrupted.is_none() && results.list.contains(&Some(StepResult::UnderWay)) {
        interrupted = Some(tell(run, run.cancel.asked().await.0));
    }
    interrupted
}

fn tell(run: &Run<'_>, signal: Signal) -> Signal {
    run.events.send(EventKind::Interrupted { signal });
    signal
}

async fn begin(run: &Run<'_>, id: StepId, typical: Duration, slot: OwnedSemaphorePermit) -> Ending {
    let step = &run.plan.steps[id];
    run.events.send(EventKind::StepStarted {
        step: id,
        address: step.address.clone(),
        kind: step.kind.clone(),
        verb: step.verb.word().to_owned(),
        expected_seconds: u32::try_from(typical.as_secs_f64().ceil() as u64).unwrap_or(u32::MAX),
    });
    let Some(provider) = run.provider(&step.kind) else {
        let message = format!("this cloud has no kind {}", step.kind);
        return (id, 0.0, Err(Error::new(Class::Unsupported, "apply", message).into()));
    };
    let slot = Slot::new(&run.slots, slot);
    let task = Task::new(run, id, step, provider, Arc::clone(&slot));
    let result = in_place(slot, perform(&task)).await;
    (id, task.elapsed_seconds(), result)
}

/// What became of the steps so far.
struct Results<'a> {
    run: &'a Run<'a>,
    list: Vec<Option<StepResult>>,
    done: usize,
    /// Nothing may be changed any more, so that no further step begins.
    lease_lost: bool,
}

impl Results<'_> {
    fn end(&mut self, (step, elapsed_seconds, result): Ending, order: &mut Order) {
        let address = self.run.plan.steps[step].address.clone();
        match result {
            Ok(id) => {
                self.list[step] = Some(StepResult::Done);
                self.done += 1;
                order.done(step);
                self.run.events.send(EventKind::StepDone { step, address, id: Some(id), elapsed_seconds });
            }
            Err(halt) => {
                self.lease_lost |= matches!(&halt, Halt::Cloud(error) if error.class == Class::LeaseLost);
                match failure(&self.run.plan.steps[step], &halt) {
                    Some(failure) => {
                        self.fail(step, failure, elapsed_seconds);
                        order.give_up(step).into_iter().for_each(|lost| self.skip(lost, &address));
                    }
                    None => self.list[step] = Some(StepResult::UnderWay),
                }
            }
        }
        self.run.ended.send_modify(|ended| *ended += 1);
    }

    fn fail(&mut self, step: StepId, Failure { error, class }: Failure, elapsed_seconds: f64) {
        self.list[step] = Some(StepResult::Failed { error: error.clone(), class: class.clone() });
        let address = self.run.plan.steps[step].address.clone();
        self.run.events.send(EventKind::StepFailed { step, address, error, class, elapsed_seconds });
    }

    fn skip(&mut self, step: StepId, because: &Address) {
        self.list[step] = Some(StepResult::Skipped { because: because.clone() });
        let address = self.run.plan.steps[step].address.clone();
        self.run.events.send(EventKind::StepSkipped { step, address, because: because.clone() });
    }

    fn refuse_all(&mut self, what: &str) {
        for (id, step) in self.run.plan.steps.iter().enumerate() {
            self.fail(id, internal(step, what), 0.0);
        }
    }

    fn finish(self, began: Instant) -> Vec<StepOutcome> {
        let results: Vec<StepResult> =
            self.list.into_iter().map(|result| result.unwrap_or(StepResult::NotBegun)).collect();
        let count = |wanted: fn(&StepResult) -> bool| results.iter().filter(|result| wanted(result)).count();
        self.run.events.send(EventKind::RunFinished {
            done: self.done,
            failed: count(|result| matches!(result, StepResult::Failed { .. })),
            skipped: count(|result| matches!(result, StepResult::Skipped { .. } | StepResult::NotBegun)),
            under_way: count(|result| matches!(result, StepResult::UnderWay)),
            elapsed_seconds: began.elapsed().as_secs_f64(),
        });
        let addresses = self.run.plan.steps.iter().map(|step| step.address.clone());
        addresses.zip(results).map(|(address, result)| StepOutcome { address, result }).collect()
    }
}
