use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Disruption, Facts, Identity, Lifecycle, Quota, Rule, TextRule};

use super::distribution_left_out::LEFT_OUT;
use super::{ARN, Behavior, DefaultBehavior, Origin, is_host};
use crate::{choice, kind, record};

kind! {
    /// CloudFront's servers near those who ask, in front of one or several origins. It belongs to no region.
    ///
    /// Making and changing one ends when CloudFront has taken it; spreading it to every edge takes minutes
    /// more, for which `wait = true` waits. Deleting one is disabling it, waiting until every edge knows, and
    /// deleting it.
    pub struct Distribution: "cloudfront.distribution" {
        /// Names by which viewers know it, beside its own. No other distribution of any account has them.
        aliases: BTreeSet<String> => text(TextRule::Described { words: "a host name: `shop.example.com`", fits: is_alias }).exclusive_within("").disrupts(Disruption::Downtime).created_by(&["DistributionConfigWithTags.DistributionConfig.Aliases"]).modified_by(&["UpdateDistribution.DistributionConfig.Aliases"]),
        /// The certificate for those names (ARN): of ACM, in us-east-1.
        certificate: Option<String> => text(TextRule::Described { words: "the ARN of a certificate of ACM in us-east-1: `arn:aws:acm:us-east-1:…`", fits: is_certificate }).created_by(&["DistributionConfigWithTags.DistributionConfig.ViewerCertificate.ACMCertificateArn"]).modified_by(&["UpdateDistribution.DistributionConfig.ViewerCertificate.ACMCertificateArn"]),
        /// The least of TLS that viewers must speak, where a certificate is named.
        minimum_protocol: Option<MinimumProtocol> => defaults_to("TLSv1.2_2021").created_by(&["DistributionConfigWithTags.DistributionConfig.ViewerCertificate.MinimumProtocolVersion"]).modified_by(&["UpdateDistribution.DistributionConfig.ViewerCertificate.MinimumProtocolVersion"]),
        /// Where it has edges, and what they cost.
        price_class: PriceClass => defaults_to("PriceClass_All").created_by(&["DistributionConfigWithTags.DistributionConfig.PriceClass"]).modified_by(&["UpdateDistribution.DistributionConfig.PriceClass"]),
        /// Versions of HTTP that viewers may speak; 1.1 always.
        http_version: HttpVersion => defaults_to("http2").created_by(&["DistributionConfigWithTags.DistributionConfig.HttpVersion"]).modified_by(&["UpdateDistribution.DistributionConfig.HttpVersion"]),
        /// Whether it has IPv6 addresses, too.
        ipv6: bool => defaults_to(true).created_by(&["DistributionConfigWithTags.DistributionConfig.IsIPV6Enabled"]).modified_by(&["UpdateDistribution.DistributionConfig.IsIPV6Enabled"]),
        /// What is answered where the path is `/`: `index.html`.
        default_root_object: Option<String> => text(TextRule::Described { words: "the path of an object without `/` before it: `index.html`", fits: is_object }).created_by(&["DistributionConfigWithTags.DistributionConfig.DefaultRootObject"]).modified_by(&["UpdateDistribution.DistributionConfig.DefaultRootObject"]),
        /// The list of AWS WAF that judges requests (ARN), of scope `CLOUDFRONT`.
        web_acl: Option<String> => text(ARN).created_by(&["DistributionConfigWithTags.DistributionConfig.WebACLId"]).modified_by(&["UpdateDistribution.DistributionConfig.WebACLId"]),
        /// Countries whose viewers are served, or are not. All are when it is not said.
        geo_restriction: Option<GeoRestriction> => created_by(&["DistributionConfigWithTags.DistributionConfig.Restrictions.GeoRestriction"]).modified_by(&["UpdateDistribution.DistributionConfig.Restrictions.GeoRestriction"]),
        /// Where requests are logged.
        logging: Option<Logging> => created_by(&["DistributionConfigWithTags.DistributionConfig.Logging"]).modified_by(&["UpdateDistribution.DistributionConfig.Logging"]),
        /// What viewers get in place of an origin's errors.
        error_responses: BTreeSet<ErrorResponse> => created_by(&["DistributionConfigWithTags.DistributionConfig.CustomErrorResponses.Items"]).modified_by(&["UpdateDistribution.DistributionConfig.CustomErrorResponses.Items"]),
        /// Where it gets what it does not hold, by names of your own.
        origins: BTreeMap<String, Origin> => required().created_by(&["DistributionConfigWithTags.DistributionConfig.Origins.Items"]).modified_by(&["UpdateDistribution.DistributionConfig.Origins.Items"]),
        /// What is done with requests that none of `behaviors` is for.
        default_behavior: DefaultBehavior => required().created_by(&["DistributionConfigWithTags.DistributionConfig.DefaultCacheBehavior"]).modified_by(&["UpdateDistribution.DistributionConfig.DefaultCacheBehavior"]),
        /// What is done with requests for some paths. The first that fits is taken.
        behaviors: Vec<Behavior> => created_by(&["DistributionConfigWithTags.DistributionConfig.CacheBehaviors.Items"]).modified_by(&["UpdateDistribution.DistributionConfig.CacheBehaviors.Items"]),
        /// What it is for.
        comment: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(128)).created_by(&["DistributionConfigWithTags.DistributionConfig.Comment"]).modified_by(&["UpdateDistribution.DistributionConfig.Comment"]),
        /// Whether it serves viewers.
        enabled: bool => defaults_to(true).disrupts(Disruption::Downtime).created_by(&["DistributionConfigWithTags.DistributionConfig.Enabled"]).modified_by(&["UpdateDistribution.DistributionConfig.Enabled"]),
        /// Whether `scaffold` waits until every edge knows of it, after making and changing it. Kept in the tag
        /// `scaffold:wait`, so that a run that was stopped while it waited is seen by the next one.
        wait: bool => defaults_to(false).created_by(&["DistributionConfigWithTags.Tags"]).modified_by(&["TagResource.Tags", "UntagResource.TagKeys"]),
    }
    rules {
        Rule::OnlyWhere { attributes: &["aliases", "minimum_protocol"], attribute: "certificate", is: &[] },
    }
    outputs {
        /// Its id.
        id: String,
        /// ARN.
        arn: String,
        /// Its own name: `d111111abcdef8.cloudfront.net`.
        domain_name: String,
        /// The hosted zone of that name, for alias records.
        hosted_zone_id: String,
    }
    facts { Facts {
        identity: Identity::TagsAndToken,
        // A new one has another name, which viewers do not know.
        replace_disruption: Disruption::Downtime,
        delete_disruption: Disruption::Downtime,
        lifecycle: Lifecycle { creating: None, deleting: Some(("InProgress", 300)) },
        quota: Some(Quota { limit: 500, within: None, error: "TooManyDistributions" }),
        create_operation: "CreateDistributionWithTags",
        left_out: LEFT_OUT,
        ..crate::facts::FACTS
    } }
}

