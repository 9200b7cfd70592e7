use std::io;

use scaffold_model::diagnostic::any_error;
use scaffold_model::{Diagnostic, SourceFile, Trouble};
use scaffold_provider::{Class, Error};
use scaffold_report::{Terminal, diagnostics_text};

use crate::exit::Exit;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// The blueprint is wrong.
    Blueprint {
        /// Every problem.
        diagnostics: Vec<Diagnostic>,
        /// Its files.
        files: Vec<SourceFile>,
    },
    /// The cloud did not do its part.
    Cloud {
        /// What was being done: `reading what is live`.
        doing: String,
        /// What it said.
        error: Box<Error>,
    },
    /// Anything else.
    Other {
        /// How the run ends.
        exit: Exit,
        /// What was being done and what went wrong.
        message: String,
        /// What to try.
        help: Option<String>,
    },
}

impl Failure {
    /// A guard or a rule refused.
    pub fn refused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other { exit: Exit::Refused, message: message.into(), help: Some(help.into()) }
    }

    /// The command line cannot be meant.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other { exit: Exit::Usage, message: message.into(), help: Some(help.into()) }
    }

    /// It cannot be done.
    pub fn failed(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other { exit: Exit::Failed, message: message.into(), help: Some(help.into()) }
    }

    /// A mistake of `scaffold` itself.
    pub fn bug(message: impl Into<String>) -> Self {
        let help = "this is a bug in scaffold: please report it with the blueprint and this message";
        Self::failed(message, help)
    }

    /// For `map_err` on calls to a cloud.
    pub fn cloud(doing: impl Into<String>) -> impl FnOnce(Error) -> Self {
        move |error| Self::Cloud { doing: doing.into(), error: Box::new(error) }
    }

    /// For `map_err` on files.
    pub fn file(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |error| {
            let message = format!("{}: {error}", doing.into());
            Self::Other { exit: Exit::Failed, message, help: None }
        }
    }

    /// As a verdict tells it.
    pub fn into_trouble(self) -> Trouble {
        match self {
            Self::Blueprint { diagnostics, .. } => {
                let first = diagnostics.first();
                Trouble {
                    message: first.map(|first| first.message.clone()).unwrap_or_default(),
                    code: first.map(|first| first.code.name.to_owned()),
                    help: first.and_then(|first| first.help.clone()),
                    ..Trouble::default()
                }
            }
            Self::Cloud { doing, error } => Trouble {
                message: format!("{doing}: {error}"),
                code: Some(error.class.name().to_owned()),
                help: help_for(&error),
                ..Trouble::default()
            },
            Self::Other { exit: _, message, help } => Trouble { message, help, ..Trouble::default() },
        }
    }

    /// Says on standard error what went wrong and what to try.
    pub fn tell(self, terminal: &Terminal) -> Exit {
        match self {
            Self::Blueprint { diagnostics, files } => {
                terminal.complain(&diagnostics_text(&diagnostics, &files, terminal.err));
                // Nothing but warnings, and yet no blueprint: a stage forgot to say why.
                if any_error(&diagnostics) {
                    Exit::Blueprint
                } else {
                    Self::bug("the blueprint was refused without an error").tell(terminal)
                }
            }
            Self::Cloud { doing, error } => {
                terminal.complain(&format!("error: {doing}: {error}\n"));
                if let Some(help) = help_for(&error) {
                    terminal.complain(&format!("help: {help}\n"));
                }
                if error.class == Class::Permission { Exit::Permission } else { Exit::Failed }
            }
            Self::Other { exit, message, help } => {
                terminal.complain(&format!("error: {message}\n"));
                if let Some(help) = help {
                    terminal.complain(&format!("help: {help}\n"));
                }
                exit
            }
        }
    }
}

fn help_for(error: &Error) -> Option<String> {
    let action = &error.action;
    Some(match error.class {
        // What is wrong with a clock says itself what to do, and the credentials may be right.
        Class::Permission if error.message.contains("this machine's clock") => return None,
        Class::Permission => format!(
            "check the credentials (--profile, AWS_PROFILE, `aws sts get-caller-identity`) and that they allow {action}"
        ),
        Class::Throttled => "others use the account at the same time; try again in a minute".to_owned(),
        Class::Transient | Class::Ambiguous => {
            "check the network and the endpoint, and run the same command again".to_owned()
        }
        // What is lacking the message says, service by service.
        Class::Unsupported if action == "survey" => {
            "try another endpoint, or AWS itself; `scaffold dry-run --on URL --only-available` rehearses the rest"
                .to_owned()
        }
        Class::Unsupported => format!("this endpoint has no {action}; try another, or AWS itself"),
        Class::Quota => "ask AWS for a higher quota, or remove what is not needed".to_owned(),
        Class::NotYetVisible | Class::Dependency | Class::Gone | Class::Stale | Class::LeaseLost => {
            "run the same command again".to_owned()
        }
        Class::Invalid | Class::OwnedBySomeoneElse | Class::Failed => return None,
    })
}

impl From<io::Error> for Failure {
    /// Writing a result to standard output failed, and not because nobody reads.
    fn from(error: io::Error) -> Self {
        Self::Other {
            exit: Exit::Failed,
            message: format!("writing to standard output: {error}"),
            help: None,
        }
    }
}
