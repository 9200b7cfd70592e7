use scaffold_model::{Address, Diagnostic, Origin};

/// One block talks to another at one port of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Connection {
    pub(crate) to: Address,
    pub(crate) from: Address,
    pub(crate) why: Reason,
    /// `tcp` or `udp`.
    pub(crate) protocol: &'static str,
    pub(crate) port: i64,
    /// What asked for it, in the block that it comes from.
    pub(crate) origin: Origin,
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
