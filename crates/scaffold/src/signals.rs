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
            Duty::Ending => return,
        };
        if let Some(lease) = lease {
            // What is not given back lapses.
            let _ = lease.release().await;
        }
        Terminal::new(Style::plain(), Style::plain()).complain("\ninterrupted: nothing was changed\n");
        leave(signal);
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
                leave(signal);
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
                leave(Signal::Interrupt);
            }
            asked = true;
            let signals = signals.clone();
            tokio::spawn(async move { signals.first(Signal::Interrupt).await });
        }
    });
    Ok(())
}

/// What was under way is as after a kill: the next run sees it.
fn leave(signal: Signal) -> ! {
    process::exit(Exit::from(signal) as i32)
}
