use std::fmt;

use scaffold_model::PhysicalId;

/// What an error means for those who called. Classified once, by the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Too many calls; nothing was done. Slow down, try again.
    Throttled,
    /// A passing failure of a call that is safe to repeat.
    Transient,
    /// A call that may or may not have been carried out, and is not safe to repeat.
    Ambiguous,
    /// Something just made is not visible yet. Try again.
    NotYetVisible,
    /// Something still uses it. Try again while progress is made elsewhere.
    Dependency,
    /// Credentials are missing, expired or do not allow the action.
    Permission,
    /// The request is wrong and will stay so.
    Invalid,
    /// A quota is used up.
    Quota,
    /// What it works on is gone.
    Gone,
    /// What it works on is not as it was when the change was planned: somebody else has changed it.
    Stale,
    /// Something with that name is there and is not ours.
    OwnedBySomeoneElse,
    /// This endpoint does not have the action.
    Unsupported,
    /// The run no longer holds its stack, or cannot tell: nothing was sent.
    LeaseLost,
    /// Readiness did not come in time, or the resource failed.
    Failed,
}

impl Class {
    /// Snake-case name, for events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Throttled => "throttled",
            Self::Transient => "transient",
            Self::Ambiguous => "ambiguous",
            Self::NotYetVisible => "not_yet_visible",
            Self::Dependency => "dependency",
            Self::Permission => "permission",
            Self::Invalid => "invalid",
            Self::Quota => "quota",
            Self::Gone => "gone",
            Self::Stale => "stale",
            Self::OwnedBySomeoneElse => "owned_by_someone_else",
            Self::Unsupported => "unsupported",
            Self::LeaseLost => "lease_lost",
            Self::Failed => "failed",
        }
    }
}

/// An error of a cloud, with what a tired engineer needs at night.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// What it means.
    pub class: Class,
    /// The action as the cloud calls it: `ec2:CreateSubnet`.
    pub action: String,
    /// The cloud's own code: `InvalidSubnet.Conflict`.
    pub code: Option<String>,
    /// The cloud's own message, or ours.
    pub message: String,
    /// The cloud's request id.
    pub request_id: Option<String>,
    /// What was made before the failure.
    pub made: Option<PhysicalId>,
}

impl Error {
    /// An error of our own words.
    pub fn new(class: Class, action: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            class,
            action: action.into(),
            code: None,
            message: message.into(),
            request_id: None,
            made: None,
        }
    }

    /// With what was made before.
    #[must_use]
    pub fn made(mut self, id: &PhysicalId) -> Self {
        self.made = Some(id.clone());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.action)?;
        if let Some(code) = &self.code {
            write!(f, " answered {code}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(request_id) = &self.request_id {
            write!(f, " (request {request_id})")?;
        }
        Ok(())
    }
}
