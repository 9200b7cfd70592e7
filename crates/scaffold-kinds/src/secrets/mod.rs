//! Kinds of AWS Secrets Manager, after its API reference (2017-10-17).

mod secret;

pub use secret::{GeneratedPassword, Secret, SecretContent};
