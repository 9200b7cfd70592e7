use std::env::{self, VarError};
use std::path::PathBuf;
use std::time::Duration;

use scaffold_provider::{Class, Error};

use crate::clock::Time;
use crate::faults::Faults;

/// Where the sandbox keeps its state unless told otherwise.
pub const DIRECTORY: &str = ".scaffold/sandbox";

/// Account that the sandbox is.
pub const ACCOUNT: &str = "000000000000";

/// Speed that users get: a NAT gateway's 90 seconds are two.
pub const SPEED: f64 = 50.0;

/// Speed of a rehearsal: a database's ten minutes are a blink.
const REHEARSAL_SPEED: f64 = 1_000_000.0;

/// How a sandbox behaves.
#[derive(Clone, Debug)]
pub struct SandboxOptions {
    /// Where the state is kept; in memory when `None`. A directory holds any number of accounts and
    /// regions, each a cloud of its own.
    pub directory: Option<PathBuf>,
    /// Twelve digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// How time passes.
    pub time: Time,
    /// Whether AWS's default quotas hold.
    pub quotas: Quotas,
    /// How long a fresh resource stays unseen.
    pub visibility: Visibility,
    /// How long each call takes on AWS. None by default.
    pub latency: Duration,
    /// What goes wrong.
    pub faults: Faults,
}

/// Which quotas hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Quotas {
    /// None: an account may hold ten VPCs, or ten thousand resources.
    #[default]
    Off,
    /// Those that AWS gives a new account.
    Aws,
}

/// How long a fresh resource stays unseen by lists and reads, and cannot be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Seen at once.
    #[default]
    Immediate,
    /// For so long, as long as on AWS.
    After(Duration),
    /// For so many lists and reads that would have shown it, of the sandbox that made it. It can be
    /// referred to at once.
    AfterReads(u32),
}

impl SandboxOptions {
    /// In memory, on tokio's clock, without quotas, delays or faults: for tests.
    pub fn in_memory(region: &str) -> Self {
        Self {
            directory: None,
            account: ACCOUNT.to_owned(),
            region: region.to_owned(),
            time: Time::Virtual,
            quotas: Quotas::Off,
            visibility: Visibility::Immediate,
            latency: Duration::ZERO,
            faults: Faults::default(),
        }
    }

    /// In a directory, as fast as users want it, and as the environment's `SCAFFOLD_SANDBOX_…` says:
    /// `SPEED`, `QUOTAS`, `VISIBILITY`, `LATENCY`, `FAULTS` (see `docs/sandbox.md`).
    ///
    /// # Errors
    /// [`Class::Invalid`] when a variable holds nothing that it may hold.
    pub fn from_environment(directory: PathBuf, region: &str) -> Result<Self, Error> {
        let mut options = Self { time: Time::Scaled(SPEED), ..Self::in_memory(region) };
        options.directory = Some(directory);
        options.heed_environment()?;
        Ok(options)
    }

    /// In memory, as fast as can be, for one run that makes something and takes it away again. What the
    /// environment says goes before that.
    ///
    /// # Errors
    /// [`Class::Invalid`] when a variable holds nothing that it may hold.
    pub fn rehearsal(region: &str) -> Result<Self, Error> {
        let mut options = Self { time: Time::Scaled(REHEARSAL_SPEED), ..Self::in_memory(region) };
        options.heed_environment()?;
        Ok(options)
    }

    fn heed_environment(&mut self) -> Result<(), Error> {
        self.read("SPEED", "a number above 0 such as 50", |options, text| {
            options.time = Time::Scaled(text.parse().ok().filter(|speed| (1e-3..=1e9).contains(speed))?);
            Some(())
        })?;
        self.read("QUOTAS", "`aws` or `off`", |options, text| {
            options.quotas = match text {
                "aws" => Quotas::Aws,
                "off" => Quotas::Off,
                _ => return None,
            };
            Some(())
        })?;
        self.read("VISIBILITY", "`reads:N` or `seconds:N`", |options, text| {
            options.visibility = match text.split_once(':')? {
                ("reads", count) => Visibility::AfterReads(count.parse().ok()?),
                ("seconds", span) => Visibility::After(seconds(span)?),
                _ => return None,
            };
            Some(())
        })?;
        self.read("LATENCY", "seconds that each call takes on AWS", |options, text| {
            options.latency = seconds(text)?;
            Some(())
        })?;
        if let Some(text) = variable("FAULTS")? {
            self.faults = text.parse().map_err(|problem: String| wrong("FAULTS", &problem))?;
        }
        Ok(())
    }

    fn read(
        &mut self,
        name: &str,
        expected: &str,
        set: impl FnOnce(&mut Self, &str) -> Option<()>,
    ) -> Result<(), Error> {
        match variable(name)? {
            Some(text) => {
                set(self, &text).ok_or_else(|| wrong(name, &format!("expected {expected}, found `{text}`")))
            }
            None => Ok(()),
        }
    }
}

fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

fn variable(name: &str) -> Result<Option<String>, Error> {
    match env::var(format!("SCAFFOLD_SANDBOX_{name}")) {
        Ok(text) if text.is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(wrong(name, "it is not UTF-8")),
    }
}

fn wrong(name: &str, problem: &str) -> Error {
    Error::new(Class::Invalid, "sandbox:Open", format!("SCAFFOLD_SANDBOX_{name}: {problem}"))
}
