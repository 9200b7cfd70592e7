use std::future::Future;
use std::ops::Deref;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::Filter;
use scaffold_aws_core::{Caller, Connection, Rates};
use scaffold_model::{StackId, TAG_STACK};
use scaffold_provider::{Error, Rate};

/// "Request throttling for the Amazon EC2 API", token buckets per action, account and region. Lists
/// are always filtered and paged here, so they have the larger bucket.
const RATES: Rates = Rates {
    read: Rate { burst: 100.0, per_second: 20.0 },
    write: Rate { burst: 50.0, per_second: 5.0 },
    of: &[
        ("CreateVpcEndpoint", Rate { burst: 4.0, per_second: 0.3 }),
        ("ModifyVpcEndpoint", Rate { burst: 4.0, per_second: 0.3 }),
        ("DeleteVpcEndpoints", Rate { burst: 4.0, per_second: 0.3 }),
        ("CreateNatGateway", Rate { burst: 10.0, per_second: 1.0 }),
        ("DeleteNatGateway", Rate { burst: 10.0, per_second: 1.0 }),
        ("CreateTags", Rate { burst: 100.0, per_second: 10.0 }),
        ("DeleteTags", Rate { burst: 100.0, per_second: 10.0 }),
    ],
};

/// Codes that say that a set is not what was read a moment ago.
const MOVED: &[&str] = &[
    "InvalidPermission.Duplicate",
    "InvalidPermission.NotFound",
    "InvalidSecurityGroupRuleId.NotFound",
    "RouteAlreadyExists",
    "InvalidRoute.NotFound",
    "InvalidAssociationID.NotFound",
    "Resource.AlreadyAssociated",
    "InvalidNatGatewayAddress.NotFound",
];

/// A filter takes at most this many values.
const FILTER_VALUES: usize = 200;

/// EC2 as the providers use it: the SDK's client, and the caller that all calls pass through.
#[derive(Clone, Debug)]
pub(crate) struct Ec2 {
    pub client: Client,
    caller: Caller,
}

impl Ec2 {
    pub fn new(connection: &Connection) -> Self {
        Self { client: Client::new(connection.config()), caller: Caller::new(connection, "ec2", RATES) }
    }

    /// Runs a round that reads a set and does what is missing, as [`Caller::settle`] says.
    pub async fn settle<F>(&self, round: impl Fn() -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        self.caller.settle(MOVED, round).await
    }
}

impl Deref for Ec2 {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// A filter of a list.
pub(crate) fn filter<T: Into<String>>(name: &str, values: impl IntoIterator<Item = T>) -> Filter {
    Filter::builder().name(name).set_values(Some(values.into_iter().map(Into::into).collect())).build()
}

/// The filter that finds what carries the stack's identity.
pub(crate) fn of_stack(stack: &StackId) -> Filter {
    filter(&format!("tag:{TAG_STACK}"), [stack.to_string()])
}

/// Values in portions that fit into one filter.
pub(crate) fn portions(values: &[String]) -> std::slice::Chunks<'_, String> {
    values.chunks(FILTER_VALUES)
}
