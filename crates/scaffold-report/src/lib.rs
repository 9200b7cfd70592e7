//! Takes plans, events, outcomes, snapshots, graphs and diagnostics. Gives what a person or a program
//! reads: terminal text, Markdown, JSON, NDJSON, SARIF, dot. Never acts, and never decides what is true.

mod cloud;
mod diagnostics;
mod events;
mod graph;
mod history;
mod outcome;
mod page;
mod plan;
mod progress;
mod show;
mod style;
mod terminal;
mod value;
mod verdict;

pub use diagnostics::{diagnostics_json, diagnostics_lines, diagnostics_sarif, diagnostics_text};
pub use events::EventWriter;
pub use graph::{graph_dot, graph_mermaid};
pub use history::{PastRun, history_text};
pub use outcome::{outcome_text, outputs_text, stale_text};
pub use page::MARKDOWN_LIMIT;
pub use plan::{PlanFileError, PlanView, looks_like_plan, plan_json, plan_markdown, plan_text, read_plan};
pub use progress::{Progress, ProgressForm};
pub use show::{Show, show_json, show_text};
pub use style::Style;
pub use terminal::Terminal;
pub use verdict::{verdict_json, verdict_markdown, verdict_text};
