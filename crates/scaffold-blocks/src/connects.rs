//! `connects_to`: whom a block talks to.

use scaffold_kinds::{AttributeType, Choice, DecodeError, record};
use scaffold_model::{Address, Diagnostic, Type, Value};

use crate::access::{self, Access, GUARDED};
use scaffold_blueprint::Block;

use crate::block::{Context, Page, are_sound};
use crate::codes;
use crate::connection::{Connection, Port, Reaches, Reason, Service};
use crate::network::{apart, are_apart};

/// Blocks that can be connected to, and the attribute that says at which ports they answer. A block
/// comes in by a line here and by its `serves`.
const TARGETS: &[(&str, &str)] = &[
    ("autoscaling_group", "target"),
    ("load_balancer", "listeners"),
    ("database", "engine"),
    ("cache", "engine"),
];

/// Whom a block talks to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectsTo(pub Peer);

record! {
    /// Whom a block talks to, with more to say than who.
    pub struct Peer {
        /// The block.
        to: Option<String> => of_type(Type::AnyOf(targets())).required(),
        /// At which of its ports, where it answers at several.
        port: Option<i64> => between(1, 65_535),
        /// What may be done there, of a `bucket`, a `queue` or a `secret`. A block that is reached at a port takes
        /// none.
        access: Option<Access>,
    }
}

impl AttributeType for ConnectsTo {
    fn ty() -> Type {
        Type::AnyOf([targets(), vec![Peer::ty()]].concat())
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Text(to) => Ok(Self(Peer { to: Some(to.clone()), port: None, access: None })),
            other => Peer::decode(other).map(Self),
        }
    }

    fn encode(&self) -> Value {
        self.0.encode()
    }
}

fn targets() -> Vec<Type> {
    let guarded = GUARDED.iter().map(|guarded| guarded.word);
    TARGETS.iter().map(|(word, _)| *word).chain(guarded).map(Type::BlockReference).collect()
}

/// Statements for the targets that IAM guards.
pub(crate) fn statements(connects_to: &[ConnectsTo], context: &Context<'_>) -> Vec<Value> {
    let asked = connects_to.iter().filter_map(|ConnectsTo(peer)| Some((peer.to.as_deref()?, peer.access?)));
    access::statements(asked, context)
}

/// The connections that a block asks for by `connects_to`.
pub(crate) fn reaches(connects_to: &[ConnectsTo], context: &Context<'_>) -> Reaches {
    let mut reaches = Reaches::default();
    for (index, ConnectsTo(peer)) in connects_to.iter().enumerate() {
        let path = format!("connects_to[{index}]");
        match reach(peer, &path, context) {
            Ok(Some(connection)) => {
                reaches.connections.push(connection);
                reaches.diagnostics.extend(public(peer, &path, context));
            }
            Ok(None) => {}
            Err(problem) => reaches.diagnostics.push(*problem),
        }
    }
    reaches
}

/// An internet-facing balancer sees clients inside the network by their public addresses: no rule for
/// their security group ever holds.
fn public(peer: &Peer, path: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let block =
        context.block_at(peer.to.as_deref()?).filter(|block| block.address.word() == "load_balancer")?;
    let scheme = block.values.get("scheme").map_or(Some("internet-facing"), Value::as_text);
    if scheme != Some("internet-facing") {
        return None;
    }
    let (from, to) = (context.address(), &block.address);
    let message = format!("{from} connects to {to}, which is reached by public addresses alone");
    let problem = Diagnostic::warning(&codes::PUBLIC_BALANCER, message)
        .at(context.origin(path), "opens nothing that is used")
        .help("take this out: `allow_from` of the balancer says who comes in; or make it `scheme = \"internal\"`");
    Some(problem)
}

/// None where something is wrong that is told elsewhere.
fn reach(peer: &Peer, path: &str, context: &Context<'_>) -> Result<Option<Connection>, Box<Diagnostic>> {
    if let Some(abroad) = peer.to.as_deref().and_then(|to| Address::parse_abroad(to).ok()) {
        if access::guarded(abroad.word()).is_none() {
            return reach_abroad(abroad, peer, path, context).map(Some);
        }
        return match access::check(peer.access, peer.port, path, (&abroad, context)) {
            Some(problem) => Err(Box::new(problem)),
            None => Ok(None),
        };
    }
    let Some(block) = peer.to.as_deref().and_then(|to| context.block_at(to)) else { return Ok(None) };
    if access::guarded(block.address.word()).is_some() {
        return match access::check(peer.access, peer.port, path, (&block.address, context)) {
            Some(problem) => Err(Box::new(problem)),
            None => Ok(None),
        };
    }
    let answers = TARGETS.iter().find(|(word, _)| *word == block.address.word());
    let is_sound = |attribute: &str| are_sound(block, &[attribute]) && !context.gaps.hold(&block.address);
    let Some((_, attribute)) = answers.filter(|(_, attribute)| is_sound(attribute)) else {
        return Ok(None);
    };
    from_inside(&block.address, block.values.get("vpc").and_then(Value::as_text), path, context)?;
    if are_apart(context.block, block) {
        return Err(Box::new(apart(path, block, context)));
    }
    let to = &block.address;
    let from = context.address();
    no_access(to, peer, path, context)?;
    let served = context.served_by(block);
    let chosen: Vec<&Service> =
        served.iter().filter(|service| peer.port.is_none_or(|port| port == service.port)).collect();
    let ports: Vec<String> = served.iter().map(|service| service.port.to_string()).collect();
    match (chosen.as_slice(), ports.as_slice()) {
        ([service], _) => Ok(Some(Connection {
            to: to.clone(),
            from: from.clone(),
            why: Reason::Connects,
            protocol: service.protocol,
            port: Port::Number(service.port),
            origin: context.origin(path).clone(),
        })),
        (_, ports) => Err(Box::new(unserved(block, attribute, ports, (peer, path, context)))),
    }
}

