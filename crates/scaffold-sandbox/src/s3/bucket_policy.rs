use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;

/// Made and gone with its bucket.
pub struct BucketPolicy;

/// Bytes that a bucket's policy may have.
const MOST: usize = 20_480;

impl Rib for BucketPolicy {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "s3.bucket_policy",
            list: "GetBucketPolicy",
            delete: "DeleteBucketPolicy",
            not_found: "NoSuchBucketPolicy",
            ..WORDS
        }
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let Some(policy) = after.text("policy") else { return Ok(()) };
        if policy.len() > MOST {
            return Err(Refusal::invalid("PolicyTooLarge", "Policies must be at most 20 KB"));
        }
        let document: serde_json::Value = serde_json::from_str(policy).unwrap_or_default();
        let statements = match document.get("Statement") {
            Some(serde_json::Value::Array(statements)) => statements.iter().collect(),
            Some(statement) => vec![statement],
            None => Vec::new(),
        };
        let lacks = |names: [&str; 2]| {
            statements.iter().any(|statement| names.iter().all(|name| statement.get(name).is_none()))
        };
        let problem = match () {
            () if statements.is_empty() => "Missing required field Statement",
            () if lacks(["Principal", "NotPrincipal"]) => "Missing required field Principal",
            () if lacks(["Action", "NotAction"]) => "Missing required field Action",
            () if lacks(["Resource", "NotResource"]) => "Missing required field Resource",
            () => return check_public(state, after, &document),
        };
        Err(Refusal::invalid("MalformedPolicy", problem))
    }
}

/// S3 refuses what lets everyone in while the bucket blocks that.
fn check_public(state: &State, policy: &Record, document: &serde_json::Value) -> Result<(), Refusal> {
    let bucket =
        state.of_kind("s3.bucket").find(|bucket| policy.text("bucket") == Some(bucket.key.id.as_str()));
    let blocks = bucket.map(|bucket| bucket.value("public_access_block"));
    let is_blocked = blocks
        .and_then(|blocks| blocks.as_map()?.get("block_public_policy")?.as_bool())
        .is_some_and(|is_blocked| is_blocked);
    if is_blocked && scaffold_kinds::s3::letting_everyone_in(document).is_some() {
        let message = "public policies are blocked by the BlockPublicPolicy block public access setting";
        return Err(Refusal::invalid("AccessDenied", message));
    }
    Ok(())
}
