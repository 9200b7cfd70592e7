//! Kinds of Elastic Load Balancing version 2, after its API reference (2015-12-01).
