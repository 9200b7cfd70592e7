use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{
    Address, Class, KindSchema, Live, LiveIdentity, LiveState, TAG_ADDRESS, TAG_NAME, TAG_STACK, Type, Value,
    Values, is_reserved_tag,
};

use crate::clock::rfc3339;
use crate::record::{Part, Record};
use crate::ribs::rib;
use crate::state::State;

/// A record as the port shows it. Of a complete set, members of other stacks than `stack` are foreign.
pub fn live(state: &State, schema: &KindSchema, record: &Record, now: u64, stack: Option<&str>) -> Live {
    let mut values = values(state, schema, record);
    let mut identity = identity(&record.tags);
    let mut foreign = Vec::new();
    for part in &record.parts {
        let owner = part.tags.get(TAG_STACK).map(String::as_str);
        if owner.is_some() && owner != stack {
            foreign.push(describe(part, owner.unwrap_or_default()));
            continue;
        }
        identity = identity.or_else(|| self::identity(&part.tags));
        if let Some(Value::List(members)) = values.get_mut(&part.attribute) {
            members.push(part.value.clone());
        }
    }
    for attribute in record.parts.iter().map(|part| part.attribute.as_str()).collect::<BTreeSet<_>>() {
        if let Some(Value::List(members)) = values.get_mut(attribute) {
            members.sort_by_cached_key(Value::to_string);
        }
    }
    Live {
        kind: record.key.kind.clone(),
        id: record.key.id.clone(),
        identity,
        name: record.name.clone(),
        values,
        tags: record
            .tags
            .iter()
            .filter(|(key, _)| !is_reserved_tag(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        state: live_state(schema, record, now),
        created: Some(rfc3339(record.created)),
        foreign,
    }
}

/// Attributes and outputs that AWS reports.
pub fn values(state: &State, schema: &KindSchema, record: &Record) -> Values {
    let mut values = record.values.clone();
    for attribute in &schema.schema.attributes {
        if matches!(attribute.class, Class::CreateOnly | Class::Directive | Class::WriteOnly) {
            values.remove(attribute.name);
        } else if matches!(attribute.ty, Type::Set(_) | Type::List(_)) {
            values.entry(attribute.name.to_owned()).or_insert(Value::List(Vec::new()));
        }
    }
    rib(schema.kind.as_str()).view(state, record, &mut values);
    values
}

/// Where a record is in its life.
pub fn live_state(schema: &KindSchema, record: &Record, now: u64) -> LiveState {
    let lifecycle = rib(schema.kind.as_str()).lifecycle(record, schema.facts.lifecycle);
    let word =
        |between: Option<(&str, u32)>, other: &str| between.map_or(other, |(status, _)| status).to_owned();
    match &record.failed {
        _ if record.gone.is_some() => LiveState::Deleting(word(lifecycle.deleting, "deleting")),
        _ if now < record.ready => LiveState::Pending(word(lifecycle.creating, "pending")),
        Some(why) => LiveState::Failed(why.clone()),
        None => LiveState::Ready,
    }
}

/// The identity that tags carry.
pub fn identity(tags: &BTreeMap<String, String>) -> Option<LiveIdentity> {
    Some(LiveIdentity {
        stack: tags.get(TAG_STACK)?.clone(),
        address: Address::parse(tags.get(TAG_ADDRESS)?).ok()?,
        name: tags.get(TAG_NAME).cloned(),
    })
}

fn describe(part: &Part, owner: &str) -> String {
    let Part { id, attribute, value, tags: _ } = part;
    format!("{id} of {owner}: {attribute} {value}")
}
