//! Takes a store: a bucket, a directory. Gives a stack's lease, what was applied last, and the history of its
//! applies. Never decides what a plan does: losing all of it loses labels and history only.

mod applied;
mod claim;
mod clock;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod directory_store;
mod format;
mod history;
mod holder;
mod lease;
mod lease_record;
mod ledger;
mod process;
mod store;
#[cfg(test)]
mod tests;
mod times;

pub use clock::{BootClock, Clock, Moment};
pub use directory_store::DirectoryStore;
pub use format::Reason;
pub use history::{End, Entry};
pub use holder::{Holder, nonce};
pub use lease::{Lease, NotTaken, Waiting};
pub use lease_record::{Dated, LeaseRecord};
pub use ledger::{Ledger, Trouble, Unlocking};
pub use process::Process;
pub use store::{Cause, Condition, Object, Store, StoreError, Tag, Written};
pub use times::Times;
