use std::collections::BTreeMap;

use scaffold_model::{KindSchema, PhysicalId, Type, Value, Values};
use scaffold_provider::{Class, Error};

use crate::api::Api;
use crate::complete_set::has_members;
use crate::conform::canonical;
use crate::record::{FOREIGN_USER, Key, PARAMETER, Part, Record};
use crate::refusal::Refusal;
use crate::ribs::rib;
use crate::store::Transaction;

/// Another hand: someone in the console, at night. It asks nobody, breaks what it wants to break, and
/// costs no calls.
pub struct Tamper<'a> {
    api: &'a Api,
}

impl<'a> Tamper<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self { api }
    }

    /// Sets an attribute, whatever AWS would say. Of a complete set, new members carry no tags and
    /// those that stay keep theirs; the default group's set is `ec2.security_group_rules` with the id
    /// of the group.
    ///
    /// # Errors
    /// [`Class::Gone`] when there is no such resource, [`Class::Invalid`] when the value has not the
    /// attribute's type.
    pub fn set(&self, kind: &str, id: &str, attribute: &str, value: impl Into<Value>) -> Result<(), Error> {
        let value = value.into();
        self.work(|transaction| {
            let mut record = find(transaction, kind, id)?;
            let declared = schema(kind)?.schema.attribute(attribute).ok_or_else(|| {
                Refusal::invalid("UnknownParameter", format!("{kind} has no attribute {attribute}"))
            })?;
            let value = canonical(&declared.ty, &value)
                .map_err(|problem| Refusal::invalid("InvalidParameterValue", problem))?;
            if rib(kind).change_elsewhere(transaction, &record, attribute, &value) {
                return Ok(());
            }
            if has_members(schema(kind)?) {
                set_members(transaction, &mut record, attribute, &value, &BTreeMap::new());
            } else {
                record.set(attribute, value);
            }
            transaction.put(record);
            Ok(())
        })
    }

    /// Puts members into a complete set as another stack does, with tags.
    ///
    /// # Errors
    /// As [`Tamper::set`].
    pub fn add_member(
        &self,
        kind: &str,
        id: &str,
        (attribute, member): (&str, Value),
        tags: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        self.work(|transaction| {
            let mut record = find(transaction, kind, id)?;
            let ty = schema(kind)?.schema.attribute(attribute).map(|declared| &declared.ty);
            let Some(Type::Set(item)) = ty else {
                return Err(Refusal::invalid("UnknownParameter", format!("{kind} has no set {attribute}")));
            };
            let member = canonical(item, &member)
                .map_err(|problem| Refusal::invalid("InvalidParameterValue", problem))?;
            if has_members(schema(kind)?) {
                let id = transaction.fresh_id("sgr-", id).as_str().to_owned();
                let attribute = attribute.to_owned();
                record.parts.push(Part { id, attribute, value: member, tags: tags.clone() });
            } else {
                let mut members = record.value(attribute).as_list().unwrap_or_default().to_vec();
                members.push(member);
                record.set(attribute, Value::List(members));
            }
            transaction.put(record);
            Ok(())
        })
    }

    /// Sets a tag, or takes it away.
    ///
    /// # Errors
    /// [`Class::Gone`] when there is no such resource.
    pub fn tag(&self, kind: &str, id: &str, key: &str, value: Option<&str>) -> Result<(), Error> {
        self.work(|transaction| {
            let mut record = find(transaction, kind, id)?;
            match value {
                Some(value) => record.tags.insert(key.to_owned(), value.to_owned()),
                None => record.tags.remove(key),
            };
            transaction.put(record);
            Ok(())
        })
    }

    /// Takes something away at once, used or not.
    ///
    /// # Errors
    /// [`Class::Gone`] when there is no such resource.
    pub fn delete(&self, kind: &str, id: &str) -> Result<(), Error> {
        self.work(|transaction| {
            let record = find(transaction, kind, id)?;
            transaction.remove(&record.key);
            Ok(())
        })
    }

    /// Lets something fail for good, for this reason.
    ///
    /// # Errors
    /// [`Class::Gone`] when there is no such resource.
    pub fn fail(&self, kind: &str, id: &str, why: &str) -> Result<(), Error> {
        self.work(|transaction| {
            let mut record = find(transaction, kind, id)?;
            record.failed = Some(why.to_owned());
            transaction.put(record);
            Ok(())
        })
    }

    /// Adds a resource of a kind, with these attributes, tags and name: somebody else's, or a copy of
    /// ours. It is ready at once.
    ///
    /// # Errors
    /// [`Class::Invalid`] when a value has not its attribute's type.
    pub fn add(
        &self,
        kind: &str,
        values: &Values,
        tags: &BTreeMap<String, String>,
        name: Option<&str>,
    ) -> Result<PhysicalId, Error> {
        self.work(|transaction| {
            let schema = schema(kind)?;
            let id = transaction.fresh_id(schema.facts.id_prefix, &format!("{kind}|added by hand"));
            let mut record = transaction.fresh_record(Key { kind: schema.kind.clone(), id });
            for (attribute, value) in values {
                let ty = schema.schema.attribute(attribute).map(|declared| &declared.ty);
                let value = ty.map_or_else(|| Ok(value.clone()), |ty| canonical(ty, value));
                let wrong = |problem| Refusal::invalid("InvalidParameterValue", problem);
                record.set(attribute, value.map_err(wrong)?);
            }
            record.tags.clone_from(tags);
            record.name = name.map(str::to_owned);
            let id = rib(kind).id(&self.api.place, &record).unwrap_or_else(|| record.key.id.clone());
            record.key.id = id.clone();
            record.set("id", Value::text(id.as_str()));
            if schema.schema.output("arn").is_some() {
                let arn = self.api.place.arn(schema.kind.service(), rib(kind).words().arn, id.as_str());
                record.set("arn", Value::text(arn));
            }
            rib(kind).choose(&self.api.place, transaction, &mut record)?;
            transaction.put(record.clone());
            rib(kind).made(transaction, &record);
            Ok(id)
        })
    }

    /// Lets a parameter of Systems Manager hold another text, or be away.
    ///
    /// # Errors
    /// [`Class::Failed`] when the directory cannot be written.
    pub fn set_parameter(&self, name: &str, value: Option<&str>) -> Result<(), Error> {
        self.work(|transaction| {
            let mut record = transaction.fresh_record(Key::new(PARAMETER, name));
            record.set("value", value.map_or(Value::Null, Value::text));
            transaction.put(record);
            Ok(())
        })
    }

    /// Adds something that is no kind of ours and uses these, so that they cannot be deleted: a
    /// network interface of somebody's instance.
    ///
    /// # Errors
    /// [`Class::Failed`] when the directory cannot be written.
    pub fn add_user(&self, what: &str, uses: &[&str]) -> Result<PhysicalId, Error> {
        self.work(|transaction| {
            let id = transaction.fresh_id("eni-", FOREIGN_USER);
            let mut record = transaction.fresh_record(Key::new(FOREIGN_USER, id.as_str()));
            record.name = Some(what.to_owned());
            record.set("uses", Value::List(uses.iter().map(|used| Value::from(*used)).collect()));
            transaction.put(record);
            Ok(id)
        })
    }

    fn work<R>(&self, work: impl FnOnce(&mut Transaction<'_>) -> Result<R, Refusal>) -> Result<R, Error> {
        self.api.store.write(work).map_err(|refusal| refusal.of("sandbox:Tamper"))
    }
}