/// A block that answers nowhere, elsewhere, or at several ports.
fn unserved(
    block: &Block,
    attribute: &str,
    ports: &[String],
    (peer, path, context): (&Peer, &str, &Context<'_>),
) -> Diagnostic {
    let (to, from) = (&block.address, context.address());
    match ports {
        [] => {
            let message = format!("{from} connects to {to}, which has no port");
            Diagnostic::error(&codes::NOTHING_TO_CONNECT_TO, message)
                .at(context.origin(path), "answers nowhere")
                .at(&block.origin, format!("has no `{attribute}`"))
                .help(format!("say `{attribute}` in {to}, or take this out"))
        }
        ports if peer.port.is_some() => {
            let message = format!("{to} does not answer at the port that {from} names");
            Diagnostic::error(&codes::UNKNOWN_PORT, message)
                .at(context.origin(&format!("{path}.port")), "no such port there")
                .help(format!("it answers at {}", ports.join(", ")))
        }
        ports => {
            let message = format!("{to} answers at several ports, and {from} names none");
            Diagnostic::error(&codes::WHICH_PORT, message)
                .at(context.origin(path), "at which port?")
                .help(which(to, ports))
        }
    }
}

/// A block of another stack, whose port is its own to say where it has one alone.
fn reach_abroad(
    to: Address,
    peer: &Peer,
    path: &str,
    context: &Context<'_>,
) -> Result<Connection, Box<Diagnostic>> {
    no_access(&to, peer, path, context)?;
    from_inside(&to, None, path, context)?;
    let tells = |page: &Page| page.told_by.iter().any(|(output, _)| *output == "port");
    let port = match peer.port {
        Some(port) => Port::Number(port),
        None if (context.page)(to.word()).is_some_and(tells) => Port::Of(to.clone()),
        None => {
            let message =
                format!("{} connects to {to}, whose ports another blueprint says", context.address());
            let problem = Diagnostic::error(&codes::WHICH_PORT, message)
                .at(context.origin(path), "at which port?")
                .help(format!("write `{{ to = \"{to}\", port = 443 }}`, with the port that it answers at"));
            return Err(Box::new(problem));
        }
    };
    let origin = context.origin(path).clone();
    Ok(Connection {
        to,
        from: context.address().clone(),
        why: Reason::Connects,
        protocol: "tcp",
        port,
        origin,
    })
}

/// A function reaches ports only where it stands in a network.
fn from_inside(
    to: &Address,
    vpc: Option<&str>,
    path: &str,
    context: &Context<'_>,
) -> Result<(), Box<Diagnostic>> {
    if context.address().word() != "function" || context.block.values.contains_key("vpc") {
        return Ok(());
    }
    let from = context.address();
    let message = format!("{from} connects to {to} from outside of its network");
    let problem = Diagnostic::error(&codes::CONNECTED_FROM_OUTSIDE, message)
        .at(context.origin(path), "is reached from inside")
        .at(&context.block.origin, "has no `vpc`");
    Err(Box::new(problem.help(format!("add `vpc = \"{}\"` to {from}", vpc.unwrap_or("vpc.main")))))
}

fn no_access(to: &Address, peer: &Peer, path: &str, context: &Context<'_>) -> Result<(), Box<Diagnostic>> {
    let Some(access) = peer.access else { return Ok(()) };
    let message = format!("{to} is reached at a port, and `access` says nothing of it");
    let problem = Diagnostic::error(&codes::ACCESS_OF_PORT, message)
        .at(context.origin(&format!("{path}.access")), format!("`{}` of what?", access.word()))
        .help(format!("write `\"{to}\"` alone"));
    Err(Box::new(problem))
}

fn which(to: &Address, ports: &[String]) -> String {
    let first = ports.first().map_or("…", String::as_str);
    format!("write `{{ to = \"{to}\", port = {first} }}`; it answers at {}", ports.join(", "))
}
