use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use scaffold_apply::Canceller;
use scaffold_ledger::Lease;
use scaffold_model::Signal;
use scaffold_report::{Style, Terminal};

use crate::exit::Exit;

/// What the first signal does. The second ends the run at once, whatever it is at.
#[derive(Clone, Default)]
pub struct Signals {
    duty: Arc<Mutex<Duty>>,
    last_words: Arc<Mutex<String>>,
}

/// What is owed before the run may end.
#[derive(Default)]
enum Duty {
    /// Nothing.
    #[default]
    Nothing,
    /// A lease is held and nothing is being changed: it is given back.
    Lease(Arc<Lease>),
    /// Steps are under way: they are asked to stop, and the run ends by itself.
    Steps(Canceller),
    /// What was made is being taken away again, which goes on.
    TakingAway,
    /// Everything is done but to write it down, which takes a moment.
    Ending,
}

impl Signals {
    /// From here on signals are heard.
    ///
    /// # Errors
    /// The system's.
    pub fn listen() -> std::io::Result<Self> {
        let signals = Self::default();
        hear(signals.clone())?;
        Ok(signals)
    }

    /// From here on a lease is held, and nothing is being changed.
    pub fn hold(&self, lease: &Arc<Lease>) {
        *self.duty() = Duty::Lease(Arc::clone(lease));
    }

    /// From here on steps are under way.
    pub fn cancel(&self, canceller: Canceller) {
        *self.duty() = Duty::Steps(canceller);
    }

    /// From here on what was made is taken away again.
    pub fn take_away(&self) {
        *self.duty() = Duty::TakingAway;
    }

    /// What to say when a second signal ends the run at once.
    pub fn say_at_the_end(&self, words: &str) {
        words.clone_into(&mut self.last_words.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// From here on the run is ending, and says by itself how it went.
    pub fn end(&self) {
        *self.duty() = Duty::Ending;
    }

    async fn first(&self, signal: Signal) {
        let lease = match &*self.duty() {
            Duty::Nothing => None,
            Duty::Lease(lease) => Some(Arc::clone(lease)),
            Duty::Steps(canceller) => {
                canceller.cancel(signal);
                return;
            }
            Duty::TakingAway => {
                say("\ntaking away what was made; once more to leave at once\n");
                return;
            }
            Duty::Ending => return,
        };
        if let Some(lease) = lease {
            // What is not given back lapses.
            let _ = lease.release().await;
        }
        say("\ninterrupted: nothing was changed\n");
        leave(signal);
    }

    /// The second signal.
    fn leave_at_once(&self, signal: Signal) -> ! {
        say(&self.last_words.lock().unwrap_or_else(PoisonError::into_inner));
        leave(signal)
    }

    fn duty(&self) -> MutexGuard<'_, Duty> {
        self.duty.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
fn hear(signals: Signals) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        let mut asked = false;
        loop {
            let signal = tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = terminate.recv() => Signal::Terminate,
                _ = hang_up.recv() => Signal::Terminate,
            };
            if asked {
                signals.leave_at_once(signal);
            }
            asked = true;
            let signals = signals.clone();
            tokio::spawn(async move { signals.first(signal).await });
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn hear(signals: Signals) -> std::io::Result<()> {
    tokio::spawn(async move {
        let mut asked = false;
        while tokio::signal::ctrl_c().await.is_ok() {
            if asked {
                signals.leave_at_once(Signal::Interrupt);
            }
            asked = true;
            let signals = signals.clone();
            tokio::spawn(async move { signals.first(Signal::Interrupt).await });
        }
    });
    Ok(())
}

fn say(words: &str) {
    Terminal::new(Style::plain(), Style::plain()).complain(words);
}

/// What was under way is as after a kill: the next run sees it.
fn leave(signal: Signal) -> ! {
    process::exit(Exit::from(signal) as i32)
}
