use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use scaffold_model::{Plan, StepId};

/// Which steps can begin, the one with the longest remaining path first.
#[derive(Debug)]
pub(crate) struct Order {
    dependents: Vec<Vec<StepId>>,
    /// How many prerequisites of a step are not done.
    open: Vec<usize>,
    /// Typical time from the beginning of a step to the end of the last one that waits for it.
    remaining: Vec<Duration>,
    ready: BinaryHeap<(Duration, Reverse<StepId>)>,
    given_up: Vec<bool>,
}

impl Order {
    /// The order of a plan, given how long each step typically takes.
    ///
    /// # Errors
    /// In words, when edges name steps that are not there or go round in a circle.
    pub fn new(plan: &Plan, typical: &[Duration]) -> Result<Self, String> {
        let count = plan.steps.len();
        let mut dependents = vec![Vec::new(); count];
        let mut open = vec![0; count];
        for edge in &plan.after {
            if edge.step >= count || edge.after >= count {
                return Err(format!(
                    "step {} shall wait for step {}, and the plan has {count} steps",
                    edge.step, edge.after
                ));
            }
            dependents[edge.after].push(edge.step);
            open[edge.step] += 1;
        }
        let sequence = sequence(&dependents, open.clone());
        if sequence.len() < count {
            return Err("steps of the plan wait for each other in a circle".to_owned());
        }
        let mut remaining = vec![Duration::ZERO; count];
        for &step in sequence.iter().rev() {
            let after = dependents[step].iter().map(|dependent| remaining[*dependent]).max();
            let own = typical.get(step).copied().unwrap_or_default();
            remaining[step] = own.saturating_add(after.unwrap_or_default());
        }
        let ready =
            (0..count).filter(|step| open[*step] == 0).map(|step| (remaining[step], Reverse(step))).collect();
        Ok(Self { dependents, open, remaining, ready, given_up: vec![false; count] })
    }

    /// Whether a step can begin.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The step to begin next.
    pub fn next(&mut self) -> Option<StepId> {
        self.ready.pop().map(|(_, Reverse(step))| step)
    }

    /// A step is done: others may begin.
    pub fn done(&mut self, step: StepId) {
        for dependent in std::mem::take(&mut self.dependents[step]) {
            self.open[dependent] -= 1;
            if self.open[dependent] == 0 {
                self.ready.push((self.remaining[dependent], Reverse(dependent)));
            }
        }
    }

    /// A step failed: every step that waits for it, directly or not, each once, as long as it was
    /// not reported for another failure.
    pub fn give_up(&mut self, step: StepId) -> Vec<StepId> {
        let mut lost = Vec::new();
        let mut open = std::mem::take(&mut self.dependents[step]);
        open.reverse();
        while let Some(step) = open.pop() {
            // It never becomes ready: one of its prerequisites is never done.
            if !std::mem::replace(&mut self.given_up[step], true) {
                lost.push(step);
                open.extend(std::mem::take(&mut self.dependents[step]).into_iter().rev());
            }
        }
        lost
    }
}

/// Steps so that each comes after its prerequisites; those in a circle are missing.
fn sequence(dependents: &[Vec<StepId>], mut open: Vec<usize>) -> Vec<StepId> {
    let mut sequence: Vec<StepId> = (0..open.len()).filter(|step| open[*step] == 0).collect();
    let mut position = 0;
    while position < sequence.len() {
        for &dependent in &dependents[sequence[position]] {
            open[dependent] -= 1;
            if open[dependent] == 0 {
                sequence.push(dependent);
            }
        }
        position += 1;
    }
    sequence
}
