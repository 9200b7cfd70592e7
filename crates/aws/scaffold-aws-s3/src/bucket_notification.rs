//! `s3.bucket_notification`: who is told of what happens in each bucket of the stack, as one set a bucket. A
//! survey is that of buckets, and one call for each that is the stack's.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    Event, EventBridgeConfiguration, FilterRule, FilterRuleName, LambdaFunctionConfiguration,
    NotificationConfiguration, NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter,
    TopicConfiguration,
};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags};
use scaffold_kinds::s3::{BucketNotification, Notification};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{
    Address, KindName, Live, LiveIdentity, LiveState, PhysicalId, StackId, TAG_STACK, User,
};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{S3, unless_gone};
use crate::marker::Marker;

const PUT: &str = "PutBucketNotification";

/// Sorts of those who are told, by the number in their markers.
const FUNCTIONS: usize = 1;
const QUEUES: usize = 2;
const TOPICS: usize = 3;

/// Sorts by the attributes that name them.
const SORTS: [(usize, &str); 3] = [(FUNCTIONS, "functions"), (QUEUES, "queues"), (TOPICS, "topics")];
const EVENT_BRIDGE: &str = "event_bridge";

/// All that there is to say.
const ALL: [&str; 4] = ["functions", "queues", "topics", EVENT_BRIDGE];

pub(crate) struct Notifications {
    s3: S3,
}

/// One that is told, of any sort, with its id as S3 has it.
#[derive(Clone, Debug)]
struct Told {
    sort: usize,
    id: String,
    notification: Notification,
}

/// All that are told of a bucket.
#[derive(Clone, Debug, Default)]
struct AllTold {
    told: Vec<Told>,
    event_bridge: bool,
}

impl Told {
    fn is_foreign(&self, stack: Option<&str>) -> bool {
        Marker::read(&self.id).is_some_and(|marker| marker.is_foreign(stack))
    }

    /// As the blueprint names it.
    fn name(&self) -> String {
        Marker::read(&self.id).map_or_else(|| self.id.clone(), |marker| marker.id)
    }

    fn in_words(&self) -> Option<String> {
        let Marker { id, stack, .. } = Marker::read(&self.id)?;
        Some(format!("`{id}` tells {} (from stack {stack})", self.notification.arn))
    }
}

fn read(arn: String, events: Vec<Event>, filter: Option<NotificationConfigurationFilter>) -> Notification {
    let rules = filter.and_then(|filter| filter.key).and_then(|key| key.filter_rules).unwrap_or_default();
    // S3 takes them in any case, and gives them back with a capital.
    let rule = |word: &str| {
        let is_it = |rule: &&FilterRule| {
            rule.name.as_ref().is_some_and(|name| name.as_str().eq_ignore_ascii_case(word))
        };
        rules.iter().find(is_it).and_then(|rule| rule.value.clone()).filter(|value| !value.is_empty())
    };
    let events: BTreeSet<String> = events.iter().map(|event| event.as_str().to_owned()).collect();
    Notification { arn, events, prefix: rule("prefix"), suffix: rule("suffix") }
}

fn filter(notification: &Notification) -> Option<NotificationConfigurationFilter> {
    let sides =
        [(FilterRuleName::Prefix, &notification.prefix), (FilterRuleName::Suffix, &notification.suffix)];
    let said = sides.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let rules: Vec<FilterRule> =
        said.map(|(name, value)| FilterRule::builder().name(name).value(value).build()).collect();
    (!rules.is_empty()).then(|| {
        let key = S3KeyFilter::builder().set_filter_rules(Some(rules)).build();
        NotificationConfigurationFilter::builder().key(key).build()
    })
}

fn events(notification: &Notification) -> Option<Vec<Event>> {
    Some(notification.events.iter().map(|event| Event::from(event.as_str())).collect())
}

fn written(all: &AllTold) -> Result<NotificationConfiguration, BuildError> {
    let mut configuration = NotificationConfiguration::builder();
    for Told { sort, id, notification } in &all.told {
        let (arn, events, filter) = (&notification.arn, events(notification), filter(notification));
        configuration = match *sort {
            FUNCTIONS => {
                let told = LambdaFunctionConfiguration::builder().id(id).lambda_function_arn(arn);
                let told = told.set_events(events).set_filter(filter).build()?;
                configuration.lambda_function_configurations(told)
            }
            QUEUES => {
                let told = QueueConfiguration::builder().id(id).queue_arn(arn);
                configuration.queue_configurations(told.set_events(events).set_filter(filter).build()?)
            }
            _ => {
                let told = TopicConfiguration::builder().id(id).topic_arn(arn);
                configuration.topic_configurations(told.set_events(events).set_filter(filter).build()?)
            }
        };
    }
    let event_bridge = all.event_bridge.then(|| EventBridgeConfiguration::builder().build());
    Ok(configuration.set_event_bridge_configuration(event_bridge).build())
}

impl Notifications {
    pub fn new(s3: S3) -> Self {
        Self { s3 }
    }

