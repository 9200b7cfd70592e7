use std::collections::BTreeSet;

use scaffold_model::{Class, Disruption, Facts, Identity, Quota, Rule, TextRule, Unique};

use super::{HealthCheck, TAGS, facts};
use crate::{Ref, choice, kind, record};

kind! {
    /// Targets that a balancer sends requests or connections to, and how they are found healthy.
    pub struct TargetGroup: "elbv2.target_group" {
        /// What targets are.
        target_type: TargetType => defaults_to("instance").replaces().created_by(&["TargetType"]),
        /// The VPC that targets are in. All but functions need it.
        vpc: Option<Ref> => refers_to("ec2.vpc").replaces().created_by(&["VpcId"]),
        /// Protocol between balancer and targets. All but functions need it.
        protocol: Option<TargetProtocol> => replaces().created_by(&["Protocol"]),
        /// Port of targets that are registered without one. All but functions need it.
        port: Option<i64> => between(1, 65_535).replaces().created_by(&["Port"]),
        /// HTTP version between balancer and targets.
        protocol_version: Option<ProtocolVersion> => defaults_to("HTTP1").replaces().created_by(&["ProtocolVersion"]),
        /// Address family of targets. IPv4 when it is not said.
        ip_address_type: Option<TargetIpAddressType> => provider_chosen().replaces().created_by(&["IpAddressType"]),
        /// The balancer that it serves. AWS lets a target group serve one only, so that a replaced
        /// balancer takes new groups. Nothing live differs until a listener or rule forwards to it.
        load_balancer: Option<Ref> => provider_chosen().equal_while_unset().refers_to("elbv2.load_balancer").replaces(),
        /// How targets are found healthy.
        health_check: Option<HealthCheck> => provider_chosen().created_by(&["HealthCheckEnabled"]).modified_by(&["ModifyTargetGroup.HealthCheckEnabled"]),
        /// Targets. A scaling group registers its own; said here, they are a complete set.
        targets: BTreeSet<Target> => class(Class::ControllerOwned).disrupts(Disruption::Rolling).modified_by(&["RegisterTargets.Targets", "DeregisterTargets.Targets"]),
        /// Seconds for which a target that leaves may finish its requests.
        deregistration_delay_seconds: Option<i64> => defaults_to(300).between(0, 3600).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// How clients come back to the same target.
        stickiness: Option<Stickiness> => modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Seconds in which a new target's share grows to its full size: 30 to 900, or 0 for at once.
        slow_start_seconds: Option<i64> => defaults_to(0).between(0, 900).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// How a target is chosen.
        algorithm: Option<Algorithm> => defaults_to("round_robin").modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether targets with anomalies get less. With `weighted_random` only.
        anomaly_mitigation: Option<bool> => defaults_to(false).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether requests go to targets of all zones.
        cross_zone: Option<TargetCrossZone> => defaults_to("use_load_balancer_configuration").modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Healthy targets below which DNS leaves a zone out; 0 to leave out none.
        dns_failover_minimum_count: i64 => defaults_to(1).between(0, 5000).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Percentage of healthy targets below which DNS leaves a zone out; 0 to leave out none.
        dns_failover_minimum_percent: i64 => defaults_to(0).between(0, 100).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Healthy targets below which unhealthy ones get requests too.
        unhealthy_routing_minimum_count: i64 => defaults_to(1).between(1, 5000).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Percentage of healthy targets below which unhealthy ones get requests too; 0 for never.
        unhealthy_routing_minimum_percent: i64 => defaults_to(0).between(0, 100).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether a function gets repeated headers and query parameters as lists.
        lambda_multi_value_headers: Option<bool> => defaults_to(false).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether connections are closed when the time of a target that leaves is over.
        terminate_deregistered_connections: Option<bool> => provider_chosen().modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether targets see the client's address.
        preserve_client_ip: Option<bool> => provider_chosen().modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether connections begin with a header of proxy protocol version 2.
        proxy_protocol_v2: Option<bool> => defaults_to(false).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Whether connections to unhealthy targets are closed.
        terminate_unhealthy_connections: Option<bool> => provider_chosen().modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Seconds for which a target that turned unhealthy may finish its connections.
        unhealthy_draining_seconds: Option<i64> => provider_chosen().between(0, 360_000).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
    }
    rules {
        Rule::Requires { attribute: "target_type", is: &["instance", "ip", "alb"], needs: &["vpc", "protocol", "port"] },
        Rule::OnlyWhere { attributes: &["vpc", "protocol", "port", "ip_address_type", "deregistration_delay_seconds", "cross_zone"], attribute: "target_type", is: &["instance", "ip", "alb"] },
        Rule::OnlyWhere { attributes: &["protocol_version", "slow_start_seconds", "algorithm"], attribute: "protocol", is: &["HTTP", "HTTPS"] },
        Rule::OnlyWhere { attributes: &["anomaly_mitigation"], attribute: "algorithm", is: &["weighted_random"] },
        Rule::OnlyWhere { attributes: &["lambda_multi_value_headers"], attribute: "target_type", is: &["lambda"] },
        Rule::OnlyWhere {
            attributes: &["terminate_deregistered_connections", "preserve_client_ip", "proxy_protocol_v2", "terminate_unhealthy_connections", "unhealthy_draining_seconds"],
            attribute: "protocol",
            is: &["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"],
        },
    }
    outputs {
        /// ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
        /// `targetgroup/<name>/<number>`, as metrics and scaling policies call it.
        full_name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 32 },
        delete_disruption: Disruption::Rolling,
        replace_disruption: Disruption::Rolling,
        unique: &[Unique { attributes: &["name"], error: "DuplicateTargetGroupName" }],
        quota: Some(Quota { limit: 3000, within: None, error: "TooManyTargetGroups" }),
        left_out: &[
            TAGS,
            ("Name", "deterministic, from stack and address"),
            ("Protocol=GENEVE", "balancers of appliances are not covered"),
            ("HealthCheckProtocol=TLS", "AWS takes it for no health check"),
            ("HealthCheckProtocol=UDP", "AWS takes it for no health check"),
            ("HealthCheckProtocol=TCP_UDP", "AWS takes it for no health check"),
            ("HealthCheckProtocol=GENEVE", "AWS takes it for no health check"),
            ("HealthCheckProtocol=QUIC", "AWS takes it for no health check"),
            ("HealthCheckProtocol=TCP_QUIC", "AWS takes it for no health check"),
            ("TargetControlPort", "the target optimizer is used by few; not yet"),
            ("Targets.QuicServerId", "servers of QUIC register themselves"),
        ],
        ..facts("CreateTargetGroup")
    } }
}

