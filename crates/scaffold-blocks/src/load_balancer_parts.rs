//! What a `load_balancer` expands to, and whom it talks to.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_kinds::Choice;
use scaffold_model::{Address, Value, Values};

use crate::autoscaling_group::{AutoscalingGroup, TARGET_GROUP};
use crate::block::{Context, Expands};
use crate::cdn::Cdn;
use crate::cdn_origin::Ports;
use crate::connection::{Connection, Port, Reaches, Reason, Service};
use crate::listener::{Forward, Listener, ListenerRule, Placed, Redirect, Respond};
use crate::load_balancer::{AccessLogs, LoadBalancer, LoadBalancerType, Scheme};
use crate::network::{Network, subnets};
use crate::part::{Expansion, Part};
use crate::security_group::{self, Allowed, Said};
use crate::vpc::Tier;
use crate::{bucket_policy, conditions, listener_checks, load_balancer_checks};

const BALANCER: &str = "load_balancer";

/// Where CloudFront's requests to origins come from.
const CLOUDFRONT: &str = "com.amazonaws.global.cloudfront.origin-facing";

impl Expands for LoadBalancer {
    fn serves(&self) -> Vec<Service> {
        let ports = self
            .listeners
            .values()
            .filter_map(|listener| Some(Service { protocol: listener.transport(), port: listener.port? }));
        ports.collect()
    }

    fn reaches(&self, context: &Context<'_>) -> Reaches {
        let mut reaches = Reaches::default();
        for (name, listener) in &self.listeners {
            for action in listener.actions(name) {
                for (path, to) in action.forwards() {
                    reaches.connections.extend(forwards(&path, to, context));
                }
            }
        }
        reaches
    }

    fn expand(&self, context: &Context<'_>) -> Expansion {
        let network = Network::named(self.vpc.as_deref(), context);
        let mut problems = load_balancer_checks::check(self, network.as_ref(), context);
        problems.extend(listener_checks::check(self, context));
        problems.extend(security_group::check(&self.ingress, &self.egress, context));
        let tier = self.tier(network.as_ref());
        let vpc = self.vpc.as_deref();
        let said = Said { vpc, ingress: &self.ingress, egress: &self.egress, besides: self.lets_in(context) };
        let mut parts = security_group::parts(said, context);
        parts.push(self.balancer(vpc, tier, context));
        for (name, listener) in &self.listeners {
            parts.push(self.listener(name, listener, context));
        }
        for (name, listener) in &self.listeners {
            let mut priorities = BTreeSet::new();
            let rules = listener.rules.iter().enumerate();
            // Of two with one priority, which is told, the first stands for both.
            let rules = rules.filter(|(_, rule)| priorities.insert(rule.priority));
            parts.extend(rules.filter_map(|(index, rule)| rule_part(name, index, rule, context)));
        }
        let outputs = ["dns_name", "zone_id", "arn"];
        let outputs = outputs.map(|name| (name.to_owned(), context.output_of(BALANCER, name)));
        Expansion {
            parts,
            outputs: BTreeMap::from(outputs),
            all_parts: context.are_sound(&["listeners"]),
            diagnostics: problems,
        }
    }
}

impl LoadBalancer {
    /// The tier that it stands in.
    pub(crate) fn tier(&self, network: Option<&Network<'_>>) -> Tier {
        let inner = [Tier::Private, Tier::Isolated, Tier::Public];
        match self.scheme {
            Scheme::InternetFacing => Tier::Public,
            Scheme::Internal => {
                let there = |tier: &Tier| network.is_none_or(|network| network.has(*tier));
                inner.into_iter().find(there).unwrap_or(Tier::Private)
            }
        }
    }

