//! Kinds of AWS Identity and Access Management, after its API reference (2010-05-08).
