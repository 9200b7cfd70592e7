//! Kinds without tags: a deterministic name, and a marker in the description. A survey is one list.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::time::Duration;

use async_trait::async_trait;
use scaffold_aws_core::{Found, Tags, is_absent};
use scaffold_kinds::Kind;
use scaffold_kinds::cloudfront::{marked, marker, marker_beginning};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::CloudFront;
use crate::stale::{Met, WRITES, is_overtaken, met, overtaken};

/// One as AWS tells it.
pub(crate) struct Told<A> {
    pub id: String,
    pub name: String,
    /// The description or comment.
    pub text: String,
    pub attributes: A,
}

/// What a creating or changing call carries.
pub(crate) struct Wanted<'a, A> {
    pub name: &'a str,
    /// The description or comment.
    pub text: &'a str,
    pub attributes: &'a A,
}

/// CloudFront's calls of a kind without tags.
#[async_trait]
pub(crate) trait MarkedCalls: Send + Sync + 'static {
    type Attributes: Kind + Clone + Send + Sync;

    /// In messages: `a cache policy`.
    const WHAT: &'static str;
    const CREATE: &'static str;
    const UPDATE: &'static str;
    const DELETE: &'static str;
    /// The error code for a second one of a name.
    const TAKEN: &'static str;
    /// Longest text that AWS keeps with it.
    const LONGEST_TEXT: usize;

    /// All of the account, without AWS's own.
    async fn list(cloudfront: &CloudFront) -> Result<Vec<Told<Self::Attributes>>, Error>;

    /// One with its ETag.
    async fn get(cloudfront: &CloudFront, id: &str) -> Result<(Told<Self::Attributes>, String), Error>;

    /// Makes one and gives its id.
    async fn create(
        cloudfront: &CloudFront,
        wanted: Wanted<'_, Self::Attributes>,
    ) -> Result<Option<String>, Error>;

    /// Sets all of one, if it is as it was with the ETag.
    async fn update(
        cloudfront: &CloudFront,
        at: (&str, &str),
        wanted: Wanted<'_, Self::Attributes>,
    ) -> Result<(), Error>;

    /// Deletes one, if it is as it was with the ETag.
    async fn delete(cloudfront: &CloudFront, at: (&str, &str)) -> Result<(), Error>;
}

pub(crate) struct Marked<C> {
    cloudfront: CloudFront,
    calls: PhantomData<C>,
}

