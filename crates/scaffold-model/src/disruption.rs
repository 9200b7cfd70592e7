use serde::{Deserialize, Serialize};

/// How a step disturbs those who use the resource, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disruption {
    /// Not at all.
    None,
    /// One by one, capacity kept.
    Rolling,
    /// A failover: connections break, and a minute later there are others.
    Failover,
    /// A restart.
    Restart,
    /// Away for a while.
    Downtime,
    /// Data is lost.
    DataLoss,
}
