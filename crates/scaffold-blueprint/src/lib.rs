//! Takes TOML texts. Gives a blueprint, or every problem found. Never reads a file, never expands.

mod adjust;
mod block_tables;
mod blueprint;
mod check;
mod check_address;
mod check_nested;
mod check_network;
mod check_password;
mod check_scalar;
pub mod codes;
mod document;
mod expression;
mod frame;
mod frame_schema;
mod json_rules;
mod json_schema;
mod json_types;
mod known_regions;
mod merge;
mod moved;
mod overlay;
mod parse;
mod problems;
mod rules;
mod suggest;
mod syntax;
mod tags;
mod torn;
mod variables;
mod without;

pub use adjust::Checked;
pub use blueprint::{Adjustment, Block, Blueprint, Catalogue, Input};
pub use codes::CODES;
pub use json_schema::json_schema;
pub use parse::parse;
pub use rules::{Judged, judge};