fn find(transaction: &Transaction<'_>, kind: &str, id: &str) -> Result<Record, Refusal> {
    let found = transaction.state.find(kind, id).cloned();
    found.ok_or_else(|| Refusal::new(Class::Gone, "NotFound", format!("there is no {kind} {id}")))
}

fn schema(kind: &str) -> Result<&'static KindSchema, Refusal> {
    let unknown = || Refusal::invalid("UnknownKind", format!("there is no kind {kind}"));
    scaffold_kinds::schema(kind).ok_or_else(unknown)
}

/// Makes `members` the set of an attribute. Those that stay keep id and tags.
fn set_members(
    transaction: &mut Transaction<'_>,
    record: &mut Record,
    attribute: &str,
    members: &Value,
    tags: &BTreeMap<String, String>,
) {
    let members = members.as_list().unwrap_or_default();
    record.parts.retain(|part| part.attribute != attribute || members.contains(&part.value));
    for member in members {
        if !record.parts.iter().any(|part| part.attribute == attribute && part.value == *member) {
            let id = transaction.fresh_id("sgr-", record.key.id.as_str()).as_str().to_owned();
            let attribute = attribute.to_owned();
            record.parts.push(Part { id, attribute, value: member.clone(), tags: tags.clone() });
        }
    }
}
