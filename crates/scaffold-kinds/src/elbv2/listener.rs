use std::collections::BTreeSet;

use scaffold_model::{Disruption, Facts, Quota, Rule, TextRule, Unique};

use super::{Action, RequestHeaderNames, ResponseHeaders, TAGS, facts};
use crate::{Ref, choice, kind, record};

kind! {
    /// A port of a balancer, and what is done with what arrives there.
    pub struct Listener: "elbv2.listener" {
        /// The balancer.
        load_balancer: Ref => required().refers_to("elbv2.load_balancer").replaces().created_by(&["LoadBalancerArn"]),
        /// The port.
        port: i64 => required().between(1, 65_535).exclusive_within("load_balancer").disrupts(Disruption::Downtime).created_by(&["Port"]).modified_by(&["ModifyListener.Port"]),
        /// What clients speak: `HTTP` or `HTTPS` with an application balancer, the others with a
        /// network balancer.
        protocol: ListenerProtocol => required().disrupts(Disruption::Downtime).created_by(&["Protocol"]).modified_by(&["ModifyListener.Protocol"]),
        /// The certificate that clients see who name no host, or one that has none: an ARN of ACM or IAM.
        certificate: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["Certificates.CertificateArn"]).modified_by(&["ModifyListener.Certificates.CertificateArn"]),
        /// Further certificates, chosen by the host that clients name.
        additional_certificates: BTreeSet<String> => text(TextRule::Prefix("arn:")).modified_by(&["AddListenerCertificates.Certificates.CertificateArn", "RemoveListenerCertificates.Certificates.CertificateArn"]),
        /// Which versions and ciphers of TLS clients may use.
        ssl_policy: Option<String> => defaults_to("ELBSecurityPolicy-TLS13-1-2-2021-06").text(TextRule::Described { words: "the name of a security policy", fits: is_policy }).created_by(&["SslPolicy"]).modified_by(&["ModifyListener.SslPolicy"]),
        /// Which protocol is agreed on inside TLS.
        alpn_policy: Option<AlpnPolicy> => defaults_to("None").created_by(&["AlpnPolicy"]).modified_by(&["ModifyListener.AlpnPolicy"]),
        /// Whether clients show certificates too.
        mutual_authentication: Option<MutualAuthentication> => created_by(&["MutualAuthentication"]).modified_by(&["ModifyListener.MutualAuthentication"]),
        /// What is done where no rule holds.
        default_actions: Vec<Action> => required().created_by(&["DefaultActions"]).modified_by(&["ModifyListener.DefaultActions"]),
        /// Seconds after which an idle connection is forgotten.
        tcp_idle_timeout_seconds: Option<i64> => defaults_to(350).between(60, 6000).modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// Whether answers carry the header `Server`.
        server_header: Option<bool> => defaults_to(true).modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// Headers that are added to answers.
        response_headers: Option<ResponseHeaders> => modified_by(&["ModifyListenerAttributes.Attributes"]),
        /// Names of the headers in which targets are told of TLS.
        request_header_names: Option<RequestHeaderNames> => provider_chosen().modified_by(&["ModifyListenerAttributes.Attributes"]),
    }
    rules {
        Rule::Requires { attribute: "protocol", is: &["HTTPS", "TLS"], needs: &["certificate"] },
        Rule::OnlyWhere { attributes: &["certificate", "additional_certificates", "ssl_policy"], attribute: "protocol", is: &["HTTPS", "TLS"] },
        Rule::OnlyWhere { attributes: &["alpn_policy"], attribute: "protocol", is: &["TLS"] },
        Rule::OnlyWhere { attributes: &["mutual_authentication", "request_header_names"], attribute: "protocol", is: &["HTTPS"] },
        Rule::OnlyWhere { attributes: &["server_header", "response_headers"], attribute: "protocol", is: &["HTTP", "HTTPS"] },
        Rule::OnlyWhere { attributes: &["tcp_idle_timeout_seconds"], attribute: "protocol", is: &["TCP", "TCP_UDP"] },
    }
    outputs {
        /// ARN.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        delete_disruption: Disruption::Downtime,
        unique: &[Unique { attributes: &["load_balancer", "port"], error: "DuplicateListener" }],
        quota: Some(Quota { limit: 50, within: Some("load_balancer"), error: "TooManyListeners" }),
        left_out: &[
            TAGS,
            ("Protocol=GENEVE", "balancers of appliances are not covered"),
            ("Certificates.IsDefault", "AWS takes it in no call"),
            ("DefaultActions.Type", "which key is said tells it"),
            ("DefaultActions.Order", "the order of the list"),
            ("DefaultActions.TargetGroupArn", "ForwardConfig says it"),
            ("DefaultActions.ForwardConfig.TargetGroupStickinessConfig.Enabled", "on where seconds are said"),
            ("DefaultActions.AuthenticateOidcConfig.UseExistingClientSecret", "the secret is sent with every change"),
            ("DefaultActions.JwtValidationConfig", "tokens are validated by few; not yet"),
            ("MutualAuthentication.TrustStoreAssociationStatus", "in answers alone"),
        ],
        ..facts("CreateListener")
    } }
}

record! {
    /// Clients show certificates too.
    pub struct MutualAuthentication {
        /// Whether the balancer judges them or the targets do.
        mode: MutualAuthenticationMode => required().created_by(&["MutualAuthentication.Mode"]).modified_by(&["ModifyListener.MutualAuthentication.Mode"]),
        /// The trust store that they are judged by: an ARN.
        trust_store: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["MutualAuthentication.TrustStoreArn"]).modified_by(&["ModifyListener.MutualAuthentication.TrustStoreArn"]),
        /// Whether expired ones pass.
        ignore_client_certificate_expiry: Option<bool> => defaults_to(false).created_by(&["MutualAuthentication.IgnoreClientCertificateExpiry"]).modified_by(&["ModifyListener.MutualAuthentication.IgnoreClientCertificateExpiry"]),
        /// Whether clients are told the names of the authorities that the trust store knows.
        advertise_trust_store_ca_names: Option<bool> => defaults_to(false).created_by(&["MutualAuthentication.AdvertiseTrustStoreCaNames"]).modified_by(&["ModifyListener.MutualAuthentication.AdvertiseTrustStoreCaNames"]),
    }
    rules {
        Rule::Requires { attribute: "mode", is: &["verify"], needs: &["trust_store"] },
        Rule::OnlyWhere { attributes: &["trust_store", "ignore_client_certificate_expiry", "advertise_trust_store_ca_names"], attribute: "mode", is: &["verify"] },
    }
}

fn is_policy(text: &str) -> bool {
    text.starts_with("ELBSecurityPolicy-")
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

choice! {
    /// What clients speak.
    pub enum ListenerProtocol {
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
    /// Which protocol is agreed on inside TLS.
    pub enum AlpnPolicy {
        /// HTTP/1 alone.
        Http1Only = "HTTP1Only",
        /// HTTP/2 alone.
        Http2Only = "HTTP2Only",
        /// Rather HTTP/1.
        Http2Optional = "HTTP2Optional",
        /// Rather HTTP/2.
        Http2Preferred = "HTTP2Preferred",
        /// None is.
        None = "None",
    }
}

choice! {
    /// Who judges the certificates of clients.
    pub enum MutualAuthenticationMode {
        /// The targets, which get the whole chain in a header.
        Passthrough = "passthrough",
        /// The balancer.
        Verify = "verify",
    }
}
