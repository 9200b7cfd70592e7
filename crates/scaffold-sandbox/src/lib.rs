//! Takes nothing but a directory. Gives an in-process cloud that accepts and refuses what AWS does,
//! takes time, and can be made to fail: what schemas declare, and one file per kind that needs more.
//! Never speaks to a network, never prints.

mod api;
mod autoscaling;
mod check;
mod clock;
mod cloudfront;
mod complete_set;
mod conform;
mod deletion;
mod ec2;
mod elasticache;
mod elbv2;
mod events;
mod faults;
mod iam;
mod journal;
mod lambda;
mod logs;
mod meter;
mod network;
mod options;
mod parameters;
mod parent_settings;
mod patience;
mod place;
mod provider;
mod rds;
mod record;
mod refusal;
mod regions;
mod rib;
mod ribs;
mod s3;
mod sandbox;
mod secrets;
mod sqs;
mod state;
mod steps;
mod store;
mod tamper;
mod view;

pub use clock::Time;
pub use faults::{Answered, At, Call, Fault, Faults, Hook};
pub use options::{ACCOUNT, DIRECTORY, Quotas, SPEED, SandboxOptions, Visibility};
pub use sandbox::{Resident, Sandbox};
pub use tamper::Tamper;
