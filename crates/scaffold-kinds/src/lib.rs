//! Takes nothing. Gives what an AWS resource is: one typed struct per kind, and the schema that is
//! derived from it, which checking, diff, documentation, sandbox and tests all read.
//! Never knows how a resource is made: no SDK, no network.

mod access;
mod attribute;
pub mod autoscaling;
pub mod cloudfront;
mod cron;
pub mod ec2;
pub mod elasticache;
pub mod elbv2;
pub mod events;
mod facts;
#[cfg(feature = "fixtures")]
pub mod fixtures;
pub mod iam;
pub mod lambda;
pub mod logs;
mod macros;
pub mod rds;
mod registry;
pub mod s3;
pub mod secrets;
pub mod sqs;

pub use access::{Access, Also, OnlyIf, access};
pub use attribute::{
    AttributeType, Choice, Decimal, DecodeError, JsonPolicy, Ref, attribute, decode_field, output,
};
pub use cron::is_unix_cron;
pub use registry::{all, schema};

/// A kind: a struct that knows its schema and can be read from and written to attribute values.
pub trait Kind: Sized {
    /// `ec2.subnet`.
    const KIND: &'static str;

    /// The schema that is derived from the struct.
    fn schema() -> &'static scaffold_model::KindSchema;

    /// Reads attribute values. Every pending value must be known by now.
    ///
    /// # Errors
    /// When a required attribute is missing or a value has not the attribute's type.
    fn decode(values: &scaffold_model::Values) -> Result<Self, DecodeError>;

    /// Writes attribute values; what is `None` is left out.
    fn encode(&self) -> scaffold_model::Values;
}

#[doc(hidden)]
pub mod private {
    pub use scaffold_model::{
        Attribute, Facts, KindName, KindSchema, OutputSchema, Schema, Type, Value, Values,
    };

    /// The word that users type for a field: `type` for `r#type`.
    pub fn word(field: &'static str) -> &'static str {
        field.strip_prefix("r#").unwrap_or(field)
    }
}
