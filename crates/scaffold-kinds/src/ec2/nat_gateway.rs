use std::collections::BTreeSet;

use scaffold_model::{Beside, Disruption, Facts, Identity, Lifecycle, Quota, Rule};

use super::{DRY_RUN, TAGS, TOKEN, facts};
use crate::{Ref, choice, kind};

kind! {
    /// Lets a private subnet reach out, and nothing reach in.
    pub struct NatGateway: "ec2.nat_gateway" {
        /// The subnet that it stands in; for a public one, a subnet with a route to the internet.
        subnet: Ref => required().refers_to("ec2.subnet").replaces().created_by(&["SubnetId"]),
        /// Whether it reaches the internet, or other private networks only.
        connectivity_type: ConnectivityType => defaults_to("public").replaces().created_by(&["ConnectivityType"]),
        /// Its public address.
        elastic_ip: Option<Ref> => refers_to("ec2.elastic_ip").replaces().exclusive_within("").created_by(&["AllocationId"]),
        /// Its private IPv4 address. AWS chooses when it is not said.
        private_ip_address: Option<String> => provider_chosen().replaces().created_by(&["PrivateIpAddress"]),
        /// Further public addresses, for more than 55,000 connections to one destination.
        secondary_elastic_ips: BTreeSet<Ref> => refers_to("ec2.elastic_ip").created_by(&["SecondaryAllocationIds"]).modified_by(&["AssociateNatGatewayAddress.AllocationIds", "DisassociateNatGatewayAddress.AssociationIds"]),
        /// Further private IPv4 addresses of a private one.
        secondary_private_ip_addresses: BTreeSet<String> => provider_chosen().created_by(&["SecondaryPrivateIpAddresses"]).modified_by(&["AssignPrivateNatGatewayAddress.PrivateIpAddresses", "UnassignPrivateNatGatewayAddress.PrivateIpAddresses"]),
    }
    rules {
        Rule::Requires { attribute: "connectivity_type", is: &["public"], needs: &["elastic_ip"] },
        Rule::OnlyWhere { attributes: &["elastic_ip", "secondary_elastic_ips"], attribute: "connectivity_type", is: &["public"] },
        Rule::OnlyWhere { attributes: &["secondary_private_ip_addresses"], attribute: "connectivity_type", is: &["private"] },
    }
    outputs {
        /// `nat-…`.
        id: String,
        /// ARN.
        arn: String,
        /// Its public address.
        public_ip: String,
        /// Its private address.
        private_ip: String,
    }
    facts { Facts {
        identity: Identity::TagsAndToken,
        delete_disruption: Disruption::Downtime,
        replace_disruption: Disruption::Rolling,
        beside: Some(Beside { kind: "ec2.internet_gateway", scope: "ec2.vpc" }),
        soft_referrers: &["ec2.route_table.routes"],
        lifecycle: Lifecycle { creating: Some(("pending", 90)), deleting: Some(("deleting", 60)) },
        quota: Some(Quota { limit: 5, within: Some("availability_zone"), error: "NatGatewayLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            TOKEN,
            ("SecondaryPrivateIpAddressCount", "addresses are named"),
            ("PrivateIpAddressCount", "addresses are named"),
            ("AvailabilityMode", "regional gateways are not covered yet"),
            ("VpcId", "goes with regional gateways"),
            ("AvailabilityZoneAddresses", "goes with regional gateways"),
            ("AvailabilityZone", "goes with regional gateways"),
            ("AvailabilityZoneId", "goes with regional gateways"),
            ("AssociateNatGatewayAddress.PrivateIpAddresses", "AWS chooses one for each further public address"),
            ("MaxDrainDurationSeconds", "AWS's own time to drain is kept"),
        ],
        ..facts("nat-", "CreateNatGateway")
    } }
}

choice! {
    /// What a gateway reaches.
    pub enum ConnectivityType {
        /// The internet.
        Public = "public",
        /// Other private networks.
        Private = "private",
    }
}
