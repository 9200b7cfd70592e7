//! A run that may change a stack: it holds the stack's lease, hears signals and writes the history.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use scaffold_ledger::{Cause, End, Entry, Holder, Lease, Ledger, NotTaken, Trouble, Waiting};
use scaffold_model::{DesiredState, Outcome, Plan, StackId};
use scaffold_provider::Cloud;
use scaffold_report::Terminal;

use crate::arguments::Consent;
use crate::clouds::Connected;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ledgers::{self, LedgerArguments};
use crate::signals::Signals;

/// A run that may change a stack.
pub struct Session {
    connected: Connected,
    ledger: Option<Ledger>,
    lease: Option<Arc<Lease>>,
    by: Holder,
    revision: Option<String>,
    /// What signals do.
    pub signals: Signals,
}

/// Who begins a session, for what.
#[derive(Clone, Copy, Debug)]
pub struct Purpose<'a> {
    /// `apply`.
    pub command: &'a str,
    /// Which stack.
    pub stack: &'a StackId,
    /// The blueprint's git revision.
    pub revision: Option<&'a str>,
}

impl Session {
    /// Takes the lease and waits until what the run before did is visible. Nothing may be read earlier that
    /// decides what is changed.
    pub async fn begin(
        connected: Connected,
        arguments: &LedgerArguments,
        consent: &Consent,
        purpose: Purpose<'_>,
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let ledger = ledgers::open(arguments, &connected, purpose.stack)?;
        let by = Holder::this(purpose.command, env!("CARGO_PKG_VERSION"));
        let signals = Signals::listen().map_err(Failure::file("listening for signals"))?;
        let mut session = Self {
            connected,
            ledger,
            lease: None,
            by,
            revision: purpose.revision.map(str::to_owned),
            signals,
        };
        if let Some(ledger) = &session.ledger {
            let lease = Arc::new(take(ledger, &session.by, consent, terminal).await?);
            session.signals.hold(&lease);
            session.connected.cloud.guard(lease.gate());
            settle(&lease, terminal).await;
            session.lease = Some(lease);
        }
        Ok(session)
    }

    /// The cloud.
    pub fn cloud(&self) -> &dyn Cloud {
        self.connected.cloud.as_ref()
    }

    /// How many times shorter pauses are than on AWS.
    pub fn haste(&self) -> NonZeroU32 {
        self.connected.haste
    }

    /// What was applied last is read here.
    pub fn ledger(&self) -> Option<&Ledger> {
        self.ledger.as_ref()
    }

    /// Steps begin: the history says so, so that a run that is killed is seen there.
    pub async fn steps_begin(&self, plan: &Plan, terminal: &Terminal) -> Option<Entry> {
        let ledger = self.ledger.as_ref()?;
        let nonce = self.lease.as_ref().and_then(|lease| lease.nonce()).unwrap_or_default();
        let entry =
            Entry::begin(self.by.clone(), &nonce, self.cloud().id(), self.revision.clone(), plan.clone());
        self.write(ledger, &entry, terminal).await;
        Some(entry)
    }

    /// Steps have ended.
    pub async fn steps_end(&self, entry: Option<Entry>, outcome: &Outcome, exit: Exit, terminal: &Terminal) {
        self.signals.end();
        let (Some(ledger), Some(entry)) = (&self.ledger, entry) else { return };
        let steps = outcome.steps.iter().map(|step| step.result.clone()).collect();
        let entry = entry.ended(End::now(exit as i32, steps));
        self.write(ledger, &entry, terminal).await;
    }

    async fn write(&self, ledger: &Ledger, entry: &Entry, terminal: &Terminal) {
        if let Err(error) = ledger.write(entry).await {
            terminal.tell(&format!("warning: the history lacks this run: {error}\n"));
        }
    }

    /// Keeps what was asked for, once it is applied; where nobody knows, rather no labels than wrong ones.
    pub async fn record(&self, desired: Option<&DesiredState>, terminal: &Terminal) {
        let Some(ledger) = &self.ledger else { return };
        let kept = match desired {
            Some(desired) => ledger.record(desired).await,
            None => ledger.forget().await,
        };
        if let Err(error) = kept {
            terminal.tell(&format!(
                "warning: what was applied could not be recorded: {error}; nothing else is affected, but the next \
                 plan cannot tell this change from drift\n"
            ));
        }
    }

    /// Gives the lease back, whatever came of the run.
    pub async fn end<T>(self, result: Result<T, Failure>, terminal: &Terminal) -> Result<T, Failure> {
        self.signals.end();
        if let Some(lease) = &self.lease
            && let Err(error) = lease.release().await
        {
            terminal.tell(&format!("warning: the lease was not given back and lapses by itself: {error}\n"));
        }
        result
    }
}

async fn take(
    ledger: &Ledger,
    by: &Holder,
    consent: &Consent,
    terminal: &Terminal,
) -> Result<Lease, Failure> {
    let begin = Instant::now();
    let told = std::sync::Mutex::new(None);
    let tell = |waiting: Waiting| {
        let words = match &waiting {
            Waiting::Held(record) => format!("waiting for {}", record.holder),
            Waiting::Store(error) => format!("waiting for the ledger: {error}"),
        };
        let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if told.as_ref() != Some(&words) {
            terminal.tell(&format!("{words}\n"));
            *told = Some(words);
        }
    };
    let lease = ledger
        .take(by.clone(), consent.lease_timeout, &tell)
        .await
        .map_err(|error| not_taken(ledger, error))?;
    terminal.stage(&format!("took the lease in {}", ledger.place()), begin);
    Ok(lease)
}

async fn settle(lease: &Lease, terminal: &Terminal) {
    let left = lease.settles_in().as_secs();
    if left > 0 {
        terminal.tell(&format!("waiting {left} s until everything that the run before did is visible\n"));
    }
    lease.settled().await;
}

/// Why a run may not begin.
pub fn not_taken(ledger: &Ledger, error: NotTaken) -> Failure {
    match error {
        NotTaken::Held { record } => Failure::Other {
            exit: Exit::LeaseHeld,
            message: format!("another run holds {}: {}", record.stack, record.holder),
            help: Some(format!(
                "wait with --lease-timeout 10m: the lease of a run that is gone frees itself within two minutes. If that \
                 run only seems to go on: scaffold unlock --nonce {}",
                record.nonce
            )),
        },
        NotTaken::Store(error) => of_store(&error),
        NotTaken::Unusable { path, reason } => {
            let help = "make sure that no run is under way and delete it, or use the version of scaffold that wrote it";
            Failure::failed(
                format!("the lease {path} cannot be used: {reason}; its ledger is {}", ledger.place()),
                help,
            )
        }
    }
}

/// A ledger that does not do its part.
pub fn of_store(error: &scaffold_ledger::StoreError) -> Failure {
    let exit = if error.cause == Cause::Permission { Exit::Permission } else { Exit::Failed };
    Failure::Other { exit, message: error.message.clone(), help: error.help.clone() }
}

/// A ledger that cannot be read.
pub fn of_trouble(trouble: &Trouble) -> Failure {
    match trouble {
        Trouble::Store(error) => of_store(error),
        Trouble::Unusable { .. } => {
            Failure::failed(trouble.to_string(), "delete it, or use the version of scaffold that wrote it")
        }
    }
}
