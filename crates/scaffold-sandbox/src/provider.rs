use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use scaffold_model::{
    Attribute, Identity, KindName, KindSchema, Live, LiveState, Mutability, PhysicalId, StackId, TAG_STACK,
    Unique, User, Value, client_token, digest, shrinks,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::api::{Api, Creation};
use crate::check::{taking, users};
use crate::meter::Calling;
use crate::record::{FOREIGN_USER, Key, REGION, Record};
use crate::regions::{known, shows, tell_of};
use crate::ribs::rib;
use crate::state::State;
use crate::steps::{direct, steps};
use crate::view;

/// Other tokens that are tried where an earlier one stands for something dead.
const TOKENS: u32 = 5;

/// A kind whose resources are things of their own.
pub struct ResourceProvider {
    /// What.
    pub schema: &'static KindSchema,
    /// On what.
    pub api: Arc<Api>,
}

/// How often to look at a kind, how long at most, and what is typical.
pub fn pace(api: &Api, schema: &KindSchema, verb: PaceOf) -> Pace {
    let between = match verb {
        PaceOf::Create => schema.facts.lifecycle.creating,
        PaceOf::Delete => schema.facts.lifecycle.deleting,
        PaceOf::Update => None,
    };
    let seconds = between.map_or(0, |(_, seconds)| seconds);
    let scaled = |seconds: u32| api.store.clock.scaled(Duration::from_secs(u64::from(seconds)));
    Pace {
        interval: scaled((seconds / 8).clamp(1, 15)).max(Duration::from_millis(10)),
        limit: scaled((seconds * 10).max(300)).max(Duration::from_secs(10)),
        typical: scaled(seconds.max(1)),
    }
}

/// Every resource of a kind, of each region in which something of the stack may stand.
pub async fn list(
    api: &Api,
    schema: &'static KindSchema,
    keys: &'static KindSchema,
    stack: &StackId,
) -> Result<Vec<Live>, Error> {
    let rib = rib(schema.kind.as_str());
    let mut found = list_of(api, (schema, keys), stack, None).await?;
    if schema.schema.attribute(REGION).is_some() {
        let known = api.store.read(|state, _| Ok(known(state, &stack.to_string())));
        let mut regions = known.map_err(|refusal| refusal.of(rib.words().list))?;
        regions.extend(api.regions.lock().unwrap_or_else(PoisonError::into_inner).clone());
        regions.remove(&api.place.region);
        for region in regions {
            found.extend(list_of(api, (schema, keys), stack, Some(&region)).await?);
        }
    }
    for (operation, calls) in rib.further_reads(found.len()) {
        for _ in 0..calls {
            api.look(schema.kind.service(), operation, |_, _| Ok(())).await?;
        }
    }
    Ok(found)
}

/// Every resource of a kind that a page of a region's list shows, page after page, as many calls as AWS needs.
async fn list_of(
    api: &Api,
    (schema, keys): (&'static KindSchema, &'static KindSchema),
    stack: &StackId,
    region: Option<&str>,
) -> Result<Vec<Live>, Error> {
    let operation = rib(schema.kind.as_str()).words().list;
    let tag = stack.to_string();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = |state: &State, now| {
            let ours = state.of_stack(&keys.kind, &tag, after).filter(|record| shows(record, region));
            let page: Vec<&Record> = ours.take(schema.facts.page_size).collect();
            let last = page.last().filter(|_| page.len() == schema.facts.page_size);
            let last = last.map(|record| record.number);
            let shown = page.into_iter().filter_map(|record| {
                let record = state.find(schema.kind.as_str(), record.key.id.as_str())?;
                api.shows(record, now).then(|| view::live(state, schema, record, now, Some(&tag)))
            });
            Ok((shown.collect::<Vec<Live>>(), last))
        };
        let (shown, last) = api.look(schema.kind.service(), operation, page).await?;
        found.extend(shown);
        match last {
            Some(last) => after = Some(last),
            None => return Ok(found),
        }
    }
}

/// One resource by its id.
pub async fn read(api: &Api, schema: &KindSchema, id: &PhysicalId) -> Result<Option<Live>, Error> {
    let operation = rib(schema.kind.as_str()).words().list;
    api.look(schema.kind.service(), operation, |state, now| {
        let Some(record) = state.find(schema.kind.as_str(), id.as_str()) else { return Ok(None) };
        let owner = record.owner.as_ref().and_then(|owner| state.get(owner)).unwrap_or(record);
        let stack = owner.tags.get(TAG_STACK).map(String::as_str);
        Ok(api.shows(record, now).then(|| view::live(state, schema, record, now, stack)))
    })
    .await
}

