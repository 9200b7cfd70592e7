//! What blocks expand to.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adjust;
mod blueprints;
mod laws;
mod tables;
mod vpc;
