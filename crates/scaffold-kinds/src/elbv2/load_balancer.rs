use std::collections::BTreeSet;

use scaffold_model::{Beside, Disruption, Facts, Identity, Lifecycle, Quota, Rule, TextRule, Unique};

use super::{TAGS, facts};
use crate::{Ref, choice, kind, record};

kind! {
    /// Takes connections from clients and spreads them over targets: an application balancer (HTTP)
    /// or a network balancer (TCP, UDP, TLS).
    pub struct LoadBalancer: "elbv2.load_balancer" {
        /// Whether it works on requests (`application`) or on connections (`network`).
        r#type: LoadBalancerType => defaults_to("application").replaces().created_by(&["Type"]),
        /// Whether clients reach it from the internet, or only from its networks.
        scheme: Scheme => defaults_to("internet-facing").replaces().created_by(&["Scheme"]),
        /// Subnets that it stands in, one a zone; an application balancer needs two zones.
        subnets: BTreeSet<Ref> => required().refers_to("ec2.subnet").disrupts(Disruption::Rolling).created_by(&["Subnets"]).modified_by(&["SetSubnets.Subnets"]),
        /// Fixed addresses of a network balancer in some of its subnets. AWS keeps the address of a
        /// subnet that it stands in: to change one, take the subnet out first.
        subnet_mappings: BTreeSet<SubnetMapping> => provider_chosen().disrupts(Disruption::Downtime).created_by(&["SubnetMappings"]).modified_by(&["SetSubnets.SubnetMappings"]),
        /// Security groups. An application balancer gets the VPC's default group when none is said;
        /// a network balancer made without any can never have one.
        security_groups: BTreeSet<Ref> => provider_chosen().refers_to("ec2.security_group").created_by(&["SecurityGroups"]).modified_by(&["SetSecurityGroups.SecurityGroups"]),
        /// Whether the security groups of a network balancer hold for what comes over PrivateLink too.
        enforce_security_groups_on_private_link: Option<bool> => provider_chosen().modified_by(&["SetSecurityGroups.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"]),
        /// Address families of clients.
        ip_address_type: IpAddressType => defaults_to("ipv4").created_by(&["IpAddressType"]).modified_by(&["SetIpAddressType.IpAddressType"]),
        /// Whether AWS refuses to delete it. Turn it off in one apply, delete in the next.
        deletion_protection: bool => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether a network balancer spreads over the targets of all zones. An application balancer
        /// always does.
        cross_zone: Option<bool> => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Where each request or connection is logged.
        access_logs: Option<Logs> => modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Where connections are logged. Application balancers only.
        connection_logs: Option<Logs> => modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Where health checks are logged. Application balancers only.
        health_check_logs: Option<Logs> => modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether traffic can be shifted away from a zone with zonal shift.
        zonal_shift: bool => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether internet gateways are refused over IPv6. AWS refuses them for internal balancers.
        ipv6_deny_all_igw_traffic: Option<bool> => provider_chosen().modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Seconds after which an idle connection is closed.
        idle_timeout_seconds: Option<i64> => defaults_to(60).between(1, 4000).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Seconds for which a client's connection is kept at most.
        client_keep_alive_seconds: Option<i64> => defaults_to(3600).between(60, 604_800).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// What is done with requests that could be meant to confuse what stands behind.
        desync_mitigation: Option<DesyncMitigation> => defaults_to("defensive").modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether headers with invalid names are dropped.
        drop_invalid_headers: Option<bool> => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether targets see the `Host` header as the client sent it.
        preserve_host_header: Option<bool> => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether targets are told the TLS version and cipher suite in headers.
        tls_headers: Option<bool> => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether `X-Forwarded-For` tells the client's port.
        xff_client_port: Option<bool> => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// What is done with `X-Forwarded-For`.
        xff_header_processing: Option<ForwardedForProcessing> => defaults_to("append").modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether clients may speak HTTP/2.
        http2: Option<bool> => defaults_to(true).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Whether requests pass while AWS WAF cannot be asked.
        waf_fail_open: Option<bool> => defaults_to(false).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Which zones' addresses DNS gives a client. Network balancers only.
        dns_client_routing: Option<ClientRouting> => defaults_to("any_availability_zone").modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// Further private addresses that a network balancer takes in each subnet. AWS never lets it shrink.
        secondary_ips_per_subnet: Option<i64> => defaults_to(0).between(0, 7).only_grows("AWS never takes addresses away: keep the number, or make another balancer").modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
    }
    rules {
        Rule::OnlyWhere {
            attributes: &[
                "connection_logs",
                "health_check_logs",
                "idle_timeout_seconds",
                "client_keep_alive_seconds",
                "desync_mitigation",
                "drop_invalid_headers",
                "preserve_host_header",
                "tls_headers",
                "xff_client_port",
                "xff_header_processing",
                "http2",
                "waf_fail_open",
            ],
            attribute: "type",
            is: &["application"],
        },
        Rule::OnlyWhere {
            attributes: &[
                "subnet_mappings",
                "enforce_security_groups_on_private_link",
                "cross_zone",
                "dns_client_routing",
                "secondary_ips_per_subnet",
            ],
            attribute: "type",
            is: &["network"],
        },
    }
    outputs {
        /// ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Name in DNS.
        dns_name: String,
        /// Hosted zone of its DNS name, for aliases in Route 53.
        zone_id: String,
        /// Its physical name.
        name: String,
        /// `app/<name>/<number>`, as metrics and scaling policies call it.
        full_name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 32 },
        delete_disruption: Disruption::Downtime,
        // Its DNS name is another one.
        replace_disruption: Disruption::Downtime,
        // One that the internet reaches is refused in a VPC without a gateway.
        beside: Some(Beside { kind: "ec2.internet_gateway", scope: "ec2.vpc" }),
        soft_referrers: &["elbv2.target_group.load_balancer"],
        lifecycle: Lifecycle { creating: Some(("provisioning", 150)), deleting: None },
        unique: &[Unique { attributes: &["name"], error: "DuplicateLoadBalancerName" }],
        quota: Some(Quota { limit: 50, within: None, error: "TooManyLoadBalancers" }),
        protected_by: Some(("deletion_protection", &["true"])),
        left_out: &[
            TAGS,
            ("Name", "deterministic, from stack and address"),
            ("Type=gateway", "balancers of appliances are not covered"),
            ("CustomerOwnedIpv4Pool", "Outposts are not covered"),
            ("EnablePrefixForIpv6SourceNat", "UDP over IPv6 is used by few; not yet"),
            ("SubnetMappings.IPv6Address", "fixed IPv6 addresses are used by few; not yet"),
            ("SubnetMappings.SourceNatIpv6Prefix", "goes with EnablePrefixForIpv6SourceNat"),
            ("IpamPools", "pools of addresses are used by few; not yet"),
            ("SetSubnets.IpAddressType", "SetIpAddressType says it"),
        ],
        ..facts("CreateLoadBalancer")
    } }
}

