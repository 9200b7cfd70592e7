use std::collections::BTreeSet;

use scaffold_model::{Facts, Quota, Rule, TextRule, Unique};

use super::{POLICY_NAME, marked_facts};
use crate::{choice, kind, record};

/// A year, the longest that most use; AWS takes more.
const YEAR: i64 = 31_536_000;
const LONGEST: i64 = 3_153_600_000;

kind! {
    /// For how long answers are kept, and what of a request tells one kept answer from another. What tells
    /// them apart is sent to the origin, too.
    pub struct CachePolicy: "cloudfront.cache_policy" {
        /// Seconds for which an answer is kept at least, whatever the origin says.
        min_ttl_seconds: i64 => defaults_to(0).between(0, LONGEST).created_by(&["CachePolicyConfig.MinTTL"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.MinTTL"]),
        /// Seconds for which an answer is kept where the origin says nothing.
        default_ttl_seconds: i64 => defaults_to(86_400).between(0, LONGEST).created_by(&["CachePolicyConfig.DefaultTTL"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.DefaultTTL"]),
        /// Seconds for which an answer is kept at most, whatever the origin says.
        max_ttl_seconds: i64 => defaults_to(YEAR).between(0, LONGEST).created_by(&["CachePolicyConfig.MaxTTL"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.MaxTTL"]),
        /// Headers whose values tell answers apart. None when it is not said.
        headers: BTreeSet<String> => text(TextRule::AtMost(256)).created_by(&["CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers"]),
        /// Cookies whose values tell answers apart. None when it is not said.
        cookies: Option<Cookies> => created_by(&["CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig"]),
        /// Parameters of the query string whose values tell answers apart. None when it is not said.
        query_strings: Option<QueryStrings> => created_by(&["CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig"]),
        /// Whether answers compressed with gzip are kept by themselves. Compressing needs it.
        gzip: bool => defaults_to(true).created_by(&["CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingGzip"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingGzip"]),
        /// Whether answers compressed with Brotli are kept by themselves. Compressing needs it.
        brotli: bool => defaults_to(true).created_by(&["CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingBrotli"]).modified_by(&["UpdateCachePolicy.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingBrotli"]),
    }
    outputs {
        /// Its id.
        id: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        uuid_ids: true,
        unique: &[Unique { attributes: &["name"], error: "CachePolicyAlreadyExists" }],
        quota: Some(Quota { limit: 20, within: None, error: "TooManyCachePolicies" }),
        left_out: &[
            ("CachePolicyConfig.Name", "deterministic, from stack and address"),
            ("CachePolicyConfig.Comment", "says whose it is: it has no tags"),
            ("CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.HeaderBehavior", "`whitelist` where headers are said, else `none`"),
            ("CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig.CookieBehavior=none", "silence says it"),
            ("CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig.QueryStringBehavior=none", "silence says it"),
            ("IfMatch", "what was read a moment before"),
        ],
        ..marked_facts("CreateCachePolicy", POLICY_NAME)
    } }
}

record! {
    /// Which cookies count.
    pub struct Cookies {
        /// The named ones, all but those, or all.
        behavior: KeyBehavior => defaults_to("whitelist").created_by(&[".CookieBehavior"]),
        /// Names.
        names: BTreeSet<String> => text(TextRule::AtMost(256)).created_by(&[".Cookies"]),
    }
    rules {
        Rule::Requires { attribute: "behavior", is: &["whitelist", "allExcept"], needs: &["names"] },
        Rule::OnlyWhere { attributes: &["names"], attribute: "behavior", is: &["whitelist", "allExcept"] },
    }
}

record! {
    /// Which parameters of the query string count.
    pub struct QueryStrings {
        /// The named ones, all but those, or all.
        behavior: KeyBehavior => defaults_to("whitelist").created_by(&[".QueryStringBehavior"]),
        /// Names.
        names: BTreeSet<String> => text(TextRule::AtMost(256)).created_by(&[".QueryStrings"]),
    }
    rules {
        Rule::Requires { attribute: "behavior", is: &["whitelist", "allExcept"], needs: &["names"] },
        Rule::OnlyWhere { attributes: &["names"], attribute: "behavior", is: &["whitelist", "allExcept"] },
    }
}

choice! {
    /// What names mean.
    pub enum KeyBehavior {
        /// Those that are named count.
        Whitelist = "whitelist",
        /// All but those that are named count.
        AllExcept = "allExcept",
        /// All count.
        All = "all",
    }
}
