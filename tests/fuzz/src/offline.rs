//! Every stage that needs no cloud, with what each promises.

use std::sync::LazyLock;

use scaffold_blueprint::{Catalogue, Input};
use scaffold_graph::Graph;
use scaffold_model::Sources;
use scaffold_model::diagnostic::any_error;
use scaffold_model::{CloudId, Diagnostic, Resources, Snapshot, SourceFile};
use scaffold_plan::{Options, Planned, Request};
use scaffold_report::{
    MARKDOWN_LIMIT, PlanView, Style, diagnostics_json, diagnostics_lines, diagnostics_sarif,
    diagnostics_text, plan_json, plan_markdown, plan_text, read_plan,
};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(scaffold_blocks::catalogue);

/// What the stages made of a blueprint.
#[derive(Debug, PartialEq)]
pub struct Judged {
    /// What its blocks stand for; of a wrong one what is sound.
    pub resources: Resources,
    /// Everything found.
    pub found: Vec<Diagnostic>,
    /// Whether it is a blueprint.
    pub is_right: bool,
}

/// A file of a blueprint.
pub fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), text: text.to_owned() }
}

/// Of so many inputs one is judged twice, and one with mistakes drawn: both take most of the time.
const SHARE: usize = 4;

/// Takes a blueprint through the stages; a second time must say the same.
pub fn judge(input: &Input) -> Judged {
    let (first, graph) = stages(input);
    let files: Vec<SourceFile> = input.files.iter().chain(&input.overlays).cloned().collect();
    let length: usize = files.iter().map(|file| file.text.len()).sum();
    if length.is_multiple_of(SHARE) {
        assert_eq!(first, stages(input).0, "the same texts were judged in two ways");
    }
    first.found.iter().for_each(|diagnostic| check(diagnostic, &files));
    if !first.found.is_empty() && length % SHARE == 1 {
        render(&first.found, &files);
    }
    if let Some(graph) = graph.filter(|_| first.is_right) {
        plan_from_nothing(&graph, &files);
    }
    first
}

fn stages(input: &Input) -> (Judged, Option<Graph>) {
    let mut found = Vec::new();
    let blueprint = scaffold_blueprint::parse(input, &CATALOGUE);
    let parsed = blueprint.is_ok();
    let blueprint = blueprint.unwrap_or_else(|partial| partial.tell(&mut found));
    assert!(parsed || any_error(&found), "refused without a reason");
    let resources = scaffold_blocks::expand(&blueprint, &Sources::default());
    let expanded = resources.is_ok();
    let resources = resources.unwrap_or_else(|partial| partial.tell(&mut found));
    match scaffold_graph::resolve(resources.clone()) {
        Ok(graph) => {
            found.extend(graph.desired.warnings.iter().cloned());
            let is_right = parsed && expanded;
            assert_eq!(is_right, !any_error(&found), "right and wrong at once");
            (Judged { resources, found, is_right }, Some(graph))
        }
        Err(problems) => {
            found.extend(problems);
            assert!(any_error(&found), "refused without a reason");
            (Judged { resources, found, is_right: false }, None)
        }
    }
}

/// It has a code and words, and each place that it names is there.
fn check(diagnostic: &Diagnostic, files: &[SourceFile]) {
    assert!(!diagnostic.code.name.is_empty() && !diagnostic.message.is_empty(), "{diagnostic:?}");
    for label in &diagnostic.labels {
        let origin = &label.origin;
        let text = files.iter().find(|file| file.name == origin.file).map(|file| file.text.as_str());
        let Some(text) = text else { panic_at(diagnostic) };
        assert!(text.get(origin.start..origin.end).is_some(), "{diagnostic:?}");
        assert!(origin.line >= 1 && origin.line <= text.matches('\n').count() + 1, "{diagnostic:?}");
    }
}

fn panic_at(diagnostic: &Diagnostic) -> ! {
    unreachable!("a file that was never read: {diagnostic:?}")
}

fn render(found: &[Diagnostic], files: &[SourceFile]) {
    let text = diagnostics_text(found, files, Style::plain());
    let lines = diagnostics_lines(found);
    for diagnostic in found {
        assert!(text.contains(diagnostic.code.name) && lines.contains(diagnostic.code.name));
    }
    assert_harmless(&text);
    assert_harmless(&lines);
    assert!(!diagnostics_json(found, files).is_empty());
    assert!(!diagnostics_sarif(found, files, "0").is_empty());
}

/// A right blueprint has a plan, which is sound, can be shown, and is read as it was written.
fn plan_from_nothing(graph: &Graph, files: &[SourceFile]) {
    let cloud = CloudId {
        account: "123456789012".to_owned(),
        region: graph.desired.stack.region.clone(),
        endpoint: None,
    };
    let snapshot = Snapshot {
        cloud,
        resources: Vec::new(),
        unread: Vec::new(),
        answers: Default::default(),
        cost: Vec::new(),
    };
    let options = Options::default();
    let Planned::Plan(plan) = scaffold_plan::plan(&Request { graph, snapshot: &snapshot, options: &options })
    else {
        return;
    };
    let faults = scaffold_plan::lint(&plan);
    assert!(faults.is_empty(), "{faults:?}");
    let view = PlanView { plan: &plan, sources: files, codes: &[], style: Style::plain() };
    assert_harmless(&plan_text(&view));
    assert!(plan_markdown(&view).len() <= MARKDOWN_LIMIT);
    let written = plan_json(&plan).map_err(|error| error.to_string());
    let read = written.and_then(|json| read_plan(json.as_bytes()).map_err(|error| error.to_string()));
    assert_eq!(read.as_ref(), Ok(&*plan));
}

/// Nothing in it that a terminal obeys, or that turns the text around it.
pub fn assert_harmless(text: &str) {
    let obeyed = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.replace("\r\n", "\n").contains(obeyed), "a terminal would obey: {text:?}");
}
