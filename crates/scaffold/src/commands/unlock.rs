use clap::Args;
use scaffold_ledger::Unlocking;
use scaffold_report::Terminal;

use crate::commands::history::StackArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::not_taken;

/// Take the lease away from a run that only seems to go on
///
/// A run that is gone frees its lease by itself. What is taken away from one that goes on, it notices before its next
/// renewal; until then the next run waits.
#[derive(Debug, Args)]
pub struct Unlock {
    /// What tells the lease: the run that was refused names it
    #[arg(long, value_name = "NONCE")]
    pub nonce: Option<String>,
    #[command(flatten)]
    pub stack: StackArguments,
}

pub async fn run(command: &Unlock, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let ledger = command.stack.open(terminal).await?;
    let Some(nonce) = &command.nonce else {
        let record = ledger.holder().await.map_err(|error| not_taken(&ledger, error))?;
        return match record.filter(|record| !record.free) {
            Some(record) => {
                let message = format!("{} is held by {}", record.stack, record.holder);
                let help =
                    format!("if that run only seems to go on: scaffold unlock --nonce {}", record.nonce);
                Err(Failure::Other { exit: Exit::LeaseHeld, message, help: Some(help) })
            }
            None => free(terminal),
        };
    };
    match ledger.unlock(nonce).await.map_err(|error| not_taken(&ledger, error))? {
        Unlocking::Unlocked(record) => {
            terminal.print(&format!("taken away from {}\n", record.holder))?;
            Ok(Exit::Done)
        }
        Unlocking::Free => free(terminal),
        Unlocking::Other(record) => {
            let message = format!("{} is held by another run by now: {}", record.stack, record.holder);
            let help = format!("if that is the one: scaffold unlock --nonce {}", record.nonce);
            Err(Failure::Other { exit: Exit::LeaseHeld, message, help: Some(help) })
        }
    }
}

fn free(terminal: &mut Terminal) -> Result<Exit, Failure> {
    terminal.print("nobody holds the lease\n")?;
    Ok(Exit::Done)
}
