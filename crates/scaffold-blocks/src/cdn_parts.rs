//! What a `cdn` expands to.

use std::collections::BTreeMap;

use scaffold_kinds::Choice;
use scaffold_model::{Address, Value, Values};

use crate::block::{Context, Expands};
use crate::bucket::BUCKET;
use crate::cdn::{Cdn, CdnError, CdnLogs, DISTRIBUTION, Geo};
use crate::cdn_behavior::{Cache, CdnBehavior};
use crate::cdn_checks;
use crate::cdn_origin::{CdnOrigin, OriginProtocol, Ports};
use crate::function::{Function, URL, UrlAuth};
use crate::load_balancer::LoadBalancer;
use crate::part::{Expansion, Part};

/// Parts that sign, and what they sign for.
const OF_BUCKETS: &str = "origin_access_control.bucket";
const OF_FUNCTIONS: &str = "origin_access_control.function";

impl Expands for Cdn {
    fn expand(&self, context: &Context<'_>) -> Expansion {
        let mut parts = Vec::new();
        let sorts = [(OF_BUCKETS, "s3"), (OF_FUNCTIONS, "lambda")];
        for (name, sort) in sorts {
            let mut signed = self.origins.iter().filter(|(_, origin)| signer(origin, context) == Some(name));
            if let Some((origin, _)) = signed.next() {
                let by = format!("origins.{origin}");
                parts.push(Part::new(name, "cloudfront.origin_access_control").asked(
                    by,
                    "origin_type",
                    sort,
                ));
            }
        }
        let behaviors = self.all_behaviors();
        for (path, name, behavior) in &behaviors {
            let Cache::Own(table) = &behavior.cache else { continue };
            let mut part = Part::new(cache_policy(name), "cloudfront.cache_policy");
            for (attribute, value) in table.values() {
                part = part.asked(format!("{path}.cache.{attribute}"), attribute, value);
            }
            parts.push(part);
        }
        parts.push(self.distribution(context));
        let outputs = ["domain_name", "id", "arn", "hosted_zone_id"];
        let outputs = outputs.map(|name| (name.to_owned(), context.output_of(DISTRIBUTION, name)));
        Expansion {
            parts,
            outputs: BTreeMap::from(outputs),
            all_parts: context.are_sound(&["origins", "default", "behaviors"]),
            diagnostics: cdn_checks::check(self, context),
        }
    }
}

fn cache_policy(behavior: &str) -> String {
    format!("cache_policy.{behavior}")
}