record! {
    /// Countries by their two letters (ISO 3166-1).
    pub struct GeoRestriction {
        /// Those whose viewers are served.
        allow: BTreeSet<String> => text(COUNTRY).created_by(&[".Items"]),
        /// Those whose viewers are not.
        deny: BTreeSet<String> => text(COUNTRY).created_by(&[".Items"]),
    }
    rules {
        Rule::ExactlyOneOf(&["allow", "deny"]),
    }
}

record! {
    /// Logs in a bucket, some minutes after requests (standard logging, legacy).
    pub struct Logging {
        /// The bucket's name with `.s3.amazonaws.com`. It must let CloudFront write by access control lists:
        /// object ownership `BucketOwnerPreferred` or `ObjectWriter`.
        bucket: String => required().text(TextRule::Described { words: "the domain name of a bucket: `logs.s3.amazonaws.com`", fits: is_bucket }).created_by(&[".Bucket"]),
        /// What names of logs begin with.
        prefix: Option<String> => text(TextRule::AtMost(256)).created_by(&[".Prefix"]),
        /// Whether cookies are logged, too.
        include_cookies: bool => defaults_to(false).created_by(&[".IncludeCookies"]),
    }
}

record! {
    /// What viewers get in place of an origin's error.
    pub struct ErrorResponse {
        /// The origin's status: 400, 403, 404, 405, 414, 416, 500, 501, 502, 503 or 504.
        status: i64 => required().between(400, 504).created_by(&[".ErrorCode"]),
        /// The status that viewers get. The origin's when it is not said.
        respond_with: Option<i64> => between(200, 504).created_by(&[".ResponseCode"]),
        /// The path of the page that they get.
        page: Option<String> => text(TextRule::Described { words: "a path that begins with `/`", fits: is_path }).created_by(&[".ResponsePagePath"]),
        /// Seconds for which the origin is not asked again.
        ttl_seconds: i64 => defaults_to(10).between(0, 31_536_000).created_by(&[".ErrorCachingMinTTL"]),
    }
    rules {
        Rule::Requires { attribute: "respond_with", is: &[], needs: &["page"] },
        Rule::Requires { attribute: "page", is: &[], needs: &["respond_with"] },
    }
}

