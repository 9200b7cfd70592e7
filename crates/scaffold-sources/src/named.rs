use std::collections::BTreeMap;

use scaffold_blueprint::Blueprint;
use scaffold_model::Partial;

use crate::origin::Origin;

/// Files that a blueprint names, by path as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Their bytes.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads the files that a blueprint names. No block and no kind names any, so there are none.
///
/// # Errors
/// Every file that cannot be read, at the place that names it.
pub fn read(blueprint: &Blueprint, origin: &Origin) -> Result<Sources, Partial<Sources>> {
    let _ = (blueprint, origin);
    Ok(Sources::default())
}
