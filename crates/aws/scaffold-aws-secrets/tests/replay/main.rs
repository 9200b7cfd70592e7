//! What Secrets Manager does and no emulator: replayed exchanges, written from its API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;
mod secret;

use scaffold_aws_core::AwsCloud;
use script::{Exchange, Replay, page};

impl Replay {
    /// Secrets Manager as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_secrets::service(&connection)])
    }
}

/// An action that is refused.
fn refused(action: &str, code: &str, message: &str) -> Exchange {
    page(action, 400, &format!(r#"{{"__type":"{code}","message":"{message}"}}"#))
}
