use scaffold_model::Value;

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::regions::of;

/// Sets the ARN that a name makes: `arn:aws:rds:…:subgrp:shop-orders-0123abcd`.
pub(super) fn name_by_arn(place: &Place, record: &mut Record, word: &str) {
    let name = record.name.clone().unwrap_or_default();
    let arn = place.arn_in(of(place, record), "rds", word, &name);
    record.set("arn", Value::text(arn));
}

/// Names of groups: letters, digits, and of the rest what each takes.
pub(super) fn check_group_name(record: &Record, more: &str) -> Result<(), Refusal> {
    let name = record.name.as_deref().unwrap_or_default();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || more.contains(c);
    if (1..=255).contains(&name.len()) && name.chars().all(fits) && name != "default" {
        return Ok(());
    }
    Err(Refusal::invalid("InvalidParameterValue", format!("The name {name} is not valid")))
}
