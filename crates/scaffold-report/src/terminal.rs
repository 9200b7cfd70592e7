use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::time::Instant;

use crate::style::{Style, duration, harmless, with_colours_alone};

/// The standard streams. A reader that went away (`scaffold plan | head`) is no error: what it does not
/// want is not written.
#[derive(Debug)]
pub struct Terminal {
    /// How standard output is written.
    pub out: Style,
    /// How standard error is written.
    pub err: Style,
    /// Leaves out what is only nice to know.
    pub quiet: bool,
    /// Tells of every stage.
    pub verbose: bool,
    /// What is printed tells of work that changes something, which goes on when it cannot be told.
    pub works: bool,
    closed: bool,
    lost: bool,
}

impl Terminal {
    /// Standard streams written in these styles.
    pub fn new(out: Style, err: Style) -> Self {
        Self { out, err, quiet: false, verbose: false, works: false, closed: false, lost: false }
    }

    /// Writes a result to standard output.
    ///
    /// # Errors
    /// When writing fails for any reason but a closed reader, unless work goes on: then that is said on
    /// standard error, once.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) if self.works => {
                (self.closed, self.lost) = (true, true);
                self.complain(&format!(
                    "error: writing to standard output: {error}; the run goes on, and `scaffold show` tells \
                     what came of it\n"
                ));
                Ok(())
            }
            other => other,
        }
    }

    /// Notes that a result was lost which should have been kept elsewhere.
    pub fn lose(&mut self) {
        self.lost = true;
    }

    /// Whether a result was lost: what was done is done, and the run has failed all the same.
    pub fn has_lost(&self) -> bool {
        self.lost
    }

    /// Writes an error or a question to standard error. Nothing can be said when that fails.
    pub fn complain(&self, text: &str) {
        // Much of it others wrote. Our own colours are the only thing that a terminal shall obey.
        let text = if self.err.colour { with_colours_alone(text) } else { harmless(text) };
        let mut err = io::stderr().lock();
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }

    /// Writes what is nice to know to standard error, unless `quiet`.
    pub fn tell(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Says on standard error what was done and how long it took, where that was asked for.
    pub fn stage(&self, what: &str, begin: Instant) {
        if self.verbose {
            self.complain(&format!("{what} in {}\n", duration(begin.elapsed().as_secs_f64())));
        }
    }

    /// Whether somebody is there to answer.
    pub fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks, and gives the answer without space around it; empty at the end of input.
    ///
    /// # Errors
    /// When standard input cannot be read, or what the question is about could not be shown.
    pub fn ask(&self, question: &str) -> io::Result<String> {
        if self.lost {
            return Err(io::Error::other("what there is to agree to could not be shown"));
        }
        self.complain(question);
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }
}