impl ResourceProvider {
    /// Makes one, or gives the one that the same request made before.
    async fn make(&self, request: &CreateRequest) -> Result<Live, Error> {
        let lost = match self.schema.facts.identity {
            Identity::Tags => Class::Ambiguous,
            _ => Class::Transient,
        };
        if let Some(region) = request.values.get(REGION).and_then(Value::as_text) {
            self.tell_of(region, request).await?;
        }
        let mut creation = Creation {
            schema: self.schema,
            values: request.values.clone(),
            tags: request.tags.clone(),
            name: request.name.clone(),
            token: None,
        };
        if self.schema.facts.identity != Identity::TagsAndToken {
            let made = self.api.create(lost, creation).await;
            return match made {
                Err(error) if self.is_taken(&error) => self.claim(request, error).await,
                made => made,
            };
        }
        let asked = serde_json::json!([request.values, request.tags]).to_string();
        let asked = digest(asked.as_bytes());
        for attempt in 0..=TOKENS {
            let token = client_token(&request.stack, &request.address, &self.schema.kind, &asked, attempt);
            creation.token = Some(token);
            match self.api.create(lost, creation.clone()).await {
                Ok(Live { state: LiveState::Deleting(_) | LiveState::Failed(_), .. }) => {}
                Err(Error { code: Some(code), .. }) if code == "IdempotentParameterMismatch" => {}
                made => return made,
            }
        }
        let message = format!("{} client tokens in a row stand for something that is gone", TOKENS + 1);
        Err(Error::new(Class::Failed, self.action(self.schema.facts.create_operation), message))
    }

    /// What is made in another region is told of before, in a call of its own.
    async fn tell_of(&self, region: &str, request: &CreateRequest) -> Result<(), Error> {
        let operation = "AddTagsToResource";
        let service = self.schema.kind.service();
        let calling = Calling { service, operation, lost: Some(Class::Transient) };
        let stack = request.stack.to_string();
        self.api.change(calling, |transaction| tell_of(transaction, region, &stack)).await
    }

    fn is_taken(&self, error: &Error) -> bool {
        taking(self.schema).any(|unique| error.code.as_deref() == Some(unique.error))
    }

    /// What has the name that a request asks for: ours from a call whose reply was lost, or another's.
    async fn claim(&self, request: &CreateRequest, refused: Error) -> Result<Live, Error> {
        let schema = self.schema;
        let operation = rib(schema.kind.as_str()).words().list;
        let holder = self.api.look(schema.kind.service(), operation, |state, now| {
            let tag = request.stack.to_string();
            let mut ours = state.of_stack(&schema.kind, &tag, None);
            // A name may be declared.
            let declared = request.values.get("identifier").and_then(Value::as_text);
            let made = rib(schema.kind.as_str()).name(&request.values, request.name.as_deref());
            let name = declared.or(made.as_deref());
            let region = request.values.get(REGION).and_then(Value::as_text);
            let same = |record: &Record, attribute: &str| match attribute {
                "name" if record.name.is_some() || name.is_some() => record.name.as_deref() == name,
                attribute => record.value(attribute) == request.values.get(attribute).unwrap_or(&Value::Null),
            };
            let holder = ours.find(|record| {
                let holds = |unique: &Unique| unique.attributes.iter().all(|it| same(record, it));
                taking(schema).any(holds) && record.gone.is_none() && shows(record, region)
            });
            Ok(holder.map(|record| view::live(state, schema, record, now, Some(&tag))))
        });
        match holder.await? {
            Some(live) if live.identity.as_ref().is_some_and(|own| own.address == request.address) => {
                Ok(live)
            }
            _ => Err(Error { class: Class::OwnedBySomeoneElse, ..refused }),
        }
    }

    fn action(&self, operation: &str) -> String {
        format!("{}:{operation}", self.schema.kind.service())
    }

    /// An error when the planner asks for a change that AWS has no call for.
    fn check_mutable(&self, request: &UpdateRequest) -> Result<(), Error> {
        let refuse = |name: &str, why: &str| {
            let message = format!("attribute `{name}` {why}");
            let action = self.action("Modify");
            Err(Error {
                code: Some("InvalidParameter".into()),
                ..Error::new(Class::Invalid, action, message)
            })
        };
        for (name, value) in request.patch.iter().filter(|(name, _)| *name != "tags") {
            match self.schema.schema.attribute(name).map(|attribute| &attribute.mutability) {
                None => return refuse(name, "is none of the kind's"),
                Some(Mutability::Replace | Mutability::Refuse(_)) => {
                    return refuse(name, "cannot be changed in place");
                }
                Some(Mutability::InPlaceOnlyTo(to)) if to != value => {
                    return refuse(name, &format!("can be changed in place to {to} alone"));
                }
                Some(Mutability::OnlyGrows(_)) if shrinks(request.before(name), value) => {
                    return refuse(name, "cannot become less");
                }
                Some(Mutability::InPlace | Mutability::InPlaceOnlyTo(_) | Mutability::OnlyGrows(_)) => {}
            }
        }
        Ok(())
    }

