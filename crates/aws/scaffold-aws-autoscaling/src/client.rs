use std::ops::Deref;

use aws_sdk_autoscaling::Client;
use scaffold_aws_core::{Caller, Connection, Rates};
use scaffold_provider::{Class, Error, Rate};

/// EC2 Auto Scaling has token buckets too, but publishes no numbers ("API request rate" in its API
/// reference). These are careful ones; throttling slows us further.
const RATES: Rates = Rates {
    read: Rate { burst: 50.0, per_second: 10.0 },
    write: Rate { burst: 20.0, per_second: 5.0 },
    of: &[],
};

/// EC2 Auto Scaling as the provider uses it: the SDK's client, and the caller that all calls pass.
#[derive(Clone, Debug)]
pub(crate) struct AutoScaling {
    pub client: Client,
    caller: Caller,
}

impl AutoScaling {
    pub fn new(connection: &Connection) -> Self {
        Self {
            client: Client::new(connection.config()),
            caller: Caller::new(connection, "autoscaling", RATES),
        }
    }
}

impl Deref for AutoScaling {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// What `ValidationError` means, the one code that this service has for nearly everything. What a
/// template names and was just made is seen by Auto Scaling some seconds later: a role's profile, and
/// what the role may do.
pub(crate) fn told_apart(error: Error) -> Error {
    if error.code.as_deref() != Some("ValidationError") {
        return error;
    }
    let message = error.message.to_ascii_lowercase();
    let is_about = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let class = if is_about(&["invalid iam instance profile", "iaminstanceprofile", "not authorized"]) {
        Class::NotYetVisible
    } else if is_about(&["not found"]) && is_about(&["group", "policy", "action", "hook", "warm pool"]) {
        Class::Gone
    } else if is_about(&["does not route traffic", "not associated with a load balancer"]) {
        // A policy counts requests of a target group that a listener of this run is about to lead to.
        Class::Dependency
    } else {
        error.class
    };
    Error { class, ..error }
}
