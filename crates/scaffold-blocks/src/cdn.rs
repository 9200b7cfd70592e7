use std::collections::{BTreeMap, BTreeSet};

use scaffold_kinds::cloudfront::{HttpVersion, PriceClass};
use scaffold_kinds::record;
use scaffold_model::{Rule, TextRule, Type};

use crate::block::block;
use crate::cdn_behavior::{CdnBehavior, PathBehavior};
use crate::cdn_origin::CdnOrigin;
use crate::given::Given;
use crate::kind_type::kind_type;

pub(crate) const DISTRIBUTION: &str = "distribution";

block! {
    /// CloudFront: servers near those who ask, in front of balancers, buckets, functions and other servers.
    ///
    /// A bucket stays closed to everyone else: CloudFront signs what it asks for, and the bucket's policy admits
    /// exactly this distribution. So does a function whose `url` has `auth = "iam"`. A balancer is closed to others by
    /// `allow_from = ["cdn.<name>"]`. Whatever the stack's region, CloudFront itself lives in us-east-1, and so do
    /// its certificates.
    pub struct Cdn: "cdn" {
        /// Names by which viewers know it, beside its own; `certificate` must cover them.
        aliases: BTreeSet<String> => of_type(of("aliases")),
        /// ARN of the certificate for them: of ACM, in us-east-1.
        certificate: Option<Given> => text(TextRule::Prefix("arn:")),
        /// Where it has edges, and what they cost: `"PriceClass_100"` is North America and Europe.
        price_class: PriceClass => defaults_to("PriceClass_100"),
        /// Versions of HTTP that viewers may speak, beside 1.1.
        http_version: HttpVersion => defaults_to("http2and3"),
        /// Whether it answers over IPv6, too.
        ipv6: bool => defaults_to(true),
        /// What is answered where the path is `/`: `"index.html"`.
        default_root_object: Option<Given> => of_type(of("default_root_object")),
        /// ARN of the list of AWS WAF that judges requests, of scope `CLOUDFRONT`.
        web_acl: Option<Given> => text(TextRule::Prefix("arn:")),
        /// Countries whose viewers are served (`allow`), or are not (`deny`), by two letters: `{ allow = ["DE", "FR"] }`.
        geo: Option<Geo>,
        /// Writes requests down in a bucket, some minutes later.
        logging: Option<CdnLogs>,
        /// What viewers get in place of an origin's errors.
        errors: Vec<CdnError>,
        /// Where it gets what it does not hold, by names of your choice: `[cdn.<name>.origins.app]`.
        origins: BTreeMap<String, CdnOrigin> => required(),
        /// What is done with requests that none of `behaviors` is for.
        default: Option<CdnBehavior> => required(),
        /// What is done with requests for some paths, of which the first that fits is taken. Written
        /// `[[cdn.<name>.behaviors]]`.
        behaviors: Vec<PathBehavior>,
        /// Whether an apply waits until every edge knows of it: minutes.
        wait: bool => defaults_to(false),
    }
    rules {
        Rule::Requires { attribute: "aliases", is: &[], needs: &["certificate"] },
    }
    outputs {
        /// Its own name: `d111111abcdef8.cloudfront.net`.
        domain_name: String = "distribution.domain_name",
        /// Its id, as invalidations name it.
        id: String = "distribution.id",
        /// ARN.
        arn: String = "distribution.arn",
        /// The hosted zone of its name, for alias records.
        hosted_zone_id: String = "distribution.hosted_zone_id",
    }
    parts {
        /// How it signs what it asks of buckets, where one is an origin.
        "origin_access_control.bucket": "cloudfront.origin_access_control",
        /// How it signs what it asks of functions, where one is an origin whose `url` has `auth = "iam"`.
        "origin_access_control.function": "cloudfront.origin_access_control",
        /// One for each `cache` that is a table: `cache_policy.default`, or by the place of its behavior, from 1:
        /// `cache_policy.1`.
        "cache_policy.<behavior>": "cloudfront.cache_policy",
        /// The distribution itself.
        "distribution": "cloudfront.distribution",
    }
}

record! {
    /// Countries by two letters.
    pub struct Geo {
        /// Those whose viewers are served.
        allow: BTreeSet<String> => text(COUNTRY),
        /// Those whose viewers are not.
        deny: BTreeSet<String> => text(COUNTRY),
    }
    rules {
        Rule::ExactlyOneOf(&["allow", "deny"]),
    }
}

record! {
    /// Where requests are written down.
    pub struct CdnLogs {
        /// The bucket, which lets CloudFront write there.
        bucket: Option<String> => of_type(Type::BlockReference("bucket")).required(),
        /// What names of its objects begin with.
        prefix: Option<Given> => text(TextRule::AtMost(256)),
    }
}

record! {
    /// What viewers get in place of an origin's error.
    pub struct CdnError {
        /// The origin's status: 400, 403, 404, 405, 414, 416, 500 to 504.
        status: Option<i64> => of_type(statuses()).required(),
        /// The status that viewers get.
        respond_with: Option<i64> => of_type(answers()),
        /// The path of the page that they get: `"/404.html"`.
        page: Option<Given> => text(TextRule::Described { words: "a path that begins with `/`", fits: is_path }),
        /// For how long the origin is not asked again, in seconds.
        ttl_seconds: i64 => defaults_to(10_i64).between(0, 31_536_000),
    }
    rules {
        Rule::Requires { attribute: "respond_with", is: &[], needs: &["page"] },
        Rule::Requires { attribute: "page", is: &[], needs: &["respond_with"] },
    }
}

const COUNTRY: TextRule =
    TextRule::Described { words: "two capital letters of a country: `DE`", fits: is_country };

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase())
}

/// Those that CloudFront knows (`CustomErrorResponse`).
fn statuses() -> Type {
    one_of(&[(400, 400), (403, 405), (414, 414), (416, 416), (500, 504)])
}

fn answers() -> Type {
    one_of(&[(200, 200), (400, 400), (403, 405), (414, 414), (416, 416), (500, 504)])
}

fn one_of(ranges: &[(i64, i64)]) -> Type {
    Type::AnyOf(ranges.iter().map(|&(minimum, maximum)| Type::Integer { minimum, maximum }).collect())
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.len() <= 4_096
}

fn of(attribute: &str) -> Type {
    kind_type("cloudfront.distribution", attribute)
}
