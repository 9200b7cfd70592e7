//! What blocks expand to.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod abroad;
mod adjust;
mod autoscaling_group;
mod blueprints;
mod cache;
mod connections;
mod data;
mod database;
mod edge;
mod forwards;
mod laws;
mod load_balancer;
mod stacks;
mod tables;
mod vpc;