    /// All that are told (`GetBucketNotificationConfiguration`).
    async fn told(&self, bucket: &str) -> Result<AllTold, Error> {
        let request = self.s3.client.get_bucket_notification_configuration().bucket(bucket);
        let request = request.expected_bucket_owner(self.s3.owner());
        let answer = self.s3.read("GetBucketNotification", || request.clone().send()).await?;
        let told = |sort: usize, id: Option<String>, notification: Notification| Told {
            sort,
            id: id.unwrap_or_else(|| notification.arn.clone()),
            notification,
        };
        let functions = answer.lambda_function_configurations.unwrap_or_default().into_iter();
        let queues = answer.queue_configurations.unwrap_or_default().into_iter();
        let topics = answer.topic_configurations.unwrap_or_default().into_iter();
        let all = functions
            .map(|it| told(FUNCTIONS, it.id, read(it.lambda_function_arn, it.events, it.filter)))
            .chain(queues.map(|it| told(QUEUES, it.id, read(it.queue_arn, it.events, it.filter))))
            .chain(topics.map(|it| told(TOPICS, it.id, read(it.topic_arn, it.events, it.filter))));
        Ok(AllTold { told: all.collect(), event_bridge: answer.event_bridge_configuration.is_some() })
    }

    /// Who is told of a bucket as a stack sees it; none when the bucket is gone by now.
    async fn live(&self, bucket: &str, stack: Option<&str>) -> Result<Option<Live>, Error> {
        let Some(all) = unless_gone(self.told(bucket).await)? else { return Ok(None) };
        let (others, own): (Vec<Told>, Vec<Told>) =
            all.told.into_iter().partition(|told| told.is_foreign(stack));
        let of = |sort: usize| {
            let own = own.iter().filter(|told| told.sort == sort);
            own.map(|told| (told.name(), told.notification.clone())).collect()
        };
        let identity: Option<LiveIdentity> =
            own.iter().find_map(|told| Marker::read(&told.id).and_then(|marker| marker.identity()));
        let mut live = Found {
            id: bucket.to_owned(),
            attributes: BucketNotification {
                bucket: Ref(bucket.to_owned()),
                functions: of(FUNCTIONS),
                queues: of(QUEUES),
                topics: of(TOPICS),
                event_bridge: all.event_bridge,
            },
            outputs: Vec::new(),
            tags: Tags::new(),
            state: LiveState::Ready,
            name: None,
            created: None,
        }
        .live();
        live.foreign = others.iter().filter_map(Told::in_words).collect();
        live.identity = identity;
        Ok(Some(live))
    }

    /// Makes what changes of the stack's part what it should be; S3 takes the whole.
    async fn set(
        &self,
        bucket: &str,
        stack: &StackId,
        wanted: Option<(BucketNotification, &Address)>,
        changed: &[&str],
    ) -> Result<(), Error> {
        let of = stack.to_string();
        let mut all = self.told(bucket).await?;
        let changes = |sort: usize| SORTS.iter().any(|(of, name)| *of == sort && changed.contains(name));
        all.told.retain(|told| told.is_foreign(Some(&of)) || !changes(told.sort));
        if changed.contains(&EVENT_BRIDGE) {
            all.event_bridge = wanted.as_ref().is_some_and(|(wanted, _)| wanted.event_bridge);
        }
        if let Some((wanted, address)) = wanted {
            let sorts = [(FUNCTIONS, wanted.functions), (QUEUES, wanted.queues), (TOPICS, wanted.topics)];
            for (sort, named) in sorts.into_iter().filter(|(sort, _)| changes(*sort)) {
                all.told.extend(named.into_iter().map(|(name, notification)| Told {
                    sort,
                    id: Marker::new(&name, (stack, address), sort).text(),
                    notification,
                }));
            }
        }
        self.put(bucket, &all).await
    }

    async fn put(&self, bucket: &str, all: &AllTold) -> Result<(), Error> {
        let configuration = self.s3.built(PUT, written(all))?;
        let call = self.s3.client.put_bucket_notification_configuration().bucket(bucket);
        let call = call.expected_bucket_owner(self.s3.owner()).notification_configuration(configuration);
        self.s3.put(PUT, bucket, || call.clone().send()).await
    }
}

#[async_trait]
impl Provider for Notifications {
    fn kind(&self) -> KindName {
        KindName::from(BucketNotification::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(180),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let own = self.s3.of_stack(stack).await?;
        let stack = &stack.to_string();
        let all = own.iter().map(|(bucket, _)| self.live(bucket, Some(stack)));
        Ok(try_join_all(all).await?.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(tags) = self.s3.tags(id.as_str()).await? else { return Ok(None) };
        self.live(id.as_str(), tags.get(TAG_STACK).map(String::as_str)).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: BucketNotification = self.s3.decode(PUT, &request.values)?;
        let bucket = wanted.bucket.0.clone();
        self.set(&bucket, &request.stack, Some((wanted, &request.address)), &ALL).await?;
        Ok(PhysicalId::new(bucket))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let changed: Vec<&str> = ALL.into_iter().filter(|attribute| request.changes(attribute)).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let wanted: BucketNotification = self.s3.decode(PUT, &request.values)?;
        self.set(request.id.as_str(), &request.stack, Some((wanted, &request.address)), &changed).await
    }

    /// Nobody is told any more but those of other stacks.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        unless_gone(self.set(request.id.as_str(), &request.stack, None, &ALL).await).map(drop)
    }

    /// Notifications have no tags: the ids of those that are ours say where they belong.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let of = self.s3.tags(id.as_str()).await?.unwrap_or_default().remove(TAG_STACK);
        let mut all = self.told(id.as_str()).await?;
        let mut is_other = false;
        for told in &mut all.told {
            let Some(marker) = Marker::read(&told.id).filter(|marker| Some(&marker.stack) == of.as_ref())
            else {
                continue;
            };
            told.id = marker.moved(tags).text();
            is_other = true;
        }
        if is_other { self.put(id.as_str(), &all).await } else { Ok(()) }
    }

    /// Nothing keeps S3 from telling nobody.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