record! {
    /// One target.
    pub struct Target {
        /// An instance, an address, the ARN of a function or of an application balancer.
        id: String => required().modified_by(&["RegisterTargets.Targets.Id", "DeregisterTargets.Targets.Id"]),
        /// Its port, where it is not the group's.
        port: Option<i64> => between(1, 65_535).modified_by(&["RegisterTargets.Targets.Port", "DeregisterTargets.Targets.Port"]),
        /// `all` for an address outside the VPC.
        availability_zone: Option<String> => text(TextRule::Described { words: "`all`", fits: is_all }).modified_by(&["RegisterTargets.Targets.AvailabilityZone", "DeregisterTargets.Targets.AvailabilityZone"]),
    }
}

record! {
    /// How clients come back to the same target.
    pub struct Stickiness {
        /// By a cookie of the balancer's or of the application's, or by the client's address.
        r#type: StickinessType => required().modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Seconds for which the cookie holds.
        duration_seconds: Option<i64> => defaults_to(86_400).between(1, 604_800).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
        /// Name of the application's cookie.
        cookie_name: Option<String> => text(TextRule::AtMost(256)).modified_by(&["ModifyTargetGroupAttributes.Attributes"]),
    }
    rules {
        Rule::Requires { attribute: "type", is: &["app_cookie"], needs: &["cookie_name"] },
        Rule::OnlyWhere { attributes: &["duration_seconds"], attribute: "type", is: &["lb_cookie", "app_cookie"] },
        Rule::OnlyWhere { attributes: &["cookie_name"], attribute: "type", is: &["app_cookie"] },
    }
}

fn is_all(text: &str) -> bool {
    text == "all"
}

choice! {
    /// What targets are.
    pub enum TargetType {
        /// Instances, those of a scaling group too.
        Instance = "instance",
        /// Private addresses.
        Ip = "ip",
        /// One function.
        Lambda = "lambda",
        /// One application balancer behind a network balancer.
        Alb = "alb",
    }
}

choice! {
    /// Protocol between balancer and targets.
    pub enum TargetProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTPS.
        Https = "HTTPS",
        /// TCP.
        Tcp = "TCP",
        /// TLS.
        Tls = "TLS",
        /// UDP.
        Udp = "UDP",
        /// Both.
        TcpUdp = "TCP_UDP",
        /// QUIC.
        Quic = "QUIC",
        /// TCP and QUIC.
        TcpQuic = "TCP_QUIC",
    }
}

choice! {
    /// HTTP version between balancer and targets.
    pub enum ProtocolVersion {
        /// HTTP/1.1.
        Http1 = "HTTP1",
        /// HTTP/2.
        Http2 = "HTTP2",
        /// gRPC.
        Grpc = "GRPC",
    }
}

choice! {
    /// Address family of targets.
    pub enum TargetIpAddressType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// IPv6.
        Ipv6 = "ipv6",
    }
}

choice! {
    /// By what clients are known again.
    pub enum StickinessType {
        /// A cookie of the balancer's.
        LbCookie = "lb_cookie",
        /// A cookie of the application's.
        AppCookie = "app_cookie",
        /// The client's address. Network balancers only.
        SourceIp = "source_ip",
    }
}

choice! {
    /// How a target is chosen.
    pub enum Algorithm {
        /// One after the other.
        RoundRobin = "round_robin",
        /// The one with the fewest requests under way.
        LeastOutstandingRequests = "least_outstanding_requests",
        /// At random.
        WeightedRandom = "weighted_random",
    }
}

choice! {
    /// Whether requests go to targets of all zones.
    pub enum TargetCrossZone {
        /// They do.
        On = "true",
        /// They do not.
        Off = "false",
        /// As the balancer says.
        AsBalancer = "use_load_balancer_configuration",
    }
}
