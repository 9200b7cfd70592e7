use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{environment, process};

const GALLERY: &str = "blueprints/web-platform.toml";

/// The files that it names, beside it.
const FUNCTIONS: &str = "blueprints/functions";

/// How many times faster than AWS the sandbox's databases and distributions come.
const SPEED: &str = "200";

/// What of it holds data.
const LOST: &[&str] = &[
    "database.orders/instance",
    "database.orders/secret",
    "cache.pages/replication_group",
    "bucket.assets/bucket",
    "function.thumbnail/log_group",
];

const BEFORE_THE_KILL: Duration = Duration::from_millis(800);

/// Builds `scaffold` without the AWS SDK and takes a blueprint through its life on the sandbox.
///
/// # Errors
/// When a step ends otherwise than it should.
pub fn run(root: &Path) -> Result<()> {
    let begin = Instant::now();
    println!("Building scaffold without the AWS feature: the embedded sandbox needs no SDK, no network.");
    let arguments = ["build", "--quiet", "--locked", "--package", "scaffold", "--no-default-features"];
    let mut build = process::command(root, "cargo", &arguments);
    if !build.status().context("starting cargo")?.success() {
        bail!("scaffold does not build");
    }
    println!("Built in {:.0} s.", begin.elapsed().as_secs_f64());
    let folder = tempfile::Builder::new().prefix("scaffold-demo-").tempdir()?;
    copy(&root.join(FUNCTIONS), &folder.path().join("functions"))?;
    let session = Session {
        binary: environment::target(root)?.join("debug/scaffold"),
        folder: folder.path().to_owned(),
        gallery: std::fs::read_to_string(root.join(GALLERY)).with_context(|| format!("reading {GALLERY}"))?,
    };
    session.play()?;
    println!("\nThe demo took {:.0} s. Go on with:\n", begin.elapsed().as_secs_f64());
    println!("{}", next_commands(&session.binary));
    Ok(())
}

/// One blueprint in a folder of its own.
struct Session {
    binary: PathBuf,
    folder: PathBuf,
    gallery: String,
}

impl Session {
    fn play(&self) -> Result<()> {
        self.write(&self.gallery)?;
        say(
            "A blueprint: network, balancer, fleet, database with replicas, cache, bucket, function and CDN.\n   \
             This is all that a team writes.",
        );
        println!("{}", self.gallery.trim_end());

        say("Check it: offline, without credentials.");
        self.scaffold(&["check"], 0)?;

        say("A slip of the keyboard is found before anything runs, on its line, with a suggestion.");
        self.write(&with(&self.gallery, &[("zonse", "3")]))?;
        self.scaffold(&["check"], 65)?;
        self.write(&self.gallery)?;

        say("Plan it. Nothing is live, so everything is to be made.");
        self.scaffold(&["plan", "--sandbox", "--detailed-exitcode"], 2)?;

        say("Apply it, and kill the process in the middle, as a runner that is lost.");
        self.killed(&["apply", "--sandbox", "--yes", "--quiet"])?;

        say("Apply again: what was made is found by its tags, and nothing is made twice.");
        self.scaffold(&["apply", "--sandbox", "--yes"], 0)?;

        say("Plan again: nothing to do.");
        self.scaffold(&["plan", "--sandbox", "--detailed-exitcode"], 0)?;

        say("Change it: a third replica, and one NAT gateway for all zones.");
        let changed = self.gallery.replace("count = 2", "count = 3");
        self.write(&with(&changed, &[("nat", "\"single\"")]))?;
        self.scaffold(&["plan", "--sandbox", "--out", "change.json", "--detailed-exitcode"], 2)?;

        say("Apply exactly the plan that was reviewed.");
        self.scaffold(&["apply", "--sandbox", "change.json"], 0)?;

        say("Forget what scaffold noted for itself (it tells drift from change) and plan: nothing to do.");
        self.forget()?;
        self.scaffold(&["plan", "--sandbox", "--detailed-exitcode"], 0)?;

        say("What is live now, as the cloud itself tells it.");
        self.scaffold(&["show", "--sandbox"], 0)?;

        say("Destroying it is refused: the database says so, and so does every other thing that holds data.");
        let name = self.stack_name()?;
        self.scaffold(&["destroy", "--sandbox", "--yes", "--confirm", &name], 4)?;

        say("Two runs take it away: one switches protection off, the other names what may be lost.");
        self.scaffold(&["apply", "--sandbox", "--yes", "--var", "protected=false"], 0)?;
        let lost = LOST.iter().flat_map(|address| ["--allow-data-loss", address]);
        let destroy = ["destroy", "--sandbox", "--yes", "--confirm", &name];
        self.scaffold(&destroy.into_iter().chain(lost).collect::<Vec<_>>(), 0)?;
        self.scaffold(&["plan", "--sandbox", "--destroy", "--detailed-exitcode"], 0)
    }

