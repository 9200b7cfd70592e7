//! Plans as people read them.

#![allow(clippy::unwrap_used)]

mod fixture;

use scaffold_model::{Cause, Value, View, Why};
use scaffold_report::{MARKDOWN_LIMIT, PlanView, Style, plan_markdown, plan_text};

fn view(plan: &scaffold_model::Plan) -> PlanView<'_> {
    PlanView { plan, sources: &[], codes: fixture::CODES, style: Style::plain() }
}

#[test]
fn text_of_everything() {
    let plan = fixture::everything();
    let sources = fixture::sources();
    insta::assert_snapshot!(plan_text(&PlanView { sources: &sources, ..view(&plan) }));
}

#[test]
fn text_of_a_plan_with_nothing_to_do() {
    insta::assert_snapshot!(plan_text(&view(&fixture::empty())));
}

#[test]
fn refusals_of_a_saved_plan_name_the_line_without_the_text() {
    let mut plan = fixture::empty();
    plan.refusals = fixture::everything().refusals;
    let text = plan_text(&view(&plan));
    assert!(text.contains("(blueprint.toml:8)"), "{text}");
    assert!(text.contains("1 refusal: it is not applied"), "{text}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let plan = fixture::everything();
    let plain = plan_text(&view(&plan));
    let coloured = plan_text(&PlanView { style: Style { colour: true, ..Style::plain() }, ..view(&plan) });
    assert!(coloured.contains("\u{1b}[31m"), "loss is red");
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some(start) = rest.find('\u{1b}') {
        bare.push_str(&rest[..start]);
        rest = rest[start..].split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    assert_eq!(bare, plain);
}

#[test]
fn nothing_of_others_reaches_the_terminal_as_a_control_character() {
    let mut plan = fixture::everything();
    let evil = "\u{1b}[2J\r\u{7}";
    plan.notes[0].message = evil.into();
    plan.unread[0].why = evil.into();
    plan.head.base = Some(evil.into());
    for step in &mut plan.steps {
        for change in &mut step.changes {
            change.before = Value::text(evil);
        }
    }
    let text = plan_text(&view(&plan));
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    let markdown = plan_markdown(&view(&plan));
    assert!(!markdown.contains(|c: char| c.is_control() && c != '\n'), "{markdown:?}");
}

#[test]
fn markdown_of_everything() {
    let plan = fixture::everything();
    insta::assert_snapshot!(plan_markdown(&view(&plan)));
}

/// Fences and folds that are opened are closed, and nothing is longer than a comment may be.
fn assert_whole(markdown: &str) {
    assert!(markdown.len() <= MARKDOWN_LIMIT, "{} bytes", markdown.len());
    assert_eq!(markdown.matches("<details").count(), markdown.matches("</details>").count());
    let mut open: Option<&str> = None;
    for line in markdown.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match open {
            None if ticks.len() >= 3 => open = Some(ticks),
            Some(fence) if line.len() == ticks.len() && ticks.len() >= fence.len() => open = None,
            _ => {}
        }
    }
    assert_eq!(open, None, "a fence is open at the end");
}

#[test]
fn markdown_is_cut_with_a_count_and_never_broken() {
    let everything = fixture::everything();
    for number in [1_usize, 40, 400, 4_000] {
        let mut plan = fixture::everything();
        plan.steps = (0..number)
            .map(|index| {
                let mut step = everything.steps[index % everything.steps.len()].clone();
                step.address = fixture::address(&format!("vpc.v{}/subnet.s{index}", index / 20));
                step.replacement = None;
                step
            })
            .collect();
        plan.after.clear();
        let markdown = plan_markdown(&view(&plan));
        assert_whole(&markdown);
        assert_eq!(markdown.contains("more: too long for a comment"), number >= 400, "{number}");
    }
}

#[test]
fn markdown_survives_one_attribute_that_is_too_long() {
    let mut plan = fixture::empty();
    let long = "`````\n".repeat(20_000);
    let mut change = fixture::change("policy", Value::text("x"), Value::text(long.clone()));
    change.view = View::Text;
    let mut step =
        fixture::step("vpc.a/x", "ec2.vpc", fixture::update("vpc-1"), Why::Differs { cause: Cause::Drift });
    step.changes = vec![change];
    plan.steps = vec![step];
    plan.head.base = Some(long.clone());
    plan.refusals = fixture::everything().refusals;
    plan.refusals[0].message = long;
    let markdown = plan_markdown(&view(&plan));
    assert_whole(&markdown);
    assert!(markdown.contains("1 block more"), "{markdown}");
    assert!(markdown.contains("1 refusal more"), "{markdown}");
}
