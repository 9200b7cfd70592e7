//! Who calls a function, and what lets them: one statement for each, no wider.

use std::collections::BTreeSet;

use scaffold_kinds::lambda::LONGEST_ADDRESS;
use scaffold_model::{Address, Diagnostic, Value, Values};

use crate::access::arn_of;
use crate::block::Context;
use crate::bucket::BUCKET;
use crate::cdn::{Cdn, DISTRIBUTION};
use crate::codes;
use crate::function::{ALIAS, FUNCTION, Function, FunctionUrl, URL, UrlAuth, UrlCors};
use crate::function_events::FunctionEvent;
use crate::part::Part;

pub(crate) const CALL: &str = "lambda:InvokeFunction";
const ASK: &str = "lambda:InvokeFunctionUrl";

/// What is called: the alias, where there is one.
pub(crate) fn callee(function: &Function, context: &Context<'_>) -> Value {
    context.output_of(if function.provisioned_concurrency.is_some() { ALIAS } else { FUNCTION }, "arn")
}

/// A part that names what is called.
fn calling(function: &Function, part: Part, context: &Context<'_>) -> Part {
    let part = part.with("function", context.id_of(FUNCTION));
    if function.provisioned_concurrency.is_some() { part.with("alias", context.id_of(ALIAS)) } else { part }
}

/// A statement for one caller.
pub(crate) fn permission(
    function: &Function,
    name: &str,
    (action, principal): (&str, &str),
    context: &Context<'_>,
) -> Part {
    let part = Part::new(format!("permission.{name}"), "lambda.permission");
    calling(function, part, context).with("action", action).with("principal", principal)
}

/// Whose names are too long together: a statement carries those of the function and of who may call it.
pub(crate) fn check(function: &Function, context: &Context<'_>) -> Vec<Diagnostic> {
    let buckets: BTreeSet<Address> = function.events.iter().filter_map(FunctionEvent::bucket).collect();
    let buckets = buckets.iter().map(|bucket| (bucket, bucket_permission(bucket)));
    let asked = function.url.as_ref().is_some_and(|url| url.auth != Some(UrlAuth::Nobody));
    let cdns = cdns(context).into_iter().filter(|_| asked).map(|cdn| (cdn, cdn_call(cdn)));
    let too_long = |(caller, name): (&Address, String)| {
        let address = context.address().part(&format!("permission.{name}"));
        let beyond = address.as_str().len().checked_sub(LONGEST_ADDRESS).filter(|beyond| *beyond > 0)?;
        let block = context.block_at(caller.as_str())?;
        let message =
            format!("the names of {} and {caller} are too long together by {beyond}", context.address());
        Some(
            Diagnostic::error(&codes::LONG_NAMES, message)
                .at(&context.block.origin, "it is called")
                .at(&block.origin, "by this one")
                .help("give one of them a shorter name, with `[[moved]]` where it is there already"),
        )
    };
    buckets.chain(cdns).filter_map(too_long).collect()
}

fn cdn_call(cdn: &Address) -> String {
    format!("cdn-call-{}", cdn.name())
}

/// Its own address, and who may ask there. Since October 2025 AWS wants both statements.
pub(crate) fn url(function: &Function, url: &FunctionUrl, context: &Context<'_>) -> Vec<Part> {
    let auth = if url.auth == Some(UrlAuth::Nobody) { "NONE" } else { "AWS_IAM" };
    let mode = if url.streams == Some(true) { "RESPONSE_STREAM" } else { "BUFFERED" };
    let part = calling(function, Part::new(URL, "lambda.url"), context)
        .asked("url.auth", "auth", auth)
        .asked("url.streams", "invoke_mode", mode)
        .asked_if("url.cors", "cors", url.cors.as_ref().map(UrlCors::value));
    let mut parts = vec![part];
    if auth == "NONE" {
        parts.push(permission(function, "url", (ASK, "*"), context).asked("url.auth", "url_auth", auth));
        let call = permission(function, "url-call", (CALL, "*"), context);
        parts.push(call.asked("url.auth", "invoked_via_url", true));
    }
    for cdn in cdns(context) {
        let arn = Value::pending(cdn.part(DISTRIBUTION), "arn");
        let named = |name: String, action: &str| {
            permission(function, &name, (action, "cloudfront.amazonaws.com"), context)
                .with("source_arn", arn.clone())
        };
        if auth == "AWS_IAM" {
            parts.push(named(format!("cdn-{}", cdn.name()), ASK).with("url_auth", auth));
            parts.push(named(cdn_call(cdn), CALL).with("invoked_via_url", true));
        }
    }
    parts
}

