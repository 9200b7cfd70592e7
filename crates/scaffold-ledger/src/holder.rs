use std::env;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::process::Process;

/// Who holds a lease, for those who are refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The user, or who started the job of a CI system.
    pub who: String,
    /// The machine.
    pub host: String,
    /// The job's page, where a CI system runs it.
    pub job: Option<String>,
    /// `apply`, `destroy`, `import`.
    pub command: String,
    /// Since when, in UTC by the holder's own clock: to be shown, never to be counted with.
    pub since: String,
    /// The version of `scaffold`.
    pub scaffold: String,
    /// The process, where its machine can tell processes apart.
    pub process: Option<Process>,
}

impl Holder {
    /// This process, for a command.
    pub fn this(command: &str, scaffold: &str) -> Self {
        let process = Process::this();
        Self {
            who: first_of(&[
                "GITHUB_ACTOR",
                "GITLAB_USER_LOGIN",
                "BUILDKITE_BUILD_CREATOR",
                "USER",
                "LOGNAME",
            ])
            .unwrap_or_else(nameless),
            host: host(),
            job: job(),
            command: command.to_owned(),
            since: now(),
            scaffold: scaffold.to_owned(),
            process,
        }
    }

    /// Whether the process that this was is certainly gone. Unsure where it ran elsewhere.
    pub fn is_dead(&self) -> bool {
        self.process.as_ref().is_some_and(Process::is_dead)
    }
}

impl fmt::Display for Holder {
    /// `anna on build-7 (apply since 2026-11-22T11:50:03Z, process 4711, https://…)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, host, job, command, since, scaffold: _, process } = self;
        let mut text = format!("{who} on {host} ({command} since {since}");
        if let Some(process) = process {
            text.push_str(&format!(", process {}", process.pid));
        }
        if let Some(job) = job {
            text.push_str(&format!(", {job}"));
        }
        // Whoever may write the ledger wrote this: no terminal shall obey it.
        write!(f, "{})", text.replace(char::is_control, " "))
    }
}

/// Thirty-two hex digits that no other run has.
pub fn nonce() -> String {
    format!("{:016x}{:016x}", random(), random())
}

fn random() -> u64 {
    // Its keys come from the system's source of randomness.
    RandomState::new().hash_one(std::process::id())
}

/// Now, in UTC, as RFC 3339 with seconds. To be shown only.
pub(crate) fn now() -> String {
    rfc3339(SystemTime::now())
}

/// The same with milliseconds: two runs of one stack do not begin in the same one.
pub(crate) fn now_millis() -> String {
    humantime::format_rfc3339_millis(shown(SystemTime::now())).to_string()
}

fn rfc3339(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(shown(time)).to_string()
}

/// A clock that is further off than the years 1970 to 9999 shows the nearest of them.
fn shown(time: SystemTime) -> SystemTime {
    const LAST: Duration = Duration::from_secs(253_402_300_799);
    time.clamp(SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + LAST)
}

fn host() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = first_of(&["COMPUTERNAME"]).unwrap_or_default();
    if name.is_empty() { "unknown host".to_owned() } else { name }
}

/// Who has no name in the environment, as in a container.
fn nameless() -> String {
    #[cfg(unix)]
    let user = format!("user {}", rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    let user = "unknown".to_owned();
    user
}

fn job() -> Option<String> {
    let github = || {
        let of = |name: &str| first_of(&[name]);
        Some(format!(
            "{}/{}/actions/runs/{}",
            of("GITHUB_SERVER_URL")?,
            of("GITHUB_REPOSITORY")?,
            of("GITHUB_RUN_ID")?
        ))
    };
    github().or_else(|| first_of(&["CI_JOB_URL", "BUILDKITE_BUILD_URL", "BUILD_URL"]))
}

fn first_of(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nonces_differ() {
        let nonces: BTreeSet<String> = (0..1000).map(|_| nonce()).collect();
        assert_eq!(nonces.len(), 1000);
        assert!(nonces.iter().all(|nonce| nonce.len() == 32));
    }

    #[test]
    fn a_clock_that_is_far_off_is_shown_as_far_as_it_can_be() {
        let far = Duration::from_secs(300_000_000_000);
        assert_eq!(rfc3339(SystemTime::UNIX_EPOCH + far), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn this_process_is_alive_and_says_who_it_is() {
        let me = Holder::this("apply", "0.1.0");
        assert!(!me.is_dead());
        let text = me.to_string();
        assert!(text.contains(" (apply since ") && !text.contains('\n'), "{text}");
        let other = Holder { who: "an\u{1b}[2Jna\n".into(), ..me };
        assert!(other.to_string().starts_with("an [2Jna  on "), "{other}");
    }
}
