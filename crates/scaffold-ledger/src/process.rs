use serde::{Deserialize, Serialize};

/// One process of one run of one machine: no other ever has the same four.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// The machine's run: it changes with every start of its kernel.
    pub boot: String,
    /// The namespace in which the number means something: each container has its own.
    pub namespace: String,
    /// Its number.
    pub pid: u32,
    /// When it was started, in the kernel's ticks: numbers are used again.
    pub started: u64,
}

#[cfg(target_os = "linux")]
impl Process {
    /// This process; nothing where `/proc` does not say.
    pub fn this() -> Option<Self> {
        let pid = std::process::id();
        Some(Self { boot: boot()?, namespace: namespace()?, pid, started: started(pid)? })
    }

    /// Whether it is certainly gone: it would have to be seen from here, and is not.
    pub fn is_dead(&self) -> bool {
        let near = boot().is_some_and(|boot| boot == self.boot)
            && namespace().is_some_and(|namespace| namespace == self.namespace);
        near && started(self.pid) != Some(self.started) && started(std::process::id()).is_some()
    }
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

#[cfg(target_os = "linux")]
fn namespace() -> Option<String> {
    let link = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(link.to_string_lossy().into_owned())
}

/// The 22nd field of `/proc/PID/stat`; the second may hold spaces and brackets of its own. None for what has ended
/// and only waits for its parent to notice: it does nothing more.
#[cfg(target_os = "linux")]
fn started(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    let started = fields.nth(18)?.parse().ok();
    started.filter(|_| !matches!(state, "Z" | "X"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_is_dead_when_it_has_ended_and_only_then() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let this = Process::this().unwrap();
        let process = Process { pid: child.id(), started: started(child.id()).unwrap(), ..this.clone() };
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
    fn a_number_that_is_used_again_is_another_process() {
        let this = Process::this().unwrap();
        assert!(Process { started: this.started + 1, ..this }.is_dead());
    }
}
