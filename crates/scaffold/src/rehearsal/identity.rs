//! A rehearsal on an endpoint that others use is a stack of its own.

use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

use scaffold_model::short_hash;

use crate::failure::Failure;
use crate::pipeline::{self, Checked};

/// What the environment of every rehearsal on an endpoint begins with.
const BEGINNING: &str = "rehearsal-";

/// An environment that no other run has: it ends in a hash of the process and of now.
pub fn fresh_name() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (process, now) = (process::id().to_string(), now.as_nanos().to_string());
    format!("{BEGINNING}{}", short_hash(&["rehearsal", &process, &now]))
}

/// The environment that a rehearsal told; nothing else is ever taken away without being asked.
pub fn clean_up_name(name: &str) -> Result<String, String> {
    let hash = name.strip_prefix(BEGINNING);
    let is_one = hash.is_some_and(|hash| hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()));
    if is_one {
        Ok(name.to_owned())
    } else {
        Err(format!("write the name that the rehearsal told, such as {BEGINNING}1a2b3c4d"))
    }
}

/// The blueprint as that of another stack: in another environment, if one is given, and for no account or role,
/// which are those of the real thing.
pub fn as_another_stack(checked: &Checked, environment: Option<&str>) -> Result<Checked, Failure> {
    let mut blueprint = checked.blueprint.clone();
    if let Some(environment) = environment {
        blueprint.stack.environment = Some(environment.to_owned());
    }
    (blueprint.account, blueprint.role) = (None, None);
    pipeline::reshape(checked, blueprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognized_and_nothing_else_is() {
        assert!(clean_up_name(&fresh_name()).is_ok());
        for name in
            ["prod", "rehearsal", "rehearsal-", "rehearsal-xyz", "rehearsal-1a2b3c4g", "rehearsal-1a2b3c4d5"]
        {
            assert!(clean_up_name(name).is_err(), "{name}");
        }
    }
}
