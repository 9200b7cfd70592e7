use serde::{Deserialize, Serialize};

/// Which cloud a plan speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudId {
    /// Twelve digits.
    pub account: String,
    /// The stack's region.
    pub region: String,
    /// An endpoint other than AWS's own: an emulator's URL, or `sandbox:<directory>`.
    pub endpoint: Option<String>,
}

/// What reading or writing cost at one service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceCost {
    /// The service: `ec2`.
    pub service: String,
    /// Calls that were sent, retries included.
    pub calls: u64,
    /// Seconds during which at least one call was under way.
    pub seconds: f64,
}
