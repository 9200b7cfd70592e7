//! Logs that others write into buckets: what lets balancers, and which buckets cannot take them.

use scaffold_model::{Diagnostic, Origin, Value, Values};

use crate::block::{Context, are_sound, place_in};
use crate::bucket::{BUCKET, Bucket};
use crate::cdn::Cdn;
use crate::codes;
use crate::load_balancer::{AccessLogs, LoadBalancer, LoadBalancerType};

/// What AWS puts between the prefix and the account.
const BELOW: &str = "AWSLogs";

/// Regions whose buckets CloudFront writes no logs to: those that an account must ask for ("Configure standard
/// logging (legacy)").
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

/// What lets balancers of the blueprint write their logs into this bucket, each with its place.
pub(crate) fn of_balancers(context: &Context<'_>) -> Vec<(Value, Origin)> {
    let mut blocks: Vec<_> =
        context.blocks.iter().filter(|block| block.address.word() == "load_balancer").collect();
    blocks.sort_by(|one, other| one.address.cmp(&other.address));
    let mut statements: Vec<(Value, Origin)> = Vec::new();
    for block in blocks {
        let Some(balancer) = context.peer::<LoadBalancer>(block.address.as_str()) else { continue };
        let Some(logs) = balancer.access_logs else { continue };
        if logs.block().as_ref() != Some(context.address()) {
            continue;
        }
        let place = place_in(block, "access_logs.bucket");
        let needed = match balancer.r#type {
            LoadBalancerType::Application => vec![of_application(&logs, context)],
            LoadBalancerType::Network => vec![look(context), of_network(&logs, context)],
        };
        // Two balancers with one prefix need one statement.
        for statement in needed {
            if !statements.iter().any(|(known, _)| *known == statement) {
                statements.push((statement, place.clone()));
            }
        }
    }
    statements
}

/// "Enable access logs for your Application Load Balancer".
fn of_application(logs: &AccessLogs, context: &Context<'_>) -> Value {
    let principal = "logdelivery.elasticloadbalancing.amazonaws.com";
    map([
        ("Effect", Value::from("Allow")),
        ("Principal", map([("Service", Value::from(principal))])),
        ("Action", Value::from("s3:PutObject")),
        ("Resource", objects(logs, context)),
    ])
}

/// "Access logs for your Network Load Balancer": the deliverer looks at the list first, and gives what it writes to
/// the bucket's owner.
fn look(context: &Context<'_>) -> Value {
    map([
        ("Effect", Value::from("Allow")),
        ("Principal", deliverer()),
        ("Action", Value::from("s3:GetBucketAcl")),
        ("Resource", context.output_of(BUCKET, "arn")),
        ("Condition", map(of_account(context, Vec::new()))),
    ])
}

fn of_network(logs: &AccessLogs, context: &Context<'_>) -> Value {
    let given = ("s3:x-amz-acl", Value::from("bucket-owner-full-control"));
    map([
        ("Effect", Value::from("Allow")),
        ("Principal", deliverer()),
        ("Action", Value::from("s3:PutObject")),
        ("Resource", objects(logs, context)),
        ("Condition", map(of_account(context, vec![given]))),
    ])
}

fn deliverer() -> Value {
    map([("Service", Value::from("delivery.logs.amazonaws.com"))])
}

/// On behalf of this account and region alone.
fn of_account(context: &Context<'_>, mut equal: Vec<(&str, Value)>) -> [(&'static str, Value); 2] {
    let account = context.output_of(BUCKET, "account");
    let source = Value::Concat(vec![
        Value::text(format!("arn:aws:logs:{}:", context.stack.region)),
        account.clone(),
        Value::from(":*"),
    ]);
    equal.push(("aws:SourceAccount", account));
    let equal = equal.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    [("StringEquals", Value::Map(equal)), ("ArnLike", map([("aws:SourceArn", source)]))]
}