    /// What is there now, as the caller of several calls knows it.
    fn now(&self, id: &PhysicalId, operation: &str) -> Result<Option<Live>, Error> {
        let read = self.api.store.read(|state, now| {
            let record = state.find(self.schema.kind.as_str(), id.as_str());
            Ok(record.map(|record| view::live(state, self.schema, record, now, None)))
        });
        read.map_err(|refusal| refusal.of(&self.action(operation)))
    }

    async fn update_tags(&self, request: &UpdateRequest) -> Result<(), Error> {
        let Some(Value::Map(wanted)) = request.patch.get("tags") else { return Ok(()) };
        let set = wanted.iter().map(|(key, value)| (key.clone(), value.to_string())).collect();
        let before = request.before("tags").as_map();
        let taken: Vec<String> = before
            .into_iter()
            .flatten()
            .map(|(key, _)| key)
            .filter(|key| !wanted.contains_key(*key))
            .cloned()
            .collect();
        self.api.tag(self.schema, &request.id, &set, &taken).await
    }
}

#[async_trait]
impl Provider for ResourceProvider {
    fn kind(&self) -> KindName {
        self.schema.kind.clone()
    }

    fn pace(&self, verb: PaceOf) -> Pace {
        pace(&self.api, self.schema, verb)
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        list(&self.api, self.schema, self.schema, stack).await
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        read(&self.api, self.schema, id).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let made = self.make(request).await?;
        let rib = rib(self.schema.kind.as_str());
        let later = steps(self.schema, rib, &made.values, |attribute| {
            request.values.get(attribute.name).filter(|_| is_given_later(attribute))
        });
        for step in later {
            self.api.modify(self.schema, &made.id, &step).await.map_err(|error| error.made(&made.id))?;
        }
        Ok(made.id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        self.check_mutable(request)?;
        let Some(live) = self.now(&request.id, "Modify")? else {
            let message = format!("{} is gone", request.id);
            return Err(Error::new(Class::Gone, self.action("Modify"), message));
        };
        let rib = rib(self.schema.kind.as_str());
        let mut calls = steps(self.schema, rib, &live.values, |attribute| request.patch.get(attribute.name));
        direct(self.schema, rib, &request.values, &mut calls);
        for step in calls {
            self.api.modify(self.schema, &request.id, &step).await?;
        }
        let now = self.now(&request.id, "Modify")?.map(|live| live.values).unwrap_or_default();
        let off = rib.set_off(&now, &request.values);
        let wanted = |attribute: &Attribute| {
            request.values.get(attribute.name).filter(|_| off.contains(&attribute.name))
        };
        for step in steps(self.schema, rib, &now, wanted) {
            self.api.modify(self.schema, &request.id, &step).await?;
        }
        self.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let rib = rib(self.schema.kind.as_str());
        let operation = rib.words().delete;
        let emptied = |name: &str| rib.emptied_before_delete().contains(&name).then_some(&Value::Null);
        if let Some(live) = self.now(&request.id, operation)?
            && !matches!(live.state, LiveState::Deleting(_))
        {
            for step in steps(self.schema, rib, &live.values, |attribute| emptied(attribute.name)) {
                gone_is_done(self.api.modify(self.schema, &request.id, &step).await)?;
            }
        }
        gone_is_done(self.api.delete(self.schema, &request.id).await)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.api.tag(self.schema, id, tags, &[]).await
    }

    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let kind = &self.schema.kind;
        self.api
            .look(kind.service(), "DescribeNetworkInterfaces", |state, _| {
                let of = |id: &PhysicalId| {
                    let key = Key { kind: kind.clone(), id: id.clone() };
                    users(state, &key).map(|user| user_of(id, user)).collect::<Vec<User>>()
                };
                Ok(ids.iter().flat_map(of).collect())
            })
            .await
    }
}

/// Whether a call after the creating one carries an attribute. One that no call carries follows from others.
fn is_given_later(attribute: &Attribute) -> bool {
    let follows = attribute.modify_members.is_empty() && attribute.mutability == Mutability::Replace;
    attribute.create_members.is_empty() && !follows
}

/// Removing what is gone is success.
fn gone_is_done(result: Result<(), Error>) -> Result<(), Error> {
    match result {
        Err(error) if error.class == Class::Gone => Ok(()),
        result => result,
    }
}

fn user_of(used: &PhysicalId, user: &Record) -> User {
    let what = match user.key.kind.as_str() {
        FOREIGN_USER => user.name.clone().unwrap_or_default(),
        kind => {
            let name = user.name.as_ref().or_else(|| user.tags.get("Name"));
            name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"))
        }
    };
    User::new(used, user.key.id.clone(), what)
}
