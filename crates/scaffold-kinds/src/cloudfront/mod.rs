//! Kinds of Amazon CloudFront, after its API reference (2020-05-31).

mod behavior;
mod cache_policy;
mod distribution;
mod distribution_left_out;
mod function;
mod origin;
mod origin_access_control;
mod response_headers;
mod response_headers_policy;

pub use behavior::{Behavior, DefaultBehavior, FunctionAssociations, Method, ViewerProtocol};
pub use cache_policy::{CachePolicy, Cookies, KeyBehavior, QueryStrings};
pub use distribution::{
    Distribution, ErrorResponse, GeoRestriction, HttpVersion, Logging, MinimumProtocol, PriceClass,
};
pub use function::{Function, FunctionRuntime};
pub use origin::{CustomOrigin, Origin, OriginIpAddressType, OriginProtocol, SslProtocol};
pub use origin_access_control::{OriginAccessControl, OriginType, SigningBehavior, SigningProtocol};
pub use response_headers::{
    ContentSecurityPolicy, ContentTypeOptions, Cors, CorsMethod, CustomHeader, FrameOption, FrameOptions,
    ReferrerPolicy, ReferrerPolicyValue, SecurityHeaders, ServerTiming, StrictTransportSecurity,
    XssProtection,
};
pub use response_headers_policy::ResponseHeadersPolicy;

use scaffold_model::{Facts, Identity, StackId, TextRule};

/// Longest name of an origin access control or a function (`CreateOriginAccessControl`, `CreateFunction`).
pub const NAME: usize = 64;
/// Longest name of a policy (`CreateCachePolicy`, `CreateResponseHeadersPolicy`).
pub const POLICY_NAME: usize = 128;
/// Longest description of an origin access control.
pub const DESCRIPTION: usize = 256;
/// Longest comment of a policy.
pub const COMMENT: usize = 128;

/// The hosted zone of every distribution's domain name, for alias records.
pub const HOSTED_ZONE: &str = "Z2FDTNDATAQYW2";

/// What begins the text that says whose something without tags is.
const MARKER: &str = "scaffold";

/// Whose something without tags is, as its description or comment says: `scaffold shop@us-east-1 cdn.front/oac`.
pub fn marker(stack: &str, address: &str) -> String {
    format!("{MARKER} {stack} {address}")
}

/// Stack and address that a marker names.
pub fn marked(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ')?;
    let (stack, address) = rest.split_once(' ')?;
    (word == MARKER && !stack.is_empty() && !address.is_empty() && !address.contains(' '))
        .then_some((stack, address))
}

/// What every marker of a stack begins with.
pub fn marker_beginning(stack: &StackId) -> String {
    format!("{MARKER} {stack} ")
}

const ARN: TextRule = TextRule::Prefix("arn:");

/// A host name alone, without protocol, port and path.
pub const HOST: TextRule =
    TextRule::Described { words: "a host name alone: `origin.example.com`", fits: is_host };

fn is_host(text: &str) -> bool {
    let fits =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    text.len() <= 253 && text.contains('.') && text.split('.').all(fits)
}

/// Ids of policies are UUIDs: AWS's own ones, too.
const POLICY_ID: TextRule = TextRule::Described {
    words: "the id of a policy: `b689b0a8-53d0-40ab-baf2-68738e2966ac`",
    fits: scaffold_model::is_uuid,
};

/// What kinds share that AWS gives no tags: a name that follows from the address, and a marker.
fn marked_facts(create_operation: &'static str, limit: usize) -> Facts {
    Facts { identity: Identity::Marked { limit: Some(limit) }, create_operation, ..crate::facts::FACTS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_name_stack_and_address() {
        let text = marker("shop/prod@us-east-1", "cdn.front/cache_policy.default");
        assert_eq!(marked(&text), Some(("shop/prod@us-east-1", "cdn.front/cache_policy.default")));
        for other in
            ["", "scaffold", "scaffold shop@us-east-1", "scaffold a b c", "made by hand", "scaffolding a b"]
        {
            assert_eq!(marked(other), None, "{other}");
        }
    }
}
