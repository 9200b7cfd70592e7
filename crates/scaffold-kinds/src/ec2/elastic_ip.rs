use scaffold_model::{Disruption, Facts, Quota, TextRule};

use super::{DRY_RUN, TAGS, facts};
use crate::kind;

kind! {
    /// A public IPv4 address that stays until it is released. Partners may have allowed it, so
    /// releasing it is downtime.
    pub struct ElasticIp: "ec2.elastic_ip" {
        /// The address itself, out of a pool of your own: `203.0.113.10`.
        address: Option<String> => provider_chosen().replaces().created_by(&["Address"]),
        /// Pool that gives the address: `amazon` or `ipv4pool-ec2-…`.
        public_ipv4_pool: Option<String> => provider_chosen().replaces().created_by(&["PublicIpv4Pool"]),
        /// IPAM pool that gives the address.
        ipam_pool: Option<String> => text(TextRule::Prefix("ipam-pool-")).class(scaffold_model::Class::CreateOnly).created_by(&["IpamPoolId"]),
        /// Zones from which AWS announces the address, such as a local zone's group.
        network_border_group: Option<String> => provider_chosen().replaces().created_by(&["NetworkBorderGroup"]),
    }
    outputs {
        /// `eipalloc-…`.
        id: String,
        /// ARN.
        arn: String,
        /// The address.
        public_ip: String,
    }
    facts { Facts {
        delete_disruption: Disruption::Downtime,
        // Partners may have allowed the address.
        replace_disruption: Disruption::Downtime,
        quota: Some(Quota { limit: 5, within: None, error: "AddressLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            ("Domain", "always `vpc`"),
            ("CustomerOwnedIpv4Pool", "Outposts are not covered"),
            ("ModifyAddressAttribute.DomainName", "reverse DNS needs a forward record first; not yet"),
        ],
        ..facts("eipalloc-", "AllocateAddress")
    } }
}
