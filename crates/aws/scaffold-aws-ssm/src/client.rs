use std::ops::Deref;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::Parameter;
use scaffold_aws_core::{Caller, Connection, Rates};
use scaffold_provider::{Error, Rate};

/// "AWS Systems Manager endpoints and quotas": transactions per second of `GetParameter`, unless more
/// was asked for.
const RATES: Rates = Rates {
    read: Rate { burst: 40.0, per_second: 40.0 },
    write: Rate { burst: 3.0, per_second: 3.0 },
    of: &[],
};

/// Systems Manager: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Ssm {
    client: Client,
    caller: Caller,
}

impl Ssm {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "ssm", RATES) }
    }

    /// A parameter (`GetParameter`). `Gone` where there is none.
    pub async fn parameter(&self, name: &str, decrypted: bool) -> Result<Option<Parameter>, Error> {
        let request = self.client.get_parameter().name(name).with_decryption(decrypted);
        Ok(self.read("GetParameter", || request.clone().send()).await?.parameter)
    }
}

impl Deref for Ssm {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
