use crate::record::Record;
use crate::refusal::Refusal;

/// The ARN of the alias that a record names, or of its function.
pub fn qualified(record: &Record) -> Option<&str> {
    record.text("alias").or_else(|| record.text("function"))
}

/// An alias is one of the function that stands beside it.
pub fn check_alias(record: &Record) -> Result<(), Refusal> {
    let (Some(function), Some(alias)) = (record.text("function"), record.text("alias")) else {
        return Ok(());
    };
    if alias.strip_prefix(function).is_some_and(|rest| rest.starts_with(':')) {
        return Ok(());
    }
    let message = format!("{alias} is no alias of {function}");
    Err(Refusal::invalid("InvalidParameterValueException", message))
}