    fn write(&self, text: &str) -> Result<()> {
        std::fs::write(self.folder.join("blueprint.toml"), text).context("writing the blueprint")
    }

    fn stack_name(&self) -> Result<String> {
        let blueprint: toml::Table = toml::from_str(&self.gallery)?;
        let name =
            blueprint.get("blueprint").and_then(|frame| frame.get("name")).and_then(toml::Value::as_str);
        Ok(name.with_context(|| format!("{GALLERY} has no name"))?.to_owned())
    }

    /// Starts a run and ends it when it has begun to make things: a NAT gateway takes two seconds.
    fn killed(&self, arguments: &[&str]) -> Result<()> {
        println!("\n$ scaffold {}", arguments.join(" "));
        let mut child = self.command(arguments).spawn().context("starting scaffold")?;
        std::thread::sleep(BEFORE_THE_KILL);
        if let Some(status) = child.try_wait()? {
            bail!("`scaffold {}` ended before it could be killed ({status})", arguments.join(" "));
        }
        child.kill().context("killing scaffold")?;
        println!("(killed: {})", child.wait()?);
        Ok(())
    }

    fn forget(&self) -> Result<()> {
        let notes = self.folder.join(".scaffold/ledger");
        println!("\n$ rm -r .scaffold/ledger");
        std::fs::remove_dir_all(&notes).with_context(|| format!("removing {}", notes.display()))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.current_dir(&self.folder).args(arguments).env("SCAFFOLD_SANDBOX_SPEED", SPEED);
        command
    }

    fn scaffold(&self, arguments: &[&str], expected: i32) -> Result<()> {
        println!("\n$ scaffold {}", arguments.join(" "));
        let status = self
            .command(arguments)
            .status()
            .with_context(|| format!("starting {}", self.binary.display()))?;
        match status.code() {
            Some(code) if code == expected => Ok(()),
            Some(code) => bail!("`scaffold {}` gave {code}, not {expected}", arguments.join(" ")),
            None => bail!("`scaffold {}` was ended by a signal", arguments.join(" ")),
        }
    }
}

/// A folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for entry in std::fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            std::fs::copy(&path, &to).with_context(|| format!("copying {}", path.display()))?;
        }
    }
    Ok(())
}

fn say(text: &str) {
    println!("\n── {text}");
}

/// The blueprint with attributes of its first block set.
fn with(blueprint: &str, attributes: &[(&str, &str)]) -> String {
    let is_set = |line: &str| {
        let key = line.split('=').next().unwrap_or_default().trim();
        attributes.iter().any(|(name, _)| *name == key)
    };
    let mut changed = String::new();
    for line in blueprint.lines().filter(|line| !is_set(line)) {
        changed.push_str(line);
        changed.push('\n');
        if line.trim_start().starts_with("[vpc.") {
            attributes.iter().for_each(|(name, value)| changed.push_str(&format!("{name} = {value}\n")));
        }
    }
    changed
}

fn next_commands(binary: &Path) -> String {
    let binary = binary.display();
    format!(
        "  {binary} new minimal my-network && cd my-network\n  \
           {binary} plan --sandbox\n  \
           {binary} graph --format mermaid\n  \
           {binary} explain unknown-attribute\n  \
           cargo xtask test          # everything that must hold, with the AWS SDK and an emulator\n  \
           docs/getting-started.md   # the same against an emulator or AWS"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_set_once() {
        let blueprint = "[blueprint]\nname = \"a\"\n\n[vpc.main]\nzones = 3\ncidr_block = \"10.0.0.0/16\"\n";
        let changed = with(blueprint, &[("zones", "4"), ("nat", "\"single\"")]);
        let expected = "[blueprint]\nname = \"a\"\n\n[vpc.main]\nzones = 4\nnat = \"single\"\ncidr_block = \"10.0.0.0/16\"\n";
        assert_eq!(changed, expected);
    }
}
