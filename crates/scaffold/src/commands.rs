//! One file per command.

mod apply;
mod check;
mod completions;
mod destroy;
mod dry_run;
mod explain;
mod graph;
mod history;
mod import;
mod new;
mod permissions;
mod plan;
mod schema;
mod show;
mod unlock;

use std::future::Future;
use std::{env, io};

use clap::Subcommand;
use scaffold_report::Terminal;

use crate::exit::Exit;
use crate::failure::Failure;

/// What `scaffold` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    New(new::New),
    Check(check::Check),
    Plan(plan::Plan),
    Apply(apply::Apply),
    Destroy(destroy::Destroy),
    DryRun(dry_run::DryRun),
    Show(show::Show),
    Import(import::Import),
    History(history::History),
    Unlock(unlock::Unlock),
    Graph(graph::Graph),
    Permissions(permissions::Permissions),
    Schema(schema::Schema),
    Explain(explain::Explain),
    Completions(completions::Completions),
}

impl Command {
    /// Whether it may change what is live.
    pub fn changes_something(&self) -> bool {
        matches!(self, Self::Apply(_) | Self::Destroy(_) | Self::DryRun(_) | Self::Import(_))
    }

    fn works_in_a_directory(&self) -> bool {
        !matches!(self, Self::Schema(_) | Self::Explain(_) | Self::Completions(_))
    }
}

/// Does what was asked. `line` describes the whole command line, for completions.
pub fn run(command: Command, line: fn() -> clap::Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if command.works_in_a_directory() {
        guard_directory()?;
    }
    match command {
        Command::New(command) => new::run(&command, terminal),
        Command::Check(command) => check::run(&command, terminal),
        Command::Plan(command) => wait_for(plan::run(&command, terminal)),
        Command::Apply(command) => wait_for(apply::run(&command, terminal)),
        Command::Destroy(command) => wait_for(destroy::run(&command, terminal)),
        Command::DryRun(command) => wait_for(dry_run::run(&command, terminal)),
        Command::Show(command) => wait_for(show::run(&command, terminal)),
        Command::Import(command) => wait_for(import::run(&command, terminal)),
        Command::History(command) => wait_for(history::run(&command, terminal)),
        Command::Unlock(command) => wait_for(unlock::run(&command, terminal)),
        Command::Graph(command) => graph::run(&command, terminal),
        Command::Permissions(command) => permissions::run(&command, terminal),
        Command::Schema(command) => schema::run(&command, terminal),
        Command::Explain(command) => explain::run(&command, terminal),
        Command::Completions(command) => completions::run(&command, line(), terminal),
    }
}

/// Blueprints, the ledger and the sandbox are looked for from here on.
fn guard_directory() -> Result<(), Failure> {
    match env::current_dir() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Failure::failed(
            "the working directory is gone: it was deleted or renamed since",
            "change to a directory that is there (`cd`), and run the same command again",
        )),
        _ => Ok(()),
    }
}

/// Two threads: one may be deep in a file or an answer while the other hears a signal.
fn wait_for(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::file("starting threads"))?;
    runtime.block_on(command)
}
