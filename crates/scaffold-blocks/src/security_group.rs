//! The security group of a block and its rules: what connections imply and what the block says.

use std::collections::BTreeMap;

use scaffold_kinds::Choice;
use scaffold_model::{Address, Diagnostic, Origin, Value, Values};

use crate::block::{Context, Page};
use crate::connection::{Connection, Port};
use crate::part::Part;
use crate::traffic::{Egress, Ingress, Protocol, peer_attribute};
use crate::{codes, network};

/// The part of every block that has a security group.
pub(crate) const GROUP: &str = "security_group";

/// A rule, and what asked for it.
pub(crate) struct Allowed {
    /// The attribute that takes the peer, and the peer.
    peer: (&'static str, Value),
    protocol: &'static str,
    ports: Option<(Port, Port)>,
    description: Option<String>,
    origin: Origin,
}

impl Allowed {
    /// For ranges, prefix lists and groups as they are written.
    pub(crate) fn written(peer: &str, protocol: &'static str, port: i64, origin: &Origin) -> Self {
        Self {
            peer: (peer_attribute(peer), Value::from(peer)),
            protocol,
            ports: Some((Port::Number(port), Port::Number(port))),
            description: None,
            origin: origin.clone(),
        }
    }

    /// With what it is for, where nothing but a range says so: groups and lists have names.
    pub(crate) fn described_as_range(mut self, description: &str) -> Self {
        if matches!(self.peer.0, "cidr_block" | "ipv6_cidr_block") {
            self.description = Some(description.to_owned());
        }
        self
    }

    fn value(&self) -> Value {
        let mut rule = Values::from([
            ("protocol".to_owned(), Value::from(self.protocol)),
            (self.peer.0.to_owned(), self.peer.1.clone()),
        ]);
        if let Some((first, last)) = &self.ports {
            rule.insert("from_port".to_owned(), first.value());
            rule.insert("to_port".to_owned(), last.value());
        }
        if let Some(description) = &self.description {
            rule.insert("description".to_owned(), Value::text(description.as_str()));
        }
        Value::Map(rule)
    }

    /// What AWS takes for the same rule, whatever it is for.
    fn key(&self) -> (String, &'static str, Option<(Port, Port)>) {
        (self.peer.1.to_string(), self.protocol, self.ports.clone())
    }
}

/// What a block lets in and out by itself.
pub(crate) struct Said<'a> {
    /// None where it is wrong, which is told.
    pub(crate) vpc: Option<&'a str>,
    pub(crate) ingress: &'a [Ingress],
    pub(crate) egress: &'a Egress,
    /// What else the block lets in.
    pub(crate) besides: Vec<Allowed>,
}

/// The group and its rules: in comes who connects and who is let in, nobody else; out goes
/// everything, or what is said and whom the block connects to. In groups of other stacks the block has
/// rules of its own.
pub(crate) fn parts(said: Said<'_>, context: &Context<'_>) -> Vec<Part> {
    let Said { vpc, ingress, egress, besides } = said;
    let group = Part::new(GROUP, "ec2.security_group").asked("vpc", "vpc", network::id(vpc));
    let mut lets_in: Vec<Allowed> = context
        .incoming()
        .map(|connection| Allowed {
            peer: (GROUP, group_of(&connection.from)),
            protocol: connection.protocol,
            ports: Some((connection.port.clone(), connection.port.clone())),
            // The group that it names says whose it is.
            description: None,
            origin: connection.origin.clone(),
        })
        .collect();
    lets_in.extend(besides);
    let written = ingress.iter().enumerate();
    lets_in.extend(written.filter_map(|(index, rule)| ingress_rule(index, rule, context)));
    let rules = Part::new("security_group_rules", "ec2.security_group_rules")
        .with("security_group", context.id_of(GROUP));
    let rules = with_rules(rules, "ingress", lets_in);
    let mut parts = vec![group, with_rules(rules, "egress", lets_out(egress, context))];
    parts.extend(context.outgoing().filter(|connection| connection.to.is_abroad()).map(|connection| {
        let mut part = Part::new(rule_abroad(connection), "ec2.security_group_rule")
            .with(GROUP, group_of(&connection.to))
            .with("protocol", connection.protocol)
            .with("from_port", connection.port.value())
            .with("to_port", connection.port.value())
            .with("peer_security_group", context.id_of(GROUP));
        let asked = part.values.keys().map(|name| (name.clone(), connection.origin.clone())).collect();
        part.origins = asked;
        part
    }));
    parts
}

/// `rule.data.database.orders-5432`: a connection into another stack. No name has the `_` before an
/// environment.
fn rule_abroad(connection: &Connection) -> String {
    let Connection { to, port, .. } = connection;
    let stack = to.stack_words().unwrap_or_default().replace('/', "_");
    format!("rule.{stack}.{}.{}-{port}", to.word(), to.name())
}

