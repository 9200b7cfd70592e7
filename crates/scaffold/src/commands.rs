//! One file per command.

mod apply;
mod check;
mod completions;
mod destroy;
mod explain;
mod graph;
mod import;
mod new;
mod plan;
mod schema;
mod show;

use std::future::Future;

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
    Show(show::Show),
    Import(import::Import),
    Graph(graph::Graph),
    Schema(schema::Schema),
    Explain(explain::Explain),
    Completions(completions::Completions),
}

/// Does what was asked. `line` describes the whole command line, for completions.
pub fn run(command: Command, line: fn() -> clap::Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match command {
        Command::New(command) => new::run(&command, terminal),
        Command::Check(command) => check::run(&command, terminal),
        Command::Plan(command) => wait_for(plan::run(&command, terminal)),
        Command::Apply(command) => wait_for(apply::run(&command, terminal)),
        Command::Destroy(command) => wait_for(destroy::run(&command, terminal)),
        Command::Show(command) => wait_for(show::run(&command, terminal)),
        Command::Import(command) => wait_for(import::run(&command, terminal)),
        Command::Graph(command) => graph::run(&command, terminal),
        Command::Schema(command) => schema::run(&command, terminal),
        Command::Explain(command) => explain::run(&command, terminal),
        Command::Completions(command) => completions::run(&command, line(), terminal),
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
