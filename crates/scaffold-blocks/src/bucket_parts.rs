//! What a `bucket` expands to.

use std::collections::BTreeMap;

use scaffold_kinds::Choice;
use scaffold_model::{Address, Diagnostic, Value, Values};

use crate::block::{Context, Expands};
use crate::bucket::{BUCKET, Bucket, Cors, Lifecycle};
use crate::function::Function;
use crate::function_calls::bucket_permission;
use crate::function_events::FunctionEvent;
use crate::part::{Expansion, Part};
use crate::{bucket_logs, bucket_policy, codes};

impl Expands for Bucket {
    fn expand(&self, context: &Context<'_>) -> Expansion {
        let events = events(context);
        let mut problems = self.repeated_prefixes(context);
        problems.extend(overlaps(&events, context));
        problems.extend(self.own_logs(context));
        problems.extend(bucket_logs::check_bucket(self, context));
        let mut parts = vec![self.bucket(context)];
        parts.extend(bucket_policy::part(self, context));
        parts.extend(notification(&events, context));
        let outputs = ["name", "arn", "regional_domain_name"];
        let outputs = outputs.map(|name| (name.to_owned(), context.output_of(BUCKET, name)));
        Expansion {
            parts,
            outputs: BTreeMap::from(outputs),
            all_parts: context.are_sound(&["public", "policy"])
                && !context.may_lack("function")
                && !context.may_lack("load_balancer"),
            diagnostics: problems,
        }
    }
}

impl Bucket {
    fn bucket(&self, context: &Context<'_>) -> Part {
        let versioning = if self.versioning { "Enabled" } else { "Suspended" };
        let encryption = self.encryption_key.clone().map(|key| {
            map([
                ("algorithm", Some(Value::from("aws:kms"))),
                ("key", Some(key.into())),
                ("bucket_key", Some(Value::from(true))),
            ])
        });
        let closed = !self.public;
        let access = map([
            ("block_public_acls", Some(Value::from(true))),
            ("ignore_public_acls", Some(Value::from(true))),
            ("block_public_policy", Some(Value::from(closed))),
            ("restrict_public_buckets", Some(Value::from(closed))),
        ]);
        let rules: Vec<Value> = self.lifecycle.iter().map(Lifecycle::value).collect();
        let cors: Vec<Value> = self.cors.iter().map(Cors::value).collect();
        let logging = self.access_logs.as_ref().and_then(|logs| {
            let bucket = Address::parse(logs.bucket.as_deref()?).ok();
            // Its own is told.
            let bucket = bucket.filter(|bucket| bucket != context.address())?;
            let prefix = logs.prefix.as_deref().map(Value::from);
            Some(map([("bucket", Some(Value::pending(bucket.part(BUCKET), "id"))), ("prefix", prefix)]))
        });
        let mut part = Part::new(BUCKET, "s3.bucket")
            .asked_if("name", "bucket", self.name.clone())
            .asked("versioning", "versioning", versioning)
            .asked_if("encryption_key", "encryption", encryption)
            .asked("public", "public_access_block", access)
            .asked_if("lifecycle", "lifecycle", (!rules.is_empty()).then_some(Value::List(rules)))
            .asked_if("cors", "cors", (!cors.is_empty()).then_some(Value::List(cors)))
            .asked_if("access_logs", "logging", logging)
            .asked("deletion_protection", "deletion_protection", self.deletion_protection)
            .asked("empty_on_delete", "empty_on_delete", self.empty_on_delete);
        for index in 0..self.lifecycle.len() {
            let place = format!("lifecycle[{index}]");
            part.origins.insert(place.clone(), context.origin(&place).clone());
        }
        if bucket_policy::takes_logs_of_cdns(context) {
            part.with("object_ownership", "BucketOwnerPreferred")
        } else {
            part
        }
    }

    /// A rule for each beginning of names: AWS lets two speak of one, and the shorter time holds.
    fn repeated_prefixes(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let mut firsts = BTreeMap::new();
        let mut problems = Vec::new();
        for (index, rule) in self.lifecycle.iter().enumerate() {
            let Some(first) = firsts.insert(rule.name(), index) else { continue };
            let objects =
                rule.prefix.as_ref().map_or("every object".to_owned(), |prefix| format!("`{prefix}`"));
            let message = format!("two rules of `lifecycle` of {} are for {objects}", context.address());
            problems.push(
                Diagnostic::error(&codes::REPEATED_LIFECYCLE, message)
                    .at(context.origin(&format!("lifecycle[{index}]")), "again here")
                    .at(context.origin(&format!("lifecycle[{first}]")), "first here")
                    .help("make one rule of them"),
            );
        }
        problems
    }

    /// A bucket that writes its own requests down makes a request with each of them.
    fn own_logs(&self, context: &Context<'_>) -> Option<Diagnostic> {
        let to = self.access_logs.as_ref()?.bucket.as_deref()?;
        (to == context.address().as_str()).then(|| {
            let message = format!("{to} writes its requests down in itself, and each of them is a request");
            Diagnostic::error(&codes::LOGS_IN_ITSELF, message)
                .at(context.written(&["access_logs.bucket", "access_logs"]), "the same bucket")
                .help("make a second bucket for them, such as `[bucket.logs]`")
        })
    }
}

