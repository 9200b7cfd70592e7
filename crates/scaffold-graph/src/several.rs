//! Addresses in another stack that stand for all that begin so.

use scaffold_model::{Address, Value};

/// What all addresses that begin so end in.
const ALL: char = '*';

/// Whether a value stands for what several resources of another stack give.
pub(crate) fn is_several(value: &Value) -> bool {
    matches!(value, Value::Pending(reference) if is_all(&reference.address))
}

/// Whether an address stands for several.
pub(crate) fn is_all(address: &Address) -> bool {
    address.as_str().ends_with(ALL)
}
