use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use scaffold_model::{
    Class as Silence, KindSchema, Live, PhysicalId, TAG_NAME, TAG_STACK, Value, Values, digest,
};
use scaffold_provider::{Class, Error, Gateway};
use tokio::time::sleep;

use crate::check::{Check, check_tags, check_untaken, existing};
use crate::conform::{broken_rule, canonical, canonical_table};
use crate::deletion::delete_in;
use crate::meter::{Calling, Meter};
use crate::options::{Quotas, SandboxOptions, Visibility};
use crate::patience::Patience;
use crate::place::Place;
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::ribs::rib;
use crate::state::State;
use crate::steps::{Change, Step};
use crate::store::{Store, Transaction, seed};
use crate::view;

/// AWS's calls as the sandbox answers them.
#[derive(Debug)]
pub struct Api {
    /// Where.
    pub place: Place,
    /// What lives.
    pub store: Store,
    /// What it cost.
    pub meter: Meter,
    /// What calls that change something pass.
    pub gateway: Gateway,
    /// Regions beside its own in which the blueprint has something.
    pub regions: Mutex<BTreeSet<String>>,
    quotas: Quotas,
    visibility: Visibility,
    unseen: Mutex<HashMap<Key, u32>>,
}

/// A creating call.
#[derive(Clone, Debug)]
pub struct Creation {
    /// What.
    pub schema: &'static KindSchema,
    /// Every attribute. What the creating call cannot carry is left to later calls.
    pub values: Values,
    /// All tags.
    pub tags: BTreeMap<String, String>,
    /// Physical name, for named kinds.
    pub name: Option<String>,
    /// Client token, for kinds with one.
    pub token: Option<String>,
}

impl Api {
    /// The calls on a store.
    pub fn new(options: &SandboxOptions, store: Store) -> Self {
        Self {
            place: Place { account: options.account.clone(), region: options.region.clone() },
            store,
            meter: Meter::new(options.faults.clone(), options.latency),
            gateway: Gateway::default(),
            regions: Mutex::default(),
            quotas: options.quotas,
            visibility: options.visibility,
            unseen: Mutex::default(),
        }
    }

