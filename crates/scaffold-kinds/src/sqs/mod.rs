//! Kinds of Amazon Simple Queue Service, after its API reference (2012-11-05).

mod queue;

pub use queue::{DeadLetter, DeduplicationScope, Queue, ThroughputLimit};
