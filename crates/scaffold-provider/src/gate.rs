use std::sync::{Arc, OnceLock};

use async_trait::async_trait;

use crate::{Class, Error};

/// What stands before every call that changes something: the lease of the run.
#[async_trait]
pub trait Gate: Send + Sync {
    /// Returns when a call may be sent at once; waits while that is open.
    ///
    /// # Errors
    /// Why nothing may be changed any more.
    async fn enter(&self) -> Result<(), String>;

    /// A call that entered is answered, or nobody waits for its answer any more.
    fn left(&self);
}

/// Where a cloud keeps the gate that its calls pass. Clones share it.
#[derive(Clone, Default)]
pub struct Gateway {
    gate: Arc<OnceLock<Arc<dyn Gate>>>,
}

impl Gateway {
    /// From here on calls that change something pass this gate. The first one counts: a cloud is
    /// connected for one run.
    pub fn guard(&self, gate: Arc<dyn Gate>) {
        let _ = self.gate.set(gate);
    }

    /// For a call that changes something, as the last thing before it is sent. Keep what it gives
    /// until the call is answered.
    ///
    /// # Errors
    /// [`Class::LeaseLost`].
    pub async fn pass(&self, action: impl FnOnce() -> String) -> Result<Passage, Error> {
        let Some(gate) = self.gate.get() else { return Ok(Passage { gate: None }) };
        match gate.enter().await {
            Ok(()) => Ok(Passage { gate: Some(Arc::clone(gate)) }),
            Err(why) => Err(Error::new(Class::LeaseLost, action(), why)),
        }
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("guarded", &self.gate.get().is_some()).finish()
    }
}

/// A call that is under way; dropped also where the run stops waiting for it.
#[must_use = "the call is under way for as long as this is kept"]
pub struct Passage {
    gate: Option<Arc<dyn Gate>>,
}

impl Drop for Passage {
    fn drop(&mut self) {
        if let Some(gate) = &self.gate {
            gate.left();
        }
    }
}