    /// A call that changes something, sent again where that is safe.
    pub async fn change<R>(
        &self,
        calling: Calling<'_>,
        work: impl Fn(&mut Transaction<'_>) -> Result<R, Refusal>,
    ) -> Result<R, Error> {
        self.persist(calling, || self.store.write(&work)).await
    }

    /// A call that reads, sent again where it fails in passing.
    pub async fn look<R>(
        &self,
        service: &str,
        operation: &str,
        work: impl Fn(&State, u64) -> Result<R, Refusal>,
    ) -> Result<R, Error> {
        self.persist(Calling { service, operation, lost: None }, || self.store.read(&work)).await
    }

    async fn persist<R>(
        &self,
        calling: Calling<'_>,
        work: impl Fn() -> Result<R, Refusal>,
    ) -> Result<R, Error> {
        let mut patience = Patience::default();
        loop {
            let _passage = match calling.lost {
                Some(_) => Some(self.gateway.pass(|| calling.action()).await?),
                None => None,
            };
            let answer = match self.meter.begin(calling, &self.store).await {
                Ok(ticket) => {
                    let result = work().map_err(|refusal| refusal.of(&calling.action()));
                    self.meter.end(ticket, result)
                }
                Err(error) => Err(error),
            };
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match patience.pause(error.class) {
                Some(pause) => sleep(self.store.clock.scaled(pause)).await,
                None => return Err(error),
            }
        }
    }

    /// Makes one, as AWS's creating call does: what that cannot carry has AWS's initial values.
    pub async fn create(&self, lost: Class, creation: Creation) -> Result<Live, Error> {
        let schema = creation.schema;
        let operation = schema.facts.create_operation;
        let calling = Calling { service: schema.kind.service(), operation, lost: Some(lost) };
        self.change(calling, |transaction| self.create_in(transaction, &creation)).await
    }

    fn create_in(&self, transaction: &mut Transaction<'_>, creation: &Creation) -> Result<Live, Refusal> {
        let Creation { schema, values, tags, name, token } = creation;
        let request = request_digest(creation);
        if let Some(token) = token
            && let Some(known) = transaction.state.token(token).cloned()
        {
            if known.request != request {
                let message = "the client token was used with other parameters";
                return Err(Refusal::invalid("IdempotentParameterMismatch", message));
            }
            return Ok(answer_again(transaction, schema, &known.made));
        }
        check_tags(tags)?;
        let wrong = |problem| Refusal::invalid("InvalidParameterValue", problem);
        let values = canonical_table(&schema.schema.attributes, values).map_err(wrong)?;
        if let Some(problem) = broken_rule(&schema.schema.rules, &schema.schema.attributes, &values) {
            return Err(Refusal::invalid("InvalidParameterCombination", problem));
        }
        let mut record =
            transaction.fresh_record(Key { kind: schema.kind.clone(), id: PhysicalId::from("") });
        record.name = rib(schema.kind.as_str()).name(&values, name.as_deref());
        record.tags.clone_from(tags);
        // A tag says the name that it got, so that copies are known by theirs.
        if let (Some(tag), Some(name)) = (record.tags.get_mut(TAG_NAME), &record.name) {
            tag.clone_from(name);
        }
        set_initial_values(schema, values, &mut record);
        let fresh = || transaction.fresh_id(schema.facts.id_prefix, &seed(schema.kind.as_str(), tags));
        record.key.id = rib(schema.kind.as_str()).id(&self.place, &record).unwrap_or_else(fresh);
        check_untaken(transaction.state, schema, &record.key)?;
        self.set_outputs(schema, &mut record);
        let rib = rib(schema.kind.as_str());
        rib.choose(&self.place, transaction, &mut record)?;
        self.set_times(transaction, schema, &mut record);
        self.checking(transaction.now).agree(transaction.state, None, &record)?;
        transaction.put(record.clone());
        rib.made(transaction, &record);
        if let Some(token) = token {
            transaction.remember(token, &record.key, &request);
        }
        if let Visibility::AfterReads(reads) = self.visibility {
            self.unseen.lock().unwrap_or_else(PoisonError::into_inner).insert(record.key.clone(), reads);
        }
        Ok(show(transaction, schema, &record))
    }

    fn set_outputs(&self, schema: &KindSchema, record: &mut Record) {
        let id = record.key.id.as_str().to_owned();
        let word = rib(schema.kind.as_str()).words().arn;
        if schema.schema.output("arn").is_some() {
            record.set("arn", Value::text(self.place.arn(schema.kind.service(), word, &id)));
        }
        if schema.schema.output("name").is_some() {
            record.set("name", record.name.clone().map_or(Value::Null, Value::Text));
        }
        record.set("id", Value::text(id));
    }

    fn set_times(&self, transaction: &Transaction<'_>, schema: &KindSchema, record: &mut Record) {
        let lifecycle = rib(schema.kind.as_str()).lifecycle(record, schema.facts.lifecycle);
        if let Some((_, seconds)) = lifecycle.creating {
            record.ready = transaction.clock.after(transaction.now, f64::from(seconds));
        }
        if let Visibility::After(span) = self.visibility {
            record.visible = transaction.clock.after(transaction.now, span.as_secs_f64());
        }
    }

    /// Changes one, as one of AWS's modifying calls does.
    pub async fn modify(&self, schema: &KindSchema, id: &PhysicalId, step: &Step) -> Result<(), Error> {
        self.modify_and_mark(schema, id, step, |_| ()).await
    }

    /// The same where the call carries a mark as well.
    pub async fn modify_and_mark(
        &self,
        schema: &KindSchema,
        id: &PhysicalId,
        step: &Step,
        mark: impl Fn(&mut Record),
    ) -> Result<(), Error> {
        let calling = Calling {
            service: schema.kind.service(),
            operation: &step.operation,
            lost: Some(Class::Transient),
        };
        self.change(calling, |transaction| {
            let key = Key { kind: schema.kind.clone(), id: id.clone() };
            let before = existing(transaction.state, transaction.now, &key)?.clone();
            for (name, change) in &step.changes {
                self.modify_in(transaction, schema, &key, (name, change))?;
            }
            let Some(mut after) = transaction.state.get(&key).cloned() else { return Ok(()) };
            mark(&mut after);
            if after.values != before.values {
                rib(schema.kind.as_str()).changed(transaction, &before, &mut after)?;
            } else if after.tags == before.tags {
                return Ok(());
            }
            transaction.put(after);
            Ok(())
        })
        .await
    }

    /// Changes one attribute in a transaction.
    pub fn modify_in(
        &self,
        transaction: &mut Transaction<'_>,
        schema: &KindSchema,
        key: &Key,
        (name, change): (&str, &Change),
    ) -> Result<(), Refusal> {
        let Some(attribute) = schema.schema.attribute(name) else {
            return Err(Refusal::invalid("UnknownParameter", format!("there is no attribute {name}")));
        };
        let before = existing(transaction.state, transaction.now, key)?.clone();
        let value = change.after(before.value(name));
        let value = canonical(&attribute.ty, &value)
            .map_err(|problem| Refusal::invalid("InvalidParameterValue", format!("{name}: {problem}")))?;
        if rib(schema.kind.as_str()).change_elsewhere(transaction, &before, name, &value) {
            return Ok(());
        }
        if attribute.takes_over {
            take_over(transaction, schema, &before, name, &value);
        }
        let mut after = before.clone();
        after.set(name, value);
        self.checking(transaction.now).agree(transaction.state, Some(&before), &after)?;
        transaction.put(after);
        Ok(())
    }

    /// Deletes one, as AWS's deleting call does.
    pub async fn delete(&self, schema: &KindSchema, id: &PhysicalId) -> Result<(), Error> {
        let operation = rib(schema.kind.as_str()).words().delete;
        let calling = Calling { service: schema.kind.service(), operation, lost: Some(Class::Transient) };
        let key = Key { kind: schema.kind.clone(), id: id.clone() };
        self.change(calling, |transaction| delete_in(transaction, schema, &key)).await
    }

    /// Sets tags and takes some away.
    pub async fn tag(
        &self,
        schema: &KindSchema,
        id: &PhysicalId,
        set: &BTreeMap<String, String>,
        taken: &[String],
    ) -> Result<(), Error> {
        let key = Key { kind: schema.kind.clone(), id: id.clone() };
        for (operation, needed) in [("DeleteTags", !taken.is_empty()), ("CreateTags", !set.is_empty())] {
            let calling = Calling { service: schema.kind.service(), operation, lost: Some(Class::Transient) };
            if !needed {
                continue;
            }
            self.change(calling, |transaction| {
                let mut record = existing(transaction.state, transaction.now, &key)?.clone();
                if operation == "DeleteTags" {
                    taken.iter().for_each(|tag| drop(record.tags.remove(tag)));
                } else {
                    record.tags.extend(set.clone());
                }
                check_tags(&record.tags)?;
                transaction.put(record);
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    /// Whether lists and reads show a record, which they are about to do.
    pub fn shows(&self, record: &Record, now: u64) -> bool {
        if record.visible > now {
            return false;
        }
        let mut unseen = self.unseen.lock().unwrap_or_else(PoisonError::into_inner);
        match unseen.get_mut(&record.key) {
            Some(reads) if *reads > 0 => {
                *reads -= 1;
                false
            }
            Some(_) => {
                unseen.remove(&record.key);
                true
            }
            None => true,
        }
    }

    /// What judges new and changed resources.
    pub fn checking(&self, now: u64) -> Check<'_> {
        Check { place: &self.place, quotas: self.quotas, now }
    }
}

/// Takes the members of a set from whoever else has them.
fn take_over(
    transaction: &mut Transaction<'_>,
    schema: &KindSchema,
    taker: &Record,
    name: &str,
    value: &Value,
) {
    for member in value.as_list().unwrap_or_default().iter().filter_map(Value::as_text) {
        let holders = transaction.state.namers_of_kind(schema.kind.as_str(), member);
        let holders: Vec<Record> = holders
            .filter(|holder| holder.key != taker.key && holder.texts(name).any(|held| held == member))
            .cloned()
            .collect();
        for mut holder in holders {
            if let Some(Value::List(members)) = holder.values.get_mut(name) {
                members.retain(|held| held.as_text() != Some(member));
            }
            transaction.put(holder);
        }
    }
}

fn set_initial_values(schema: &KindSchema, mut values: Values, record: &mut Record) {
    let asked = values.clone();
    for attribute in &schema.schema.attributes {
        let carried = !attribute.create_members.is_empty() || attribute.class == Silence::CreateOnly;
        let said = values.remove(attribute.name).filter(|_| carried);
        let initial = || rib(schema.kind.as_str()).initial(attribute.name);
        let default = || attribute.default().filter(|_| schema.schema.takes(attribute.name, &asked)).cloned();
        let value = said.or_else(initial).or_else(default).unwrap_or_default();
        if attribute.left_alone_when.is_none() {
            record.set(attribute.name, value);
        }
    }
}

fn request_digest(creation: &Creation) -> String {
    let Creation { schema, values, tags, name, token: _ } = creation;
    let request = serde_json::json!([schema.kind, values, tags, name]);
    digest(request.to_string().as_bytes())
}

/// What AWS answers to a request that it has answered before: what was made, dead or alive.
fn answer_again(transaction: &Transaction<'_>, schema: &KindSchema, made: &Key) -> Live {
    if let Some(record) = transaction.state.get(made) {
        return show(transaction, schema, record);
    }
    Live {
        kind: made.kind.clone(),
        id: made.id.clone(),
        identity: None,
        name: None,
        values: Values::new(),
        tags: BTreeMap::new(),
        state: scaffold_model::LiveState::Deleting("deleted".to_owned()),
        created: None,
        foreign: Vec::new(),
    }
}

fn show(transaction: &Transaction<'_>, schema: &KindSchema, record: &Record) -> Live {
    let stack = record.tags.get(TAG_STACK).map(String::as_str);
    view::live(transaction.state, schema, record, transaction.now, stack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_token_stands_for_one_request() {
        let options = SandboxOptions::in_memory("us-east-1");
        let api = Api::new(&options, Store::open(None, String::new(), options.time).unwrap());
        let schema = scaffold_kinds::schema("ec2.vpc").unwrap();
        let mut creation = Creation {
            schema,
            values: Values::from([("cidr_block".to_owned(), Value::from("10.0.0.0/16"))]),
            tags: BTreeMap::new(),
            name: None,
            token: Some("t".to_owned()),
        };
        let made = api.create(Class::Transient, creation.clone()).await.unwrap();
        assert_eq!(api.create(Class::Transient, creation.clone()).await.unwrap().id, made.id);
        creation.values.insert("cidr_block".to_owned(), Value::from("10.1.0.0/16"));
        let mismatch = api.create(Class::Transient, creation).await.unwrap_err();
        assert_eq!(mismatch.code.as_deref(), Some("IdempotentParameterMismatch"));
    }
}
