//! `sqs.queue`. A survey is one list by the beginning of names, a call for the tags of each queue whose name
//! begins so, and one for the attributes of each that is the stack's: ⌈queues / 1000⌉ + 2 × queues calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, TagChange, Tags, are_of, identity_of};
use scaffold_kinds::Kind;
use scaffold_kinds::sqs::Queue;
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_NAME, TAG_STACK, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::attributes::{named, written};
use crate::client::{Sqs, has, meant};
use crate::names::{beginning, name_of, stack_of};

const CREATE: &str = "CreateQueue";
const SET: &str = "SetQueueAttributes";

/// Says that `scaffold` does not delete it: SQS has no such flag.
const TAG_PROTECTED: &str = "scaffold:protected";

/// What SQS says of a name that a queue with other attributes has.
const EXISTS: [&str; 2] = ["QueueNameExists", "QueueAlreadyExists"];

pub(crate) struct Queues {
    sqs: Sqs,
}

impl Queues {
    pub fn new(sqs: Sqs) -> Self {
        Self { sqs }
    }

    /// A queue with its tags; none when it is gone by now.
    async fn with_tags(&self, url: &str, tags: Tags) -> Result<Option<Live>, Error> {
        let Some(attributes) = self.sqs.attributes(url).await? else { return Ok(None) };
        let is_protected = tags.get(TAG_PROTECTED).is_some_and(|word| word == "true");
        let name = Some(name_of(url).to_owned());
        Ok(Some(
            Found {
                id: url.to_owned(),
                attributes: attributes.queue(url, is_protected),
                outputs: vec![
                    ("url", Some(url.to_owned())),
                    ("arn", Some(self.sqs.arn(url))),
                    ("name", name.clone()),
                ],
                tags,
                state: LiveState::Ready,
                name,
                created: attributes.created(),
            }
            .live(),
        ))
    }

    /// A queue of the stack; none when it is another's.
    async fn of_stack(&self, stack: &StackId, url: String) -> Result<Option<Live>, Error> {
        match self.sqs.tags(&url).await? {
            Some(tags) if are_of(stack, &tags) => self.with_tags(&url, tags).await,
            _ => Ok(None),
        }
    }

    /// Whether a queue carries what a request asks for: none where it carries nothing of scaffold's.
    async fn is_asked_for(&self, request: &CreateRequest, url: &str) -> Result<Option<bool>, Error> {
        let tags = self.sqs.tags(url).await?;
        let identity = tags.as_ref().and_then(identity_of);
        Ok(identity.map(|own| own.stack == request.stack.to_string() && own.address == request.address))
    }

    fn taken(&self, request: &CreateRequest, url: &str) -> Error {
        let message = format!(
            "there is a queue `{}` already, which does not carry this stack's tags; take it over with `scaffold \
             import {} {url}`, or delete it",
            name_of(url),
            request.address
        );
        self.sqs.error(Class::OwnedBySomeoneElse, CREATE, message)
    }

    /// SQS answers with a queue that is there when it is as asked for, so that whose it is must be read.
    async fn read_back(&self, request: &CreateRequest, url: String) -> Result<PhysicalId, Error> {
        let seen = self.sqs.until_seen(|| self.is_asked_for(request, &url)).await?;
        if seen == Some(true) { self.sqs.made(CREATE, Some(url)) } else { Err(self.taken(request, &url)) }
    }

    /// Makes some attributes what they should be, and looks until SQS tells them so: it takes up to a
    /// minute, in which the next plan would see differences that are none.
    async fn set(&self, url: &str, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: Queue = self.sqs.decode(SET, &request.values)?;
        let says = written(&wanted, |attribute| request.changes(attribute), |url| self.sqs.arn(url));
        if says.is_empty() {
            return Ok(());
        }
        let call = self.sqs.client.set_queue_attributes().queue_url(url).set_attributes(Some(named(says)));
        let answer = self.sqs.write(SET, || call.clone().send()).await;
        answer.map_err(|error| self.sqs.seen(url, error))?;
        let wanted = wanted.encode();
        let (changed, wanted) = (&request.patch, &wanted);
        let look = || async move {
            let Some(attributes) = self.sqs.attributes(url).await? else { return Ok(Some(())) };
            let live = attributes.queue(url, false).encode();
            // Policies come back in another spelling.
            let compared = changed
                .keys()
                .filter(|name| !["policy", "deletion_protection", "tags"].contains(&name.as_str()));
            let is_told = compared.into_iter().all(|name| live.get(name) == wanted.get(name));
            Ok(is_told.then_some(()))
        };
        self.sqs.until_seen(look).await.map(drop)
    }
}

