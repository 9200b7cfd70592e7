//! The code that a blueprint names, for what uploads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use scaffold_model::{Archive, Sources};
use scaffold_model::{Plan, PlannedCode, Verb};
use scaffold_provider::Archives;
use scaffold_sources::{Origin, archive_at};

use crate::exit::Exit;
use crate::failure::Failure;

/// Packed code, by where it is.
#[derive(Clone, Debug, Default)]
pub struct Code {
    packed: Arc<Vec<(PathBuf, Archive)>>,
    ledger: Option<String>,
}

impl Code {
    /// What a blueprint names.
    pub fn of(sources: Sources, origin: &Origin) -> Self {
        let placed = sources.code.into_iter().map(|(path, archive)| (origin.path_of(&path), archive));
        Self { packed: Arc::new(placed.collect()), ledger: None }
    }

    /// The same beside the code of another blueprint.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let is_new = |(_, archive): &&(PathBuf, Archive)| {
            self.packed.iter().all(|(_, own)| own.sha256 != archive.sha256)
        };
        let both = self.packed.iter().chain(other.packed.iter().filter(is_new));
        Self { packed: Arc::new(both.cloned().collect()), ledger: self.ledger.clone() }
    }

    /// What a saved plan uploads, read again.
    ///
    /// # Errors
    /// When it is not what it was: the plan is stale.
    pub fn read_again(plan: &Plan) -> Result<Self, Failure> {
        let read = |planned: &PlannedCode| {
            let path = PathBuf::from(&planned.path);
            let archive = archive_at(&path)
                .map_err(|error| stale(format!("it uploads the code in `{}`, and {error}", planned.path)))?;
            if archive.sha256 == planned.sha256 {
                return Ok((path, archive));
            }
            let (planned, now) = (&planned.sha256, &archive.sha256);
            Err(stale(format!("the code in `{}` had the hash {planned}, and has {now} now", path.display())))
        };
        let packed = plan.code.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { packed: Arc::new(packed), ledger: None })
    }

    /// What one call cannot carry goes by the bucket of this ledger, as the command line names it.
    #[must_use]
    pub fn by(self, ledger: Option<String>) -> Self {
        Self { ledger, ..self }
    }

    /// The ledger by whose bucket large code goes; the account's own when it is not said.
    pub fn ledger(&self) -> Option<&str> {
        self.ledger.as_deref()
    }

    /// What of it the steps of a plan upload.
    pub fn needed_by(&self, plan: &Plan) -> Vec<PlannedCode> {
        let named = |sha256: &str| plan.steps.iter().any(|step| uploads(&step.verb, sha256));
        let needed = self.packed.iter().filter(|(_, archive)| named(&archive.sha256));
        let planned = |(path, archive): &(PathBuf, Archive)| PlannedCode {
            path: shown(path),
            sha256: archive.sha256.clone(),
        };
        needed.map(planned).collect()
    }
}

/// Bytes are held once, and copied for the call that sends them.
impl Archives for Code {
    fn bytes(&self, sha256: &str) -> Option<Vec<u8>> {
        let (_, archive) = self.packed.iter().find(|(_, archive)| archive.sha256 == sha256)?;
        archive.bytes.as_ref().map(|bytes| bytes.to_vec())
    }
}

fn uploads(verb: &Verb, sha256: &str) -> bool {
    let sent = match verb {
        Verb::Create { values, .. } => values,
        Verb::Update { patch, .. } => patch,
        Verb::Delete { .. } | Verb::Adopt { .. } => return false,
    };
    sent.values().any(|value| value.as_text() == Some(sha256))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn stale(message: String) -> Failure {
    Failure::Other {
        exit: Exit::Stale,
        message: format!("the plan is stale: {message}; nothing was applied"),
        help: Some("apply where the plan was made, with the same code; or plan again".to_owned()),
    }
}
