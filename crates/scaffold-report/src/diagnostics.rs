mod machine;
mod report;

pub use machine::{diagnostics_json, diagnostics_sarif};
pub use report::{diagnostics_lines, diagnostics_text};