impl Lifecycle {
    fn name(&self) -> String {
        self.prefix.as_ref().map_or_else(|| "all".to_owned(), |prefix| format!("prefix {prefix}"))
    }

    fn value(&self) -> Value {
        let archive = self.archive_days.map(|days| {
            Value::List(vec![map([
                ("days", Some(days.into())),
                ("storage_class", Some(Value::from("GLACIER"))),
            ])])
        });
        map([
            ("name", Some(Value::text(self.name()))),
            ("prefix", self.prefix.as_deref().map(Value::from)),
            ("expire_days", self.expire_days.map(Value::from)),
            ("transitions", archive),
            ("noncurrent_expire_days", self.noncurrent_expire_days.map(Value::from)),
            ("abort_uploads_days", self.abort_uploads_days.map(Value::from)),
        ])
    }
}

impl Cors {
    fn value(&self) -> Value {
        let texts = |texts: &[String]| {
            let list = || Value::List(texts.iter().map(|text| text.as_str().into()).collect());
            (!texts.is_empty()).then(list)
        };
        map([
            ("allowed_origins", texts(&self.origins)),
            ("allowed_methods", Some(Value::List(self.methods.iter().map(|it| it.word().into()).collect()))),
            ("allowed_headers", texts(&self.headers)),
            ("expose_headers", texts(&self.expose_headers)),
            ("max_age_seconds", self.max_age_seconds.map(Value::from)),
        ])
    }
}

/// An event of a function that is about this bucket.
struct Told<'a> {
    function: &'a Address,
    event: FunctionEvent,
    /// Its place among all events of the function, from 1.
    number: usize,
    origin: scaffold_model::Origin,
}

/// What functions are to be told, in the order of their addresses.
fn events<'a>(context: &'a Context<'_>) -> Vec<Told<'a>> {
    let mut found = Vec::new();
    for block in context.blocks.iter().filter(|block| block.address.word() == "function") {
        let Some(function) = context.peer::<Function>(block.address.as_str()) else { continue };
        for (index, event) in function.events.into_iter().enumerate() {
            if event.bucket.as_deref() == Some(context.address().as_str()) {
                let origin = block.origins.get(&format!("events[{index}].bucket")).unwrap_or(&block.origin);
                let origin = origin.clone();
                found.push(Told { function: &block.address, event, number: index + 1, origin });
            }
        }
    }
    found.sort_by(|one, other| (one.function, one.number).cmp(&(other.function, other.number)));
    found
}

/// Everything that the bucket tells to functions.
fn notification(events: &[Told<'_>], context: &Context<'_>) -> Option<Part> {
    let first = events.first()?;
    let mut part = Part::new("notification", "s3.bucket_notification").with("bucket", context.id_of(BUCKET));
    part.origins.insert("functions".to_owned(), first.origin.clone());
    let mut functions = Values::new();
    for Told { function, event, number, origin } in events {
        let name = format!("{}-{number}", function.name());
        // S3 tries whether it may call before it takes a notification.
        let permission = format!("permission.{}", bucket_permission(context.address()));
        let arn = Value::pending(function.part(&permission), "target");
        part.origins.insert(format!("functions.{name}"), origin.clone());
        functions.insert(name, event.notification(arn));
    }
    Some(part.with("functions", Value::Map(functions)))
}

/// AWS refuses two notifications of one thing, whoever is told.
fn overlaps(events: &[Told<'_>], context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (index, one) in events.iter().enumerate() {
        for other in events[..index].iter().filter(|other| overlap(&one.event, &other.event)) {
            let bucket = context.address();
            let (message, help) = if one.function == other.function {
                let message =
                    format!("{} is told of the same objects of {bucket} by two of its events", one.function);
                (message, "make one event of them, with everything that either says in `on`")
            } else {
                let (first, second) = (other.function, one.function);
                let message = format!(
                    "{first} and {second} are told of the same objects of {bucket}, and S3 tells one function"
                );
                (message, "let `prefix` or `suffix` tell them apart, or let the one function do both")
            };
            problems.push(
                Diagnostic::error(&codes::OVERLAPPING_EVENTS, message)
                    .at(&one.origin, "told of the same")
                    .at(&other.origin, "told of it, too")
                    .help(help),
            );
        }
    }
    problems
}

fn overlap(one: &FunctionEvent, other: &FunctionEvent) -> bool {
    let holds = |one: &str, other: &str| match one.strip_suffix('*') {
        Some(begin) => other.starts_with(begin),
        None => one == other,
    };
    let same = |one: &str, other: &str| holds(one, other) || holds(other, one);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (prefix, other_prefix) = (text(&one.prefix), text(&other.prefix));
    let (suffix, other_suffix) = (text(&one.suffix), text(&other.suffix));
    one.on.iter().any(|on| other.on.iter().any(|also| same(on, also)))
        && (prefix.starts_with(&other_prefix) || other_prefix.starts_with(&prefix))
        && (suffix.ends_with(&other_suffix) || other_suffix.ends_with(&suffix))
}

fn map<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let entries = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Map(entries.collect::<Values>())
}
