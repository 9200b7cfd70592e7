use std::collections::BTreeSet;

use scaffold_model::{Disruption, Facts, Identity, Lifecycle, Quota, Rule};

use super::{DRY_RUN, TAGS, TOKEN, facts};
use crate::{JsonPolicy, Ref, choice, kind, record};

kind! {
    /// A private way from a VPC to a service.
    pub struct VpcEndpoint: "ec2.vpc_endpoint" {
        /// The VPC that it is part of.
        vpc: Ref => required().refers_to("ec2.vpc").replaces().created_by(&["VpcId"]),
        /// The service: `com.amazonaws.us-east-1.s3`.
        service_name: String => required().replaces().created_by(&["ServiceName"]),
        /// The service's region, when it is another one. Interface endpoints only.
        service_region: Option<String> => provider_chosen().replaces().created_by(&["ServiceRegion"]),
        /// `Gateway` (S3 and DynamoDB, free of charge), `Interface`, or `GatewayLoadBalancer`.
        endpoint_type: EndpointType => defaults_to("Gateway").replaces().created_by(&["VpcEndpointType"]),
        /// Who may do what through it. Full access when it is not said.
        policy: Option<JsonPolicy> => provider_chosen().created_by(&["PolicyDocument"]).modified_by(&["ModifyVpcEndpoint.PolicyDocument", "ModifyVpcEndpoint.ResetPolicy"]),
        /// Route tables that get a route to it. Gateway endpoints only.
        route_tables: BTreeSet<Ref> => refers_to("ec2.route_table").disrupts(Disruption::Downtime).created_by(&["RouteTableIds"]).modified_by(&["ModifyVpcEndpoint.AddRouteTableIds", "ModifyVpcEndpoint.RemoveRouteTableIds"]),
        /// Subnets that get a network interface of it, one a zone.
        subnets: BTreeSet<Ref> => refers_to("ec2.subnet").disrupts(Disruption::Downtime).created_by(&["SubnetIds"]).modified_by(&["ModifyVpcEndpoint.AddSubnetIds", "ModifyVpcEndpoint.RemoveSubnetIds"]),
        /// Security groups of its network interfaces. AWS takes the VPC's default group when it is
        /// not said, which is closed. Interface endpoints only.
        security_groups: BTreeSet<Ref> => refers_to("ec2.security_group").created_by(&["SecurityGroupIds"]).modified_by(&["ModifyVpcEndpoint.AddSecurityGroupIds", "ModifyVpcEndpoint.RemoveSecurityGroupIds"]),
        /// Whether the service's own name resolves to it inside the VPC. Interface endpoints only.
        private_dns: bool => defaults_to(false).disrupts(Disruption::Downtime).created_by(&["PrivateDnsEnabled"]).modified_by(&["ModifyVpcEndpoint.PrivateDnsEnabled"]),
        /// Address families of its network interfaces.
        ip_address_type: Option<EndpointIpAddressType> => provider_chosen().disrupts(Disruption::Downtime).created_by(&["IpAddressType"]).modified_by(&["ModifyVpcEndpoint.IpAddressType"]),
        /// How its names resolve.
        dns_options: Option<DnsOptions> => provider_chosen().created_by(&["DnsOptions"]).modified_by(&["ModifyVpcEndpoint.DnsOptions"]),
    }
    rules {
        Rule::OnlyWhere { attributes: &["route_tables"], attribute: "endpoint_type", is: &["Gateway"] },
        Rule::OnlyWhere { attributes: &["subnets"], attribute: "endpoint_type", is: &["Interface", "GatewayLoadBalancer"] },
        Rule::OnlyWhere { attributes: &["security_groups", "service_region"], attribute: "endpoint_type", is: &["Interface"] },
        Rule::Requires { attribute: "endpoint_type", is: &["Interface", "GatewayLoadBalancer"], needs: &["subnets"] },
        Rule::Requires { attribute: "endpoint_type", is: &["Interface"], needs: &["security_groups"] },
    }
    outputs {
        /// `vpce-…`.
        id: String,
        /// ARN.
        arn: String,
        /// Its first DNS name, for interface endpoints.
        dns_name: String,
        /// The prefix list of a gateway endpoint's service, for security group rules.
        prefix_list_id: String,
    }
    facts { Facts {
        identity: Identity::TagsAndToken,
        // One gateway endpoint a service and table; private names are taken while the old one lives.
        create_before_delete: false,
        delete_disruption: Disruption::Downtime,
        lifecycle: Lifecycle { creating: Some(("pending", 60)), deleting: Some(("deleting", 60)) },
        quota: Some(Quota { limit: 50, within: Some("vpc"), error: "VpcEndpointLimitExceeded" }),
        left_out: &[
            DRY_RUN,
            TAGS,
            TOKEN,
            ("SubnetConfigurations", "fixed addresses of endpoints are used by few; not yet"),
            ("VpcEndpointType=Resource", "VPC Lattice is not covered"),
            ("VpcEndpointType=ServiceNetwork", "VPC Lattice is not covered"),
            ("VpcEndpointType=Tunnel", "AWS's documentation does not describe it"),
            ("DnsOptions.PrivateDnsPreference", "VPC Lattice is not covered"),
            ("DnsOptions.PrivateDnsSpecifiedDomains", "VPC Lattice is not covered"),
            ("ServiceNetworkArn", "VPC Lattice is not covered"),
            ("ResourceConfigurationArn", "VPC Lattice is not covered"),
        ],
        ..facts("vpce-", "CreateVpcEndpoint")
    } }
}

record! {
    /// How the names of an interface endpoint resolve.
    pub struct DnsOptions {
        /// Record types that are made.
        record_ip_type: Option<DnsRecordIpType> => created_by(&["DnsOptions.DnsRecordIpType"]),
        /// Whether private names answer only queries from inbound resolver endpoints (S3).
        private_only_for_inbound_resolver: Option<bool> => created_by(&["DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint"]),
    }
}

choice! {
    /// How an endpoint reaches its service.
    pub enum EndpointType {
        /// By a route.
        Gateway = "Gateway",
        /// By network interfaces.
        Interface = "Interface",
        /// By network interfaces, as a route's target.
        GatewayLoadBalancer = "GatewayLoadBalancer",
    }
}

choice! {
    /// Address families.
    pub enum EndpointIpAddressType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// Both.
        Dualstack = "dualstack",
        /// IPv6.
        Ipv6 = "ipv6",
    }
}

choice! {
    /// Record types.
    pub enum DnsRecordIpType {
        /// A.
        Ipv4 = "ipv4",
        /// A and AAAA.
        Dualstack = "dualstack",
        /// AAAA.
        Ipv6 = "ipv6",
        /// As the service says.
        ServiceDefined = "service-defined",
    }
}
