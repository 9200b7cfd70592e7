//! What a CDN does with requests.

use scaffold_kinds::cloudfront::ViewerProtocol;
use scaffold_kinds::{AttributeType, Choice, DecodeError, choice, record};
use scaffold_model::{KindName, TextRule, Type, Value, Values};

record! {
    /// What is done with requests that no other behavior is for.
    pub struct CdnBehavior {
        /// The origin that is asked, by its name.
        origin: Option<String> => text(TextRule::AtMost(128)).required(),
        /// Which methods are passed on: `"read"` (`GET`, `HEAD`), `"read+options"`, `"all"`.
        methods: Methods => defaults_to("read"),
        /// Whether viewers must speak TLS.
        viewer: ViewerProtocol => defaults_to("redirect-to-https"),
        /// Whether answers are compressed for viewers who take that.
        compress: bool => defaults_to(true),
        /// For how long answers are kept: `"optimized"`, as the origin says, else a day, whatever the query; `"disabled"`, not
        /// at all; or a table.
        cache: Cache => defaults_to("optimized"),
        /// What the origin is sent beside path and what tells answers apart: `"none"`, `"all"`, or `"all-except-host"` headers,
        /// cookies and query.
        forward: Forwarding => defaults_to("none"),
        /// Headers that answers get: `"security"`, `"none"`, or a `cloudfront.response_headers_policy`.
        response_headers: ResponseHeaders => defaults_to("security"),
        /// A `cloudfront.function` that runs on every request.
        function: Option<String> => of_type(Type::Reference(KindName::from("cloudfront.function"))),
    }
}

record! {
    /// What is done with requests for some paths.
    pub struct PathBehavior {
        /// The paths, with `*` and `?`: `"/assets/*"`.
        path: Option<String> => text(TextRule::AtMost(255)).required(),
        /// The origin that is asked, by its name.
        origin: Option<String> => text(TextRule::AtMost(128)).required(),
        /// Which methods are passed on: `"read"` (`GET`, `HEAD`), `"read+options"`, `"all"`.
        methods: Methods => defaults_to("read"),
        /// Whether viewers must speak TLS.
        viewer: ViewerProtocol => defaults_to("redirect-to-https"),
        /// Whether answers are compressed for viewers who take that.
        compress: bool => defaults_to(true),
        /// For how long answers are kept: `"optimized"`, `"disabled"`, or a table.
        cache: Cache => defaults_to("optimized"),
        /// What the origin is sent beside path and what tells answers apart: `"none"`, `"all"`, or `"all-except-host"`.
        forward: Forwarding => defaults_to("none"),
        /// Headers that answers get: `"security"`, `"none"`, or a `cloudfront.response_headers_policy`.
        response_headers: ResponseHeaders => defaults_to("security"),
        /// A `cloudfront.function` that runs on every request.
        function: Option<String> => of_type(Type::Reference(KindName::from("cloudfront.function"))),
    }
}

record! {
    /// For how long answers are kept, and what tells one kept answer from another.
    pub struct CacheTable {
        /// At least so long, in seconds, whatever the origin says.
        min_ttl_seconds: Option<i64> => defaults_to(0_i64).between(0, 3_153_600_000),
        /// So long where the origin says nothing, in seconds.
        default_ttl_seconds: Option<i64> => defaults_to(86_400_i64).between(0, 3_153_600_000),
        /// At most so long, in seconds, whatever the origin says.
        max_ttl_seconds: Option<i64> => defaults_to(31_536_000_i64).between(0, 3_153_600_000),
        /// Parts of the query that tell answers apart: `"all"`, or names. What does is sent to the origin, too.
        query_strings: Keys,
        /// Headers that do.
        headers: Vec<String> => text(TextRule::AtMost(256)),
        /// Cookies that do: `"all"`, or names.
        cookies: Keys,
    }
}

choice! {
    /// Which methods are passed on.
    pub enum Methods {
        /// `GET` and `HEAD`.
        Read = "read",
        /// Those and `OPTIONS`.
        ReadOptions = "read+options",
        /// All seven.
        All = "all",
    }
}

