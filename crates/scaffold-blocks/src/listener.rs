//! Listeners of a balancer, their rules and actions.

use std::collections::BTreeMap;

use scaffold_kinds::{AttributeType, DecodeError, choice, record};
use scaffold_model::{Rule, TextRule, Type, Value};

use crate::given::{Given, OneOrMore, one_or_more};

record! {
    /// A port at which a balancer listens, and what it does with what comes in.
    pub struct Listener {
        /// The port, 1 to 65535.
        port: Option<i64> => between(1, 65_535).required(),
        /// `HTTP` and `HTTPS` on an application balancer; `TCP`, `TLS` and `UDP` on a network one.
        protocol: Option<ListenerProtocol> => required(),
        /// ARN of the certificate. TLS ends at the balancer.
        certificate: Option<Given> => text(TextRule::Prefix("arn:")),
        /// Which versions of TLS and which ciphers clients may use.
        ssl_policy: Option<Given> => defaults_to("ELBSecurityPolicy-TLS13-1-2-2021-06").text(TextRule::Prefix("ELBSecurityPolicy-")),
        /// What is done where no rule says otherwise: exactly one of `forward`, `redirect`, `respond`.
        default: Option<Action> => required(),
        /// What is done with some requests: each rule has a priority, conditions that must all hold, and
        /// one of `forward`, `redirect`, `respond`. The lowest priority that fits is taken.
        rules: Vec<ListenerRule>,
    }
    rules {
        Rule::Requires { attribute: "protocol", is: &["HTTPS", "TLS"], needs: &["certificate"] },
        Rule::OnlyWhere { attributes: &["certificate", "ssl_policy"], attribute: "protocol", is: &["HTTPS", "TLS"] },
        Rule::OnlyWhere { attributes: &["rules"], attribute: "protocol", is: &["HTTP", "HTTPS"] },
    }
}

record! {
    /// What is done.
    pub struct Action {
        /// Passes requests on: `"autoscaling_group.web"`, `"function.api"`, or a list with weights,
        /// `[{ to = "autoscaling_group.blue", weight = 90 }, { to = "autoscaling_group.green", weight = 10 }]`.
        forward: Option<Forward>,
        /// Sends the client elsewhere.
        redirect: Option<Redirect>,
        /// Answers by itself.
        respond: Option<Respond>,
    }
    rules {
        Rule::ExactlyOneOf(&["forward", "redirect", "respond"]),
    }
}

record! {
    /// What is done with some requests.
    pub struct ListenerRule {
        /// Its place among the rules, 1 to 50000: the lowest that fits is taken.
        priority: Option<i64> => between(1, 50_000).required(),
        /// Host names, `*` and `?` stand for others: `"*.example.com"`. One or a list.
        host: OneOrMore,
        /// Paths: `"/api/*"`. One or a list.
        path: OneOrMore,
        /// Methods: `"GET"`. One or a list.
        method: OneOrMore,
        /// Headers by name, each with one value or a list: `{ "X-Canary" = "1" }`.
        header: BTreeMap<String, OneOrMore>,
        /// Parts of the query by key, each with one value or a list: `{ version = "2" }`.
        query: BTreeMap<String, OneOrMore>,
        /// Where clients come from, as ranges of addresses. One or a list.
        source_ip: OneOrMore => of_type(one_or_more(Type::AnyOf(vec![Type::Cidr4 { shortest: 0, longest: 32 }, Type::Cidr6]))),
        /// Passes requests on: `"autoscaling_group.web"`, `"function.api"`, or a list with weights.
        forward: Option<Forward>,
        /// Sends the client elsewhere.
        redirect: Option<Redirect>,
        /// Answers by itself.
        respond: Option<Respond>,
    }
    rules {
        Rule::ExactlyOneOf(&["forward", "redirect", "respond"]),
    }
}

record! {
    /// Where a client is sent. What is not said stays as it was asked for.
    pub struct Redirect {
        /// The port.
        port: Option<i64> => between(1, 65_535),
        /// `HTTP` or `HTTPS`.
        protocol: Option<RedirectProtocol>,
        /// The host name.
        host: Option<String> => text(TextRule::AtMost(128)),
        /// The path, which begins with `/`.
        path: Option<String> => text(TextRule::Described { words: "a path that begins with `/`, at most 128 characters", fits: is_path }),
        /// The query, without `?`.
        query: Option<String> => text(TextRule::AtMost(128)),
        /// 301: moved for good; 302: found there this time.
        status: Option<i64> => defaults_to(301_i64).of_type(Type::AnyOf(vec![Type::Integer { minimum: 301, maximum: 301 }, Type::Integer { minimum: 302, maximum: 302 }])),
    }
}

