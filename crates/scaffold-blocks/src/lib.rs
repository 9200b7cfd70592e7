//! Takes a blueprint and the files it names. Gives the resources that its blocks stand for.
//! Never looks at what is live, never resolves a reference.

mod adjust;
mod block;
pub mod codes;
mod expand;
mod registry;
mod sound;
mod vpc;
mod vpc_ranges;

pub use block::{Page, PartPage};
pub use codes::CODES;
pub use expand::expand;
pub use registry::{catalogue, pages};
pub use vpc::{GatewayService, Nat, Tier, Vpc, Zones};
