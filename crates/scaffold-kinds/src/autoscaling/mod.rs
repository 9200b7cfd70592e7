//! Kinds of Amazon EC2 Auto Scaling, after its API reference (2011-01-01).
