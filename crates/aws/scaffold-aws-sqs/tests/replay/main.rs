//! What AWS does and no emulator: replayed exchanges, written from the SQS API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod queue;
#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;

use scaffold_aws_core::AwsCloud;
use script::{Exchange, Replay, page};

impl Replay {
    /// SQS as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_sqs::service(&connection)])
    }
}

/// An action that is refused.
fn refused(action: &str, code: &str, message: &str) -> Exchange {
    page(action, 400, &format!(r#"{{"__type":"com.amazonaws.sqs#{code}","message":"{message}"}}"#))
}
