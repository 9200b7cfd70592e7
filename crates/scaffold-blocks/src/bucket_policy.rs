//! Who may do what with a bucket: one policy for everyone who needs a statement in it.

use scaffold_blueprint::Block;
use scaffold_kinds::{AttributeType, Choice};
use scaffold_model::{Address, Origin, Value, Values};

use crate::access::arn_of;
use crate::block::Context;
use crate::bucket::{BUCKET, Bucket, PolicyStatement};
use crate::bucket_logs;
use crate::cdn::{Cdn, DISTRIBUTION};
use crate::given::Given;
use crate::part::Part;
use crate::permissions::policy;

pub(crate) const POLICY: &str = "policy";

/// The policy; none where nobody needs it.
pub(crate) fn part(bucket: &Bucket, context: &Context<'_>) -> Option<Part> {
    let mut statements: Vec<(Value, Origin)> = Vec::new();
    if bucket.public {
        statements.push((everyone(context), context.origin("public").clone()));
    }
    for (index, statement) in bucket.policy.iter().enumerate() {
        let place = context.origin(&format!("policy[{index}]"));
        statements.push((statement.value(context), place.clone()));
    }
    for (cdn, origin) in readers(context) {
        let arn = Value::pending(cdn.part(DISTRIBUTION), "arn");
        let statement =
            service("cloudfront.amazonaws.com", "s3:GetObject", "/*", ("StringEquals", arn), context);
        statements.push((statement, origin));
    }
    for (other, prefix, origin) in writers(context) {
        let objects = format!("/{prefix}*");
        let condition = ("ArnLike", arn_of(other));
        statements.push((
            service("logging.s3.amazonaws.com", "s3:PutObject", &objects, condition, context),
            origin,
        ));
    }
    statements.extend(bucket_logs::of_balancers(context));
    let (_, first) = statements.first()?;
    let mut part = Part::new(POLICY, "s3.bucket_policy").with("bucket", context.id_of(BUCKET));
    part.origins.insert("policy".to_owned(), first.clone());
    for (index, (_, place)) in statements.iter().enumerate() {
        part.origins.insert(format!("policy.Statement[{index}]"), place.clone());
    }
    Some(part.with("policy", policy(statements.into_iter().map(|(statement, _)| statement).collect())))
}

/// Blocks of a word, in the order of their addresses: that in the blueprint does not matter.
fn blocks<'a>(word: &'a str, context: &'a Context<'_>) -> Vec<&'a Block> {
    let mut blocks: Vec<&Block> =
        context.blocks.iter().filter(|block| block.address.word() == word).collect();
    blocks.sort_by(|one, other| one.address.cmp(&other.address));
    blocks
}

/// CDNs that have the bucket as an origin.
fn readers<'a>(context: &'a Context<'_>) -> Vec<(&'a Address, Origin)> {
    let names = |block: &&'a Block| {
        let cdn = context.peer::<Cdn>(block.address.as_str())?;
        let own = context.address().as_str();
        let (name, _) = cdn.origins.iter().find(|(_, origin)| origin.bucket.as_deref() == Some(own))?;
        let place = block.origins.get(&format!("origins.{name}.bucket")).unwrap_or(&block.origin);
        Some((&block.address, place.clone()))
    };
    blocks("cdn", context).iter().filter_map(names).collect()
}

/// Buckets that write their requests down in this one, with what names begin with.
fn writers<'a>(context: &'a Context<'_>) -> Vec<(&'a Address, String, Origin)> {
    let names = |block: &&'a Block| {
        let logs = context.peer::<Bucket>(block.address.as_str())?.access_logs?;
        if logs.bucket.as_deref() != Some(context.address().as_str()) {
            return None;
        }
        let place = block.origins.get("access_logs.bucket").unwrap_or(&block.origin);
        Some((&block.address, logs.prefix.unwrap_or_default(), place.clone()))
    };
    let others = blocks("bucket", context).into_iter().filter(|block| block.address != *context.address());
    others.filter_map(|block| names(&block)).collect()
}

/// Whether a CDN writes its requests down in this bucket: it does so by access control lists.
pub(crate) fn takes_logs_of_cdns(context: &Context<'_>) -> bool {
    let logs = |block: &&Block| {
        let logging = context.peer::<Cdn>(block.address.as_str()).and_then(|cdn| cdn.logging);
        logging.is_some_and(|logging| logging.bucket.as_deref() == Some(context.address().as_str()))
    };
    blocks("cdn", context).iter().any(logs)
}

fn below(objects: &str, context: &Context<'_>) -> Value {
    Value::Concat(vec![context.output_of(BUCKET, "arn"), Value::from(objects)])
}

fn everyone(context: &Context<'_>) -> Value {
    map([
        ("Effect", Value::from("Allow")),
        ("Principal", Value::from("*")),
        ("Action", Value::from("s3:GetObject")),
        ("Resource", below("/*", context)),
    ])
}

/// A service that acts for one resource of ours.
fn service(
    name: &str,
    action: &str,
    objects: &str,
    (operator, source): (&str, Value),
    context: &Context<'_>,
) -> Value {
    map([
        ("Effect", Value::from("Allow")),
        ("Principal", map([("Service", Value::from(name))])),
        ("Action", Value::from(action)),
        ("Resource", below(objects, context)),
        ("Condition", map([(operator, map([("aws:SourceArn", source)]))])),
    ])
}

impl PolicyStatement {
    fn value(&self, context: &Context<'_>) -> Value {
        let given = |values: &[Given]| Value::List(values.iter().map(|Given(value)| value.clone()).collect());
        let resources = if self.objects.is_empty() {
            vec![context.output_of(BUCKET, "arn"), below("/*", context)]
        } else {
            let own = context.output_of(BUCKET, "arn");
            let named = |Given(objects): &Given| {
                let mut pieces = vec![own.clone(), Value::from("/")];
                match objects {
                    Value::Concat(inner) => pieces.extend(inner.iter().cloned()),
                    other => pieces.push(other.clone()),
                }
                Value::Concat(pieces)
            };
            self.objects.iter().map(named).collect()
        };
        let mut statement = Values::from([
            ("Effect".to_owned(), Value::from(self.effect.word())),
            ("Principal".to_owned(), self.principal()),
            ("Action".to_owned(), given(&self.actions)),
            ("Resource".to_owned(), Value::List(resources)),
        ]);
        if !self.conditions.is_empty() {
            statement.insert("Condition".to_owned(), self.conditions.encode());
        }
        Value::Map(statement)
    }

    /// Everyone, or services and those of AWS by themselves.
    fn principal(&self) -> Value {
        if self.principals.iter().any(|Given(value)| value.as_text() == Some("*")) {
            return Value::from("*");
        }
        let is_service = |value: &Value| value.as_text().is_some_and(|text| text.ends_with(".amazonaws.com"));
        let (services, others): (Vec<Value>, Vec<Value>) =
            self.principals.iter().map(|Given(value)| value.clone()).partition(is_service);
        let sorts = [("AWS", others), ("Service", services)];
        let there = sorts.into_iter().filter(|(_, principals)| !principals.is_empty());
        Value::Map(there.map(|(sort, principals)| (sort.to_owned(), Value::List(principals))).collect())
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Values>())
}
