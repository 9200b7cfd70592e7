use std::fmt;

use scaffold_model::{Address, Diagnostic, Origin, Value};

/// One block talks to another at one port of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Connection {
    pub(crate) to: Address,
    pub(crate) from: Address,
    pub(crate) why: Reason,
    /// `tcp` or `udp`.
    pub(crate) protocol: &'static str,
    pub(crate) port: Port,
    /// What asked for it, in the block that it comes from.
    pub(crate) origin: Origin,
}

/// At which port something answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Port {
    /// At this one.
    Number(i64),
    /// At the one that a block of another stack gives as its output `port`.
    Of(Address),
}

impl Port {
    /// As an attribute takes it.
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Number(port) => Value::Integer(*port),
            Self::Of(block) => Value::pending(block.clone(), "port"),
        }
    }
}

impl fmt::Display for Port {
    /// As the name of a part has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(port) => write!(f, "{port}"),
            Self::Of(_) => f.write_str("port"),
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// A balancer passes requests on.
    Forward,
    /// A balancer asks whether targets are healthy.
    HealthCheck,
    /// `connects_to`.
    Connects,
}

/// A port that a block answers at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// `tcp` or `udp`.
    pub(crate) protocol: &'static str,
    pub(crate) port: i64,
}

/// Whom a block talks to.
#[derive(Debug, Default)]
pub(crate) struct Reaches {
    pub(crate) connections: Vec<Connection>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}
