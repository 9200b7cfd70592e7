//! Plans as programs read them, and as they come back.

#![allow(clippy::unwrap_used)]

mod fixture;

use proptest::prelude::*;
use scaffold_model::Edge;
use scaffold_report::{PlanFileError, looks_like_plan, plan_json, read_plan};
use serde_json::Value as Json;

fn schema() -> jsonschema::Validator {
    let text = include_str!("../../../docs/schemas/plan.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

#[test]
fn plans_follow_their_schema() {
    for plan in [fixture::empty(), fixture::everything()] {
        let json: Json = serde_json::from_str(&plan_json(&plan).unwrap()).unwrap();
        let problems: Vec<String> =
            schema().iter_errors(&json).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

#[test]
fn the_schema_knows_every_field_and_refuses_others() {
    let whole: Json = serde_json::from_str(&plan_json(&fixture::everything()).unwrap()).unwrap();
    for pointer in [
        "",
        "/head",
        "/steps/0",
        "/steps/0/changes/0",
        "/steps/0/verb",
        "/steps/0/why/0",
        "/cost/0",
        "/refusals/0",
        "/preconditions/0",
        "/desired",
    ] {
        let mut json = whole.clone();
        json.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("unheard_of".into(), Json::Null);
        assert!(!schema().is_valid(&json), "`{pointer}` takes anything");
    }
    for pointer in ["head", "steps", "after", "summary", "cost"] {
        let mut json = whole.clone();
        json.as_object_mut().unwrap().remove(pointer);
        assert!(!schema().is_valid(&json), "`{pointer}` can be missing");
    }
}

#[test]
fn what_was_written_is_read() {
    for plan in [fixture::empty(), fixture::everything()] {
        let text = plan_json(&plan).unwrap();
        assert!(looks_like_plan(text.as_bytes()));
        assert_eq!(read_plan(text.as_bytes()).unwrap(), plan);
    }
    assert!(!looks_like_plan(fixture::TEXT.as_bytes()));
}

#[test]
fn what_is_no_plan_is_refused_with_a_reason() {
    let read = |text: &str| read_plan(text.as_bytes()).unwrap_err().to_string();
    assert!(read("[blueprint]").starts_with("it is not JSON"));
    assert_eq!(read("[]"), "it is not a plan: it is not an object");
    assert_eq!(read("{}"), "it is not a plan: it has no `format`");
    assert!(read(r#"{"format": 99}"#).starts_with("it has format 99"));
    assert!(read(r#"{"format": "1"}"#).starts_with("it has format \"1\""));
    assert!(read(r#"{"format": 1}"#).starts_with("it is not a plan: missing field"));
}

#[test]
fn orders_that_cannot_be_followed_are_refused() {
    let broken = |after: Vec<Edge>| {
        let mut plan = fixture::everything();
        plan.after = after;
        read_plan(plan_json(&plan).unwrap().as_bytes())
    };
    let edge = |step, after| Edge { step, after };
    for after in [
        vec![edge(0, 99)],
        vec![edge(99, 0)],
        vec![edge(1, 1)],
        vec![edge(0, 1), edge(1, 2), edge(2, 0)],
        vec![edge(usize::MAX, 0)],
    ] {
        assert!(matches!(broken(after), Err(PlanFileError::BrokenOrder(_))));
    }
    assert!(broken(vec![edge(2, 0), edge(2, 0), edge(2, 1)]).is_ok());
}

/// Everything that can be done to a JSON value at a place: chosen by number, so that runs shrink.
fn mutate(json: &mut Json, path: &mut impl Iterator<Item = usize>, what: usize) {
    let next = path.next();
    match (json, next) {
        (Json::Object(entries), Some(index)) if !entries.is_empty() => {
            let key = entries.keys().nth(index % entries.len()).cloned().unwrap();
            if what.is_multiple_of(7) && index.is_multiple_of(3) {
                entries.remove(&key);
            } else if let Some(entry) = entries.get_mut(&key) {
                mutate(entry, path, what);
            }
        }
        (Json::Array(items), Some(index)) if !items.is_empty() => {
            let index = index % items.len();
            match what % 5 {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => mutate(&mut items[index], path, what),
            }
        }
        (place, _) => {
            *place = match what % 9 {
                0 => Json::Null,
                1 => Json::Bool(true),
                2 => Json::from(-1),
                3 => Json::from(u64::MAX),
                4 => Json::from(1e300),
                5 => Json::String("\u{0}💥/..".into()),
                6 => Json::Array(vec![Json::Array(Vec::new())]),
                7 => serde_json::json!({ "$pending": { "address": "vpc.main" } }),
                _ => serde_json::json!({ "$concat": 7 }),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6_000, ..ProptestConfig::default() })]

    #[test]
    fn mutated_plans_never_panic(
        changes in prop::collection::vec((prop::collection::vec(0_usize..64, 1..8), 0_usize..1_000), 1..4)
    ) {
        let mut json: Json = serde_json::from_str(&plan_json(&fixture::everything()).unwrap()).unwrap();
        for (path, what) in changes {
            mutate(&mut json, &mut path.into_iter(), what);
        }
        let bytes = serde_json::to_vec(&json).unwrap();
        if let Ok(plan) = read_plan(&bytes) {
            let view = scaffold_report::PlanView {
                plan: &plan, sources: &fixture::sources(), codes: &[], style: scaffold_report::Style::plain(),
            };
            prop_assert!(!scaffold_report::plan_text(&view).is_empty());
            prop_assert!(scaffold_report::plan_markdown(&view).len() <= scaffold_report::MARKDOWN_LIMIT);
            prop_assert_eq!(read_plan(plan_json(&plan).unwrap().as_bytes()).unwrap(), plan);
        }
    }

    #[test]
    fn mutated_bytes_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = plan_json(&fixture::everything()).unwrap().into_bytes();
        for (at, byte, what) in edits {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        let _ = read_plan(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = (looks_like_plan(&bytes), read_plan(&bytes));
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(read_plan(deep.as_bytes()), Err(PlanFileError::NotJson(_))));
    let inside = format!("{{\"format\": 1, \"outputs\": {deep}}}");
    assert!(read_plan(inside.as_bytes()).is_err());
}
