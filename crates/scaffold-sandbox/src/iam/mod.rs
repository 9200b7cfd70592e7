//! What is particular about kinds of AWS Identity and Access Management. One file and one line per kind.

mod documents;
mod instance_profile;
mod names;
mod role;

use crate::rib::Rib;

/// One line per kind.
pub const RIBS: &[&dyn Rib] = &[&role::Role, &instance_profile::InstanceProfile];

/// Whether a trust document lets a service be who the role is.
pub fn trusts(document: &str, service: &str) -> bool {
    documents::principals(document, "Service").iter().any(|name| name == service)
}
