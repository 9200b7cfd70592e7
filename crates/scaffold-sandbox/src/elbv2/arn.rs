//! What kinds of this service share: ARNs for ids, and how tags are read.

use scaffold_model::{PhysicalId, Value};

use crate::place::Place;
use crate::record::Record;

/// Tags are asked for 20 resources a call.
pub(super) fn tag_reads(count: usize) -> (&'static str, usize) {
    ("DescribeTags", count.div_ceil(20))
}

/// The number that AWS ends an ARN with, out of the id that was drawn.
pub(super) fn number(record: &Record) -> String {
    let drawn = record.key.id.as_str().trim_start_matches("arn:");
    drawn.chars().take(16).collect()
}

/// Gives a record the ARN that ends so: `loadbalancer/app/edge/0123456789abcdef`.
pub(super) fn name_by_arn(place: &Place, record: &mut Record, tail: &str) {
    let Place { account, region } = place;
    let arn = format!("arn:aws:elasticloadbalancing:{region}:{account}:{tail}");
    record.key.id = PhysicalId::new(arn.as_str());
    record.set("id", Value::text(arn.as_str()));
    record.set("arn", Value::text(arn));
}

/// What stands in an ARN after the account.
pub(super) fn tail(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or_default()
}