/// The text of a marker as tags, and as nothing where it is somebody else's text.
fn tags_in(text: &str) -> Tags {
    let pairs = marked(text).map(|(stack, address)| [(TAG_STACK, stack), (TAG_ADDRESS, address)]);
    pairs.into_iter().flatten().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn live<A: Kind>(told: Told<A>) -> Live {
    Found {
        attributes: told.attributes,
        outputs: vec![("name", Some(told.name.clone()))],
        id: told.id,
        tags: tags_in(&told.text),
        state: LiveState::Ready,
        name: Some(told.name),
        created: None,
    }
    .live()
}

impl<C: MarkedCalls> Marked<C> {
    pub fn new(cloudfront: CloudFront) -> Self {
        Self { cloudfront, calls: PhantomData }
    }

    /// One with its ETag; none when it is gone.
    async fn one(&self, id: &str) -> Result<Option<(Told<C::Attributes>, String)>, Error> {
        match C::get(&self.cloudfront, id).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn marker(&self, operation: &str, stack: &str, address: &str) -> Result<String, Error> {
        let text = marker(stack, address);
        if text.chars().count() <= C::LONGEST_TEXT {
            return Ok(text);
        }
        let message = format!(
            "stack and address must stand in a text of {} characters, and `{text}` has {}: take a shorter name for \
             {address}",
            C::LONGEST_TEXT,
            text.chars().count()
        );
        Err(self.cloudfront.error(Class::Invalid, operation, message))
    }

    /// What has the name already: ours, made by a call whose answer was lost, or an error.
    async fn read_back(&self, name: &str, text: &str, address: &str) -> Result<String, Error> {
        let look = || async {
            let all = C::list(&self.cloudfront).await?;
            Ok(all.into_iter().find(|told| told.name == name))
        };
        match self.cloudfront.until_seen(look).await? {
            Some(told) if told.text == text => Ok(told.id),
            _ => Err(self.cloudfront.taken(C::CREATE, C::WHAT, name, address)),
        }
    }

    /// Writes, if it is as it was read. Where it is what was to be written, it is done: an answer was lost.
    async fn put(
        &self,
        (told, etag): (&Told<C::Attributes>, String),
        (text, attributes): (&str, &C::Attributes),
    ) -> Result<(), Error> {
        let id = told.id.as_str();
        let is = |now: &Told<C::Attributes>, text: &str, attributes: &C::Attributes| {
            now.attributes.encode() == attributes.encode() && now.text == text
        };
        let (mut etag, mut left) = (etag, WRITES);
        loop {
            let wanted = Wanted { name: &told.name, text, attributes };
            left -= 1;
            match C::update(&self.cloudfront, (id, &etag), wanted).await {
                Err(error) if is_overtaken(&error) => {}
                answer => return answer,
            }
            match self.one(id).await? {
                Some((now, _)) if is(&now, text, attributes) => return Ok(()),
                Some((now, moved)) if left > 0 && is(&now, &told.text, &told.attributes) => etag = moved,
                _ => return Err(overtaken(&self.cloudfront, C::UPDATE, id)),
            }
        }
    }

    fn gone(&self, operation: &str, id: &str) -> Error {
        self.cloudfront.error(Class::Gone, operation, format!("{} {id} is gone", C::WHAT))
    }
}

#[async_trait]
impl<C: MarkedCalls> Provider for Marked<C> {
    fn kind(&self) -> KindName {
        KindName::from(C::Attributes::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let beginning = marker_beginning(stack);
        let all = C::list(&self.cloudfront).await?.into_iter();
        Ok(all.filter(|told| told.text.starts_with(&beginning)).map(live).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.one(id.as_str()).await?.map(|(told, _)| live(told)))
    }

    /// The name is the account's only one, so that the call may be repeated: the second one is refused,
    /// and what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let attributes: C::Attributes = self.cloudfront.decode(C::CREATE, &request.values)?;
        let nameless = || self.cloudfront.error(Class::Invalid, C::CREATE, "it needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let address = request.address.as_str();
        let text = self.marker(C::CREATE, &request.stack.to_string(), address)?;
        let wanted = Wanted { name, text: &text, attributes: &attributes };
        let id = match C::create(&self.cloudfront, wanted).await {
            Ok(id) => id,
            Err(error) if error.code.as_deref() == Some(C::TAKEN) => {
                Some(self.read_back(name, &text, address).await?)
            }
            Err(error) => return Err(error),
        };
        self.cloudfront.made(C::CREATE, id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        let Some((told, etag)) = self.one(id).await? else { return Err(self.gone(C::UPDATE, id)) };
        if let Met::Done = met(&self.cloudfront, C::UPDATE, request, &told.attributes)? {
            return Ok(());
        }
        let mut values = told.attributes.encode();
        values.extend(request.patch.clone());
        values.remove("tags");
        let attributes: C::Attributes = self.cloudfront.decode(C::UPDATE, &values)?;
        self.put((&told, etag), (&told.text, &attributes)).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let id = request.id.as_str();
        for _ in 0..WRITES {
            let Some((_, etag)) = self.one(id).await? else {
                return self.cloudfront.removed::<()>(&request.id, Ok(()));
            };
            let answer = C::delete(&self.cloudfront, (id, &etag)).await;
            if !answer.as_ref().is_err_and(is_overtaken) {
                return self.cloudfront.removed(&request.id, answer);
            }
        }
        Err(overtaken(&self.cloudfront, C::DELETE, id))
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let id = id.as_str();
        let Some((told, etag)) = self.one(id).await? else { return Err(self.gone(C::UPDATE, id)) };
        let mut there = tags_in(&told.text);
        there.extend(tags.iter().map(|(key, value)| (key.clone(), value.clone())));
        let (Some(stack), Some(address)) = (there.get(TAG_STACK), there.get(TAG_ADDRESS)) else {
            return Ok(());
        };
        let text = self.marker(C::UPDATE, stack, address)?;
        if text == told.text {
            return Ok(());
        }
        self.put((&told, etag), (&text, &told.attributes)).await
    }

    /// AWS refuses to delete what a distribution uses.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
