//! Takes a blueprint and the files it names. Gives the resources that its blocks stand for.
//! Never looks at what is live, never resolves a reference.

mod adjust;
mod autoscaling_group;
mod autoscaling_group_checks;
mod autoscaling_group_parts;
mod block;
pub mod codes;
mod conditions;
mod connection;
mod connects;
mod cron;
mod expand;
mod given;
mod listener;
mod listener_checks;
mod load_balancer;
mod load_balancer_checks;
mod load_balancer_parts;
mod network;
mod part;
mod permissions;
mod registry;
mod rollout;
mod scaling;
mod security_group;
mod sound;
mod target;
mod time_zone;
mod traffic;
mod user_data;
mod vpc;
mod vpc_flow_logs;
mod vpc_ranges;

pub use block::{Page, PartPage};
pub use codes::CODES;
pub use expand::expand;
pub use registry::{catalogue, pages};
pub use vpc::{GatewayService, Nat, Tier, Vpc, Zones};
