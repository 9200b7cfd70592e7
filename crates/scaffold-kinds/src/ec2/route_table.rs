use std::collections::BTreeSet;

use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Disruption, Facts, Identity, Quota, Rule, TextRule, Type};

use super::{DRY_RUN, TAGS, TOKEN, facts};
use crate::{Ref, kind, record};

kind! {
    /// Where packets of some subnets go. Routes and associations are complete sets: what someone
    /// adds by hand is a difference. Local, propagated and gateway endpoint routes are not part of it.
    pub struct RouteTable: "ec2.route_table" {
        /// The VPC that it is part of.
        vpc: Ref => required().refers_to("ec2.vpc").replaces().created_by(&["VpcId"]),
        /// Routes.
        routes: BTreeSet<Route> => disrupts(Disruption::Downtime).modified_by(&["CreateRoute.DestinationCidrBlock", "ReplaceRoute.DestinationCidrBlock", "DeleteRoute.DestinationCidrBlock"]),
        /// Subnets that use it. A subnet uses one table.
        subnets: BTreeSet<Ref> => refers_to("ec2.subnet").disrupts(Disruption::Downtime).exclusive_within("").takes_over().modified_by(&["AssociateRouteTable.SubnetId", "ReplaceRouteTableAssociation.RouteTableId", "DisassociateRouteTable.AssociationId"]),
        /// Gateways whose incoming packets it routes (edge association).
        gateways: BTreeSet<Ref> => refers_to("ec2.internet_gateway").disrupts(Disruption::Downtime).exclusive_within("").takes_over().modified_by(&["AssociateRouteTable.GatewayId", "DisassociateRouteTable.AssociationId"]),
        /// Virtual private gateways (`vgw-…`) that may write routes into it.
        propagating_gateways: BTreeSet<String> => text(TextRule::Prefix("vgw-")).disrupts(Disruption::Downtime).modified_by(&["EnableVgwRoutePropagation.GatewayId", "DisableVgwRoutePropagation.GatewayId"]),
    }
    outputs {
        /// `rtb-…`.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        identity: Identity::TagsAndToken,
        delete_disruption: Disruption::Downtime,
        replace_disruption: Disruption::Rolling,
        soft_referrers: &["ec2.vpc_endpoint.route_tables"],
        quota: Some(Quota { limit: 200, within: Some("vpc"), error: "RouteTableLimitExceeded" }),
        page_size: 100,
        left_out: &[
            DRY_RUN,
            TAGS,
            TOKEN,
            ("InstanceId", "named by its network interface"),
            ("LocalGatewayId", "Outposts are not covered"),
            ("OdbNetworkArn", "Oracle Database@AWS is not covered"),
            ("LocalTarget", "local routes are AWS's own"),
            ("PublicIpv4Pool", "pools of your own are brought by few; not yet"),
        ],
        ..facts("rtb-", "CreateRouteTable")
    } }
}

record! {
    /// One route: a destination and one target.
    pub struct Route {
        /// Packets for this IPv4 or IPv6 range, or prefix list (`pl-…`).
        destination: String => required().of_type(Type::AnyOf(vec![
            Type::Cidr4 { shortest: 0, longest: 32 },
            Type::Cidr6,
            Type::Text(TextRule::Prefix("pl-")),
        ])).modified_by(&["CreateRoute.DestinationCidrBlock", "CreateRoute.DestinationIpv6CidrBlock", "CreateRoute.DestinationPrefixListId", "ReplaceRoute.DestinationCidrBlock", "ReplaceRoute.DestinationIpv6CidrBlock", "ReplaceRoute.DestinationPrefixListId", "DeleteRoute.DestinationCidrBlock", "DeleteRoute.DestinationIpv6CidrBlock", "DeleteRoute.DestinationPrefixListId"]),
        /// Go to this internet gateway.
        internet_gateway: Option<Ref> => refers_to("ec2.internet_gateway").modified_by(&["CreateRoute.GatewayId", "ReplaceRoute.GatewayId"]),
        /// Go to this NAT gateway.
        nat_gateway: Option<Ref> => refers_to("ec2.nat_gateway").modified_by(&["CreateRoute.NatGatewayId", "ReplaceRoute.NatGatewayId"]),
        /// Go to this gateway load balancer endpoint.
        vpc_endpoint: Option<Ref> => refers_to("ec2.vpc_endpoint").modified_by(&["CreateRoute.VpcEndpointId", "ReplaceRoute.VpcEndpointId"]),
        /// Go to this egress-only internet gateway (`eigw-…`).
        egress_only_internet_gateway: Option<String> => text(TextRule::Prefix("eigw-")).modified_by(&["CreateRoute.EgressOnlyInternetGatewayId", "ReplaceRoute.EgressOnlyInternetGatewayId"]),
        /// Go to this virtual private gateway (`vgw-…`).
        virtual_private_gateway: Option<String> => text(TextRule::Prefix("vgw-")).modified_by(&["CreateRoute.GatewayId", "ReplaceRoute.GatewayId"]),
        /// Go to this transit gateway (`tgw-…`).
        transit_gateway: Option<String> => text(TextRule::Prefix("tgw-")).modified_by(&["CreateRoute.TransitGatewayId", "ReplaceRoute.TransitGatewayId"]),
        /// Go to this peering connection (`pcx-…`).
        vpc_peering_connection: Option<String> => text(TextRule::Prefix("pcx-")).modified_by(&["CreateRoute.VpcPeeringConnectionId", "ReplaceRoute.VpcPeeringConnectionId"]),
        /// Go to this network interface (`eni-…`).
        network_interface: Option<String> => text(TextRule::Prefix("eni-")).modified_by(&["CreateRoute.NetworkInterfaceId", "ReplaceRoute.NetworkInterfaceId"]),
        /// Go to this carrier gateway (`cagw-…`).
        carrier_gateway: Option<String> => text(TextRule::Prefix("cagw-")).modified_by(&["CreateRoute.CarrierGatewayId", "ReplaceRoute.CarrierGatewayId"]),
        /// Go to this core network (ARN).
        core_network: Option<String> => text(TextRule::Prefix("arn:")).modified_by(&["CreateRoute.CoreNetworkArn", "ReplaceRoute.CoreNetworkArn"]),
    }
    rules {
        Rule::ExactlyOneOf(&[
            "internet_gateway",
            "nat_gateway",
            "vpc_endpoint",
            "egress_only_internet_gateway",
            "virtual_private_gateway",
            "transit_gateway",
            "vpc_peering_connection",
            "network_interface",
            "carrier_gateway",
            "core_network",
        ]),
    }
}

impl Route {
    /// A route to nowhere yet.
    pub fn to(destination: &str) -> Self {
        Self {
            destination: canonical_destination(destination),
            internet_gateway: None,
            nat_gateway: None,
            vpc_endpoint: None,
            egress_only_internet_gateway: None,
            virtual_private_gateway: None,
            transit_gateway: None,
            vpc_peering_connection: None,
            network_interface: None,
            carrier_gateway: None,
            core_network: None,
        }
    }
}

/// A destination in AWS's own spelling: host bits cleared, IPv6 shortened.
fn canonical_destination(text: &str) -> String {
    if let Ok(net) = text.parse::<Ipv4Net>() {
        net.trunc().to_string()
    } else if let Ok(net) = text.parse::<Ipv6Net>() {
        net.trunc().to_string()
    } else {
        text.to_owned()
    }
}
