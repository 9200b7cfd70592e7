use std::io::{self, Write};

use scaffold_model::Event;

/// Writes events as NDJSON: one object a line, each line written and flushed at once, so that a
/// reader never sees half of one. `docs/events.md` describes them.
#[derive(Debug)]
pub struct EventWriter<W: Write> {
    target: W,
}

impl<W: Write> EventWriter<W> {
    /// Writes to a file, or to anything.
    pub fn new(target: W) -> Self {
        Self { target }
    }

    /// Writes one event.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, event: &Event) -> io::Result<()> {
        let mut line = serde_json::to_string(event)?;
        line.push('\n');
        self.target.write_all(line.as_bytes())?;
        self.target.flush()
    }
}

#[cfg(test)]
mod tests {
    use scaffold_model::{EventKind, Signal};

    use super::*;

    #[test]
    fn one_object_a_line() {
        let mut written = Vec::new();
        let mut writer = EventWriter::new(&mut written);
        let error = "two\nlines".to_owned();
        let address = scaffold_model::Address::parse("vpc.main/vpc").unwrap();
        let class = "invalid".to_owned();
        let failed = EventKind::StepFailed { step: 0, address, error, class, elapsed_seconds: 1.5 };
        for kind in [EventKind::Interrupted { signal: Signal::Interrupt }, failed] {
            writer.write(&Event { time: "2026-01-01T00:00:00.000Z".into(), kind }).unwrap();
        }
        let text = String::from_utf8(written).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["type"], "interrupted");
        assert_eq!(lines[1]["error"], "two\nlines");
        assert_eq!(lines.len(), 2);
    }
}
