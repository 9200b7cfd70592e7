use std::collections::BTreeMap;

use scaffold_model::{
    Address, Identity, KindSchema, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_NAME, TAG_STACK,
    Value, Values, name_to_make,
};
use tokio::time::{Instant, sleep};

use super::expect::Expect;
use super::terms::{Contract, Fixture, Promise};
use crate::{Class, CreateRequest, DeleteRequest, Error, PaceOf, Provider, UpdateRequest};

/// The resources of one stack that the suite makes.
pub struct Stack<'a> {
    contract: &'a Contract<'a>,
    id: StackId,
    made: BTreeMap<Address, PhysicalId>,
    outputs: BTreeMap<Address, Values>,
}

/// An error, and on what.
type Failed = (Address, Error);

impl<'a> Stack<'a> {
    pub fn new(contract: &'a Contract<'a>, id: StackId) -> Self {
        Self { contract, id, made: BTreeMap::new(), outputs: BTreeMap::new() }
    }

    /// Whether a resource of the kind was made before, or one that such a set belongs to.
    pub fn knows_kind(&self, fixture: &Fixture) -> bool {
        let schema = (self.contract.schema)(fixture.kind.as_str());
        schema.is_some_and(|schema| schema.parent_attribute().is_some())
            || self
                .contract
                .fixtures
                .iter()
                .any(|other| other.kind == fixture.kind && self.made.contains_key(&other.address))
    }

    /// Values with the ids of what was made, and with other outputs as they were then.
    pub fn resolve(&self, value: &Value) -> Value {
        value.substitute(&|reference| match reference.path.as_str() {
            "id" => self.made.get(&reference.address).map(|id| Value::text(id.as_str())),
            path => self.outputs.get(&reference.address)?.get(path).cloned(),
        })
    }

    pub async fn survey(&self, fixture: &Fixture) -> Result<Vec<Live>, Failed> {
        let survey = self.provider(fixture)?.survey(&self.id).await;
        survey.map_err(|error| (fixture.address.clone(), error))
    }

    /// Everything that lives of the stack, of the kinds of the fixtures.
    pub async fn lives(&self) -> Result<Vec<Live>, Failed> {
        let mut lives: Vec<Live> = Vec::new();
        for fixture in &self.contract.fixtures {
            if lives.iter().all(|live| live.kind != fixture.kind) {
                lives.extend(self.survey(fixture).await?);
            }
        }
        lives.sort_by(|one, other| (&one.kind, &one.id).cmp(&(&other.kind, &other.id)));
        Ok(lives)
    }

    /// Makes a fixture and waits until it is ready.
    pub async fn make(&mut self, fixture: &Fixture) -> Result<(), Failed> {
        let request = self.request(fixture)?;
        let provider = self.provider(fixture)?;
        let id = self.persist(fixture, PaceOf::Create, async || provider.create(&request).await).await?;
        self.wait_ready(fixture, &id, PaceOf::Create).await?;
        self.made.insert(fixture.address.clone(), id);
        let live = self.live(fixture).await?;
        self.outputs.insert(fixture.address.clone(), live.values);
        Ok(())
    }

    /// Makes a fixture that is there, as after a reply that was lost.
    pub async fn make_again(&self, fixture: &Fixture, expect: &mut Expect<'_>) -> Result<(), Failed> {
        let schema = self.schema(fixture)?;
        if schema.facts.identity == Identity::Tags || expect.excepted(fixture, None, Promise::MadeOnce) {
            return Ok(());
        }
        let again = self.provider(fixture)?.create(&self.request(fixture)?).await;
        let again = again.map_err(|error| (fixture.address.clone(), error))?;
        expect.same(fixture, self.made.get(&fixture.address), &again);
        self.judge(fixture, expect).await
    }

    /// Judges whether a fixture is what was asked for.
    pub async fn judge(&self, fixture: &Fixture, expect: &mut Expect<'_>) -> Result<(), Failed> {
        let lives = self.survey(fixture).await?;
        let read = self.read(fixture).await?;
        expect.made(fixture, &lives, read.as_ref(), &self.request(fixture)?.values);
        Ok(())
    }