choice! {
    /// What the origin is sent.
    pub enum Forwarding {
        /// Nothing of the viewer's.
        None = "none",
        /// Everything, the viewer's `Host`, too.
        All = "all",
        /// Everything but the viewer's `Host`.
        AllExceptHost = "all-except-host",
    }
}

choice! {
    /// Policies of AWS's own for what is kept.
    pub enum Kept {
        /// As the origin says, else a day.
        Optimized = "optimized",
        /// Nothing.
        Disabled = "disabled",
    }
}

choice! {
    /// Headers that answers get.
    pub enum Headers {
        /// Those that keep browsers from what is rarely meant.
        Security = "security",
        /// None.
        None = "none",
    }
}

choice! {
    /// Everything.
    pub enum Everything {
        /// All of them.
        All = "all",
    }
}

/// For how long answers are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cache {
    /// By a policy of AWS's own.
    Managed(Kept),
    /// By one that the block makes.
    Own(Box<CacheTable>),
}

impl AttributeType for Cache {
    fn ty() -> Type {
        Type::AnyOf(vec![Kept::ty(), CacheTable::ty()])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Map(_) => CacheTable::decode(value).map(|table| Self::Own(Box::new(table))),
            other => Kept::decode(other).map(Self::Managed),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::Managed(kept) => Value::from(kept.word()),
            Self::Own(table) => table.encode(),
        }
    }
}

impl Cache {
    /// The place of a header among those that tell answers apart; names of headers have no case.
    pub(crate) fn header(&self, name: &str) -> Option<usize> {
        let Self::Own(table) = self else { return None };
        table.headers.iter().position(|header| header.eq_ignore_ascii_case(name))
    }
}

/// Names, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keys {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// These.
    Named(Vec<String>),
}

impl AttributeType for Keys {
    fn ty() -> Type {
        Type::AnyOf(vec![Everything::ty(), Type::List(Box::new(Type::Text(TextRule::AtMost(256))))])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Null => Ok(Self::None),
            Value::Text(text) if text == Everything::All.word() => Ok(Self::All),
            other => Vec::decode(other).map(|names: Vec<String>| match names.as_slice() {
                [] => Self::None,
                _ => Self::Named(names),
            }),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::None => Value::Null,
            Self::All => Value::from(Everything::All.word()),
            Self::Named(names) => names.encode(),
        }
    }
}

/// Headers that answers get.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponseHeaders {
    /// By a word.
    Word(Headers),
    /// By a policy that is written directly.
    Policy(String),
}

impl AttributeType for ResponseHeaders {
    fn ty() -> Type {
        Type::AnyOf(vec![
            Headers::ty(),
            Type::Reference(KindName::from("cloudfront.response_headers_policy")),
        ])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match Headers::decode(value) {
            Ok(word) => Ok(Self::Word(word)),
            Err(_) => String::decode(value).map(Self::Policy),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::Word(word) => Value::from(word.word()),
            Self::Policy(address) => Value::text(address.as_str()),
        }
    }
}

/// AWS's own policies, by the ids that its guide names ("Use managed cache policies", "… origin request policies",
/// "… response headers policies").
const OPTIMIZED: &str = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const DISABLED: &str = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER: &str = "216adef6-5c7f-47e4-b989-5492eafa07d3";
const ALL_VIEWER_EXCEPT_HOST: &str = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
const SECURITY_HEADERS: &str = "67f7725c-6f97-4210-82d7-5512b31e9d03";

impl From<&PathBehavior> for CdnBehavior {
    fn from(behavior: &PathBehavior) -> Self {
        let behavior = behavior.clone();
        Self {
            origin: behavior.origin,
            methods: behavior.methods,
            viewer: behavior.viewer,
            compress: behavior.compress,
            cache: behavior.cache,
            forward: behavior.forward,
            response_headers: behavior.response_headers,
            function: behavior.function,
        }
    }
}