/// The part that signs what is asked of an origin.
fn signer(origin: &CdnOrigin, context: &Context<'_>) -> Option<&'static str> {
    if origin.bucket.is_some() {
        return Some(OF_BUCKETS);
    }
    let function = context.peer::<Function>(origin.function.as_deref()?)?;
    let auth = function.url?.auth?;
    (auth == UrlAuth::Iam).then_some(OF_FUNCTIONS)
}

impl Cdn {
    /// Every behavior, with its place and the word for it in names of parts.
    pub(crate) fn all_behaviors(&self) -> Vec<(String, String, CdnBehavior)> {
        let default = self
            .default
            .iter()
            .map(|behavior| ("default".to_owned(), "default".to_owned(), behavior.clone()));
        let others = self.behaviors.iter().enumerate().map(|(index, behavior)| {
            (format!("behaviors[{index}]"), (index + 1).to_string(), CdnBehavior::from(behavior))
        });
        default.chain(others).collect()
    }

    fn distribution(&self, context: &Context<'_>) -> Part {
        let value = |name: &str, behavior: &CdnBehavior| behavior.value(context.id_of(&cache_policy(name)));
        let default = self.default.as_ref().map(|behavior| Value::Map(value("default", behavior)));
        let others = self.behaviors.iter().enumerate().map(|(index, behavior)| {
            let mut values = value(&(index + 1).to_string(), &CdnBehavior::from(behavior));
            values.extend(behavior.path.as_deref().map(|path| ("path".to_owned(), path.into())));
            Value::Map(values)
        });
        let others: Vec<Value> = others.collect();
        let origins: Values = self
            .origins
            .iter()
            .filter_map(|(name, origin)| Some((name.clone(), origin.value(context)?)))
            .collect();
        let aliases: Vec<Value> = self.aliases.iter().map(|alias| alias.as_str().into()).collect();
        let errors: Vec<Value> = self.errors.iter().map(CdnError::value).collect();
        let list = |values: Vec<Value>| (!values.is_empty()).then_some(Value::List(values));
        Part::new(DISTRIBUTION, "cloudfront.distribution")
            .asked_if("aliases", "aliases", list(aliases))
            .asked_if("certificate", "certificate", self.certificate.clone())
            .asked("price_class", "price_class", self.price_class.word())
            .asked("http_version", "http_version", self.http_version.word())
            .asked("ipv6", "ipv6", self.ipv6)
            .asked_if("default_root_object", "default_root_object", self.default_root_object.clone())
            .asked_if("web_acl", "web_acl", self.web_acl.clone())
            .asked_if("geo", "geo_restriction", self.geo.as_ref().map(Geo::value))
            .asked_if("logging", "logging", self.logging.as_ref().and_then(CdnLogs::value))
            .asked_if("errors", "error_responses", list(errors))
            .asked("origins", "origins", Value::Map(origins))
            .asked_if("default", "default_behavior", default)
            .asked_if("behaviors", "behaviors", list(others))
            .asked("wait", "wait", self.wait)
    }
}

impl CdnOrigin {
    /// As the kind takes it; none where it names nothing, which is told.
    fn value(&self, context: &Context<'_>) -> Option<Value> {
        let address = |named: &Option<String>| Address::parse(named.as_deref()?).ok();
        let url_of = |function: Address| Value::pending(function.part(URL), "domain_name");
        let domain = if let Some(domain) = &self.domain {
            domain.clone().into()
        } else if let Some(balancer) = address(&self.load_balancer) {
            Value::pending(balancer.part("load_balancer"), "dns_name")
        } else if let Some(bucket) = address(&self.bucket) {
            Value::pending(bucket.part(BUCKET), "regional_domain_name")
        } else {
            // Without an address of its own, which is told, a function has no part that is one.
            let function = context.peer::<Function>(self.function.as_deref()?)?;
            function.url.as_ref()?;
            url_of(address(&self.function)?)
        };
        let headers: Values =
            self.headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let signed = signer(self, context).map(|part| context.id_of(part));
        let values = [
            ("domain", Some(domain)),
            ("path", self.path.clone().map(Value::from)),
            ("headers", (!headers.is_empty()).then_some(Value::Map(headers))),
            ("access_control", signed),
            ("custom", self.is_server().then(|| self.custom(context))),
            ("connect_timeout_seconds", Some(self.connect_timeout_seconds.into())),
            ("shield_region", self.shield_region.as_deref().map(Value::from)),
        ];
        Some(Value::Map(
            values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
        ))
    }

    /// How a server is spoken to: a function always with TLS.
    fn custom(&self, context: &Context<'_>) -> Value {
        let protocol = match &self.function {
            Some(_) => OriginProtocol::HttpsOnly,
            None => self.protocol.unwrap_or(OriginProtocol::HttpsOnly),
        };
        let balancer = self.load_balancer.as_deref().and_then(|named| context.peer::<LoadBalancer>(named));
        let Ports { http, https } = balancer.map(|balancer| self.ports(&balancer)).unwrap_or_default();
        let mut values = Values::from([("protocol".to_owned(), Value::from(protocol.word()))]);
        values.extend(http.map(|port| ("http_port".to_owned(), port.into())));
        values.extend(https.map(|port| ("https_port".to_owned(), port.into())));
        let patience = self.read_timeout_seconds;
        values.extend(patience.map(|seconds| ("read_timeout_seconds".to_owned(), seconds.into())));
        Value::Map(values)
    }
}

impl Geo {
    fn value(&self) -> Value {
        let sides = [("allow", &self.allow), ("deny", &self.deny)];
        let said = sides.into_iter().filter(|(_, countries)| !countries.is_empty());
        let list = |countries: &std::collections::BTreeSet<String>| {
            Value::List(countries.iter().map(|country| country.as_str().into()).collect())
        };
        Value::Map(said.map(|(side, countries)| (side.to_owned(), list(countries))).collect())
    }
}

impl CdnLogs {
    fn value(&self) -> Option<Value> {
        let bucket = Address::parse(self.bucket.as_deref()?).ok()?;
        let name = Value::pending(bucket.part(BUCKET), "name");
        let domain = Value::Concat(vec![name, Value::from(".s3.amazonaws.com")]);
        let mut values = Values::from([("bucket".to_owned(), domain)]);
        values.extend(self.prefix.clone().map(|prefix| ("prefix".to_owned(), prefix.into())));
        Some(Value::Map(values))
    }
}

impl CdnError {
    fn value(&self) -> Value {
        let values = [
            ("status", self.status.map(Value::from)),
            ("respond_with", self.respond_with.map(Value::from)),
            ("page", self.page.clone().map(Value::from)),
            ("ttl_seconds", Some(self.ttl_seconds.into())),
        ];
        Value::Map(values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    }
}
