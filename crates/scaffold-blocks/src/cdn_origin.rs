//! Origins of a CDN, and how they are spoken to.

use std::collections::BTreeMap;

use scaffold_kinds::cloudfront::HOST;
use scaffold_kinds::{choice, record};
use scaffold_model::{Rule, TextRule, Type};

use crate::given::Given;
use crate::listener::{Listener, ListenerProtocol};
use crate::load_balancer::LoadBalancer;

record! {
    /// Where a CDN gets what it does not hold: one of `load_balancer`, `bucket`, `function`, `domain`.
    pub struct CdnOrigin {
        /// A balancer that is reached from outside. With `https-only` say the `domain` that its certificate covers, too.
        load_balancer: Option<String> => of_type(Type::BlockReference("load_balancer")),
        /// A bucket, which stays closed to everyone else.
        bucket: Option<String> => of_type(Type::BlockReference("bucket")),
        /// A function, by its `url`.
        function: Option<String> => of_type(Type::BlockReference("function")),
        /// A server's host name; beside `load_balancer`, a name that leads to it and that its certificate covers.
        domain: Option<Given> => text(HOST),
        /// What is put before every path: `"/assets"`.
        path: Option<Given> => text(TextRule::Described { words: "a path that begins with `/` and does not end with it", fits: is_path }),
        /// Headers that every request to it carries: `{ "X-From" = "cdn" }`.
        headers: BTreeMap<String, Given>,
        /// How a balancer or another server is spoken to; a bucket and a function always with TLS.
        protocol: Option<OriginProtocol> => defaults_to("https-only"),
        /// How long connecting may take, in seconds, 1 to 10.
        connect_timeout_seconds: i64 => defaults_to(10_i64).between(1, 10),
        /// How long an answer may take to begin, in seconds, 1 to 180; of a bucket CloudFront decides. Above 120 the
        /// account's quota must be raised first.
        read_timeout_seconds: Option<i64> => defaults_to(30_i64).between(1, 180),
        /// The region of one more cache before it: `"eu-central-1"`.
        shield_region: Option<String> => text(TextRule::Described { words: "a region: `eu-central-1`", fits: is_region }),
    }
    rules {
        Rule::AtMostOneOf(&["load_balancer", "bucket", "function"]),
        Rule::AtMostOneOf(&["domain", "bucket", "function"]),
    }
}

choice! {
    /// How a server is spoken to.
    pub enum OriginProtocol {
        /// With TLS, whatever the viewer speaks.
        HttpsOnly = "https-only",
        /// Without.
        HttpOnly = "http-only",
        /// As the viewer does.
        MatchViewer = "match-viewer",
    }
}

fn is_path(text: &str) -> bool {
    text.len() <= 255 && text.starts_with('/') && !text.ends_with('/')
}

fn is_region(text: &str) -> bool {
    text.split('-').count() >= 3
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Where CloudFront reaches a balancer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ports {
    /// Without TLS.
    pub(crate) http: Option<i64>,
    /// With it.
    pub(crate) https: Option<i64>,
}

impl CdnOrigin {
    /// The ports of a balancer that this origin asks at: of several listeners those at the usual ports, else the first.
    pub(crate) fn ports(&self, balancer: &LoadBalancer) -> Ports {
        let at = |protocols: &[ListenerProtocol], usual: i64| {
            let speaks =
                |listener: &&Listener| listener.protocol.is_some_and(|spoken| protocols.contains(&spoken));
            let mut ports: Vec<i64> =
                balancer.listeners.values().filter(speaks).filter_map(|listener| listener.port).collect();
            ports.sort_unstable();
            ports.iter().find(|port| **port == usual).or(ports.first()).copied()
        };
        let protocol = self.protocol.unwrap_or(OriginProtocol::HttpsOnly);
        let https = || at(&[ListenerProtocol::Https, ListenerProtocol::Tls], 443);
        let http = || at(&[ListenerProtocol::Http, ListenerProtocol::Tcp], 80);
        Ports {
            http: (protocol != OriginProtocol::HttpsOnly).then(http).flatten(),
            https: (protocol != OriginProtocol::HttpOnly).then(https).flatten(),
        }
    }

    /// Whether it is a server of HTTP that CloudFront speaks to as such.
    pub(crate) fn is_server(&self) -> bool {
        self.bucket.is_none()
    }
}