impl CdnBehavior {
    /// As the kind takes it; `own` is the block's policy where `cache` is a table.
    pub(crate) fn value(&self, own: Value) -> Values {
        let words = |words: &[&str]| Value::List(words.iter().map(|word| Value::from(*word)).collect());
        let (methods, cached): (&[&str], &[&str]) = match self.methods {
            Methods::Read => (&["GET", "HEAD"], &["GET", "HEAD"]),
            Methods::ReadOptions => (&["GET", "HEAD", "OPTIONS"], &["GET", "HEAD", "OPTIONS"]),
            Methods::All => (&["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"], &["GET", "HEAD"]),
        };
        let cache = match &self.cache {
            Cache::Managed(Kept::Optimized) => Value::from(OPTIMIZED),
            Cache::Managed(Kept::Disabled) => Value::from(DISABLED),
            Cache::Own(_) => own,
        };
        let forward = match self.forward {
            Forwarding::None => None,
            Forwarding::All => Some(Value::from(ALL_VIEWER)),
            Forwarding::AllExceptHost => Some(Value::from(ALL_VIEWER_EXCEPT_HOST)),
        };
        let headers = match &self.response_headers {
            ResponseHeaders::Word(Headers::Security) => Some(Value::from(SECURITY_HEADERS)),
            ResponseHeaders::Word(Headers::None) => None,
            ResponseHeaders::Policy(address) => Some(Value::text(address.as_str())),
        };
        let functions = self
            .function
            .as_deref()
            .map(|function| Value::Map(Values::from([("viewer_request".to_owned(), Value::from(function))])));
        let values = [
            ("origin", self.origin.as_deref().map(Value::from)),
            ("viewer_protocol", Some(Value::from(self.viewer.word()))),
            ("methods", Some(words(methods))),
            ("cached_methods", Some(words(cached))),
            ("compress", Some(Value::from(self.compress))),
            ("cache_policy", Some(cache)),
            ("origin_request_policy", forward),
            ("response_headers_policy", headers),
            ("functions", functions),
        ];
        values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

impl CacheTable {
    /// At least, usually, at most, in seconds.
    pub(crate) fn times(&self) -> [i64; 3] {
        [
            self.min_ttl_seconds.unwrap_or(0),
            self.default_ttl_seconds.unwrap_or(86_400),
            self.max_ttl_seconds.unwrap_or(31_536_000),
        ]
    }

    /// What is said of what tells answers apart.
    pub(crate) fn keys(&self) -> Vec<&'static str> {
        let said = [
            ("query_strings", self.query_strings != Keys::None),
            ("headers", !self.headers.is_empty()),
            ("cookies", self.cookies != Keys::None),
        ];
        said.into_iter().filter_map(|(name, is_said)| is_said.then_some(name)).collect()
    }

    /// As the kind takes it.
    pub(crate) fn values(&self) -> Vec<(&'static str, Value)> {
        let named = |keys: &Keys| match keys {
            Keys::None => None,
            Keys::All => Some(Value::Map(Values::from([("behavior".to_owned(), Value::from("all"))]))),
            Keys::Named(names) => Some(Value::Map(Values::from([
                ("behavior".to_owned(), Value::from("whitelist")),
                ("names".to_owned(), names.encode()),
            ]))),
        };
        let [least, usual, most] = self.times();
        let mut values = vec![
            ("min_ttl_seconds", Value::from(least)),
            ("default_ttl_seconds", Value::from(usual)),
            ("max_ttl_seconds", Value::from(most)),
        ];
        // Where nothing is kept CloudFront takes nothing that tells answers apart.
        if most == 0 {
            values.extend(["gzip", "brotli"].map(|name| (name, Value::from(false))));
        }
        values.extend(named(&self.query_strings).map(|value| ("query_strings", value)));
        values.extend(named(&self.cookies).map(|value| ("cookies", value)));
        values.extend((!self.headers.is_empty()).then(|| ("headers", self.headers.encode())));
        values
    }
}
