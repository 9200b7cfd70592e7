use std::collections::BTreeMap;

use scaffold_model::{Attribute, Identity, KindSchema, Type, Unique, Value};
use scaffold_provider::Class;

use crate::network::network;
use crate::options::Quotas;
use crate::place::Place;
use crate::record::{Key, Naming, REGION, Record};
use crate::refusal::Refusal;
use crate::regions::{Elsewhere, is_elsewhere, scope};
use crate::ribs::rib;
use crate::state::State;

/// Tags that AWS lets one resource have.
const MAX_TAGS: usize = 50;

/// What judges new and changed resources.
pub struct Check<'a> {
    /// Where.
    pub place: &'a Place,
    /// Whether quotas hold.
    pub quotas: Quotas,
    /// When.
    pub now: u64,
}

impl Check<'_> {
    /// Whether AWS would let a resource be so.
    pub fn agree(&self, state: &State, before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
        let Some(schema) = scaffold_kinds::schema(after.key.kind.as_str()) else { return Ok(()) };
        let known = before.map(|before| before.namings(Some(schema))).unwrap_or_default();
        for naming in after.namings(Some(schema)) {
            if !known.contains(&naming) {
                self.target(state, after, &naming)?;
            }
        }
        unique(state, schema, after)?;
        for attribute in &schema.schema.attributes {
            if let Some(scope) = attribute.exclusive_within
                && !attribute.takes_over
                && before.is_none_or(|before| before.value(attribute.name) != after.value(attribute.name))
            {
                exclusive(state, attribute, scope, after)?;
            }
        }
        if before.is_none() && self.quotas == Quotas::Aws {
            quota(state, schema, after)?;
        }
        rib(after.key.kind.as_str()).check(self.place, state, before, after)
    }

    /// What is named must be there, be seen, not be on its way out, and stand in the same VPC.
    fn target(&self, state: &State, after: &Record, naming: &Naming) -> Result<(), Refusal> {
        let Key { kind, id } = &naming.target;
        let rib = rib(kind.as_str());
        if let Some(schema) = scaffold_kinds::schema(kind.as_str())
            && !id.as_str().starts_with(schema.facts.id_prefix)
        {
            let code = rib.words().not_found.replace("NotFound", "Malformed");
            return Err(Refusal::invalid(code, format!("Invalid id: \"{id}\" ({})", naming.attribute)));
        }
        if rib.is_managed(id.as_str()) {
            return Ok(());
        }
        match is_elsewhere(after, naming, state.get(&naming.target)) {
            Elsewhere::No => {}
            Elsewhere::OfOthers => return Ok(()),
            Elsewhere::Yes => {
                let message = format!("{id} is not in the region of {}", after.key.id);
                return Err(Refusal::invalid(rib.words().not_found, message));
            }
        }
        let target = existing(state, self.now, &naming.target)?;
        match (network(state, after), network(state, target)) {
            (Some(here), Some(there)) if here != there => {
                let message = format!(
                    "{} is in {here} but {id}, its {}, is in {there}",
                    after.key.id, naming.attribute
                );
                Err(Refusal::invalid("InvalidParameterValue", message))
            }
            _ => Ok(()),
        }
    }
}

/// A record that calls can work on or name.
pub fn existing<'a>(state: &'a State, now: u64, key: &Key) -> Result<&'a Record, Refusal> {
    let found = state.get(key).filter(|record| record.gone.is_none());
    let class = match found {
        Some(record) if record.visible <= now => return Ok(record),
        Some(_) => Class::NotYetVisible,
        None => Class::Gone,
    };
    let message = format!("The {} ID '{}' does not exist", key.kind.kind().replace('_', " "), key.id);
    Err(Refusal::new(class, rib(key.kind.as_str()).words().not_found, message))
}

/// What keeps something from being deleted: what names it, but for what goes with it and what AWS
/// does not mind.
pub fn users<'a>(state: &'a State, key: &'a Key) -> impl Iterator<Item = &'a Record> {
    let schema = scaffold_kinds::schema(key.kind.as_str());
    let soft = schema.map_or(&[] as &[_], |schema| schema.facts.soft_referrers);
    state.namers(key.id.as_str()).filter(move |namer| {
        let kind = namer.key.kind.as_str();
        namer.key != *key
            && namer.owner.as_ref() != Some(key)
            && namer.namings(scaffold_kinds::schema(kind)).iter().any(|naming| {
                naming.target.id == key.id && !soft.contains(&format!("{kind}.{}", naming.attribute).as_str())
            })
    })
}

/// Others of the kind that can hold the same value: those that name the same, where the value is a name.
fn rivals<'a>(state: &'a State, record: &'a Record, value: &Value, ty: &Type) -> Vec<&'a Record> {
    let kind = record.key.kind.as_str();
    let other = |rival: &&Record| rival.key != record.key;
    match (ty, value) {
        (Type::Reference(_), Value::Text(id)) => state.namers_of_kind(kind, id).filter(other).collect(),
        _ => state.of_kind(kind).filter(other).collect(),
    }
}

