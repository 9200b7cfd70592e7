//! Policies that let everyone into buckets which are closed to everyone.

use scaffold_kinds::s3::letting_everyone_in;
use scaffold_model::{Diagnostic, Resource, Value};

use crate::codes;

/// Every policy that S3 refuses because its bucket blocks public ones.
pub(crate) fn check(resources: &[Resource]) -> Vec<Diagnostic> {
    let policies = resources.iter().filter(|resource| resource.kind.as_str() == "s3.bucket_policy");
    policies.filter_map(|policy| refused(policy, resources)).collect()
}

fn refused(policy: &Resource, resources: &[Resource]) -> Option<Diagnostic> {
    let document = match policy.values.get("policy")? {
        Value::Text(text) => serde_json::from_str(text).ok()?,
        other => other.to_json(),
    };
    let statement = letting_everyone_in(&document)?;
    let bucket = resources.iter().find(|other| is_of(policy, other))?;
    let blocks = bucket.values.get("public_access_block").and_then(Value::as_map);
    let is_blocked = blocks.and_then(|blocks| blocks.get("block_public_policy")).and_then(Value::as_bool);
    if is_blocked == Some(false) {
        return None;
    }
    let place = format!("policy.Statement[{statement}]");
    let place = policy.origins.get(&place).unwrap_or_else(|| policy.origin_of("policy"));
    let holder = bucket.address.block_address();
    let message = format!("a statement lets everyone into {holder}, which is closed to everyone");
    let help = if bucket.address.part_name().is_some() {
        "say who by `principals`, or narrow it down by `conditions` such as `aws:SourceVpce`; `public = true` opens \
         every object to everyone"
    } else {
        "narrow `Principal` or `Condition` down, or set `public_access_block = { block_public_policy = false, \
         restrict_public_buckets = false }` of the bucket"
    };
    let problem = Diagnostic::error(&codes::CLOSED_TO_EVERYONE, message);
    Some(problem.at(place, "S3 refuses the policy").help(help))
}

/// Whether a policy is of this bucket.
fn is_of(policy: &Resource, bucket: &Resource) -> bool {
    let is_named = match policy.values.get("bucket") {
        Some(Value::Pending(reference)) => reference.address == bucket.address,
        Some(Value::Text(address)) => {
            *address == bucket.address.as_str() || *address == bucket.address.block_address().as_str()
        }
        _ => false,
    };
    is_named && bucket.kind.as_str() == "s3.bucket"
}