/// What is wrong with ranges of ports.
pub(crate) fn check(ingress: &[Ingress], egress: &Egress, context: &Context<'_>) -> Vec<Diagnostic> {
    let ingress = ingress.iter().enumerate().map(|(index, rule)| ("ingress", index, rule.port, rule.to_port));
    let egress = match egress {
        Egress::All => &[],
        Egress::To(rules) => rules.as_slice(),
    };
    let egress = egress.iter().enumerate().map(|(index, rule)| ("egress", index, rule.port, rule.to_port));
    let reversed = |(attribute, index, first, last): (&str, usize, Option<i64>, Option<i64>)| {
        let (first, last) = first.zip(last).filter(|(first, last)| last < first)?;
        let path = format!("{attribute}[{index}]");
        let message = format!("`{path}` of {} ends at port {last}, before it begins", context.address());
        let problem = Diagnostic::error(&codes::PORTS_REVERSED, message)
            .at(context.origin(&format!("{path}.to_port")), format!("less than {first}"))
            .help(format!("write `port = {last}, to_port = {first}`, or leave `to_port` out"));
        Some(problem)
    };
    ingress.chain(egress).filter_map(reversed).collect()
}

/// A reference to the security group of a block.
pub(crate) fn group_of(block: &Address) -> Value {
    Value::pending(block.part(GROUP), "id")
}

fn with_rules(mut part: Part, attribute: &'static str, rules: Vec<Allowed>) -> Part {
    let mut unique: BTreeMap<_, Allowed> = BTreeMap::new();
    for rule in rules {
        unique.entry(rule.key()).or_insert(rule);
    }
    for (index, rule) in unique.values().enumerate() {
        if index == 0 {
            part.origins.insert(attribute.to_owned(), rule.origin.clone());
        }
        part.origins.insert(format!("{attribute}[{index}]"), rule.origin.clone());
    }
    if unique.is_empty() {
        return part;
    }
    part.with(attribute, Value::List(unique.values().map(Allowed::value).collect()))
}

fn ingress_rule(index: usize, rule: &Ingress, context: &Context<'_>) -> Option<Allowed> {
    let protocol = rule.protocol.unwrap_or(Protocol::Tcp);
    let allowed = Allowed {
        peer: peer_of(rule.from.as_deref()?, context),
        protocol: protocol.word(),
        ports: ports(protocol, rule.port, rule.to_port),
        description: None,
        origin: context.origin(&format!("ingress[{index}]")).clone(),
    };
    Some(Allowed { description: rule.description.clone(), ..allowed })
}

fn lets_out(egress: &Egress, context: &Context<'_>) -> Vec<Allowed> {
    let Egress::To(rules) = egress else {
        let everywhere = Allowed {
            peer: ("cidr_block", Value::from("0.0.0.0/0")),
            protocol: Protocol::All.word(),
            ports: None,
            description: None,
            origin: context.origin("egress").clone(),
        };
        return vec![everywhere];
    };
    let connected = context.outgoing().map(|connection| Allowed {
        peer: (GROUP, group_of(&connection.to)),
        protocol: connection.protocol,
        ports: Some((connection.port.clone(), connection.port.clone())),
        description: None,
        origin: connection.origin.clone(),
    });
    let written = rules.iter().enumerate().filter_map(|(index, rule)| {
        let protocol = rule.protocol.unwrap_or(Protocol::Tcp);
        Some(Allowed {
            peer: peer_of(rule.to.as_deref()?, context),
            protocol: protocol.word(),
            ports: ports(protocol, rule.port, rule.to_port),
            description: rule.description.clone(),
            origin: context.origin(&format!("egress[{index}]")).clone(),
        })
    });
    connected.chain(written).collect()
}

/// A peer as it is written; a block by its group, so that a rule is the same however it came about.
fn peer_of(text: &str, context: &Context<'_>) -> (&'static str, Value) {
    let attribute = peer_attribute(text);
    let block = context.block_at(text.strip_suffix("/security_group").unwrap_or(text));
    let has_group = |page: &Page| page.parts.iter().any(|part| part.name == GROUP);
    match block.filter(|block| (context.page)(block.address.word()).is_some_and(has_group)) {
        Some(block) => (attribute, group_of(&block.address)),
        None => (attribute, Value::from(text)),
    }
}

fn ports(protocol: Protocol, port: Option<i64>, to_port: Option<i64>) -> Option<(Port, Port)> {
    let (first, last) = match (protocol, port) {
        (Protocol::All, _) => return None,
        (Protocol::Icmp | Protocol::Icmpv6, _) => (-1, -1),
        (Protocol::Tcp | Protocol::Udp, None) => (0, 65_535),
        (Protocol::Tcp | Protocol::Udp, Some(port)) => (port, to_port.unwrap_or(port).max(port)),
    };
    Some((Port::Number(first), Port::Number(last)))
}