impl UrlCors {
    fn value(&self) -> Value {
        let texts = |texts: &[String]| Value::List(texts.iter().map(|text| text.as_str().into()).collect());
        let mut values = Values::from([("allow_origins".to_owned(), texts(&self.origins))]);
        let lists = [
            ("allow_methods", &self.methods),
            ("allow_headers", &self.headers),
            ("expose_headers", &self.expose_headers),
        ];
        let said = lists.into_iter().filter(|(_, list)| !list.is_empty());
        values.extend(said.map(|(name, list)| (name.to_owned(), texts(list))));
        values
            .extend(self.credentials.map(|credentials| ("allow_credentials".to_owned(), credentials.into())));
        values.extend(self.max_age_seconds.map(|seconds| ("max_age_seconds".to_owned(), seconds.into())));
        Value::Map(values)
    }
}

/// CDNs that have the function as an origin, in the order of their addresses.
fn cdns<'a>(context: &'a Context<'_>) -> BTreeSet<&'a Address> {
    let blocks = context.blocks.iter().filter(|block| block.address.word() == "cdn");
    let asks = |address: &&Address| {
        let cdn = context.peer::<Cdn>(address.as_str());
        cdn.is_some_and(|cdn| {
            cdn.origins.values().any(|origin| origin.function.as_deref() == Some(context.address().as_str()))
        })
    };
    blocks.map(|block| &block.address).filter(asks).collect()
}

/// What events come to: rules, sources, and what lets them call.
pub(crate) fn events(function: &Function, context: &Context<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut buckets = BTreeSet::new();
    let mut queues = BTreeSet::new();
    for (index, event) in function.events.iter().enumerate() {
        let path = |attribute: &str| format!("events[{index}].{attribute}");
        let number = index + 1;
        if let Some(schedule) = &event.schedule {
            let mut target = Values::from([("arn".to_owned(), callee(function, context))]);
            target.extend(event.input.clone().map(|input| ("input".to_owned(), input.into())));
            let targets = Values::from([("function".to_owned(), Value::Map(target))]);
            let rule = format!("rule.{number}");
            parts.push(
                Part::new(rule.as_str(), "events.rule")
                    .asked(path("schedule"), "schedule", schedule.clone())
                    .asked(path("input"), "targets", Value::Map(targets)),
            );
            let name = format!("schedule-{number}");
            parts.push(permission(function, &name, (CALL, "events.amazonaws.com"), context).asked(
                path("schedule"),
                "source_arn",
                context.output_of(&rule, "arn"),
            ));
        }
        // One of each, though two events may name it: of queues that is told.
        if let Some(queue) = event.queue().filter(|queue| queues.insert(queue.clone())) {
            let part = Part::new(format!("event_source.{}", queue.name()), "lambda.event_source");
            let filters = event.filters.iter().map(|filter| filter.as_str().into()).collect::<Vec<Value>>();
            parts.push(
                calling(function, part, context)
                    .asked(path("queue"), "source", arn_of(&queue))
                    .asked_if(path("batch_size"), "batch_size", event.batch_size)
                    .asked_if(
                        path("batching_window_seconds"),
                        "batching_window_seconds",
                        event.batching_window_seconds,
                    )
                    .asked_if(path("max_concurrency"), "max_concurrency", event.max_concurrency)
                    .asked_if(
                        path("report_item_failures"),
                        "report_item_failures",
                        event.report_item_failures,
                    )
                    .asked_if(
                        path("filters"),
                        "filters",
                        (!filters.is_empty()).then_some(Value::List(filters)),
                    ),
            );
        }
        if let Some(bucket) = event.bucket().filter(|bucket| buckets.insert(bucket.clone())) {
            parts.push(told_by(&bucket, &path("bucket"), function, context));
        }
    }
    parts
}

/// What lets a bucket call. An ARN of S3 names no account, and another one could make a bucket of that name once it is
/// free.
fn told_by(bucket: &Address, path: &str, function: &Function, context: &Context<'_>) -> Part {
    let called = permission(function, &bucket_permission(bucket), (CALL, "s3.amazonaws.com"), context);
    let account = Value::pending(bucket.part(BUCKET), "account");
    called.asked(path, "source_arn", arn_of(bucket)).asked(path, "source_account", account)
}

/// What the statement for a bucket is for.
pub(crate) fn bucket_permission(bucket: &Address) -> String {
    format!("bucket-{}", bucket.name())
}
