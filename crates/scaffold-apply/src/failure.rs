//! Words for what went wrong: what was being done, to which address, the cloud's own words, what to
//! try. Values of attributes are never among them.

use scaffold_model::{PhysicalId, Reference, Step, Verb};
use scaffold_provider::{Class, Error};

/// Why a step ended before it was done.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The cloud refused, or did not get ready.
    Cloud(Error),
    /// A value that the plan promised is not there.
    Unknown(Reference),
    /// The run was asked to stop.
    Interrupted,
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Cloud(error)
    }
}

impl From<Reference> for Halt {
    fn from(reference: Reference) -> Self {
        Self::Unknown(reference)
    }
}

impl Halt {
    /// With what was made before.
    pub fn made(self, id: &PhysicalId) -> Self {
        match self {
            Self::Cloud(error) if error.made.is_none() => Self::Cloud(error.made(id)),
            other => other,
        }
    }
}

/// A failure as events and outcomes tell it.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub error: String,
    pub class: String,
}

/// The failure of a step; none when it was interrupted.
pub(crate) fn failure(step: &Step, halt: &Halt) -> Option<Failure> {
    let error = match halt {
        Halt::Interrupted => return None,
        Halt::Unknown(reference) => return Some(unknown(step, reference)),
        Halt::Cloud(error) => error,
    };
    let made = match &error.made {
        Some(id) if error.class != Class::OwnedBySomeoneElse => format!("; {id} was made before"),
        _ => String::new(),
    };
    Some(Failure {
        error: format!("{}: {error}{made}; {}", doing(step), advice(step, error)),
        class: error.class.name().to_owned(),
    })
}

/// A failure of scaffold itself, with nothing done.
pub(crate) fn internal(step: &Step, what: &str) -> Failure {
    Failure {
        error: format!(
            "{}: internal error: {what}; nothing was done; make the plan again, and report this if it stays",
            doing(step)
        ),
        class: "internal".to_owned(),
    }
}

fn unknown(step: &Step, reference: &Reference) -> Failure {
    internal(step, &format!("`{reference}` is not known, though the plan counts on it"))
}

fn doing(step: &Step) -> String {
    let Step { address, kind, .. } = step;
    match &step.verb {
        Verb::Create { .. } => format!("creating {kind} {address}"),
        Verb::Update { id, patch, .. } if patch.is_empty() => format!("waiting for {kind} {address} ({id})"),
        Verb::Update { id, .. } => format!("updating {kind} {address} ({id})"),
        Verb::Delete { id, .. } => format!("deleting {kind} {address} ({id})"),
        Verb::Adopt { id, .. } => format!("adopting {kind} {address} ({id})"),
    }
}

fn advice(step: &Step, error: &Error) -> String {
    let address = &step.address;
    match error.class {
        Class::Throttled => "run again, with a smaller `--parallelism` if it stays".to_owned(),
        Class::Transient => "run again: what is done is not repeated".to_owned(),
        Class::Ambiguous => {
            "whether it was carried out is not known: run again, the next run sees it".to_owned()
        }
        Class::NotYetVisible => "run again in a minute, when it has become visible".to_owned(),
        Class::Dependency => {
            "something still uses it: `scaffold plan` names what it can see; remove the use, then run again"
                .to_owned()
        }
        Class::Permission => {
            format!("check the credentials and that they allow `{}`, then run again", error.action)
        }
        Class::Invalid => format!("correct {address} in the blueprint, then run again"),
        Class::Quota => "raise the quota or delete what is not needed, then run again".to_owned(),
        Class::Gone if matches!(step.verb, Verb::Create { .. }) => {
            format!(
                "something that {address} names is not there: correct the blueprint, or run again if it was removed just now"
            )
        }
        Class::Gone => {
            "it, or something that it names, was removed since the plan was made: run again with a new plan"
                .to_owned()
        }
        Class::Stale => {
            "somebody else changed it since the plan was made: plan again, and look at what the plan says now"
                .to_owned()
        }
        Class::OwnedBySomeoneElse => {
            let id = error.made.as_ref().map_or("ID", PhysicalId::as_str);
            format!(
                "if it is yours, take it with `scaffold import {address} {id}`; else give {address} another name"
            )
        }
        Class::Unsupported => {
            format!("this endpoint does not offer it: use another, or take {address} out of the blueprint")
        }
        Class::LeaseLost => "run again: what is done is not repeated".to_owned(),
        Class::Failed => "run again: the next run waits on, or replaces what has failed".to_owned(),
    }
}
