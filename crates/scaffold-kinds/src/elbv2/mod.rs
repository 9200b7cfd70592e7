//! Kinds of Elastic Load Balancing, after its API reference (2015-12-01): application and network
//! balancers.

mod action;
mod authentication;
mod condition;
mod health_check;
mod listener;
mod listener_headers;
mod listener_rule;
mod load_balancer;
mod target_group;
mod targets;

pub use action::{
    Action, ContentType, FixedResponse, Forward, Redirect, RedirectStatus, WeightedTargetGroup,
};
pub use authentication::{AuthenticateCognito, AuthenticateOidc, OnUnauthenticated, SecretParameter};
pub use condition::{Condition, HttpHeader, QueryPair};
pub use health_check::{HealthCheck, HealthCheckProtocol};
pub use listener::{AlpnPolicy, Listener, ListenerProtocol, MutualAuthentication, MutualAuthenticationMode};
pub use listener_headers::{RequestHeaderNames, ResponseHeaders};
pub use listener_rule::{ListenerRule, Rewrite};
pub use load_balancer::{
    ClientRouting, DesyncMitigation, ForwardedForProcessing, IpAddressType, LoadBalancer, LoadBalancerType,
    Logs, Scheme, SubnetMapping,
};
pub use target_group::{
    Algorithm, ProtocolVersion, Stickiness, StickinessType, Target, TargetCrossZone, TargetGroup,
    TargetIpAddressType, TargetProtocol, TargetType,
};
pub use targets::Targets;

use scaffold_model::Facts;

const TAGS: (&str, &str) = ("Tags", "identity, `Name` and `tags`");

/// What kinds of this service share: tags in the creating call, 400 a page, ARNs for ids.
fn facts(create_operation: &'static str) -> Facts {
    Facts { id_prefix: "arn:", create_operation, page_size: 400, left_out: &[TAGS], ..crate::facts::FACTS }
}
