use std::ops::Deref;

use aws_sdk_secretsmanager::Client;
use scaffold_aws_core::{Caller, Connection, Rates};
use scaffold_provider::Rate;

/// "AWS Secrets Manager quotas", calls per second and account in each region.
const RATES: Rates = Rates {
    read: Rate { burst: 100.0, per_second: 50.0 },
    write: Rate { burst: 50.0, per_second: 50.0 },
    of: &[
        ("DescribeSecret", Rate { burst: 1000.0, per_second: 1000.0 }),
        ("GetSecretValue", Rate { burst: 1000.0, per_second: 1000.0 }),
        ("ListSecrets", Rate { burst: 100.0, per_second: 100.0 }),
    ],
};

/// Secrets Manager as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Secrets {
    pub client: Client,
    caller: Caller,
}

impl Secrets {
    pub fn new(connection: &Connection) -> Self {
        let caller = Caller::new(connection, "secretsmanager", RATES);
        Self { client: Client::new(connection.config()), caller }
    }
}

impl Deref for Secrets {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
