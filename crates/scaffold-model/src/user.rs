use std::fmt::{Display, Formatter, Result};

use serde::{Deserialize, Serialize};

use crate::{KindName, PhysicalId};

/// Something that uses a resource and would keep it from being deleted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct User {
    /// The resource that is used.
    pub used: PhysicalId,
    /// Physical id of the user, such as `eni-…` or, better, what owns the interface.
    pub id: PhysicalId,
    /// What it is, in words: "network interface of load balancer app/edge/…".
    pub what: String,
    /// Who stands behind it, where it outlives its owner or cannot tell it by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
}

/// Who stands behind a user, as far as the cloud tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// What has this name, or had it.
    Named(String),
    /// One of this kind.
    SomeOf(KindName),
}

impl User {
    /// A user that is told by its id alone.
    pub fn new(used: &PhysicalId, id: impl Into<PhysicalId>, what: impl Into<String>) -> Self {
        Self { used: used.clone(), id: id.into(), what: what.into(), owner: None }
    }
}

/// In words, with the id where they do not hold it.
impl Display for User {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let says_enough = self.owner.is_some() || self.what.contains(self.id.as_str());
        if says_enough { f.write_str(&self.what) } else { write!(f, "{} {}", self.what, self.id) }
    }
}
