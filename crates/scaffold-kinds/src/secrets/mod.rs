//! Kinds of AWS Secrets Manager, after its API reference (2017-10-17).
