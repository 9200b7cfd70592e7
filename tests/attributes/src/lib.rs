//! Takes a cloud. Gives what is wrong with any attribute of any kind: each is changed by itself, each
//! drifts by itself, each that replaces does so, and the plan is exactly that, and then empty. What is
//! tried follows from the schemas and the fixtures, so that a new attribute is tried, or missed loudly,
//! the day it is declared. Never knows a kind.

mod gaps;
mod other;
mod stack;
mod trial;

pub use gaps::everywhere;
pub use trial::{Gap, Terms, Tried, try_everything};