    /// Changes one attribute, and judges what else changed.
    pub async fn change(
        &self,
        fixture: &Fixture,
        (attribute, value): (&str, &Value),
        expect: &mut Expect<'_>,
    ) -> Result<(), Failed> {
        if expect.excepted(fixture, Some(attribute), Promise::ChangesOneThing) {
            return Ok(());
        }
        let before = self.live(fixture).await?;
        let patch = Values::from([(attribute.to_owned(), self.resolve(value))]);
        let request = self.update(fixture, &before, patch)?;
        let provider = self.provider(fixture)?;
        self.persist(fixture, PaceOf::Update, async || provider.update(&request).await).await?;
        self.wait_ready(fixture, &before.id, PaceOf::Update).await?;
        expect.changed(fixture, (attribute, &self.resolve(value)), (&before, &self.live(fixture).await?));
        Ok(())
    }

    /// Tags a fixture, then makes its tags another set.
    pub async fn tag(&self, fixture: &Fixture, expect: &mut Expect<'_>) -> Result<(), Failed> {
        if expect.excepted(fixture, None, Promise::Tags) {
            return Ok(());
        }
        if !self.schema(fixture)?.is_taggable() {
            return self.move_identity(fixture, expect).await;
        }
        let failed = |error| (fixture.address.clone(), error);
        let before = self.live(fixture).await?;
        let added = BTreeMap::from([("colour".to_owned(), "green".to_owned())]);
        self.provider(fixture)?.tag(&before.id, &added).await.map_err(failed)?;
        let mut wanted = before.tags.clone();
        wanted.extend(added);
        expect.tagged(fixture, &wanted, (&before, &self.live(fixture).await?));

        let before = self.live(fixture).await?;
        wanted.remove("colour");
        wanted.insert("shape".to_owned(), "round".to_owned());
        let tags = wanted.iter().map(|(key, value)| (key.clone(), Value::text(value.as_str())));
        let patch = Values::from([("tags".to_owned(), Value::Map(tags.collect()))]);
        let request = self.update(fixture, &before, patch)?;
        self.provider(fixture)?.update(&request).await.map_err(failed)?;
        expect.tagged(fixture, &wanted, (&before, &self.live(fixture).await?));
        Ok(())
    }

    /// Brings what is in a complete set, or carries a marker, to another address and back: nothing else
    /// changes, and a set without anything of ours has nothing to tag.
    async fn move_identity(&self, fixture: &Fixture, expect: &mut Expect<'_>) -> Result<(), Failed> {
        let first = self.live(fixture).await?;
        let mut before = first.clone();
        for address in [format!("{}-moved", fixture.address), fixture.address.to_string()] {
            let tags = BTreeMap::from([(TAG_ADDRESS.to_owned(), address)]);
            let tagged = self.provider(fixture)?.tag(&first.id, &tags).await;
            tagged.map_err(|error| (fixture.address.clone(), error))?;
            let after = self.live(fixture).await?;
            expect.moved(fixture, &tags[TAG_ADDRESS], (&before, &after));
            before = after;
        }
        Ok(())
    }

    /// Deletes a fixture, twice, and judges that it is gone.
    pub async fn delete(&self, fixture: &Fixture, expect: &mut Expect<'_>) -> Result<(), Failed> {
        let live = self.live(fixture).await?;
        let provider = self.provider(fixture)?;
        let request =
            DeleteRequest { id: live.id.clone(), stack: self.id.clone(), values: live.values.clone() };
        for _ in 0..2 {
            self.persist(fixture, PaceOf::Delete, async || provider.delete(&request).await).await?;
            self.wait_gone(fixture, &live.id).await?;
        }
        expect.deleted(fixture, &live.id, &self.survey(fixture).await?);
        Ok(())
    }

    /// What lives of a fixture.
    pub async fn live(&self, fixture: &Fixture) -> Result<Live, Failed> {
        let lives = self.survey(fixture).await?;
        let id = self.made.get(&fixture.address);
        let found = lives.into_iter().find(|live| Some(&live.id) == id);
        found.ok_or_else(|| {
            let message = "the survey does not find it";
            (fixture.address.clone(), Error::new(Class::Gone, "contract:Survey", message))
        })
    }

    /// What the provider reads by id.
    pub async fn read(&self, fixture: &Fixture) -> Result<Option<Live>, Failed> {
        let Some(id) = self.made.get(&fixture.address) else { return Ok(None) };
        self.provider(fixture)?.read(id).await.map_err(|error| (fixture.address.clone(), error))
    }