fn unique(state: &State, schema: &KindSchema, record: &Record) -> Result<(), Refusal> {
    let value = |record: &Record, name: &str| match name {
        "name" => record.name.clone().map_or(Value::Null, Value::Text),
        REGION => scope(record),
        name => record.value(name).clone(),
    };
    for unique in schema.facts.unique {
        let wanted: Vec<Value> = unique.attributes.iter().map(|name| value(record, name)).collect();
        if wanted.iter().any(Value::is_null) {
            continue;
        }
        let reference = |name: &&&str| {
            let attribute = schema.schema.attribute(name)?;
            matches!(attribute.ty, Type::Reference(_)).then_some((attribute, record.value(name)))
        };
        let candidates = match unique.attributes.iter().find_map(|name| reference(&name)) {
            Some((attribute, id)) => rivals(state, record, id, &attribute.ty),
            None => rivals(state, record, &Value::Null, &Type::Boolean),
        };
        let same = |rival: &&Record| {
            unique.attributes.iter().zip(&wanted).all(|(name, wanted)| value(rival, name) == *wanted)
        };
        if let Some(rival) = candidates.into_iter().find(same) {
            let words: Vec<String> = wanted.iter().map(Value::to_string).collect();
            let message = format!("{} already has {}", rival.key.id, words.join(", "));
            // A name stays taken; what is attached can be detached.
            let class = if unique.attributes.contains(&"name") { Class::Invalid } else { Class::Dependency };
            return Err(Refusal::new(class, unique.error, message));
        }
    }
    Ok(())
}

fn exclusive(state: &State, attribute: &Attribute, scope: &str, record: &Record) -> Result<(), Refusal> {
    let value = record.value(attribute.name);
    // Ranges are held by overlap, which their kinds judge.
    // Of sets, each member is; those their kinds judge, too.
    if value.is_null() || matches!(attribute.ty, Type::Cidr4 { .. } | Type::Cidr6 | Type::Set(_)) {
        return Ok(());
    }
    let holds = |rival: &&Record| {
        rival.value(attribute.name) == value
            && (scope.is_empty() || rival.value(scope) == record.value(scope))
    };
    match rivals(state, record, value, &attribute.ty).into_iter().find(holds) {
        None => Ok(()),
        Some(rival) => {
            let message = format!("{value} is already associated with {}", rival.key.id);
            Err(Refusal::in_use("Resource.AlreadyAssociated", message))
        }
    }
}

fn quota(state: &State, schema: &KindSchema, record: &Record) -> Result<(), Refusal> {
    let Some(quota) = schema.facts.quota else { return Ok(()) };
    // A set's quota counts its members, which its kind judges.
    if schema.parent_attribute().is_some() {
        return Ok(());
    }
    let count = match quota.within {
        None => {
            let others = state.of_kind(schema.kind.as_str()).filter(|other| other.owner.is_none());
            others.filter(|other| scope(other) == scope(record)).count()
        }
        Some(scope) => {
            let of = |record: &Record| scope_value(state, schema, record, scope);
            let wanted = of(record);
            state.of_kind(schema.kind.as_str()).filter(|other| of(other) == wanted).count()
        }
    };
    if count < quota.limit {
        return Ok(());
    }
    let within = quota.within.unwrap_or("region").replace('_', " ");
    let kind = schema.kind.kind().replace('_', " ");
    let message = format!("The maximum number of {kind}s has been reached: {} in one {within}", quota.limit);
    Err(Refusal::new(Class::Quota, quota.error, message))
}

/// The value of a scope: an attribute's own, or that of what the record names.
fn scope_value(state: &State, schema: &KindSchema, record: &Record, scope: &str) -> Value {
    if schema.schema.attribute(scope).is_some() {
        return record.value(scope).clone();
    }
    let namings = record.namings(Some(schema));
    let mut targets = namings.iter().filter_map(|naming| state.get(&naming.target));
    targets.find_map(|target| target.values.get(scope).cloned()).unwrap_or_default()
}

/// The combinations that stay taken: names, and all of what has no tags.
pub fn taking(schema: &KindSchema) -> impl Iterator<Item = &'static Unique> {
    let is_marked = matches!(schema.facts.identity, Identity::Marked { .. });
    schema.facts.unique.iter().filter(move |unique| is_marked || unique.attributes.contains(&"name"))
}

/// Where the id is made of the name, a second one would take the first one's place.
pub fn check_untaken(state: &State, schema: &KindSchema, key: &Key) -> Result<(), Refusal> {
    match taking(schema).next().filter(|_| state.get(key).is_some()) {
        Some(unique) => Err(Refusal::invalid(unique.error, format!("{} exists already", key.id))),
        None => Ok(()),
    }
}

/// What AWS takes as tags.
pub fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), Refusal> {
    if tags.len() > MAX_TAGS {
        let message = format!("{} tags, the most is {MAX_TAGS}", tags.len());
        return Err(Refusal::invalid("TagLimitExceeded", message));
    }
    let fits = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    let wrong = |(key, value): &(&String, &String)| {
        key.is_empty()
            || key.chars().count() > 128
            || value.chars().count() > 256
            || key.to_ascii_lowercase().starts_with("aws:")
            || !key.chars().chain(value.chars()).all(fits)
    };
    match tags.iter().find(wrong) {
        Some((key, value)) => {
            Err(Refusal::invalid("InvalidParameterValue", format!("the tag {key} = {value} is not allowed")))
        }
        None => Ok(()),
    }
}
