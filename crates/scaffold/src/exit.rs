use std::process::ExitCode;

use scaffold_model::Signal;

/// How a run ended, as `docs/cli.md` lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; nothing is left to do.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// The plan has changes, and `--detailed-exitcode` asks.
    Changes = 2,
    /// A saved plan no longer fits what is live.
    Stale = 3,
    /// A guard or a rule refused.
    Refused = 4,
    /// Applied in part.
    Partial = 5,
    /// Another run holds the lease, or this one lost it.
    LeaseHeld = 6,
    /// Credentials or permissions.
    Permission = 7,
    /// Wrong usage.
    Usage = 64,
    /// The blueprint is wrong.
    Blueprint = 65,
    /// SIGINT.
    Interrupted = 130,
    /// SIGTERM or SIGHUP.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Signal> for Exit {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Interrupt => Self::Interrupted,
            Signal::Terminate => Self::Terminated,
        }
    }
}
