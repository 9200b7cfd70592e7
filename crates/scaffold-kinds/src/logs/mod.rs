//! Kinds of Amazon CloudWatch Logs, after its API reference (2014-03-28).
