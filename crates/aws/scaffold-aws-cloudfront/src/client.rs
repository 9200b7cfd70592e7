use std::ops::Deref;

use aws_sdk_cloudfront::Client;
use aws_smithy_types::error::operation::BuildError;
use scaffold_aws_core::{Caller, Connection, Rates};
use scaffold_provider::{Class, Error, Rate};

/// Where CloudFront is told of, whatever the stack's region.
const REGION: &str = "us-east-1";

/// Where it is told of in China.
const REGION_OF_CHINA: &str = "cn-northwest-1";

/// CloudFront publishes no rates. These are what accounts are seen to be given; throttling corrects them.
const RATES: Rates = Rates {
    read: Rate { burst: 40.0, per_second: 20.0 },
    write: Rate { burst: 10.0, per_second: 5.0 },
    of: &[],
};

/// CloudFront as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct CloudFront {
    pub client: Client,
    caller: Caller,
}

impl CloudFront {
    pub fn new(connection: &Connection) -> Self {
        let is_of_china = connection.id().region.starts_with("cn-");
        let connection = connection.in_region(if is_of_china { REGION_OF_CHINA } else { REGION });
        let client = Client::new(connection.config());
        Self { client, caller: Caller::new(&connection, "cloudfront", RATES) }
    }

    /// The ARN of `distribution/E0123`; it names no region.
    pub fn arn(&self, resource: &str) -> String {
        let of_region = self.connection().arn("cloudfront", None, resource);
        of_region.replacen(&format!(":{}:", self.connection().id().region), "::", 1)
    }

    /// What the SDK builds, which a missing member keeps it from.
    pub fn built<T>(&self, operation: &str, built: Result<T, BuildError>) -> Result<T, Error> {
        built.map_err(|error| self.error(Class::Invalid, operation, error.to_string()))
    }

    /// An error for what has a name that was asked for and is not the stack's.
    pub fn taken(&self, operation: &str, what: &str, name: &str, address: &str) -> Error {
        let message = format!(
            "the account has {what} `{name}` already, which does not say that it is {address} of this stack; \
             rename or delete it"
        );
        self.error(Class::OwnedBySomeoneElse, operation, message)
    }
}

impl Deref for CloudFront {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