/// What balancers of the account write.
fn objects(logs: &AccessLogs, context: &Context<'_>) -> Value {
    let mut pieces = vec![context.output_of(BUCKET, "arn"), Value::from("/")];
    if let Some(prefix) = &logs.prefix {
        match &prefix.0 {
            Value::Concat(inner) => pieces.extend(inner.iter().cloned()),
            other => pieces.push(other.clone()),
        }
        pieces.push(Value::from("/"));
    }
    pieces.extend([
        Value::text(format!("{BELOW}/")),
        context.output_of(BUCKET, "account"),
        Value::from("/*"),
    ]);
    Value::Concat(pieces)
}

/// Whether the bucket of a balancer can take its logs.
pub(crate) fn check_balancer(balancer: &LoadBalancer, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let Some(logs) = &balancer.access_logs else { return problems };
    let prefix = logs.prefix.as_ref().and_then(|prefix| prefix.0.as_text());
    if let Some(prefix) = prefix.filter(|prefix| prefix.contains(BELOW)) {
        let message = format!("{} writes its logs below `{prefix}`", context.address());
        problems.push(
            Diagnostic::error(&codes::UNFITTING_LOG_BUCKET, message)
                .at(context.origin("access_logs.prefix"), format!("may not hold `{BELOW}`"))
                .help(format!("AWS adds `{BELOW}/` and the account itself: leave it out")),
        );
    }
    let block = logs.block().and_then(|bucket| context.block_at(bucket.as_str()));
    let bucket = block.and_then(|block| Some((block, context.peer::<Bucket>(block.address.as_str())?)));
    if let Some((block, bucket)) = bucket
        && balancer.r#type == LoadBalancerType::Application
        && bucket.encryption_key.is_some()
        && are_sound(block, &["encryption_key"])
    {
        let message = format!(
            "{} writes its logs into {}, which is encrypted with a key of your own",
            context.address(),
            block.address
        );
        problems.push(
            Diagnostic::error(&codes::UNFITTING_LOG_BUCKET, message)
                .at(context.origin("access_logs.bucket"), "cannot write there")
                .at(place_in(block, "encryption_key"), "not S3's own key")
                .help("make a bucket without `encryption_key` for them, such as `[bucket.logs]`"),
        );
    }
    problems
}

/// S3's own logs into a bucket with another key.
pub(crate) fn check_bucket(bucket: &Bucket, context: &Context<'_>) -> Option<Diagnostic> {
    let to = bucket.access_logs.as_ref()?.bucket.as_deref()?;
    let block = context.block_at(to).filter(|block| block.address != *context.address())?;
    let target = context.peer::<Bucket>(to)?;
    (target.encryption_key.is_some() && are_sound(block, &["encryption_key"])).then(|| {
        let message = format!(
            "{} writes its requests down in {to}, which is encrypted with a key of your own",
            context.address()
        );
        Diagnostic::warning(&codes::UNFITTING_LOG_BUCKET, message)
            .at(
                context.written(&["access_logs.bucket", "access_logs"]),
                "may stay without what it should get",
            )
            .at(place_in(block, "encryption_key"), "not S3's own key")
            .help("make a bucket without `encryption_key` for them, such as `[bucket.requests]`")
    })
}

/// Whether CloudFront writes logs to buckets of the stack's region.
pub(crate) fn check_cdn(cdn: &Cdn, context: &Context<'_>) -> Option<Diagnostic> {
    let bucket = cdn.logging.as_ref()?.bucket.as_deref()?;
    let region = OPT_IN.iter().find(|region| **region == context.stack.region)?;
    let message = format!("{} writes its logs into {bucket}, which is in {region}", context.address());
    let problem = Diagnostic::error(&codes::UNFITTING_LOG_BUCKET, message)
        .at(context.written(&["logging.bucket", "logging"]), "CloudFront writes none there")
        .help("take `logging` out, or let the CDN be of a stack in another region, such as us-east-1");
    Some(problem)
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Values>())
}
