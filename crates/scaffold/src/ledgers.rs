//! Which ledger a run uses, and where it lies.

use std::env;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use scaffold_ledger::{DirectoryStore, Ledger, Store, Times};
use scaffold_model::{CloudId, StackId, digest};

use crate::clouds::Connected;
use crate::failure::Failure;

/// Where the sandbox's ledger lies.
const DIRECTORY: &str = ".scaffold/ledger";

/// Times of the lease in milliseconds (renew, gate, attempt, free, settle), for tests: with the true ones nobody
/// would wait for them.
const TIMES: &str = "SCAFFOLD_LEASE_TIMES";

/// Which ledger.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Ledger")]
pub struct LedgerArguments {
    /// Where leases and history lie: s3://BUCKET[/PREFIX], dir:PATH or none [default: a bucket of the account; for
    /// the sandbox a directory]; also SCAFFOLD_LEDGER
    #[arg(long, value_name = "PLACE", env = "SCAFFOLD_LEDGER", hide_env = true)]
    pub ledger: Option<LedgerPlace>,
}

/// A ledger's place as users write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerPlace {
    /// `s3://BUCKET[/PREFIX]`.
    Bucket(String),
    /// `dir:PATH`.
    Directory(PathBuf),
    /// `none`.
    None,
}

impl FromStr for LedgerPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("dir:") {
            Some("") => Err("the path is missing behind `dir:`".to_owned()),
            Some(path) => Ok(Self::Directory(PathBuf::from(path))),
            None if text.starts_with("s3://") => Ok(Self::Bucket(text.to_owned())),
            None if text == "none" => Ok(Self::None),
            None => Err("write s3://BUCKET, s3://BUCKET/PREFIX, dir:PATH or none".to_owned()),
        }
    }
}

impl std::fmt::Display for LedgerPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bucket(place) => f.write_str(place),
            Self::Directory(path) => write!(f, "dir:{}", path.display()),
            Self::None => f.write_str("none"),
        }
    }
}

impl LedgerArguments {
    /// As a plan's head says it.
    pub fn words(&self) -> Option<String> {
        self.ledger.as_ref().map(LedgerPlace::to_string)
    }

    /// The ledger of a saved plan: the one that it was made for. Two ledgers would not keep two runs apart.
    pub fn of_saved_plan(&self, planned: Option<&str>) -> Result<Self, Failure> {
        let planned = match planned.map(LedgerPlace::from_str).transpose() {
            Ok(planned) => planned,
            Err(error) => {
                let message = format!("the plan's ledger cannot be used: {error}");
                return Err(Failure::usage(message, "write the plan again with `scaffold plan --out FILE`"));
            }
        };
        match (&self.ledger, planned) {
            (Some(_), _) => Ok(self.clone()),
            (None, planned) => Ok(Self { ledger: planned }),
        }
    }
}

/// The ledger of a stack; nothing where none is wanted.
pub fn open(
    arguments: &LedgerArguments,
    connected: &Connected,
    stack: &StackId,
) -> Result<Option<Ledger>, Failure> {
    let store: Arc<dyn Store> = match &arguments.ledger {
        Some(LedgerPlace::None) => return Ok(None),
        Some(LedgerPlace::Directory(path)) => {
            Arc::new(DirectoryStore::at(path.join(folder(connected.cloud.id()))))
        }
        Some(LedgerPlace::Bucket(place)) => connected.bucket(Some(place))?,
        None if connected.is_sandbox() => {
            Arc::new(DirectoryStore::at(PathBuf::from(DIRECTORY).join(folder(connected.cloud.id()))))
        }
        None => connected.bucket(None)?,
    };
    Ok(Some(Ledger::new(store, stack.clone(), times(connected)?)))
}

/// Stacks of one name on different clouds have nothing to do with each other.
fn folder(cloud: &CloudId) -> String {
    let CloudId { account, region: _, endpoint } = cloud;
    match endpoint.as_deref() {
        None => format!("aws-{account}"),
        Some(endpoint) if endpoint.starts_with("sandbox:") => "sandbox".to_owned(),
        Some(endpoint) => {
            let short: String = digest(endpoint.as_bytes()).chars().take(12).collect();
            format!("endpoint-{short}-{account}")
        }
    }
}

/// On the sandbox what was done is visible as much sooner as its time goes faster.
fn times(connected: &Connected) -> Result<Times, Failure> {
    let times = Times::default();
    let times = Times { settle: times.settle.div_f64(connected.speed), ..times };
    match env::var(TIMES) {
        Ok(text) if !text.is_empty() => parse_times(&text).ok_or_else(|| {
            let message = format!("{TIMES}: `{text}` is not five numbers of milliseconds, divided by commas");
            Failure::usage(message, "it is for tests: leave it unset")
        }),
        _ => Ok(times),
    }
}

fn parse_times(text: &str) -> Option<Times> {
    let millis: Vec<u64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [renew, gate, attempt, free, settle] = millis[..] else { return None };
    let of = Duration::from_millis;
    Some(Times { renew: of(renew), gate: of(gate), attempt: of(attempt), free: of(free), settle: of(settle) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for text in ["s3://bucket", "s3://bucket/deep/prefix", "dir:.scaffold/ledger", "dir:/var/lib", "none"]
        {
            assert_eq!(LedgerPlace::from_str(text).unwrap().to_string(), text);
        }
        for text in ["", "dir:", "None", "/var/lib", "bucket", "S3://bucket"] {
            assert!(LedgerPlace::from_str(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_five_numbers() {
        let times = parse_times("15000,25000, 20000,60000,30000").unwrap();
        assert_eq!(times, Times::default());
        for text in ["", "1,2,3,4", "1,2,3,4,5,6", "1,2,3,4,x", "-1,2,3,4,5"] {
            assert_eq!(parse_times(text), None, "{text}");
        }
    }
}
