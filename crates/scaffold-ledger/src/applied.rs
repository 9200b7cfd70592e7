use scaffold_model::{DesiredState, StackId};
use serde::{Deserialize, Serialize};

use crate::format::{self, Reason};

/// Version of the record's JSON. A reader takes no other.
const FORMAT: u32 = 1;

/// What was applied last, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Applied {
    format: u32,
    stack: StackId,
    desired: DesiredState,
}

pub(crate) fn write(stack: &StackId, desired: &DesiredState) -> Result<Vec<u8>, serde_json::Error> {
    let record = Applied { format: FORMAT, stack: stack.clone(), desired: desired.clone() };
    serde_json::to_vec_pretty(&record)
}

/// # Errors
/// When these are not the bytes of this stack's record.
pub(crate) fn read(stack: &StackId, bytes: &[u8]) -> Result<DesiredState, Reason> {
    let record: Applied = format::read(FORMAT, bytes)?;
    if record.stack == *stack { Ok(record.desired) } else { Err(Reason::OtherStack(record.stack)) }
}
