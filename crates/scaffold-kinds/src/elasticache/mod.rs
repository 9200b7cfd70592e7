//! Kinds of Amazon ElastiCache, after its API reference (2015-02-02).
