//! The project's own commands: `cargo xtask demo`, `cargo xtask test` and what they are made of.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod demo;
mod documentation;
mod emulators;
mod environment;
mod facts;
mod faults;
mod fuzz;
mod process;
mod reference;
mod suite;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "the project's own commands")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build scaffold without the AWS SDK and walk through its life on the sandbox
    Demo,
    /// Everything that must hold before a change lands
    Test {
        /// Leave out what needs the AWS SDK, Python or the network
        #[arg(long)]
        fast: bool,
    },
    /// The wire suite alone: the real binary against an emulator, judged by another client
    Wire {
        /// The binary, instead of target/debug/scaffold
        #[arg(long)]
        binary: Option<PathBuf>,
        /// What pytest takes: `-k drift`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        filter: Vec<String>,
    },
    /// The fault suite alone: killed, lost, doubled, refused; what fails prints how to run it again
    Faults {
        /// Kill at every boundary of every story, and write the result to docs/reliability.md
        #[arg(long)]
        full: bool,
        /// Kill Terraform at a sample of its creating calls, and write that beside it
        #[arg(long, conflicts_with = "full")]
        terraform: bool,
        /// One case of the full sweep: `network/create/kill-sent@7`
        #[arg(long, conflicts_with_all = ["full", "terraform"])]
        replay: Option<String>,
        /// The binary, instead of target/debug/scaffold
        #[arg(long)]
        binary: Option<PathBuf>,
        /// What pytest takes: `-k swallow`; with --full `--story NAME` and `--workers N`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<String>,
    },
    /// Look for bytes that break what a reader of them promises; needs nightly and cargo-fuzz
    Fuzz {
        /// One of them: blueprint, error_body, expression, ledger, overlay, plan_file
        target: Option<String>,
        /// How long each runs
        #[arg(long, default_value_t = 900)]
        seconds: u32,
    },
    /// Measure the release build, beside Terraform where it is installed; writes docs/benchmarks.md
    Bench {
        /// The binary, instead of a fresh release build
        #[arg(long)]
        binary: Option<PathBuf>,
        /// `--networks 10 --repeats 5 --sizes 1000,10000`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Hold every kind against AWS's own API models
    Facts,
    /// Check the laws that the compiler does not hold
    Tidy,
    /// Write the generated pages of docs/
    Docs {
        /// Only say whether they are up to date
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match perform(&arguments.task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &Task) -> Result<()> {
    let root = root()?;
    match task {
        Task::Demo => demo::run(&root),
        Task::Test { fast } => suite::run(&root, *fast),
        Task::Wire { binary, filter } => suite::wire(&root, binary.clone(), filter),
        Task::Faults { full, terraform, replay, binary, more } => {
            let selection =
                faults::Selection { full: *full, terraform: *terraform, replay: replay.as_deref(), more };
            faults::run(&root, binary.clone(), &selection)
        }
        Task::Fuzz { target, seconds } => fuzz::run(&root, target.as_deref(), *seconds),
        Task::Bench { binary, arguments } => bench::run(&root, binary.clone(), arguments),
        Task::Facts => facts::run(&root).map_err(anyhow::Error::msg),
        Task::Tidy => tidy::run(&root),
        Task::Docs { check } => documentation::run(&root, *check),
    }
}

/// The root of the repository, seen from this crate.
fn root() -> Result<PathBuf> {
    let here = std::env::var("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`")?;
    let root = Path::new(&here).parent().context("xtask stands in the root of the repository")?;
    Ok(root.to_owned())
}
