//! Of that crate what is a function of texts alone; the rest would bring the AWS SDK.

#[path = "../../../crates/aws/scaffold-aws-core/src/judge.rs"]
pub mod judge;
#[path = "../../../crates/aws/scaffold-aws-core/src/redact.rs"]
pub mod redact;
