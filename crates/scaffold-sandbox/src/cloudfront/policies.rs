use scaffold_model::{PhysicalId, Value};

use super::ids::uuid;
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;

/// `Managed-Amplify`, `-CachingDisabled`, `-CachingOptimized`, `-CachingOptimizedForUncompressedObjects`,
/// `-Elemental-MediaPackage`, `-UseOriginCacheControlHeaders`, `-UseOriginCacheControlHeaders-QueryStrings`.
const CACHE: &[&str] = &[
    "2e54312d-136d-493c-8eb9-b001f22f67d2",
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "08627262-05a9-4f76-9ded-b50ca2e3a84f",
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
];

/// `Managed-CORS-and-SecurityHeadersPolicy`, `-CORS-With-Preflight`,
/// `-CORS-with-preflight-and-SecurityHeadersPolicy`, `-SecurityHeadersPolicy`, `-SimpleCORS`.
const RESPONSE_HEADERS: &[&str] = &[
    "e61eb60c-9c35-4d20-a928-2b84e02af89c",
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
    "67f7725c-6f97-4210-82d7-5512b31e9d03",
    "60669652-455b-4ae9-85a4-c4c02393f86c",
];

/// What is kept for how long.
pub struct CachePolicy;

impl Rib for CachePolicy {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "cloudfront.cache_policy",
            arn: "cache-policy",
            list: "ListCachePolicies",
            delete: "DeleteCachePolicy",
            not_found: "NoSuchCachePolicy",
            in_use: "CachePolicyInUse",
            ..WORDS
        }
    }

    fn is_managed(&self, id: &str) -> bool {
        CACHE.contains(&id)
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        Some(PhysicalId::new(uuid(record)))
    }

    fn takes_many(&self, _operation: &str) -> bool {
        true
    }

    /// What is kept at least is kept by default, and that at most. Nothing is told apart that is not kept.
    fn changed(
        &self,
        _transaction: &mut crate::store::Transaction<'_>,
        _before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        check(after)
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut crate::store::Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        check(record)
    }
}

fn check(record: &Record) -> Result<(), Refusal> {
    let seconds = |name: &str| record.value(name).as_integer().unwrap_or_default();
    let [min, default, max] = ["min_ttl_seconds", "default_ttl_seconds", "max_ttl_seconds"].map(seconds);
    if min > default || default > max {
        let message = "The parameter MinTTL must be less than or equal to DefaultTTL, and that to MaxTTL";
        return Err(Refusal::invalid("InvalidArgument", message));
    }
    let is_set = |name: &str| match record.value(name) {
        Value::List(items) => !items.is_empty(),
        value => !value.is_null(),
    };
    let tells_apart = ["headers", "cookies", "query_strings"].into_iter().any(is_set)
        || ["gzip", "brotli"].iter().any(|name| record.value(name).as_bool() == Some(true));
    if max == 0 && tells_apart {
        let message = "With a MaxTTL of 0 nothing can be in the cache key";
        return Err(Refusal::invalid("InvalidArgument", message));
    }
    Ok(())
}

/// Headers that answers get and lose.
pub struct ResponseHeadersPolicy;

impl Rib for ResponseHeadersPolicy {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "cloudfront.response_headers_policy",
            arn: "response-headers-policy",
            list: "ListResponseHeadersPolicies",
            delete: "DeleteResponseHeadersPolicy",
            not_found: "NoSuchResponseHeadersPolicy",
            in_use: "ResponseHeadersPolicyInUse",
            ..WORDS
        }
    }

    fn is_managed(&self, id: &str) -> bool {
        RESPONSE_HEADERS.contains(&id)
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        Some(PhysicalId::new(uuid(record)))
    }

    fn takes_many(&self, _operation: &str) -> bool {
        true
    }

    /// Cookies go along only where origins are named.
    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let cors = after.value("cors").as_map();
        let has = |name: &str, what: &Value| {
            let value = cors.and_then(|cors| cors.get(name));
            value
                .is_some_and(|value| value == what || value.as_list().is_some_and(|list| list.contains(what)))
        };
        let everything = Value::from("*");
        let open = ["allow_origins", "allow_headers"].iter().any(|name| has(name, &everything))
            || has("allow_methods", &Value::from("ALL"));
        if has("allow_credentials", &Value::Boolean(true)) && open {
            let message =
                "AccessControlAllowCredentials cannot be true where origins, headers or methods are all";
            return Err(Refusal::invalid("InvalidArgument", message));
        }
        Ok(())
    }
}
