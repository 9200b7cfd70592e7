use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Facts, Quota, TextRule, Unique};

use super::{Cors, CustomHeader, POLICY_NAME, SecurityHeaders, ServerTiming, marked_facts};
use crate::kind;

kind! {
    /// Headers that CloudFront puts into answers, and takes out of them.
    pub struct ResponseHeadersPolicy: "cloudfront.response_headers_policy" {
        /// What pages of other origins may do.
        cors: Option<Cors> => created_by(&["ResponseHeadersPolicyConfig.CorsConfig"]).modified_by(&["UpdateResponseHeadersPolicy.ResponseHeadersPolicyConfig.CorsConfig"]),
        /// Headers that tell browsers to be careful.
        security: Option<SecurityHeaders> => created_by(&["ResponseHeadersPolicyConfig.SecurityHeadersConfig"]).modified_by(&["UpdateResponseHeadersPolicy.ResponseHeadersPolicyConfig.SecurityHeadersConfig"]),
        /// Some answers tell in `Server-Timing` how they came about.
        server_timing: Option<ServerTiming> => created_by(&["ResponseHeadersPolicyConfig.ServerTimingHeadersConfig"]).modified_by(&["UpdateResponseHeadersPolicy.ResponseHeadersPolicyConfig.ServerTimingHeadersConfig"]),
        /// Headers of your own, by their names.
        custom_headers: BTreeMap<String, CustomHeader> => created_by(&["ResponseHeadersPolicyConfig.CustomHeadersConfig.Items"]).modified_by(&["UpdateResponseHeadersPolicy.ResponseHeadersPolicyConfig.CustomHeadersConfig.Items"]),
        /// Names of headers that are taken out of origins' answers.
        remove_headers: BTreeSet<String> => text(TextRule::AtMost(256)).created_by(&["ResponseHeadersPolicyConfig.RemoveHeadersConfig.Items"]).modified_by(&["UpdateResponseHeadersPolicy.ResponseHeadersPolicyConfig.RemoveHeadersConfig.Items"]),
    }
    outputs {
        /// Its id.
        id: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        uuid_ids: true,
        unique: &[Unique { attributes: &["name"], error: "ResponseHeadersPolicyAlreadyExists" }],
        quota: Some(Quota { limit: 20, within: None, error: "TooManyResponseHeadersPolicies" }),
        left_out: &[
            ("ResponseHeadersPolicyConfig.Name", "deterministic, from stack and address"),
            ("ResponseHeadersPolicyConfig.Comment", "says whose it is: it has no tags"),
            ("ResponseHeadersPolicyConfig.ServerTimingHeadersConfig.Enabled", "whether `server_timing` is said"),
            ("ResponseHeadersPolicyConfig.CustomHeadersConfig.Items.Header", "the key of `custom_headers`"),
            ("IfMatch", "what was read a moment before"),
        ],
        ..marked_facts("CreateResponseHeadersPolicy", POLICY_NAME)
    } }
}