    /// Those of `allow_from`, at every port.
    fn lets_in(&self, context: &Context<'_>) -> Vec<Allowed> {
        let mut allowed = Vec::new();
        for (index, from) in self.allow_from.iter().enumerate() {
            let origin = context.written(&[&format!("allow_from[{index}]"), "allow_from"]);
            for port in self.asked_by(from, context) {
                allowed.push(Allowed::written(CLOUDFRONT, "tcp", port, origin));
            }
            for (name, listener) in &self.listeners {
                let Some(port) = listener.port.filter(|_| !from.starts_with("cdn.")) else { continue };
                let rule = Allowed::written(from, listener.transport(), port, origin);
                allowed.push(rule.described_as_range(&format!("{from} at {name} of {}", context.address())));
            }
        }
        allowed
    }

    /// The ports at which a CDN asks the balancer. No others are opened: AWS counts CloudFront's list as 55 of the 60
    /// rules that a group may have.
    pub(crate) fn asked_by(&self, from: &str, context: &Context<'_>) -> BTreeSet<i64> {
        let cdn = if from.starts_with("cdn.") { context.peer::<Cdn>(from) } else { None };
        let origins = cdn.map(|cdn| cdn.origins).unwrap_or_default();
        let own = context.address().as_str();
        let asks = origins.values().filter(|origin| origin.load_balancer.as_deref() == Some(own));
        asks.flat_map(|origin| {
            let Ports { http, https } = origin.ports(self);
            [http, https]
        })
        .flatten()
        .collect()
    }

