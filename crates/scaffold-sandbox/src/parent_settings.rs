use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use scaffold_model::{
    Attribute, KindName, KindSchema, Live, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User, Value, Values,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::api::Api;
use crate::check::existing;
use crate::meter::Calling;
use crate::provider::{list, pace, read};
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::ribs::rib;
use crate::steps::steps;

/// A kind that is a part of a parent and is there whenever that is: its policy, whom it tells. What is
/// in it carries whose it is, as long as there is something in it.
pub struct SettingsProvider {
    /// What.
    pub schema: &'static KindSchema,
    /// Of what.
    pub parent: &'static KindSchema,
    /// On what.
    pub api: Arc<Api>,
}

impl SettingsProvider {
    /// Makes some attributes what they should be, and marks them as someone's.
    async fn set(
        &self,
        id: &PhysicalId,
        wanted: &Values,
        marks: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let key = Key { kind: self.schema.kind.clone(), id: id.clone() };
        let found = self.api.store.read(|state, _| {
            let record = state.find(self.schema.kind.as_str(), id.as_str());
            Ok(record.map(|record| record.values.clone()))
        });
        let action = self.action(self.schema.facts.create_operation);
        let Some(live) = found.map_err(|refusal| refusal.of(&action))? else {
            let code = rib(self.parent.kind.as_str()).words().not_found;
            let message = format!("there is no {} {id}", self.parent.kind);
            return Err(Refusal::new(Class::Gone, code, message).of(&action));
        };
        let marking = |record: &Record| match self.says_anything(record) {
            true => marks.clone(),
            false => BTreeMap::new(),
        };
        let of = |attribute: &Attribute| wanted.get(attribute.name);
        for step in steps(self.schema, rib(self.schema.kind.as_str()), &live, of) {
            // On AWS the mark goes in with what it marks.
            let mark = |record: &mut Record| record.tags = marking(record);
            self.api.modify_and_mark(self.schema, id, &step, mark).await?;
        }
        let service = self.schema.kind.service();
        let operation = self.schema.facts.create_operation;
        let calling = Calling { service, operation, lost: Some(Class::Transient) };
        let is_marked = self.api.store.read(|state, now| {
            let record = existing(state, now, &key)?;
            Ok(record.tags == marking(record))
        });
        if is_marked.map_err(|refusal| refusal.of(&action))? {
            return Ok(());
        }
        self.api
            .change(calling, |transaction| {
                let mut record = existing(transaction.state, transaction.now, &key)?.clone();
                record.tags = marking(&record);
                transaction.put(record);
                Ok(())
            })
            .await
    }

    fn says_anything(&self, record: &Record) -> bool {
        self.settings().any(|attribute| match record.value(attribute.name) {
            Value::Null | Value::Boolean(_) => false,
            Value::List(items) => !items.is_empty(),
            Value::Map(entries) => !entries.is_empty(),
            _ => true,
        })
    }

    /// Every attribute but the parent.
    fn settings(&self) -> impl Iterator<Item = &'static Attribute> {
        let parent = self.schema.parent_attribute();
        self.schema.schema.attributes.iter().filter(move |attribute| Some(attribute.name) != parent)
    }

    fn empty(&self) -> Values {
        let nothing = |attribute: &Attribute| attribute.default().cloned().unwrap_or_default();
        self.settings().map(|attribute| (attribute.name.to_owned(), nothing(attribute))).collect()
    }

    fn action(&self, operation: &str) -> String {
        format!("{}:{operation}", self.schema.kind.service())
    }
}

#[async_trait]
impl Provider for SettingsProvider {
    fn kind(&self) -> KindName {
        self.schema.kind.clone()
    }

    fn pace(&self, verb: PaceOf) -> Pace {
        pace(&self.api, self.schema, verb)
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        list(&self.api, self.schema, self.parent, stack).await
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        read(&self.api, self.schema, id).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let parent = self.schema.parent_attribute().and_then(|name| request.values.get(name)?.as_text());
        let Some(parent) = parent else {
            let message = "the parent must be said".to_owned();
            let action = self.action(self.schema.facts.create_operation);
            return Err(Refusal::invalid("MissingParameter", message).of(&action));
        };
        let id = PhysicalId::from(parent);
        let mut wanted = self.empty();
        let said = request.values.iter().filter(|(name, _)| wanted.contains_key(*name));
        let said: Values = said.map(|(name, value)| (name.clone(), value.clone())).collect();
        wanted.extend(said);
        let marks = marks(&request.stack, Some(request.address.as_str()));
        self.set(&id, &wanted, &marks).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let marks = marks(&request.stack, Some(request.address.as_str()));
        self.set(&request.id, &request.patch, &marks).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        match self.set(&request.id, &self.empty(), &marks(&request.stack, None)).await {
            Err(error) if error.class == Class::Gone => Ok(()),
            result => result,
        }
    }

    /// Where there is nothing in it there is nothing to mark.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let key = Key { kind: self.schema.kind.clone(), id: id.clone() };
        let operation = self.schema.facts.create_operation;
        let service = self.schema.kind.service();
        let calling = Calling { service, operation, lost: Some(Class::Transient) };
        self.api
            .change(calling, |transaction| {
                let mut record = existing(transaction.state, transaction.now, &key)?.clone();
                if !record.tags.is_empty() {
                    let marks =
                        tags.iter().filter(|(tag, _)| [TAG_STACK, TAG_ADDRESS].contains(&tag.as_str()));
                    record.tags.extend(marks.map(|(tag, value)| (tag.clone(), value.clone())));
                    transaction.put(record);
                }
                Ok(())
            })
            .await
    }

    async fn users(&self, _ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}

fn marks(stack: &StackId, address: Option<&str>) -> BTreeMap<String, String> {
    let stack = Some((TAG_STACK.to_owned(), stack.to_string()));
    stack.into_iter().chain(address.map(|address| (TAG_ADDRESS.to_owned(), address.to_owned()))).collect()
}
