//! What stands in other regions than the sandbox's own, and how it is found there.

use std::collections::BTreeSet;

use scaffold_model::{KindSchema, TAG_STACK, Value};

use crate::place::Place;
use crate::record::{Naming, REGION, Record};
use crate::refusal::Refusal;
use crate::state::State;
use crate::store::Transaction;

/// Regions, by spaces, in which something of a primary's stack may stand.
const TAG_REGIONS: &str = "scaffold:regions";

/// What is found by its primary.
const KIND: &str = "rds.instance";

/// Services whose things are used from any region.
const EVERYWHERE: &[&str] = &["iam", "secrets", "cloudfront"];

fn told(record: &Record) -> BTreeSet<String> {
    let regions = record.tags.get(TAG_REGIONS).into_iter().flat_map(|regions| regions.split(' '));
    regions.map(str::to_owned).collect()
}

fn of_stack<'a>(state: &'a State, stack: &'a str) -> impl Iterator<Item = &'a Record> {
    state.of_kind(KIND).filter(move |record| record.tags.get(TAG_STACK).is_some_and(|tag| tag == stack))
}

/// Databases of a stack in its own region that are no replicas and not on their way out.
fn primaries<'a>(state: &'a State, stack: &'a str) -> impl Iterator<Item = &'a Record> {
    of_stack(state, stack).filter(|record| {
        record.value(REGION).is_null() && record.value("source").is_null() && record.gone.is_none()
    })
}

/// Regions beside its own in which something of a stack may stand, by the tags of its databases and their
/// replicas.
pub fn known(state: &State, stack: &str) -> BTreeSet<String> {
    let mut regions = BTreeSet::new();
    for record in of_stack(state, stack).filter(|it| it.value(REGION).is_null()) {
        regions.extend(told(record));
        let replicas = state.namers_of_kind(KIND, record.key.id.as_str());
        regions.extend(replicas.filter_map(|replica| replica.text(REGION)).map(str::to_owned));
    }
    regions
}

/// Whether the list of a region shows a record.
pub fn shows(record: &Record, region: Option<&str>) -> bool {
    record.text(REGION) == region
}

/// Has the stack's primaries tell of another region, before anything is made there.
pub fn tell_of(transaction: &mut Transaction<'_>, region: &str, stack: &str) -> Result<(), Refusal> {
    let primaries: Vec<Record> = primaries(transaction.state, stack).cloned().collect();
    if primaries.is_empty() {
        let message = format!("nothing of {stack} can stand in {region} before a primary of it is there");
        return Err(Refusal::in_use("InvalidDBInstanceState", message));
    }
    for mut primary in primaries {
        let mut regions = told(&primary);
        if regions.insert(region.to_owned()) {
            let text = regions.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            primary.tags.insert(TAG_REGIONS.to_owned(), text);
            transaction.put(primary);
        }
    }
    Ok(())
}

/// Refuses to let a primary go while it is the only one that tells of a region in which something of its
/// stack stands.
pub fn check_last(state: &State, record: &Record) -> Result<(), Refusal> {
    let Some(stack) = record.tags.get(TAG_STACK).filter(|_| record.value(REGION).is_null()) else {
        return Ok(());
    };
    let mut regions = told(record);
    for other in primaries(state, stack).filter(|other| other.key != record.key) {
        regions.retain(|region| !told(other).contains(region));
    }
    let stands = |kind: &&KindSchema| {
        let mut ours = state.of_stack(&kind.kind, stack, None).filter(|other| other.gone.is_none());
        ours.any(|other| other.text(REGION).is_some_and(|region| regions.contains(region)))
    };
    match scaffold_kinds::all().find(stands) {
        Some(kind) if !regions.is_empty() => {
            let message = format!(
                "{} is the last that tells of regions in which an {} still stands",
                record.key.id, kind.kind
            );
            Err(Refusal::in_use("InvalidDBInstanceState", message))
        }
        _ => Ok(()),
    }
}

/// Whether what is named stands in another region, where it is not found; or, in one that the sandbox has
/// nothing of, was made by others.
pub fn is_elsewhere(after: &Record, naming: &Naming, target: Option<&Record>) -> Elsewhere {
    let kind = naming.target.kind.as_str();
    if naming.attribute == "source" || EVERYWHERE.contains(&naming.target.kind.service()) {
        return Elsewhere::No;
    }
    match target {
        Some(target) if target.value(REGION) != after.value(REGION) => Elsewhere::Yes,
        Some(_) => Elsewhere::No,
        None if after.value(REGION).is_null() || takes_region(kind) => Elsewhere::No,
        None => Elsewhere::OfOthers,
    }
}

/// Where something that is named stands.
pub enum Elsewhere {
    /// Beside what names it.
    No,
    /// In another region.
    Yes,
    /// Beside what names it, made by others.
    OfOthers,
}

fn takes_region(kind: &str) -> bool {
    scaffold_kinds::schema(kind).is_some_and(|kind| kind.schema.attribute(REGION).is_some())
}

/// The region that a record stands in.
pub fn of<'a>(place: &'a Place, record: &'a Record) -> &'a str {
    record.text(REGION).unwrap_or(&place.region)
}

/// The region as what is unique in it sees it.
pub fn scope(record: &Record) -> Value {
    Value::text(record.text(REGION).unwrap_or_default())
}
