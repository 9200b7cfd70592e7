use std::collections::BTreeSet;

use scaffold_model::{Disruption, Facts, Identity};

use super::target_group::Target;
use crate::{Ref, kind};

kind! {
    /// What is registered with a target group, as a complete set that is made after the group: a function is
    /// refused before a permission that names the group lets it be called. Where targets need nothing of the
    /// group, say them in the group itself; never in both.
    pub struct Targets: "elbv2.targets" {
        /// The target group.
        target_group: Ref => required().refers_to("elbv2.target_group").replaces().exclusive_within("").created_by(&["TargetGroupArn"]),
        /// Who gets what is forwarded. A group of functions has one target: the old one leaves before a new one
        /// comes, and requests in between are answered with an error.
        targets: BTreeSet<Target> => disrupts(Disruption::Downtime).created_by(&["Targets"]).modified_by(&["RegisterTargets.Targets", "DeregisterTargets.Targets"]),
    }
    outputs {
        /// ARN of the target group.
        id: String,
    }
    facts { Facts {
        identity: Identity::PartOf { attribute: "target_group" },
        id_prefix: "arn:",
        create_before_delete: false,
        delete_disruption: Disruption::Downtime,
        page_size: 400,
        create_operation: "RegisterTargets",
        left_out: &[("Targets.QuicServerId", "servers of QUIC register themselves")],
        ..crate::facts::FACTS
    } }
}
