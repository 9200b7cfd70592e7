use scaffold_provider::{Class, Error};

/// Why a call is not carried out, before it is known which call it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it means.
    pub class: Class,
    /// AWS's error code, where AWS refuses it.
    pub code: Option<String>,
    /// AWS's words, or ours.
    pub message: String,
}

impl Refusal {
    /// A refusal with AWS's code.
    pub fn new(class: Class, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { class, code: Some(code.into()), message: message.into() }
    }

    /// The request is wrong and will stay so.
    pub fn invalid(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Class::Invalid, code, message)
    }

    /// Something else still uses it.
    pub fn in_use(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Class::Dependency, code, message)
    }

    /// The sandbox's own trouble, not AWS's: its files.
    pub fn own(message: impl Into<String>) -> Self {
        Self { class: Class::Failed, code: None, message: message.into() }
    }

    /// The error that the caller of `action` gets.
    pub fn of(self, action: &str) -> Error {
        let mut error = Error::new(self.class, action, self.message);
        error.code = self.code;
        error
    }
}
