//! `lambda.event_source`. A survey is a list of all of them and the tags of each:
//! ⌈event sources / 100⌉ + event sources.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::types::{
    DestinationConfig, EventSourceMappingConfiguration, Filter, FilterCriteria, FunctionResponseType,
    OnFailure, ScalingConfig,
};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags, is_absent};
use scaffold_kinds::lambda::{EventSource, StartingPosition};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Lambda;
use crate::names::{function_arn, qualifier};
use crate::settings::integer;

const CREATE: &str = "CreateEventSourceMapping";
const UPDATE: &str = "UpdateEventSourceMapping";
const DELETE: &str = "DeleteEventSourceMapping";

pub(crate) struct EventSources {
    lambda: Lambda,
}

impl EventSources {
    pub fn new(lambda: Lambda) -> Self {
        Self { lambda }
    }

    async fn all(&self) -> Result<Vec<EventSourceMappingConfiguration>, Error> {
        let request = self.lambda.client.list_event_source_mappings().max_items(100);
        let all = self.lambda.list(
            "ListEventSourceMappings",
            |token| request.clone().set_marker(token).send(),
            |page| (page.event_source_mappings, page.next_marker),
        );
        all.await
    }

    fn arn(&self, id: &str) -> String {
        self.lambda.connection().arn("lambda", None, &format!("event-source-mapping:{id}"))
    }

    async fn with_tags(&self, mapping: EventSourceMappingConfiguration) -> Result<Option<Live>, Error> {
        let Some(id) = mapping.uuid().map(str::to_owned) else { return Ok(None) };
        let arn = mapping.event_source_mapping_arn().map_or_else(|| self.arn(&id), str::to_owned);
        Ok(self.lambda.tags(&arn).await?.map(|tags| live(id, arn, &mapping, tags)))
    }

