//! Kinds of Amazon EventBridge, after its API reference (2015-10-07).

mod rule;
mod rule_target;

pub use rule::Rule;
pub use rule_target::{InputTransformer, Retry, RuleTarget};
