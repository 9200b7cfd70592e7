use std::collections::BTreeMap;

use scaffold_model::{CloudId, Plan, StackId, StepResult};
use serde::{Deserialize, Serialize};

use crate::format::{self, Reason};
use crate::holder::{Holder, now, now_millis};

/// Version of the entry's JSON. A reader takes no other.
const FORMAT: u32 = 1;

/// One run that changed a stack, or meant to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    format: u32,
    /// `20261122T115003042Z-1a2b3c4d`: in the order of their beginnings, by the clocks of those who ran them.
    pub id: String,
    /// Which stack.
    pub stack: StackId,
    /// On which cloud.
    pub cloud: CloudId,
    /// Who, where, when, by which command and version.
    pub by: Holder,
    /// The git revision of the blueprint, with `+` where files differed from it.
    pub revision: Option<String>,
    /// What was meant, the blueprint's digest included.
    pub plan: Plan,
    /// What became of it; nothing where the run was killed, or still goes on.
    pub end: Option<End>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// When, in UTC.
    pub time: String,
    /// The exit code.
    pub exit: i32,
    /// What became of the plan's steps, in their order.
    pub steps: Vec<StepResult>,
}

impl End {
    /// A run that ends now.
    pub fn now(exit: i32, steps: Vec<StepResult>) -> Self {
        Self { time: now(), exit, steps }
    }
}

impl Entry {
    /// A run that begins now.
    pub fn begin(by: Holder, nonce: &str, cloud: &CloudId, revision: Option<String>, plan: Plan) -> Self {
        let time: String = now_millis().chars().filter(|c| !matches!(c, '-' | ':' | '.')).collect();
        let short: String = nonce.chars().take(8).collect();
        Self {
            format: FORMAT,
            id: format!("{time}-{short}"),
            stack: plan.head.stack.clone(),
            cloud: cloud.clone(),
            by,
            revision,
            plan,
            end: None,
        }
    }

    /// With its end.
    #[must_use]
    pub fn ended(self, end: End) -> Self {
        Self { end: Some(end), ..self }
    }

    /// How many steps ended how: `done`, `failed`, `skipped`, `under_way`, `not_begun`.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for step in self.end.iter().flat_map(|end| &end.steps) {
            *counts.entry(step.name()).or_default() += 1;
        }
        counts
    }

    pub(crate) fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec_pretty(self)
    }

    /// # Errors
    /// When these are not the bytes of an entry.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Reason> {
        format::read(FORMAT, bytes)
    }
}