record! {
    /// A fixed address of a network balancer in one subnet.
    pub struct SubnetMapping {
        /// The subnet, one of `subnets`.
        subnet: Ref => required().refers_to("ec2.subnet").created_by(&["SubnetMappings.SubnetId"]).modified_by(&["SetSubnets.SubnetMappings.SubnetId"]),
        /// Its public address, for an internet-facing one.
        elastic_ip: Option<Ref> => refers_to("ec2.elastic_ip").created_by(&["SubnetMappings.AllocationId"]).modified_by(&["SetSubnets.SubnetMappings.AllocationId"]),
        /// Its private IPv4 address, for an internal one.
        private_ipv4_address: Option<String> => text(TextRule::Described { words: "an IPv4 address", fits: is_ipv4 }).created_by(&["SubnetMappings.PrivateIPv4Address"]).modified_by(&["SetSubnets.SubnetMappings.PrivateIPv4Address"]),
    }
    rules {
        Rule::ExactlyOneOf(&["elastic_ip", "private_ipv4_address"]),
    }
}

record! {
    /// A bucket that logs are written to. Its policy must let Elastic Load Balancing write.
    pub struct Logs {
        /// The bucket, by name, in the same region.
        bucket: String => required().modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
        /// What keys begin with.
        prefix: Option<String> => text(TextRule::AtMost(1024)).modified_by(&["ModifyLoadBalancerAttributes.Attributes"]),
    }
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

choice! {
    /// What it works on.
    pub enum LoadBalancerType {
        /// Requests over HTTP.
        Application = "application",
        /// Connections.
        Network = "network",
    }
}

choice! {
    /// Who reaches it.
    pub enum Scheme {
        /// Clients on the internet.
        InternetFacing = "internet-facing",
        /// Clients in its networks.
        Internal = "internal",
    }
}

choice! {
    /// Address families of clients.
    pub enum IpAddressType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// Both.
        Dualstack = "dualstack",
        /// Both, without public IPv4 addresses.
        DualstackWithoutPublicIpv4 = "dualstack-without-public-ipv4",
    }
}

choice! {
    /// What is done with requests that could be meant to confuse.
    pub enum DesyncMitigation {
        /// They are counted.
        Monitor = "monitor",
        /// Those known as attacks are refused.
        Defensive = "defensive",
        /// All that is not according to RFC 7230 is refused.
        Strictest = "strictest",
    }
}

choice! {
    /// What is done with `X-Forwarded-For`.
    pub enum ForwardedForProcessing {
        /// The client's address is added.
        Append = "append",
        /// It stays as it came.
        Preserve = "preserve",
        /// It is removed.
        Remove = "remove",
    }
}

choice! {
    /// Which zones' addresses DNS gives a client.
    pub enum ClientRouting {
        /// Its own zone's.
        Affinity = "availability_zone_affinity",
        /// Mostly its own zone's.
        PartialAffinity = "partial_availability_zone_affinity",
        /// Any zone's.
        Any = "any_availability_zone",
    }
}
