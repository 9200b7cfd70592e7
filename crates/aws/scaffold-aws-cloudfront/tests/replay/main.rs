//! What AWS does and no emulator: replayed exchanges, written from the CloudFront API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod distribution;
mod policy;
mod script;

use scaffold_aws_core::AwsCloud;
use script::Replay;

impl Replay {
    /// CloudFront as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection();
        AwsCloud::new(connection.clone(), vec![scaffold_aws_cloudfront::service(&connection)])
    }
}
