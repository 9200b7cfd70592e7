use scaffold_model::{KindSchema, Type, Value};

use crate::check::{existing, users};
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::regions::check_last;
use crate::rib::Rib;
use crate::ribs::rib;
use crate::store::Transaction;

/// Deletes in a transaction. What is going already goes on.
pub fn delete_in(transaction: &mut Transaction<'_>, schema: &KindSchema, key: &Key) -> Result<(), Refusal> {
    let rib = rib(schema.kind.as_str());
    let mut record = match existing(transaction.state, transaction.now, key) {
        Ok(record) => record.clone(),
        Err(_) if transaction.state.get(key).is_some_and(|record| record.gone.is_some()) => return Ok(()),
        Err(refusal) => return Err(refusal),
    };
    if let Some(owner) = &record.owner {
        let message = format!("{} belongs to {} and goes with it", key.id, owner.id);
        return Err(Refusal::invalid("CannotDelete", message));
    }
    let goes_along = |user: &Record| rib.takes_along().contains(&user.key.kind.as_str());
    let first_user =
        users(transaction.state, key).find(|user| !goes_along(user)).map(|user| user.key.id.clone());
    if let Some(user) = first_user {
        let kind = schema.kind.kind().replace('_', " ");
        let message = format!("The {kind} '{}' has dependencies and cannot be deleted: {user}", key.id);
        return Err(Refusal::in_use(rib.words().in_use, message));
    }
    if let Some((name, words)) = schema.facts.protected_by
        && words.contains(&record.value(name).to_string().as_str())
    {
        let message = format!("{} cannot be deleted because of its {}", key.id, name.replace('_', " "));
        return Err(Refusal::invalid(rib.words().protected, message));
    }
    check_last(transaction.state, &record)?;
    if let Some(name) = rib.emptied_before_delete().iter().find(|name| match record.value(name) {
        Value::List(members) => !members.is_empty(),
        value => !value.is_null(),
    }) {
        let message = format!("{} still has {} {}", key.id, name.replace('_', " "), record.value(name));
        return Err(Refusal::in_use(rib.words().in_use, message));
    }
    take_along(transaction, rib, key);
    forget(transaction, key);
    match rib.lifecycle(&record, schema.facts.lifecycle).deleting {
        Some((_, seconds)) => {
            record.gone = Some(transaction.clock.after(transaction.now, f64::from(seconds)));
            transaction.put(record);
        }
        None => transaction.remove(key),
    }
    Ok(())
}

/// What AWS deletes with it, and what goes with that.
fn take_along(transaction: &mut Transaction<'_>, taking: &dyn Rib, key: &Key) {
    for kind in taking.takes_along() {
        let namers = transaction.state.namers_of_kind(kind, key.id.as_str());
        for along in namers.map(|namer| namer.key.clone()).collect::<Vec<Key>>() {
            take_along(transaction, rib(kind), &along);
            transaction.remove(&along);
        }
    }
}

/// Sets of others lose what goes, as associations do. A route keeps its target and leads nowhere.
fn forget(transaction: &mut Transaction<'_>, key: &Key) {
    let namers: Vec<Record> = transaction.state.namers(key.id.as_str()).cloned().collect();
    for mut namer in namers.into_iter().filter(|namer| namer.owner.as_ref() != Some(key)) {
        let Some(schema) = scaffold_kinds::schema(namer.key.kind.as_str()) else { continue };
        for attribute in &schema.schema.attributes {
            if let Type::Set(item) = &attribute.ty
                && matches!(**item, Type::Reference(_))
                && let Some(Value::List(members)) = namer.values.get_mut(attribute.name)
            {
                members.retain(|member| member.as_text() != Some(key.id.as_str()));
            }
        }
        transaction.put(namer);
    }
}
