use scaffold_model::PhysicalId;

use crate::place::Place;
use crate::record::Record;

/// The ARN that a name and a path make: IAM's ids. They name no region.
pub fn arn(place: &Place, word: &str, record: &Record) -> Option<PhysicalId> {
    let name = record.name.as_deref()?;
    let stack = record.tags.get(scaffold_model::TAG_STACK).map(String::as_str).unwrap_or_default();
    let address = record.tags.get(scaffold_model::TAG_ADDRESS).map(String::as_str).unwrap_or_default();
    let path = match stack.rsplit_once('@') {
        Some((stack, region)) => format!("scaffold/{region}/{}/{address}/", stack.replace('/', "@")),
        None => String::new(),
    };
    Some(PhysicalId::new(format!("arn:aws:iam::{}:{word}/{path}{name}", place.account)))
}

/// Whether AWS takes a text as the name of a role, a profile or an inline policy.
pub fn is_name(name: &str, limit: usize) -> bool {
    (1..=limit).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
}