    fn balancer(&self, vpc: Option<&str>, tier: Tier, context: &Context<'_>) -> Part {
        let network = self.r#type == LoadBalancerType::Network;
        let logs = self.access_logs.as_ref().map(|logs| {
            let bucket = log_bucket(logs).map(|bucket| ("bucket".to_owned(), bucket));
            let prefix = logs.prefix.clone().map(|prefix| ("prefix".to_owned(), Value::from(prefix)));
            Value::Map(bucket.into_iter().chain(prefix).collect())
        });
        Part::new(BALANCER, "elbv2.load_balancer")
            .asked("type", "type", self.r#type.word())
            .asked("scheme", "scheme", self.scheme.word())
            .asked_if("vpc", "subnets", subnets(vpc, tier))
            .with("security_groups", Value::List(vec![context.id_of(security_group::GROUP)]))
            .asked("ip_address_type", "ip_address_type", self.ip_address_type.word())
            .asked("deletion_protection", "deletion_protection", self.deletion_protection)
            .asked_if("cross_zone", "cross_zone", network.then_some(self.cross_zone))
            .asked_if("access_logs", "access_logs", logs)
            .asked_if("idle_timeout_seconds", "idle_timeout_seconds", self.idle_timeout_seconds)
            .asked_if("http2", "http2", self.http2)
            .asked_if("drop_invalid_headers", "drop_invalid_headers", self.drop_invalid_headers)
    }

    fn listener(&self, name: &str, listener: &Listener, context: &Context<'_>) -> Part {
        let path = |attribute: &str| format!("listeners.{name}.{attribute}");
        let actions = listener.actions(name);
        let default = actions.iter().find(|action| action.path == path("default"));
        let value = default.and_then(|action| action_value(action, context));
        let mut part = Part::new(format!("listener.{name}"), "elbv2.listener")
            .with("load_balancer", context.id_of(BALANCER))
            .asked_if(path("port"), "port", listener.port)
            .asked_if(path("protocol"), "protocol", listener.protocol.map(Choice::word))
            .asked_if(path("certificate"), "certificate", listener.certificate.clone())
            .asked_if(path("ssl_policy"), "ssl_policy", listener.ssl_policy.clone())
            .asked(path("default"), "default_actions", Value::List(value.into_iter().collect()));
        if let Some(default) = default {
            place_forwards(&mut part, "default_actions", default, context);
        }
        part
    }
}

/// The name of the bucket that takes its logs. AWS tries whether it may write there: of a block it is that of the
/// policy, which so comes before.
fn log_bucket(logs: &AccessLogs) -> Option<Value> {
    match logs.block() {
        Some(bucket) if bucket.is_abroad() => Some(Value::pending(bucket, "name")),
        Some(bucket) => Some(Value::pending(bucket.part(bucket_policy::POLICY), "id")),
        None => logs.bucket.clone().map(Value::from),
    }
}

/// A rule of a listener; None where it has no priority, which is told.
fn rule_part(listener: &str, index: usize, rule: &ListenerRule, context: &Context<'_>) -> Option<Part> {
    let priority = rule.priority?;
    let path = format!("listeners.{listener}.rules[{index}]");
    let action = rule.action(listener, index);
    let value = action_value(&action, context);
    let mut part = Part::new(format!("listener_rule.{listener}-{priority}"), "elbv2.listener_rule")
        .asked(path.as_str(), "listener", context.id_of(&format!("listener.{listener}")))
        .asked(format!("{path}.priority"), "priority", priority)
        .asked(path.as_str(), "conditions", conditions::value(rule))
        .asked(path.as_str(), "actions", Value::List(value.into_iter().collect()));
    place_forwards(&mut part, "actions", &action, context);
    Some(part)
}

/// Remembers where each target of an action is named.
fn place_forwards(part: &mut Part, to: &str, action: &Placed<'_>, context: &Context<'_>) {
    for (index, (path, _)) in action.forwards().iter().enumerate() {
        let place = format!("{to}[0].forward.target_groups[{index}]");
        part.origins.insert(place, context.origin(path).clone());
    }
}

fn action_value(action: &Placed<'_>, context: &Context<'_>) -> Option<Value> {
    let (word, value) = match (action.forward, action.redirect, action.respond) {
        (Some(forward), _, _) => ("forward", forward_value(forward, context)),
        (_, Some(redirect), _) => ("redirect", redirect_value(redirect)),
        (_, _, Some(respond)) => ("fixed_response", respond_value(respond)),
        (None, None, None) => return None,
    };
    Some(map([(word, Some(value))]))
}

fn forward_value(Forward(shares): &Forward, context: &Context<'_>) -> Value {
    let groups = shares.iter().filter_map(|share| {
        let to = share.to.as_deref()?;
        // Without a target there is no target group, which is told.
        let is_there = context.peer::<AutoscalingGroup>(to).is_none_or(|group| group.target.is_some());
        let to = Address::parse(to).ok().filter(|_| is_there)?;
        let group = Value::pending(to.part(TARGET_GROUP), "id");
        Some(map([("target_group", Some(group)), ("weight", share.weight.map(Value::from))]))
    });
    map([("target_groups", Some(Value::List(groups.collect())))])
}

fn redirect_value(redirect: &Redirect) -> Value {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    map([
        ("protocol", redirect.protocol.map(|protocol| Value::from(protocol.word()))),
        ("port", redirect.port.map(|port| Value::text(port.to_string()))),
        ("host", text(&redirect.host)),
        ("path", text(&redirect.path)),
        ("query", text(&redirect.query)),
        ("status_code", redirect.status.map(|status| Value::text(format!("HTTP_{status}")))),
    ])
}

fn respond_value(respond: &Respond) -> Value {
    map([
        ("status_code", respond.status.map(Value::from)),
        ("content_type", respond.content_type.map(|content| Value::from(content.word()))),
        ("message_body", respond.body.clone().map(Value::from)),
    ])
}

fn map<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let entries = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Map(entries.collect::<Values>())
}

/// The connections to one target: at its port, and at that of its health check where it is another.
fn forwards(path: &str, to: &str, context: &Context<'_>) -> Vec<Connection> {
    let target = context.peer::<AutoscalingGroup>(to).and_then(|group| group.target);
    let Some((target, to)) = target.zip(Address::parse(to).ok()) else { return Vec::new() };
    let connection = |why, protocol, port| Connection {
        to: to.clone(),
        from: context.address().clone(),
        why,
        protocol,
        port: Port::Number(port),
        origin: context.origin(path).clone(),
    };
    let served = target.port.map(|port| (target.transport(), port));
    let checked = target.checked_port().map(|port| ("tcp", port)).filter(|checked| Some(*checked) != served);
    let forward = served.map(|(protocol, port)| connection(Reason::Forward, protocol, port));
    let check = checked.map(|(protocol, port)| connection(Reason::HealthCheck, protocol, port));
    forward.into_iter().chain(check).collect()
}
