//! Takes a plan and a cloud. Gives events while it is carried out and an outcome at the end.
//! Never plans: it puts in the values that earlier steps made known, and decides nothing.

mod blockers;
mod cancel;
mod clock;
mod create;
mod events;
mod failure;
mod order;
mod run;
mod schedule;
mod slot;
mod step;
mod substitute;
mod task;
#[cfg(test)]
mod tests;
mod wait;

pub use cancel::{Cancel, Canceller, cancellation};
pub use run::Settings;
pub use schedule::apply;