    fn update(&self, fixture: &Fixture, before: &Live, patch: Values) -> Result<UpdateRequest, Failed> {
        let mut old = before.values.clone();
        let tags = before.tags.iter().map(|(key, value)| (key.clone(), Value::text(value.as_str())));
        old.insert("tags".to_owned(), Value::Map(tags.collect()));
        old.retain(|name, _| patch.contains_key(name));
        let mut values = self.request(fixture)?.values;
        values.extend(
            patch
                .iter()
                .filter(|(name, _)| *name != "tags")
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        Ok(UpdateRequest {
            id: before.id.clone(),
            stack: self.id.clone(),
            address: fixture.address.clone(),
            before: old,
            patch,
            values,
        })
    }

    fn request(&self, fixture: &Fixture) -> Result<CreateRequest, Failed> {
        let schema = self.schema(fixture)?;
        let values: Values =
            fixture.values.iter().map(|(name, value)| (name.clone(), self.resolve(value))).collect();
        let mut tags = BTreeMap::from([
            (TAG_STACK.to_owned(), self.id.to_string()),
            (TAG_ADDRESS.to_owned(), fixture.address.to_string()),
            ("Name".to_owned(), fixture.address.display_name(&self.id)),
            ("team".to_owned(), "checkout".to_owned()),
        ]);
        let account = &self.contract.cloud.id().account;
        let name = name_to_make(schema, (&self.id, account), &fixture.address, None);
        if let Some(name) = &name {
            tags.insert(TAG_NAME.to_owned(), name.clone());
        }
        Ok(CreateRequest { stack: self.id.clone(), address: fixture.address.clone(), values, tags, name })
    }

    /// Calls until the answer is more than *try again*, or the time for it is over.
    async fn persist<R>(
        &self,
        fixture: &Fixture,
        verb: PaceOf,
        call: impl AsyncFn() -> Result<R, Error>,
    ) -> Result<R, Failed> {
        let pace = self.provider(fixture)?.pace(verb);
        let begin = Instant::now();
        loop {
            match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) if passes(&error) && begin.elapsed() < pace.limit => sleep(pace.interval).await,
                Err(error) => return Err((fixture.address.clone(), error)),
            }
        }
    }

    async fn wait_ready(&self, fixture: &Fixture, id: &PhysicalId, verb: PaceOf) -> Result<(), Failed> {
        self.wait(fixture, id, verb, |live| match live {
            Some(Live { state: LiveState::Ready, .. }) => Ok(true),
            Some(Live { state: LiveState::Failed(why), .. }) => Err(why.clone()),
            _ => Ok(false),
        })
        .await
    }

    async fn wait_gone(&self, fixture: &Fixture, id: &PhysicalId) -> Result<(), Failed> {
        // A set is there while its parent is.
        if self.schema(fixture)?.parent_attribute().is_some() {
            return Ok(());
        }
        self.wait(fixture, id, PaceOf::Delete, |live| Ok(live.is_none())).await
    }

    async fn wait(
        &self,
        fixture: &Fixture,
        id: &PhysicalId,
        verb: PaceOf,
        done: impl Fn(Option<&Live>) -> Result<bool, String>,
    ) -> Result<(), Failed> {
        let provider = self.provider(fixture)?;
        let pace = provider.pace(verb);
        let failed = |error| (fixture.address.clone(), error);
        let begin = Instant::now();
        loop {
            let live = provider.read(id).await.map_err(failed)?;
            match done(live.as_ref()) {
                Ok(true) => return Ok(()),
                Ok(false) if begin.elapsed() < pace.limit => sleep(pace.interval).await,
                Ok(false) => {
                    let message = format!("{verb:?} of {id} took longer than {:?}", pace.limit);
                    return Err(failed(Error::new(Class::Failed, "contract:Wait", message)));
                }
                Err(why) => return Err(failed(Error::new(Class::Failed, "contract:Wait", why))),
            }
        }
    }

    fn provider(&self, fixture: &Fixture) -> Result<&'a dyn Provider, Failed> {
        self.contract.cloud.provider(fixture.kind.as_str()).ok_or_else(|| missing(fixture, "provider"))
    }

    fn schema(&self, fixture: &Fixture) -> Result<&'static KindSchema, Failed> {
        (self.contract.schema)(fixture.kind.as_str()).ok_or_else(|| missing(fixture, "schema"))
    }
}

/// Whether an error asks to try again.
fn passes(error: &Error) -> bool {
    matches!(error.class, Class::Throttled | Class::Transient | Class::NotYetVisible | Class::Dependency)
}

fn missing(fixture: &Fixture, what: &str) -> Failed {
    let message = format!("there is no {what} of {}", fixture.kind);
    (fixture.address.clone(), Error::new(Class::Unsupported, "contract:Find", message))
}
