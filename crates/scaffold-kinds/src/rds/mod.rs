//! Kinds of Amazon RDS, after its API reference (2014-10-31).
