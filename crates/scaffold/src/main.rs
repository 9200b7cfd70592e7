//! Takes a command line. Gives what it asks for, and an exit code that says how it went.
//! Never decides: it joins the stages and puts their results before the user.

mod arguments;
mod base;
mod carry_out;
mod clouds;
mod code;
mod codes;
mod command_line;
mod commands;
mod exit;
mod failure;
mod gallery;
mod guards;
#[cfg(feature = "aws")]
mod haste;
mod ledgers;
mod pipeline;
mod policies;
mod policies_of_names;
mod policies_of_others;
mod policies_of_roles;
mod policy_document;
mod policy_place;
mod policy_references;
mod policy_statement;
mod present;
mod rehearsal;
mod session;
mod signals;

use std::io;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use command_line::CommandLine;
use exit::Exit;
use failure::Failure;
use scaffold_report::{Style, Terminal};

fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => return told_by_clap(&error).into(),
    };
    let mut terminal = line.looks.terminal();
    terminal.works = line.command.changes_something();
    let exit = match commands::run(line.command, CommandLine::command, &mut terminal) {
        Ok(Exit::Done) if terminal.has_lost() => Exit::Failed,
        Ok(exit) => exit,
        Err(failure) => failure.tell(&terminal),
    };
    exit.into()
}

/// Help and version are results; all else that clap has to say is wrong usage.
fn told_by_clap(error: &clap::Error) -> Exit {
    let written = error.print();
    match (error.kind(), written) {
        (ErrorKind::DisplayHelp | ErrorKind::DisplayVersion, Ok(())) => Exit::Done,
        // A reader that went away is no error.
        (ErrorKind::DisplayHelp | ErrorKind::DisplayVersion, Err(error)) => match error.kind() {
            io::ErrorKind::BrokenPipe => Exit::Done,
            _ => Failure::from(error).tell(&Terminal::new(Style::plain(), Style::plain())),
        },
        _ => Exit::Usage,
    }
}