record! {
    /// An answer.
    pub struct Respond {
        /// The status: 200 to 299, 400 to 599.
        status: Option<i64> => of_type(Type::AnyOf(vec![Type::Integer { minimum: 200, maximum: 299 }, Type::Integer { minimum: 400, maximum: 599 }])).required(),
        /// What the body is.
        content_type: Option<ContentType> => defaults_to("text/plain"),
        /// The body, at most 1,024 characters.
        body: Option<Given> => text(TextRule::AtMost(1_024)),
    }
}

choice! {
    /// What a listener speaks.
    pub enum ListenerProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTP over TLS, which ends here.
        Https = "HTTPS",
        /// TCP.
        Tcp = "TCP",
        /// TLS, which ends here.
        Tls = "TLS",
        /// UDP.
        Udp = "UDP",
    }
}

choice! {
    /// What a client that is sent elsewhere speaks there.
    pub enum RedirectProtocol {
        /// HTTP.
        Http = "HTTP",
        /// HTTP over TLS.
        Https = "HTTPS",
    }
}

choice! {
    /// What a body is.
    pub enum ContentType {
        /// Plain text.
        Text = "text/plain",
        /// CSS.
        Css = "text/css",
        /// HTML.
        Html = "text/html",
        /// JavaScript.
        JavaScript = "application/javascript",
        /// JSON.
        Json = "application/json",
    }
}

/// To whom requests are passed on, with weights.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Forward(pub Vec<Share>);

record! {
    /// A share of the requests.
    pub struct Share {
        /// Who gets it.
        to: Option<String> => of_type(Type::AnyOf(targets())).required(),
        /// How large it is beside the others', 0 to 999.
        weight: Option<i64> => between(0, 999).required(),
    }
}

impl AttributeType for Forward {
    fn ty() -> Type {
        Type::AnyOf([targets(), vec![Type::List(Box::new(Share::ty()))]].concat())
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Text(to) => Ok(Self(vec![Share { to: Some(to.clone()), weight: Some(1) }])),
            other => Vec::decode(other).map(Self),
        }
    }

    fn encode(&self) -> Value {
        match self.0.as_slice() {
            [Share { to: Some(to), .. }] => Value::text(to.as_str()),
            shares => Value::List(shares.iter().map(AttributeType::encode).collect()),
        }
    }
}

/// What a balancer can pass requests on to.
fn targets() -> Vec<Type> {
    ["autoscaling_group", "function"].map(Type::BlockReference).into()
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.chars().count() <= 128
}

/// An action with the place that it stands at: `listeners.https.rules[0]`.
pub(crate) struct Placed<'a> {
    pub(crate) path: String,
    pub(crate) forward: Option<&'a Forward>,
    pub(crate) redirect: Option<&'a Redirect>,
    pub(crate) respond: Option<&'a Respond>,
}

impl Listener {
    /// Every action of a listener, with its place.
    pub(crate) fn actions(&self, name: &str) -> Vec<Placed<'_>> {
        let default = self.default.iter().map(|action| Placed {
            path: format!("listeners.{name}.default"),
            forward: action.forward.as_ref(),
            redirect: action.redirect.as_ref(),
            respond: action.respond.as_ref(),
        });
        let rules = self.rules.iter().enumerate().map(|(index, rule)| rule.action(name, index));
        default.chain(rules).collect()
    }

    /// What it is for security groups.
    pub(crate) fn transport(&self) -> &'static str {
        if self.protocol == Some(ListenerProtocol::Udp) { "udp" } else { "tcp" }
    }
}

impl ListenerRule {
    pub(crate) fn action(&self, listener: &str, index: usize) -> Placed<'_> {
        Placed {
            path: format!("listeners.{listener}.rules[{index}]"),
            forward: self.forward.as_ref(),
            redirect: self.redirect.as_ref(),
            respond: self.respond.as_ref(),
        }
    }
}

impl Placed<'_> {
    /// Whom it forwards to, with the place of each.
    pub(crate) fn forwards(&self) -> Vec<(String, &str)> {
        let Some(Forward(shares)) = self.forward else { return Vec::new() };
        let named = shares.iter().enumerate().filter_map(|(index, share)| {
            Some((format!("{}.forward[{index}].to", self.path), share.to.as_deref()?))
        });
        named.collect()
    }
}
