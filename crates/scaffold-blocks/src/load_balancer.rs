use std::collections::BTreeMap;

use scaffold_kinds::{choice, record};
use scaffold_model::{Address, Rule, TextRule, Type, Value};

use crate::block::block;
use crate::given::Given;
use crate::listener::Listener;
use crate::traffic::{Egress, Ingress, ranges};

block! {
    /// Where requests come in: a balancer that spreads them over the zones and passes them on to those
    /// that are healthy.
    ///
    /// An `application` balancer understands HTTP: it ends TLS, redirects, answers by itself, and chooses
    /// by host, path, method, header, query or address. A `network` balancer passes TCP, TLS and UDP on.
    /// An internet-facing one stands in the public subnets of its network, an internal one in the private
    /// ones (in isolated ones where there are none).
    ///
    /// Its security group lets `allow_from` in at the ports of its listeners, and whoever connects to it
    /// by `connects_to`. What it forwards to lets its group in at exactly the port of the target, and at
    /// that of the health check where it is another.
    pub struct LoadBalancer: "load_balancer" {
        /// The network that it stands in.
        vpc: Option<String> => of_type(Type::BlockReference("vpc")).required().replaces(),
        /// `"application"` for HTTP and HTTPS, `"network"` for TCP, TLS and UDP.
        r#type: LoadBalancerType => defaults_to("application").replaces(),
        /// `"internet-facing"`, or `"internal"` for those inside the network alone.
        scheme: Scheme => defaults_to("internet-facing").replaces(),
        /// Who may come in at its listeners: ranges of addresses, prefix lists (`pl-…`), or `"cdn.front"`
        /// for CloudFront alone. `[]`: none but those that connect to it.
        allow_from: Vec<String> => of_type(sources()).defaults_to(everyone()),
        /// Who else may come in, at which port.
        ingress: Vec<Ingress>,
        /// Where it may go beside those that it forwards to: `"all"`, or a list.
        egress: Egress => defaults_to("all"),
        /// After how many seconds without a byte a connection is closed, 1 to 4000.
        idle_timeout_seconds: Option<i64> => defaults_to(60_i64).between(1, 4_000),
        /// Whether clients may speak HTTP/2.
        http2: Option<bool> => defaults_to(true),
        /// Whether headers with characters that no header may have are dropped, not passed on.
        drop_invalid_headers: Option<bool> => defaults_to(true),
        /// Whether each zone passes requests on to targets in all zones. An application balancer always
        /// does. On a network balancer AWS charges for what goes between zones.
        cross_zone: bool => defaults_to(true),
        /// Whether AWS refuses to delete it. To delete or to replace it, apply `false` first.
        deletion_protection: bool => defaults_to(true),
        /// Writes every request down in a bucket. One of the stack's gets the statement in its policy by itself; of
        /// another the policy must allow Elastic Load Balancing to.
        access_logs: Option<AccessLogs>,
        /// Addresses of clients. `"dualstack"` needs subnets with IPv6 ranges.
        ip_address_type: IpAddressType => defaults_to("ipv4"),
        /// Where it listens, by names of your choice: `[load_balancer.<name>.listeners.https]`.
        listeners: BTreeMap<String, Listener> => required(),
    }
    rules {
        Rule::OnlyWhere { attributes: &["idle_timeout_seconds", "http2", "drop_invalid_headers"], attribute: "type", is: &["application"] },
    }
    outputs {
        /// Its DNS name, under which it answers.
        dns_name: String = "load_balancer.dns_name",
        /// The hosted zone of that name, for alias records.
        zone_id: String = "load_balancer.zone_id",
        /// ARN.
        arn: String = "load_balancer.arn",
    }
    parts {
        /// Who may talk to it.
        "security_group": "ec2.security_group",
        /// The rules of that group, as a complete set.
        "security_group_rules": "ec2.security_group_rules",
        /// The balancer itself.
        "load_balancer": "elbv2.load_balancer",
        /// One for each of `listeners`, by its name: `listener.https`.
        "listener.<name>": "elbv2.listener",
        /// One for each rule of a listener, by its priority: `listener_rule.https-10`.
        "listener_rule.<listener>-<priority>": "elbv2.listener_rule",
    }
}

record! {
    /// Where requests are written down.
    pub struct AccessLogs {
        /// The bucket: `"bucket.logs"`, or the name of one.
        bucket: Option<Given> => of_type(Type::AnyOf(vec![Type::BlockReference("bucket"), name_of_bucket()])).required(),
        /// What names of its objects begin with.
        prefix: Option<Given> => text(TextRule::AtMost(255)),
    }
}

impl AccessLogs {
    /// The block that is the bucket, where it is one.
    pub(crate) fn block(&self) -> Option<Address> {
        let address = match &self.bucket.as_ref()?.0 {
            Value::Text(text) => Address::parse(text).ok()?,
            Value::Pending(reference) => reference.address.block_address(),
            _ => return None,
        };
        (address.word() == "bucket").then_some(address)
    }
}

fn name_of_bucket() -> Type {
    Type::Text(TextRule::Described {
        words: "the name of a bucket, at most 63 characters",
        fits: is_name_of_bucket,
    })
}

/// What begins like a block is meant as one.
fn is_name_of_bucket(text: &str) -> bool {
    (3..=63).contains(&text.len()) && !text.starts_with("bucket.") && !text.starts_with('@')
}

choice! {
    /// What a balancer understands.
    pub enum LoadBalancerType {
        /// HTTP and HTTPS.
        Application = "application",
        /// TCP, TLS and UDP.
        Network = "network",
    }
}

choice! {
    /// Who reaches a balancer.
    pub enum Scheme {
        /// Everyone, by public addresses.
        InternetFacing = "internet-facing",
        /// Those inside the network, by private ones.
        Internal = "internal",
    }
}

choice! {
    /// Addresses of clients.
    pub enum IpAddressType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// IPv4 and IPv6.
        Dualstack = "dualstack",
    }
}

fn sources() -> Type {
    Type::AnyOf([ranges(), vec![Type::BlockReference("cdn")]].concat())
}

fn everyone() -> Value {
    Value::List(vec![Value::from("0.0.0.0/0")])
}
