use std::collections::{BTreeMap, BTreeSet};

use scaffold_kinds::schema;
use scaffold_model::{
    Answer, Lookup, Owner, PhysicalId, Refusal, Snapshot, StackId, User, Value, Why, name_beginning,
};

use crate::codes;
use crate::decide::Decided;
use crate::deletions::Deletion;
use crate::identify::is_complete_set;
use crate::live_index::{is_soft, visit_references};

/// What the planner asks about users: those of everything that shall go, kind by kind.
pub(crate) fn lookups<'d>(deletions: impl IntoIterator<Item = &'d Deletion<'d>>) -> Vec<Lookup> {
    let mut by_kind: BTreeMap<_, BTreeSet<PhysicalId>> = BTreeMap::new();
    for deletion in deletions.into_iter().filter(|deletion| !is_complete_set(deletion.live)) {
        by_kind.entry(deletion.live.kind.clone()).or_default().insert(deletion.live.id.clone());
    }
    by_kind.into_iter().map(|(kind, ids)| Lookup::Users { kind, ids: ids.into_iter().collect() }).collect()
}

/// Refusals for what something foreign, or something of ours that stays, still uses.
pub(crate) fn refusals(
    deletions: &[&Deletion<'_>],
    decided: &[Decided<'_>],
    (stack, snapshot): (&StackId, &Snapshot),
) -> Vec<Refusal> {
    let ours: BTreeSet<&str> = snapshot.resources.iter().map(|live| live.id.as_str()).collect();
    let goes_along = |user: &User| ours.contains(user.id.as_str()) || is_ours(user, stack, snapshot);
    let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for answer in lookups(deletions.iter().copied()).iter().filter_map(|lookup| snapshot.answers.get(lookup))
    {
        let Answer::Users(found) = answer else { continue };
        for user in found.iter().filter(|user| !goes_along(user)) {
            users.entry(user.used.as_str()).or_default().push(user.to_string());
        }
    }
    let staying = staying_users(deletions, decided);
    let mut refusals = Vec::new();
    for deletion in deletions {
        let id = deletion.live.id.as_str();
        if is_complete_set(deletion.live) {
            continue;
        }
        if let Some(users) = users.get(id) {
            refusals.push(Refusal {
                code: codes::FOREIGN_USER.name.to_owned(),
                address: deletion.address.clone(),
                message: format!("{id} cannot be deleted: it is used by {}", users.join(", ")),
                help: Some("this stack does not own that; remove it or move it away first".to_owned()),
                origin: None,
            });
        }
        for user in staying.get(id).into_iter().flatten() {
            refusals.push(Refusal {
                code: codes::STILL_USED.name.to_owned(),
                address: deletion.address.clone(),
                message: format!("{id} cannot be deleted: {user} refers to it and stays"),
                help: Some("refer to it by address, or take the reference out".to_owned()),
                origin: None,
            });
        }
    }
    refusals
}

/// Whether who stands behind a user may be of this stack, also when it is gone already.
fn is_ours(user: &User, stack: &StackId, snapshot: &Snapshot) -> bool {
    match &user.owner {
        Some(Owner::SomeOf(kind)) => snapshot.resources.iter().any(|live| live.kind == *kind),
        Some(Owner::Named(name)) => name.starts_with(&name_beginning(stack)),
        None => false,
    }
}

/// Desired resources that name by physical id what shall go.
fn staying_users(deletions: &[&Deletion<'_>], decided: &[Decided<'_>]) -> BTreeMap<String, Vec<String>> {
    let going: BTreeSet<(&str, &str)> =
        deletions.iter().map(|deletion| (deletion.live.kind.as_str(), deletion.live.id.as_str())).collect();
    let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if going.is_empty() {
        return users;
    }
    for decided in decided {
        for attribute in &decided.schema.schema.attributes {
            let value = decided.resource.values.get(attribute.name).unwrap_or(&Value::Null);
            visit_references(&attribute.ty, value, &mut |kind, id| {
                if going.contains(&(kind, id)) && !is_soft(kind, decided.schema, attribute.name) {
                    let user = format!("`{}` of {}", attribute.name, decided.resource.address);
                    users.entry(id.to_owned()).or_default().push(user);
                }
            });
        }
    }
    users
}

/// Refusals for what is protected from deletion, by the live resource's own word.
pub(crate) fn protection_refusals(deletions: &[&Deletion<'_>]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for deletion in deletions {
        let schema = schema(deletion.live.kind.as_str());
        let Some((attribute, words)) = schema.and_then(|schema| schema.facts.protected_by) else { continue };
        let word = deletion.live.value(attribute).to_string();
        if !words.contains(&word.as_str()) {
            continue;
        }
        let verb = if deletion.replaced.is_some() { "replaced" } else { "deleted" };
        refusals.push(Refusal {
            code: codes::PROTECTED.name.to_owned(),
            address: deletion.address.clone(),
            message: format!(
                "{} cannot be {verb}: it is protected from deletion (`{attribute}` is {word})",
                deletion.live.id
            ),
            help: Some(unprotect(deletion, verb)),
            origin: None,
        });
    }
    refusals
}

/// A block that is gone can say nothing.
fn unprotect(deletion: &Deletion<'_>, verb: &str) -> String {
    let block = deletion.address.block_address();
    let is_gone = deletion.why.iter().any(|why| matches!(why, Why::NotInBlueprint { .. }));
    if is_gone {
        format!(
            "put {block} back, or say with `[[moved]]` what it is called now; to delete it, put it back with \
             `deletion_protection = false`, apply that by itself, and take it out then"
        )
    } else {
        format!("switch `deletion_protection` of {block} off and apply that by itself; then it can be {verb}")
    }
}
