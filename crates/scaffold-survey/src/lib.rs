//! Takes what a stack needs and a cloud. Gives a snapshot of what is live, with the kinds that could
//! not be read, and answers to the planner's look-ups. Never changes anything, and never judges what
//! it finds: deleting and failed resources are in the snapshot with their state.

mod answer;
mod refusal;
mod survey;
#[cfg(test)]
mod tests;

pub use answer::answer;
pub use survey::{Needs, survey, unsupported};
