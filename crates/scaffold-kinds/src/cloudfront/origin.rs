use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{TextRule, Value};

use super::HOST;
use crate::{Ref, choice, record};

record! {
    /// Where CloudFront gets what it does not hold: a bucket, or with `custom` a server of HTTP.
    pub struct Origin {
        /// Its name: a bucket's regional one, a balancer's, the host of a function's URL.
        domain: String => required().text(HOST).created_by(&[".DomainName"]),
        /// What is put before every path: `/assets`.
        path: Option<String> => text(TextRule::Described { words: "a path that begins with `/` and does not end with it", fits: is_origin_path }).created_by(&[".OriginPath"]),
        /// Headers that every request to it carries.
        headers: BTreeMap<String, String> => created_by(&[".CustomHeaders"]),
        /// How requests to it are signed.
        access_control: Option<Ref> => refers_to("cloudfront.origin_access_control").created_by(&[".OriginAccessControlId"]),
        /// How it is spoken to, where it is no bucket.
        custom: Option<CustomOrigin> => created_by(&[".CustomOriginConfig"]),
        /// How often connecting to it is tried.
        connection_attempts: i64 => defaults_to(3).between(1, 3).created_by(&[".ConnectionAttempts"]),
        /// Seconds that connecting to it takes at most.
        connect_timeout_seconds: i64 => defaults_to(10).between(1, 10).created_by(&[".ConnectionTimeout"]),
        /// Seconds within which an answer must be complete. No limit when it is not said.
        completion_timeout_seconds: Option<i64> => between(1, 3600).created_by(&[".ResponseCompletionTimeout"]),
        /// The region of a further cache before it, where answers of all regions are kept.
        shield_region: Option<String> => text(TextRule::Described { words: "a region: `eu-central-1`", fits: is_region }).created_by(&[".OriginShield.OriginShieldRegion"]),
    }
}

record! {
    /// How a server of HTTP is spoken to.
    pub struct CustomOrigin {
        /// Whether with TLS.
        protocol: OriginProtocol => defaults_to("https-only").created_by(&[".OriginProtocolPolicy"]),
        /// Its port for HTTP.
        http_port: i64 => defaults_to(80).between(80, 65_535).created_by(&[".HTTPPort"]),
        /// Its port for HTTPS.
        https_port: i64 => defaults_to(443).between(80, 65_535).created_by(&[".HTTPSPort"]),
        /// Versions of TLS that CloudFront speaks with it.
        ssl_protocols: BTreeSet<SslProtocol> => defaults_to(Value::List(vec!["TLSv1.2".into()])).created_by(&[".OriginSslProtocols"]),
        /// Seconds that it may take to answer, and between two packets of an answer. Above 120 the account's quota must
        /// be raised first.
        read_timeout_seconds: i64 => defaults_to(30).between(1, 180).created_by(&[".OriginReadTimeout"]),
        /// Seconds for which an idle connection to it is kept. Above 120 the account's quota must be raised first.
        keepalive_timeout_seconds: i64 => defaults_to(5).between(1, 300).created_by(&[".OriginKeepaliveTimeout"]),
        /// Addresses by which it is reached.
        ip_address_type: OriginIpAddressType => defaults_to("ipv4").created_by(&[".IpAddressType"]),
    }
}

choice! {
    /// Whether TLS is spoken with an origin.
    pub enum OriginProtocol {
        /// Never.
        HttpOnly = "http-only",
        /// As the viewer does.
        MatchViewer = "match-viewer",
        /// Always.
        HttpsOnly = "https-only",
    }
}

choice! {
    /// Versions of TLS.
    pub enum SslProtocol {
        /// SSL 3.0.
        Ssl3 = "SSLv3",
        /// TLS 1.0.
        Tls1 = "TLSv1",
        /// TLS 1.1.
        Tls11 = "TLSv1.1",
        /// TLS 1.2.
        Tls12 = "TLSv1.2",
    }
}

choice! {
    /// Addresses by which an origin is reached.
    pub enum OriginIpAddressType {
        /// IPv4 alone.
        Ipv4 = "ipv4",
        /// IPv6 alone.
        Ipv6 = "ipv6",
        /// Both.
        Dualstack = "dualstack",
    }
}

fn is_origin_path(text: &str) -> bool {
    text.len() <= 255 && text.starts_with('/') && !text.ends_with('/')
}

fn is_region(text: &str) -> bool {
    text.split('-').count() >= 3
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