#[async_trait]
impl Provider for Queues {
    fn kind(&self) -> KindName {
        KindName::from(Queue::KIND)
    }

    /// A name is taken for a minute after its queue was deleted.
    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(2),
            limit: Duration::from_secs(180),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let urls = self.sqs.beginning(&beginning(stack)).await?;
        let found = try_join_all(urls.into_iter().map(|url| self.of_stack(stack, url))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        match self.sqs.tags(id.as_str()).await? {
            Some(tags) => self.with_tags(id.as_str(), tags).await,
            None => Ok(None),
        }
    }

    /// What has the name is looked at before, since SQS takes a second call for the first one.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let queue: Queue = self.sqs.decode(CREATE, &request.values)?;
        let nameless = || self.sqs.error(Class::Invalid, CREATE, "a queue needs a physical name");
        let stem = request.name.as_deref().ok_or_else(nameless)?;
        let name = if queue.fifo { format!("{stem}.fifo") } else { stem.to_owned() };
        if let Some(url) = self.sqs.url(&name).await? {
            return match self.is_asked_for(request, &url).await? {
                Some(true) => self.sqs.made(CREATE, Some(url)),
                _ => Err(self.taken(request, &url)),
            };
        }
        let mut tags = request.tags.clone();
        tags.insert(TAG_NAME.to_owned(), name.clone());
        if queue.deletion_protection {
            tags.insert(TAG_PROTECTED.to_owned(), "true".to_owned());
        }
        let mut says = written(&queue, |_| true, |url| self.sqs.arn(url));
        says.retain(|_, text| !text.is_empty());
        if queue.fifo {
            says.insert("FifoQueue", "true".to_owned());
        }
        let call = self.sqs.client.create_queue().queue_name(&name).set_attributes(Some(named(says)));
        let call = call.set_tags(Some(tags.into_iter().collect()));
        match self.sqs.write(CREATE, || call.clone().send()).await {
            Ok(answer) => {
                let url = self.sqs.made(CREATE, answer.queue_url)?;
                self.read_back(request, url.as_str().to_owned()).await
            }
            Err(error) if has(&error, EXISTS) => match self.sqs.until_seen(|| self.sqs.url(&name)).await? {
                Some(url) => self.read_back(request, url).await,
                None => Err(error),
            },
            Err(error) => Err(meant(error)),
        }
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let url = request.id.as_str();
        if request.patch.keys().any(|attribute| attribute != "tags") {
            self.set(url, request).await?;
        }
        let TagChange { mut unwanted, mut wanted } = TagChange::of(request);
        if request.changes("deletion_protection") {
            match request.patch.get("deletion_protection").and_then(scaffold_model::Value::as_bool) {
                Some(true) => drop(wanted.insert(TAG_PROTECTED.to_owned(), "true".to_owned())),
                _ => unwanted.push(TAG_PROTECTED.to_owned()),
            }
        }
        self.sqs.change_tags(url, unwanted, wanted).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.sqs.client.delete_queue().queue_url(request.id.as_str());
        let answer = self.sqs.write("DeleteQueue", || call.clone().send()).await.map_err(meant);
        self.sqs.removed_unless_seen(&request.id, answer, || self.read(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let name = name_of(id.as_str());
        let stack = tags.get(TAG_STACK).and_then(|tag| stack_of(tag));
        if let Some(stack) = stack.filter(|stack| !name.starts_with(&beginning(stack))) {
            let message = format!(
                "the queue `{name}` cannot become part of {stack}: a stack's queues are found by how their names \
                 begin, and this one's begins otherwise; let a new one be made"
            );
            return Err(self.sqs.error(Class::Invalid, "TagQueue", message));
        }
        self.sqs.change_tags(id.as_str(), Vec::new(), tags.clone()).await
    }

    /// AWS deletes a queue that is used.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
