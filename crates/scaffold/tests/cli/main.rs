//! The binary as a user has it: every command, exit code and form of output, on the sandbox.
#![allow(clippy::unwrap_used)]

mod apply;
mod broken;
mod canary;
mod check;
mod dry_run;
mod import;
mod interrupt;
mod ledger;
mod look;
mod permissions;
mod plan;
mod scripts;
mod session;
mod usage;
