use crate::offline::assert_harmless;
use scaffold_report::{
    MARKDOWN_LIMIT, PlanView, Style, looks_like_plan, plan_json, plan_markdown, plan_text, read_plan,
};

/// A saved plan of any bytes: what is read can be shown, and is the same when it is written and read again.
pub fn plan_file(bytes: &[u8]) {
    let plan = match read_plan(bytes) {
        Ok(plan) => plan,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(looks_like_plan(bytes), "a plan that would be taken for a blueprint");
    let written = plan_json(&plan).map_err(|error| error.to_string());
    let read = written.and_then(|json| read_plan(json.as_bytes()).map_err(|error| error.to_string()));
    assert_eq!(read.as_ref(), Ok(&plan));
    let view = PlanView { plan: &plan, sources: &[], codes: &[], style: Style::plain() };
    assert_harmless(&plan_text(&view));
    assert!(plan_markdown(&view).len() <= MARKDOWN_LIMIT);
    let _ = scaffold_plan::lint(&plan);
}
