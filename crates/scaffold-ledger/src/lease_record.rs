use std::time::Duration;

use scaffold_model::StackId;
use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::format::{self, Reason};
use crate::holder::Holder;
use crate::process::Process;

/// Version of the record's JSON. A reader takes no other.
const FORMAT: u32 = 1;

/// A lease as it is kept: one object for each stack, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaseRecord {
    pub(crate) format: u32,
    /// Whose lease.
    pub stack: StackId,
    /// Which taking of it, counted from 1.
    pub epoch: u64,
    /// Tells this taking from any other. Who wants to unlock it has to know it.
    pub nonce: String,
    /// Which write of this taking, so that no two versions are the same.
    pub sequence: u64,
    /// Whether it was given back.
    pub free: bool,
    /// Milliseconds after this write before which nobody who takes it may survey.
    pub settle_millis: u64,
    /// When it was written, for those on the same machine, where the store has no clock.
    pub written: Option<Dated>,
    /// Who holds it, or held it last.
    pub holder: Holder,
}

/// A moment of one run of one machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// The machine's run, as in [`Process`].
    pub boot: String,
    /// The namespaces, as there: a container's clock may be set apart.
    pub namespace: String,
    /// Milliseconds since it began.
    pub millis: u64,
}

impl LeaseRecord {
    /// The first write of a taking.
    pub(crate) fn taken(stack: StackId, epoch: u64, nonce: String, holder: Holder) -> Self {
        Self {
            format: FORMAT,
            stack,
            epoch,
            nonce,
            sequence: 1,
            free: false,
            settle_millis: 0,
            written: None,
            holder,
        }
    }

    /// What is left of the time to settle, so long after the write.
    pub(crate) fn settle_left(&self, age: Duration) -> Duration {
        Duration::from_millis(self.settle_millis).saturating_sub(age)
    }

    /// How long ago it was written, where that was on this machine, in this run of it.
    pub(crate) fn age_here(&self, process: Option<&Process>, now: Moment) -> Option<Duration> {
        let (written, process) = (self.written.as_ref()?, process?);
        if written.boot != process.boot || written.namespace != process.namespace {
            return None;
        }
        millis(now).checked_sub(written.millis).map(Duration::from_millis)
    }

    /// With so much time to settle, rounded up.
    pub(crate) fn settling(mut self, settle: Duration) -> Self {
        let millis = u64::try_from(settle.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        self.settle_millis = millis;
        self
    }

    pub(crate) fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec_pretty(self)
    }

    /// # Errors
    /// When these are not the bytes of this stack's lease.
    pub(crate) fn read(stack: &StackId, bytes: &[u8]) -> Result<Self, Reason> {
        let record: Self = format::read(FORMAT, bytes)?;
        if record.stack == *stack { Ok(record) } else { Err(Reason::OtherStack(record.stack)) }
    }
}

/// Milliseconds since the clock began.
pub(crate) fn millis(moment: Moment) -> u64 {
    u64::try_from(moment.0.as_millis()).unwrap_or(u64::MAX)
}