    async fn one(&self, id: &str) -> Result<Option<Live>, Error> {
        let request = self.lambda.client.get_event_source_mapping().uuid(id);
        let found = match self.lambda.read("GetEventSourceMapping", || request.clone().send()).await {
            Ok(answer) => answer,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mapping = EventSourceMappingConfiguration::builder()
            .set_uuid(found.uuid)
            .set_starting_position(found.starting_position)
            .set_batch_size(found.batch_size)
            .set_maximum_batching_window_in_seconds(found.maximum_batching_window_in_seconds)
            .set_parallelization_factor(found.parallelization_factor)
            .set_event_source_arn(found.event_source_arn)
            .set_filter_criteria(found.filter_criteria)
            .set_kms_key_arn(found.kms_key_arn)
            .set_scaling_config(found.scaling_config)
            .set_function_arn(found.function_arn)
            .set_state(found.state)
            .set_destination_config(found.destination_config)
            .set_maximum_record_age_in_seconds(found.maximum_record_age_in_seconds)
            .set_bisect_batch_on_function_error(found.bisect_batch_on_function_error)
            .set_maximum_retry_attempts(found.maximum_retry_attempts)
            .set_tumbling_window_in_seconds(found.tumbling_window_in_seconds)
            .set_function_response_types(found.function_response_types)
            .set_event_source_mapping_arn(found.event_source_mapping_arn)
            .build();
        self.with_tags(mapping).await
    }

    /// What AWS says of a role that it does not know everywhere yet. It does not say which role, so that all of
    /// them are waited for, a while.
    fn judged(&self, error: Error) -> Error {
        let said = error.message.to_ascii_lowercase();
        let is_young = error.code.as_deref() == Some("InvalidParameterValueException")
            && (said.contains("execution role does not have permissions")
                || said.contains("cannot be assumed"));
        if is_young {
            return Error { class: Class::NotYetVisible, ..error };
        }
        match error.code.as_deref() {
            // It is being made, changed or deleted.
            Some("ResourceInUseException") => Error { class: Class::NotYetVisible, ..error },
            _ => self.lambda.judged(error, None),
        }
    }
}

fn live(id: String, arn: String, mapping: &EventSourceMappingConfiguration, tags: Tags) -> Live {
    let function = mapping.function_arn().unwrap_or_default();
    let word = mapping.state().unwrap_or("Enabled");
    let state = match word {
        "Creating" | "Enabling" | "Disabling" | "Updating" => LiveState::Pending(word.to_owned()),
        "Deleting" => LiveState::Deleting(word.to_owned()),
        _ => LiveState::Ready,
    };
    let filters = mapping.filter_criteria().map(|criteria| criteria.filters()).unwrap_or_default();
    let failure = mapping.destination_config().and_then(|it| it.on_failure()).and_then(|it| it.destination());
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Found {
        attributes: EventSource {
            function: Ref(function_arn(function)),
            alias: qualifier(function).map(|_| Ref(function.to_owned())),
            source: mapping.event_source_arn().unwrap_or_default().to_owned(),
            enabled: matches!(word, "Creating" | "Enabling" | "Enabled" | "Updating"),
            batch_size: mapping.batch_size().map(i64::from),
            batching_window_seconds: mapping.maximum_batching_window_in_seconds().map_or(0, i64::from),
            max_concurrency: mapping.scaling_config().and_then(|it| it.maximum_concurrency()).map(i64::from),
            filters: filters.iter().filter_map(|filter| filter.pattern()).map(str::to_owned).collect(),
            encryption_key: text(mapping.kms_key_arn()),
            report_item_failures: !mapping.function_response_types().is_empty(),
            starting_position: mapping
                .starting_position()
                .and_then(|it| StartingPosition::from_word(it.as_str())),
            parallelization: mapping.parallelization_factor().map(i64::from),
            bisect_on_error: mapping.bisect_batch_on_function_error(),
            max_record_age_seconds: mapping.maximum_record_age_in_seconds().map(i64::from),
            max_retries: mapping.maximum_retry_attempts().map(i64::from),
            tumbling_window_seconds: mapping.tumbling_window_in_seconds().map(i64::from),
            on_failure: text(failure),
        },
        outputs: vec![("arn", Some(arn))],
        id,
        tags,
        state,
        name: None,
        created: None,
    }
    .live()
}

/// What an event source calls.
fn called(wanted: &EventSource) -> String {
    wanted.alias.as_ref().map_or(&wanted.function.0, |alias| &alias.0).clone()
}

fn filters(wanted: &EventSource) -> FilterCriteria {
    let filters = wanted.filters.iter().map(|pattern| Filter::builder().pattern(pattern).build());
    FilterCriteria::builder().set_filters(Some(filters.collect())).build()
}

/// For how long is gathered. FIFO queues have no such setting, not even one of 0 seconds; large batches need it
/// beside them.
fn window(wanted: &EventSource) -> Option<i32> {
    Some(integer(wanted.batching_window_seconds)).filter(|seconds| *seconds > 0)
}

fn scaling(wanted: &EventSource) -> ScalingConfig {
    ScalingConfig::builder().set_maximum_concurrency(wanted.max_concurrency.map(integer)).build()
}

fn responses(wanted: &EventSource) -> Vec<FunctionResponseType> {
    wanted.report_item_failures.then_some(FunctionResponseType::ReportBatchItemFailures).into_iter().collect()
}

fn destination(wanted: &EventSource) -> DestinationConfig {
    let failure = OnFailure::builder().destination(wanted.on_failure.clone().unwrap_or_default()).build();
    DestinationConfig::builder().on_failure(failure).build()
}

#[async_trait]
impl Provider for EventSources {
    fn kind(&self) -> KindName {
        KindName::from(EventSource::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(2),
            limit: Duration::from_secs(600),
            typical: Duration::from_secs(15),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let all = self.all().await?;
        let found = try_join_all(all.into_iter().map(|mapping| self.with_tags(mapping))).await?;
        let is_of = |live: &Live| live.identity.as_ref().is_some_and(|it| it.stack == stack.to_string());
        Ok(found.into_iter().flatten().filter(is_of).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id.as_str()).await
    }

    /// It has neither token nor name: a call whose fate is unknown is not sent again.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: EventSource = self.lambda.decode(CREATE, &request.values)?;
        let tags = request.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let call = self
            .lambda
            .client
            .create_event_source_mapping()
            .function_name(called(&wanted))
            .event_source_arn(&wanted.source)
            .enabled(wanted.enabled)
            .set_batch_size(wanted.batch_size.map(integer))
            .set_maximum_batching_window_in_seconds(window(&wanted))
            .set_scaling_config(wanted.max_concurrency.map(|_| scaling(&wanted)))
            .set_filter_criteria((!wanted.filters.is_empty()).then(|| filters(&wanted)))
            .set_kms_key_arn(wanted.encryption_key.clone())
            .set_function_response_types(wanted.report_item_failures.then(|| responses(&wanted)))
            .set_starting_position(wanted.starting_position.map(|position| position.word().into()))
            .set_parallelization_factor(wanted.parallelization.map(integer))
            .set_bisect_batch_on_function_error(wanted.bisect_on_error)
            .set_maximum_record_age_in_seconds(wanted.max_record_age_seconds.map(integer))
            .set_maximum_retry_attempts(wanted.max_retries.map(integer))
            .set_tumbling_window_in_seconds(wanted.tumbling_window_seconds.map(integer))
            .set_destination_config(wanted.on_failure.as_ref().map(|_| destination(&wanted)))
            .set_tags(Some(tags));
        let made = self.lambda.once(CREATE, || call.clone().send()).await;
        let made = made.map_err(|error| self.judged(error))?;
        self.lambda.made(CREATE, made.uuid)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let changes = |attribute: &str| request.changes(attribute);
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: EventSource = self.lambda.decode(UPDATE, &request.values)?;
            let number =
                |attribute: &str, number: Option<i64>| number.filter(|_| changes(attribute)).map(integer);
            let window = match changes("batching_window_seconds") {
                true => Some(integer(wanted.batching_window_seconds)),
                false => window(&wanted).filter(|_| changes("batch_size")),
            };
            let key = changes("encryption_key").then(|| wanted.encryption_key.clone().unwrap_or_default());
            let call = self
                .lambda
                .client
                .update_event_source_mapping()
                .uuid(request.id.as_str())
                .set_function_name((changes("function") || changes("alias")).then(|| called(&wanted)))
                .set_enabled(changes("enabled").then_some(wanted.enabled))
                .set_batch_size(number("batch_size", wanted.batch_size))
                .set_maximum_batching_window_in_seconds(window)
                .set_scaling_config(changes("max_concurrency").then(|| scaling(&wanted)))
                .set_filter_criteria(changes("filters").then(|| filters(&wanted)))
                .set_kms_key_arn(key)
                .set_function_response_types(changes("report_item_failures").then(|| responses(&wanted)))
                .set_parallelization_factor(number("parallelization", wanted.parallelization))
                .set_bisect_batch_on_function_error(
                    wanted.bisect_on_error.filter(|_| changes("bisect_on_error")),
                )
                .set_maximum_record_age_in_seconds(number(
                    "max_record_age_seconds",
                    wanted.max_record_age_seconds,
                ))
                .set_maximum_retry_attempts(number("max_retries", wanted.max_retries))
                .set_tumbling_window_in_seconds(number(
                    "tumbling_window_seconds",
                    wanted.tumbling_window_seconds,
                ))
                .set_destination_config(changes("on_failure").then(|| destination(&wanted)));
            let answer = self.lambda.write(UPDATE, || call.clone().send()).await;
            answer.map_err(|error| self.judged(error))?;
        }
        self.lambda.update_tags(&self.arn(request.id.as_str()), request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.lambda.client.delete_event_source_mapping().uuid(request.id.as_str());
        let answer = self.lambda.write(DELETE, || call.clone().send()).await;
        let answer = answer.map_err(|error| self.judged(error));
        self.lambda.removed_unless_seen(&request.id, answer, || self.read(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.lambda.set_tags(&self.arn(id.as_str()), tags).await
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