choice! {
    /// The least of TLS.
    pub enum MinimumProtocol {
        /// SSL 3.0.
        Ssl3 = "SSLv3",
        /// TLS 1.0.
        Tls1 = "TLSv1",
        /// TLS 1.0, as of 2016.
        Tls1Of2016 = "TLSv1_2016",
        /// TLS 1.1, as of 2016.
        Tls11Of2016 = "TLSv1.1_2016",
        /// TLS 1.2, as of 2018.
        Tls12Of2018 = "TLSv1.2_2018",
        /// TLS 1.2, as of 2019.
        Tls12Of2019 = "TLSv1.2_2019",
        /// TLS 1.2, as of 2021.
        Tls12Of2021 = "TLSv1.2_2021",
        /// TLS 1.3, as of 2025.
        Tls13Of2025 = "TLSv1.3_2025",
        /// TLS 1.2, as of 2025.
        Tls12Of2025 = "TLSv1.2_2025",
    }
}

choice! {
    /// Where a distribution has edges.
    pub enum PriceClass {
        /// North America, Europe, Israel.
        Least = "PriceClass_100",
        /// Those, and most of Asia, the Middle East and Africa.
        Most = "PriceClass_200",
        /// Everywhere.
        All = "PriceClass_All",
    }
}

choice! {
    /// Versions of HTTP.
    pub enum HttpVersion {
        /// 1.1 alone.
        Http11 = "http1.1",
        /// 2, too.
        Http2 = "http2",
        /// 3, too.
        Http3 = "http3",
        /// 2 and 3, too.
        Http2And3 = "http2and3",
    }
}

const COUNTRY: TextRule =
    TextRule::Described { words: "two capital letters of a country: `DE`", fits: is_country };

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase())
}

fn is_certificate(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":acm:us-east-1:") && text.contains(":certificate/")
}

fn is_bucket(text: &str) -> bool {
    text.len() <= 128 && text.contains(".s3.") && text.contains(".amazonaws.com")
}

/// A host name in lower case; a star stands for its first word alone.
fn is_alias(text: &str) -> bool {
    is_host(text.strip_prefix("*.").unwrap_or(text))
        && text.len() <= 253
        && !text.contains(|c: char| c.is_ascii_uppercase())
}

fn is_object(text: &str) -> bool {
    (1..=255).contains(&text.len()) && !text.starts_with('/')
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.len() <= 4096
}
