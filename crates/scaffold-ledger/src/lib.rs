//! Takes what a blueprint asked for when it was applied. Gives it back, so that a plan can tell *this
//! change* from *drift*. Never decides what a plan does: labels only, and losing it loses labels only.

mod directory;
mod record;
mod store;

pub use directory::{Ledger, NotRecorded};
pub use record::{Reason, Unreadable};
pub use store::{Cause, Condition, Object, Store, StoreError, Tag, Written};
