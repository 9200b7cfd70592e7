use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use scaffold_model::{
    Address, Attribute, KindName, KindSchema, Live, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, Type, User,
    Value, Values,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::api::Api;
use crate::check::existing;
use crate::conform::canonical;
use crate::meter::Calling;
use crate::options::Quotas;
use crate::provider::{list, pace, read};
use crate::record::{Key, Part, Record};
use crate::refusal::Refusal;
use crate::ribs::rib;
use crate::store::Transaction;

/// A kind that is the complete set of a parent, and is there whenever that is. Its members have ids
/// and tags of their own.
pub struct SetProvider {
    /// What.
    pub schema: &'static KindSchema,
    /// Of what.
    pub parent: &'static KindSchema,
    /// On what.
    pub api: Arc<Api>,
}

/// Whether what belongs to a parent is sets of members with tags of their own, and not plain values.
pub fn has_members(schema: &KindSchema) -> bool {
    schema.parent_attribute().is_some()
        && rib(schema.kind.as_str()).has_tagged_members()
        && schema.schema.attributes.iter().any(|attribute| matches!(attribute.ty, Type::Set(_)))
}

/// What becomes of the members of one attribute.
struct Plan {
    attribute: &'static Attribute,
    /// To be put in.
    missing: Vec<Value>,
    /// To be described otherwise.
    reworded: Vec<Value>,
    /// To be marked as ours.
    unmarked: bool,
    /// Ids of those to be taken out.
    extra: Vec<String>,
}

/// Whose members they are.
struct Owner {
    stack: String,
    address: Option<Address>,
}

impl Owner {
    fn tags(&self) -> BTreeMap<String, String> {
        let stack = Some((TAG_STACK.to_owned(), self.stack.clone()));
        let address = self.address.as_ref().map(|address| (TAG_ADDRESS.to_owned(), address.to_string()));
        stack.into_iter().chain(address).collect()
    }

    fn is_foreign(&self, part: &Part) -> bool {
        part.tags.get(TAG_STACK).is_some_and(|stack| *stack != self.stack)
    }

    fn marks(&self, part: &Part) -> bool {
        self.tags().iter().all(|(key, value)| part.tags.get(key) == Some(value))
    }
}

/// A member without the words that describe it: two such do not fit into one set.
fn core(member: &Value) -> Value {
    match member {
        Value::Map(entries) => {
            Value::Map(entries.iter().filter(|(key, _)| *key != "description").map(owned).collect())
        }
        other => other.clone(),
    }
}

fn owned((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

impl SetProvider {
    /// Makes the members of some attributes what they should be: in before out, so that nothing that
    /// stays allowed is refused in between.
    async fn reconcile(&self, id: &PhysicalId, wanted: &Values, owner: &Owner) -> Result<(), Error> {
        for attribute in self.members() {
            let Some(members) = wanted.get(attribute.name) else { continue };
            let Plan { attribute, missing, reworded, unmarked, extra } =
                self.plan(id, attribute, members, owner)?;
            if !missing.is_empty() {
                let work = |record: &mut Record, ids: &mut dyn FnMut() -> String| {
                    for member in &missing {
                        let same = |part: &Part| {
                            part.attribute == attribute.name && core(&part.value) == core(member)
                        };
                        // The reply to an earlier sending of the call may have been lost.
                        if !record.parts.iter().any(same) {
                            record.parts.push(Part {
                                id: ids(),
                                attribute: attribute.name.to_owned(),
                                value: member.clone(),
                                tags: owner.tags(),
                            });
                        }
                    }
                };
                self.call(id, &operation(attribute, "Authorize"), work).await?;
            }
            if !reworded.is_empty() {
                let operation = operation(attribute, "Authorize")
                    .replace("AuthorizeSecurityGroup", "UpdateSecurityGroupRuleDescriptions");
                let work = |record: &mut Record, _: &mut dyn FnMut() -> String| {
                    for part in record.parts.iter_mut().filter(|part| part.attribute == attribute.name) {
                        if let Some(member) = reworded.iter().find(|member| core(member) == core(&part.value))
                        {
                            part.value = member.clone();
                        }
                    }
                };
                self.call(id, &operation, work).await?;
            }
            if unmarked {
                let work = |record: &mut Record, _: &mut dyn FnMut() -> String| {
                    let parts = record.parts.iter_mut().filter(|part| part.attribute == attribute.name);
                    parts
                        .filter(|part| !owner.is_foreign(part) && !extra.contains(&part.id))
                        .for_each(|part| part.tags.extend(owner.tags()));
                };
                self.call(id, "CreateTags", work).await?;
            }
            if !extra.is_empty() {
                let work = |record: &mut Record, _: &mut dyn FnMut() -> String| {
                    record.parts.retain(|part| !extra.contains(&part.id));
                };
                self.call(id, &operation(attribute, "Revoke"), work).await?;
            }
        }
        Ok(())
    }

    /// What has to be done to the members of an attribute.
    fn plan(
        &self,
        id: &PhysicalId,
        attribute: &'static Attribute,
        members: &Value,
        owner: &Owner,
    ) -> Result<Plan, Error> {
        let action = self.action(&operation(attribute, "Authorize"));
        let members = canonical(&attribute.ty, members).map_err(|problem| {
            let message = format!("{}: {problem}", attribute.name);
            Refusal::invalid("InvalidParameterValue", message).of(&action)
        })?;
        let members = members.as_list().unwrap_or_default().to_vec();
        let parts = self.api.store.read(|state, _| {
            let record = state.find(self.schema.kind.as_str(), id.as_str());
            Ok(record.map(|record| record.parts.clone()))
        });
        let Some(parts) = parts.map_err(|refusal| refusal.of(&action))? else {
            let message = format!("The security group '{id}' does not exist");
            return Err(Refusal::new(Class::Gone, "InvalidGroup.NotFound", message).of(&action));
        };
        let parts: Vec<Part> = parts.into_iter().filter(|part| part.attribute == attribute.name).collect();
        let like = |member: &Value| parts.iter().find(|part| core(&part.value) == core(member));
        if let Some(part) = members.iter().filter_map(like).find(|part| owner.is_foreign(part)) {
            let message =
                format!("the specified rule {} already exists and belongs to another stack", part.value);
            let refusal = Refusal::new(Class::OwnedBySomeoneElse, "InvalidPermission.Duplicate", message);
            return Err(refusal.of(&action));
        }
        let kept = |part: &&Part| members.iter().any(|member| core(member) == core(&part.value));
        let own = || parts.iter().filter(|part| !owner.is_foreign(part));
        Ok(Plan {
            attribute,
            missing: members.iter().filter(|member| like(member).is_none()).cloned().collect(),
            reworded: members
                .iter()
                .filter(|member| like(member).is_some_and(|part| part.value != **member))
                .cloned()
                .collect(),
            unmarked: own().filter(kept).any(|part| !owner.marks(part)),
            extra: own().filter(|part| !kept(part)).map(|part| part.id.clone()).collect(),
        })
    }

    /// One call on the set of a parent.
    async fn call(
        &self,
        id: &PhysicalId,
        operation: &str,
        work: impl Fn(&mut Record, &mut dyn FnMut() -> String),
    ) -> Result<(), Error> {
        let service = self.schema.kind.service();
        let calling = Calling { service, operation, lost: Some(Class::Transient) };
        let key = Key { kind: self.schema.kind.clone(), id: id.clone() };
        self.api
            .change(calling, |transaction| {
                let before = existing(transaction.state, transaction.now, &key)?.clone();
                let mut after = before.clone();
                let ids = &mut || transaction.fresh_id("sgr-", id.as_str()).as_str().to_owned();
                work(&mut after, ids);
                self.agree(transaction, &before, &after)?;
                transaction.put(after);
                Ok(())
            })
            .await
    }

    fn agree(&self, transaction: &Transaction<'_>, before: &Record, after: &Record) -> Result<(), Refusal> {
        let check = self.api.checking(transaction.now);
        if let Some(quota) = self.schema.facts.quota
            && check.quotas == Quotas::Aws
            && after.parts.len() > before.parts.len()
        {
            for attribute in self.members() {
                let count = after.parts.iter().filter(|part| part.attribute == attribute.name).count();
                if count > quota.limit {
                    let message = format!("{count} {} rules, the most is {}", attribute.name, quota.limit);
                    return Err(Refusal::new(Class::Quota, quota.error, message));
                }
            }
        }
        check.agree(transaction.state, Some(before), after)
    }

    /// Attributes that are sets of members.
    fn members(&self) -> impl Iterator<Item = &'static Attribute> {
        let attributes = self.schema.schema.attributes.iter();
        attributes.filter(|attribute| matches!(attribute.ty, Type::Set(_)))
    }

    fn empty(&self) -> Values {
        self.members().map(|attribute| (attribute.name.to_owned(), Value::List(Vec::new()))).collect()
    }

    fn describe(&self) -> &'static str {
        rib(self.schema.kind.as_str()).words().list
    }

    fn action(&self, operation: &str) -> String {
        format!("{}:{operation}", self.schema.kind.service())
    }
}

/// AWS's call on the members of an attribute that begins so.
fn operation(attribute: &Attribute, beginning: &str) -> String {
    let names = attribute.modify_members.iter().filter_map(|member| member.split_once('.'));
    let mut names = names.map(|(name, _)| name).filter(|name| name.starts_with(beginning));
    names.next().unwrap_or(beginning).to_owned()
}

#[async_trait]
impl Provider for SetProvider {
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
        let owner = Owner { stack: request.stack.to_string(), address: Some(request.address.clone()) };
        let mut wanted = self.empty();
        wanted.extend(request.values.iter().map(owned));
        self.reconcile(&id, &wanted, &owner).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let fixed = |name: &&String| self.members().all(|attribute| attribute.name != **name);
        if let Some(name) = request.patch.keys().find(fixed) {
            let message = format!("attribute `{name}` cannot be changed in place");
            return Err(Refusal::invalid("InvalidParameter", message).of(&self.action("Modify")));
        }
        let owner = Owner { stack: request.stack.to_string(), address: Some(request.address.clone()) };
        self.reconcile(&request.id, &request.patch, &owner).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let owner = Owner { stack: request.stack.to_string(), address: None };
        match self.reconcile(&request.id, &self.empty(), &owner).await {
            Err(error) if error.class == Class::Gone => Ok(()),
            result => result,
        }
    }

    /// The set has no tags of its own: those of its members that are ours are tagged.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let [set, parent] =
            [self.schema, self.parent].map(|schema| Key { kind: schema.kind.clone(), id: id.clone() });
        let ours = self.api.look(self.schema.kind.service(), self.describe(), |state, now| {
            let stack = existing(state, now, &parent)?.tags.get(TAG_STACK);
            let parts = existing(state, now, &set)?.parts.iter();
            let ours = parts.filter(|part| stack.is_some() && part.tags.get(TAG_STACK) == stack);
            Ok(ours.map(|part| part.id.clone()).collect::<Vec<String>>())
        });
        let ours = ours.await?;
        if ours.is_empty() {
            return Ok(());
        }
        let work = |record: &mut Record, _: &mut dyn FnMut() -> String| {
            for part in record.parts.iter_mut().filter(|part| ours.contains(&part.id)) {
                part.tags.extend(tags.clone());
            }
        };
        self.call(id, "CreateTags", work).await
    }

    async fn users(&self, _ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
