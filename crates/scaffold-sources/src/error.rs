use std::io;
use std::path::PathBuf;

/// Why the files of a blueprint cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// Nothing at that path.
    #[error("there is no `{}`", path.display())]
    NotFound {
        /// As it was asked for.
        path: PathBuf,
    },
    /// Something that is no file at that path.
    #[error("`{}` is no file", path.display())]
    NoFile {
        /// As it was asked for.
        path: PathBuf,
    },
    /// Nothing at that path at a revision.
    #[error("there was no `{path}` at the revision `{revision}`")]
    NotFoundAt {
        /// As it was asked for.
        path: String,
        /// The revision.
        revision: String,
    },
    /// A directory without `*.toml`.
    #[error("there is no blueprint in {}: no `*.toml`", shown(directory))]
    NothingHere {
        /// The directory.
        directory: PathBuf,
    },
    /// An overlay was asked for as if it were a blueprint.
    #[error("`{}` is what `{base}` becomes in the environment `{environment}`, not a blueprint", path.display())]
    IsOverlay {
        /// As it was asked for.
        path: PathBuf,
        /// The file that it overlays.
        base: String,
        /// The environment.
        environment: String,
    },
    /// `--env` names an environment for which no file has an overlay, while others have one.
    #[error("there is no environment `{environment}`: no file `<stem>.{environment}.toml`")]
    UnknownEnvironment {
        /// After `--env`.
        environment: String,
        /// Environments that have an overlay.
        known: Vec<String>,
    },
    /// The system refused.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// What was read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Not UTF-8.
    #[error("`{file}` is not text: line {line} is not UTF-8")]
    NotText {
        /// The file.
        file: String,
        /// The first line that is not UTF-8, from 1.
        line: usize,
    },
    /// `git` cannot be run.
    #[error("cannot run `git` to read the revision `{revision}`: {source}")]
    NoGit {
        /// The revision.
        revision: String,
        /// Why not.
        source: io::Error,
    },
    /// Outside of a repository, or git does not trust it.
    #[error("cannot read the revision `{revision}`: {} is in no git repository ({said})", shown(directory))]
    NoRepository {
        /// The revision.
        revision: String,
        /// Where the blueprint is.
        directory: PathBuf,
        /// What git said.
        said: String,
    },
    /// git knows no such commit.
    #[error("git knows no revision `{revision}`")]
    UnknownRevision {
        /// The revision.
        revision: String,
    },
    /// git failed otherwise.
    #[error("cannot read the revision `{revision}`: `git {command}` failed: {said}")]
    Git {
        /// The revision.
        revision: String,
        /// What was run.
        command: String,
        /// What git said.
        said: String,
    },
}

impl Unreadable {
    /// What to try next where a blueprint names the file.
    pub(crate) fn help_for_named(&self) -> String {
        match self {
            Self::NotFound { .. } | Self::NoFile { .. } | Self::NotFoundAt { .. } => {
                "paths begin at the blueprint's directory: name a file there or below".to_owned()
            }
            other => other.help(),
        }
    }

    /// What to try next.
    pub fn help(&self) -> String {
        match self {
            Self::NotFound { .. } | Self::NothingHere { .. } => {
                "name the blueprint's file or directory, or write one: `scaffold new minimal`".into()
            }
            Self::NoFile { .. } | Self::NotFoundAt { .. } => self.help_for_named(),
            Self::IsOverlay { base, environment, .. } => format!("name `{base}`, with `--env {environment}`"),
            Self::UnknownEnvironment { known, .. } => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                format!("there are {}; a new one needs its file, which may be empty", known.join(", "))
            }
            Self::Io { .. } => "look at its permissions".into(),
            Self::NotText { .. } => "save it as UTF-8".into(),
            Self::NoGit { .. } => "install git, or plan without `--base`".into(),
            Self::NoRepository { .. } => "run inside a clone, or plan without `--base`".into(),
            Self::UnknownRevision { .. } => {
                "name a branch, tag or commit that is here; a shallow clone lacks most: `git fetch`".into()
            }
            Self::Git { .. } => "run the command yourself to see more".into(),
        }
    }
}

fn shown(directory: &std::path::Path) -> String {
    if directory == std::path::Path::new(".") {
        "this directory".to_owned()
    } else {
        format!("`{}`", directory.display())
    }
}
