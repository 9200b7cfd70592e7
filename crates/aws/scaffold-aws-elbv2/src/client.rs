use std::ops::Deref;
use std::sync::Arc;

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::{Listener, LoadBalancer, TargetGroup};
use scaffold_aws_core::{Caller, Connection, Joined, Rates, SecretSource, Tags};
use scaffold_model::Value;
use scaffold_provider::{Class, Error, Rate};

/// "Request throttling for the Elastic Load Balancing API": calls that read share a bucket of 40,
/// refilled with 10 a second; those that change something have smaller ones, of 20 and 4.
const RATES: Rates = Rates {
    read: Rate { burst: 40.0, per_second: 10.0 },
    write: Rate { burst: 20.0, per_second: 4.0 },
    of: &[],
};

/// Most items that a list gives on one page.
pub(crate) const PAGE: i32 = 400;

/// Something that carries the stack's identity, with its tags.
pub(crate) struct Owned<T> {
    pub item: T,
    pub tags: Tags,
}

/// A target group with what is registered with it.
pub(crate) struct Registered<T> {
    pub group: T,
    pub targets: Value,
}

/// Elastic Load Balancing as the providers use it: the SDK's client, the caller that all calls pass
/// through, where secrets are, and the lists that surveys share.
#[derive(Clone)]
pub(crate) struct Elb {
    pub client: Client,
    pub secrets: Arc<dyn SecretSource>,
    pub balancers: Arc<Joined<Owned<LoadBalancer>>>,
    pub listeners: Arc<Joined<Owned<Listener>>>,
    pub groups: Arc<Joined<Registered<Owned<TargetGroup>>>>,
    caller: Caller,
}

impl Elb {
    pub fn new(connection: &Connection, secrets: Arc<dyn SecretSource>) -> Self {
        Self {
            client: Client::new(connection.config()),
            secrets,
            balancers: Arc::default(),
            listeners: Arc::default(),
            groups: Arc::default(),
            caller: Caller::new(connection, "elasticloadbalancing", RATES),
        }
    }
}

impl Deref for Elb {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// How AWS refuses a function as a target that the group may not call.
const MAY_NOT_CALL: &str = "principal does not have permission to invoke";

/// What a refusal means here, where its code alone does not say it.
pub(crate) fn meant(error: Error) -> Error {
    let without_gateway = error.message.contains("has no internet gateway");
    match error.code.as_deref() {
        // Another balancer's listener still forwards there; it may be on its way out.
        Some("TargetGroupAssociationLimit") => Error { class: Class::Dependency, ..error },
        // The gateway is attached before a balancer is made: what AWS misses does not show yet.
        Some("InvalidSubnet" | "InvalidSubnetException") if without_gateway => {
            Error { class: Class::NotYetVisible, ..error }
        }
        // The statement that lets the group call the function is made before: it does not hold everywhere yet.
        Some("AccessDenied" | "AccessDeniedException") if error.message.contains(MAY_NOT_CALL) => {
            Error { class: Class::NotYetVisible, ..error }
        }
        _ => error,
    }
}

/// Whether an error has this code, with or without the ending that AWS's models give it.
pub(crate) fn is(error: &Error, code: &str) -> bool {
    let said = error.code.as_deref().unwrap_or_default();
    said.strip_suffix("Exception").unwrap_or(said) == code
}
