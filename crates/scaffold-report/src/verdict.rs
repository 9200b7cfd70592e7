mod markdown;
mod text;
mod words;

use scaffold_model::Verdict;

pub use markdown::verdict_markdown;
pub use text::verdict_text;

/// A verdict as JSON. Its schema is `docs/schemas/verdict.schema.json`.
///
/// # Errors
/// When a value cannot be written as JSON.
pub fn verdict_json(verdict: &Verdict) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(verdict)?;
    text.push('\n');
    Ok(text)
}
