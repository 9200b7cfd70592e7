//! What resolving makes of references, expressions, circles and values.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod abroad;
mod blueprints;
mod laws;
mod problems;
mod values;
