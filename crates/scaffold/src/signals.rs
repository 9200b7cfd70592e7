use std::process;

use scaffold_apply::Canceller;
use scaffold_model::Signal;

use crate::exit::Exit;

/// From here on the first signal asks the run to stop, and the second ends it at once.
#[cfg(unix)]
pub fn listen(canceller: Canceller) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        let mut asked = false;
        loop {
            let signal = tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = terminate.recv() => Signal::Terminate,
                _ = hang_up.recv() => Signal::Terminate,
            };
            if asked {
                leave(signal);
            }
            asked = true;
            canceller.cancel(signal);
        }
    });
    Ok(())
}

/// From here on the first Ctrl-C asks the run to stop, and the second ends it at once.
#[cfg(not(unix))]
pub fn listen(canceller: Canceller) -> std::io::Result<()> {
    tokio::spawn(async move {
        let mut asked = false;
        while tokio::signal::ctrl_c().await.is_ok() {
            if asked {
                leave(Signal::Interrupt);
            }
            asked = true;
            canceller.cancel(Signal::Interrupt);
        }
    });
    Ok(())
}

/// What was under way is as after a kill: the next run sees it.
fn leave(signal: Signal) -> ! {
    process::exit(Exit::from(signal) as i32)
}
