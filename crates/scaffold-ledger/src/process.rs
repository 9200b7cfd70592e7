use serde::{Deserialize, Serialize};

/// One process of one run of one machine: no other ever has the same four.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// The machine's run: it changes with every start of its kernel.
    pub boot: String,
    /// The namespaces in which number and start mean something: each container has its own.
    pub namespace: String,
    /// Its number.
    pub pid: u32,
    /// When it was started, in the kernel's ticks: numbers are used again.
    pub started: u64,
}

#[cfg(target_os = "linux")]
impl Process {
    /// This process; nothing where `/proc` does not say, or speaks of another namespace's processes.
    pub fn this() -> Option<Self> {
        let pid = std::process::id();
        let own = Stat::of("self").ok()?;
        let (boot, namespace) = (boot()?, namespaces()?);
        (own.pid == pid).then_some(Self { boot, namespace, pid, started: own.started })
    }

    /// Whether it is certainly gone: it would have to be there for everyone in this namespace, and is not.
    pub fn is_dead(&self) -> bool {
        let near =
            Self::this().is_some_and(|this| this.boot == self.boot && this.namespace == self.namespace);
        near && match Stat::of(&self.pid.to_string()) {
            // What has ended and only waits for its parent to notice does nothing more.
            Ok(stat) => stat.started != self.started || matches!(stat.state, 'Z' | 'X'),
            // Others' processes may be hidden in `/proc`, not from this question.
            Err(_) => is_nobody(self.pid),
        }
    }
}

/// Whether no process has this number, be it one of somebody else.
#[cfg(target_os = "linux")]
fn is_nobody(pid: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) == Err(Errno::SRCH))
}

#[cfg(not(target_os = "linux"))]
impl Process {
    /// Not known on this system.
    pub fn this() -> Option<Self> {
        None
    }

    /// Never certain on this system.
    pub fn is_dead(&self) -> bool {
        false
    }
}

#[cfg(target_os = "linux")]
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

/// Numbers count in the one, starts in the other.
#[cfg(target_os = "linux")]
fn namespaces() -> Option<String> {
    let link = |name: &str| std::fs::read_link(format!("/proc/self/ns/{name}")).ok();
    let time = link("time").unwrap_or_default();
    Some(format!("{} {}", link("pid")?.display(), time.display()))
}

/// What `/proc/PID/stat` says, as far as it matters here.
#[cfg(target_os = "linux")]
struct Stat {
    pid: u32,
    state: char,
    started: u64,
}

#[cfg(target_os = "linux")]
impl Stat {
    /// Fields 1, 3 and 22; the second may hold spaces and brackets of its own.
    fn of(process: &str) -> std::io::Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        let parse = || {
            let pid = stat.split_whitespace().next()?.parse().ok()?;
            let (_, fields) = stat.rsplit_once(')')?;
            let mut fields = fields.split_whitespace();
            let state = fields.next()?.chars().next()?;
            Some(Self { pid, state, started: fields.nth(18)?.parse().ok()? })
        };
        parse().ok_or_else(|| std::io::ErrorKind::InvalidData.into())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_is_dead_when_it_has_ended_and_only_then() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let this = Process::this().unwrap();
        let process = Process {
            pid: child.id(),
            started: Stat::of(&child.id().to_string()).unwrap().started,
            ..this.clone()
        };
        assert!(!process.is_dead() && !this.is_dead());
        child.kill().unwrap();
        while !process.is_dead() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.wait().unwrap();
        assert!(process.is_dead());
        let elsewhere = Process { boot: "another".into(), ..process.clone() };
        assert!(!elsewhere.is_dead(), "nobody can tell from here");
        let container = Process { namespace: "pid:[1]".into(), ..process };
        assert!(!container.is_dead(), "nobody can tell from here");
    }

    #[test]
    fn who_is_hidden_is_not_gone() {
        assert!(!is_nobody(1), "there, and of somebody else where the tests are not root's");
        assert!(!is_nobody(std::process::id()));
        assert!(is_nobody(4_194_305), "beyond the highest number that Linux gives");
    }

    #[test]
    fn a_number_that_is_used_again_is_another_process() {
        let this = Process::this().unwrap();
        assert!(Process { started: this.started + 1, ..this }.is_dead());
    }
}
