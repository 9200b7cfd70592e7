//! A distribution's configuration between AWS's words and ours: changing it sets what changes, and leaves
//! the rest that CloudFront keeps there as it is.

use std::collections::BTreeSet;

use aws_sdk_cloudfront::types::{
    Aliases, CustomErrorResponse, CustomErrorResponses, DistributionConfig, GeoRestriction as SdkGeo,
    GeoRestrictionType, HttpVersion as SdkHttpVersion, LoggingConfig, MinimumProtocolVersion,
    PriceClass as SdkPriceClass, Restrictions, SslSupportMethod, ViewerCertificate,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_kinds::Choice;
use scaffold_kinds::cloudfront::{
    Distribution, ErrorResponse, GeoRestriction, HttpVersion, Logging, MinimumProtocol, PriceClass,
};

use crate::distribution_behaviors::{behaviors, default_behavior, sdk_behaviors, sdk_default};
use crate::distribution_origins::{origins, sdk_origins};
use crate::words::{choice, count, int, items, said};

/// A new one's, with everything that is wanted.
pub(crate) fn new(wanted: &Distribution, caller_reference: &str) -> Result<DistributionConfig, BuildError> {
    let mut config = DistributionConfig::builder()
        .caller_reference(caller_reference)
        .origins(sdk_origins(&wanted.origins, None)?)
        .default_cache_behavior(sdk_default(&wanted.default_behavior, None)?)
        .comment(&wanted.comment)
        .enabled(wanted.enabled)
        .build()?;
    for attribute in ATTRIBUTES {
        put(&mut config, attribute, wanted)?;
    }
    Ok(config)
}

const ATTRIBUTES: &[&str] = &[
    "aliases",
    "certificate",
    "price_class",
    "http_version",
    "ipv6",
    "default_root_object",
    "web_acl",
    "geo_restriction",
    "logging",
    "error_responses",
    "behaviors",
];

/// Sets one attribute. What is no part of the configuration is left to others.
pub(crate) fn put(
    config: &mut DistributionConfig,
    attribute: &str,
    wanted: &Distribution,
) -> Result<(), BuildError> {
    match attribute {
        "aliases" => {
            let names = items(wanted.aliases.iter().cloned().collect());
            config.aliases =
                Some(Aliases::builder().quantity(count(wanted.aliases.len())).set_items(names).build()?);
        }
        "certificate" | "minimum_protocol" => {
            config.viewer_certificate = Some(sdk_certificate(wanted, config.viewer_certificate.as_ref()))
        }
        "price_class" => config.price_class = Some(SdkPriceClass::from(wanted.price_class.word())),
        "http_version" => config.http_version = Some(SdkHttpVersion::from(wanted.http_version.word())),
        "ipv6" => config.is_ipv6_enabled = Some(wanted.ipv6),
        "default_root_object" => {
            config.default_root_object = Some(wanted.default_root_object.clone().unwrap_or_default());
        }
        "web_acl" => config.web_acl_id = Some(wanted.web_acl.clone().unwrap_or_default()),
        "geo_restriction" => {
            let geo = sdk_geo(wanted.geo_restriction.as_ref())?;
            config.restrictions = Some(Restrictions::builder().geo_restriction(geo).build());
        }
        "logging" => config.logging = Some(sdk_logging(wanted.logging.as_ref())),
        "error_responses" => config.custom_error_responses = Some(sdk_errors(&wanted.error_responses)?),
        "origins" => config.origins = Some(sdk_origins(&wanted.origins, config.origins.as_ref())?),
        "default_behavior" => {
            let there = config.default_cache_behavior.take();
            config.default_cache_behavior = Some(sdk_default(&wanted.default_behavior, there)?);
        }
        "behaviors" => {
            config.cache_behaviors = Some(sdk_behaviors(&wanted.behaviors, config.cache_behaviors.as_ref())?);
        }
        "comment" => config.comment.clone_from(&wanted.comment),
        "enabled" => config.enabled = wanted.enabled,
        _ => {}
    }
    Ok(())
}

/// How viewers are told apart who want it stays as it is: by addresses of one's own, which cost, or by the name.
fn sdk_certificate(wanted: &Distribution, there: Option<&ViewerCertificate>) -> ViewerCertificate {
    let Some(arn) = &wanted.certificate else {
        return ViewerCertificate::builder().cloud_front_default_certificate(true).build();
    };
    let least = wanted.minimum_protocol.unwrap_or(MinimumProtocol::Tls12Of2021);
    let method = there.filter(|there| there.cloud_front_default_certificate != Some(true));
    let method = method.and_then(ViewerCertificate::ssl_support_method);
    ViewerCertificate::builder()
        .cloud_front_default_certificate(false)
        .acm_certificate_arn(arn)
        .ssl_support_method(method.cloned().unwrap_or(SslSupportMethod::SniOnly))
        .minimum_protocol_version(MinimumProtocolVersion::from(least.word()))
        .build()
}

fn sdk_geo(wanted: Option<&GeoRestriction>) -> Result<SdkGeo, BuildError> {
    let (kind, countries) = match wanted {
        None => (GeoRestrictionType::None, None),
        Some(GeoRestriction { allow, .. }) if !allow.is_empty() => {
            (GeoRestrictionType::Whitelist, Some(allow))
        }
        Some(GeoRestriction { deny, .. }) => (GeoRestrictionType::Blacklist, Some(deny)),
    };
    let countries: Vec<String> = countries.into_iter().flatten().cloned().collect();
    SdkGeo::builder()
        .restriction_type(kind)
        .quantity(count(countries.len()))
        .set_items(items(countries))
        .build()
}

fn sdk_logging(wanted: Option<&Logging>) -> LoggingConfig {
    let logging = LoggingConfig::builder().enabled(wanted.is_some());
    let (bucket, prefix) = wanted.map(|it| (it.bucket.clone(), it.prefix.clone())).unwrap_or_default();
    logging
        .include_cookies(wanted.is_some_and(|wanted| wanted.include_cookies))
        .bucket(bucket)
        .prefix(prefix.unwrap_or_default())
        .build()
}

fn sdk_errors(wanted: &BTreeSet<ErrorResponse>) -> Result<CustomErrorResponses, BuildError> {
    let each = wanted.iter().map(|error| {
        CustomErrorResponse::builder()
            .error_code(int(error.status))
            .set_response_code(Some(error.respond_with.map(|code| code.to_string()).unwrap_or_default()))
            .set_response_page_path(Some(error.page.clone().unwrap_or_default()))
            .error_caching_min_ttl(error.ttl_seconds)
            .build()
    });
    let errors = each.collect::<Result<Vec<CustomErrorResponse>, BuildError>>()?;
    CustomErrorResponses::builder().quantity(count(errors.len())).set_items(items(errors)).build()
}

/// As answers tell it. `wait` stands in a tag.
pub(crate) fn attributes(config: &DistributionConfig, wait: bool) -> Option<Distribution> {
    let certificate = config.viewer_certificate();
    let arn = certificate.and_then(|certificate| said(certificate.acm_certificate_arn()));
    let least = certificate.and_then(|certificate| certificate.minimum_protocol_version());
    let least = least.filter(|_| arn.is_some());
    let geo = config.restrictions().and_then(|restrictions| restrictions.geo_restriction());
    let errors = config.custom_error_responses().map(|errors| errors.items()).unwrap_or_default();
    Some(Distribution {
        aliases: config.aliases().map(|it| it.items().iter().cloned().collect()).unwrap_or_default(),
        minimum_protocol: least.and_then(|least| MinimumProtocol::from_word(least.as_str())),
        certificate: arn,
        price_class: choice(config.price_class().map_or("", SdkPriceClass::as_str), PriceClass::All),
        http_version: choice(config.http_version().map_or("", SdkHttpVersion::as_str), HttpVersion::Http2),
        ipv6: config.is_ipv6_enabled.unwrap_or_default(),
        default_root_object: said(config.default_root_object()),
        web_acl: said(config.web_acl_id()),
        geo_restriction: geo.and_then(geo_restriction),
        logging: config.logging().filter(|logging| logging.enabled).map(|logging| Logging {
            bucket: logging.bucket.clone(),
            prefix: said(Some(&logging.prefix)),
            include_cookies: logging.include_cookies,
        }),
        error_responses: errors.iter().map(error_response).collect(),
        origins: origins(config.origins()),
        default_behavior: default_behavior(config.default_cache_behavior()?),
        behaviors: behaviors(config.cache_behaviors()),
        comment: config.comment.clone(),
        enabled: config.enabled,
        wait,
    })
}

fn geo_restriction(known: &SdkGeo) -> Option<GeoRestriction> {
    let countries: BTreeSet<String> = known.items().iter().cloned().collect();
    match known.restriction_type {
        GeoRestrictionType::Whitelist => Some(GeoRestriction { allow: countries, deny: BTreeSet::new() }),
        GeoRestrictionType::Blacklist => Some(GeoRestriction { allow: BTreeSet::new(), deny: countries }),
        _ => None,
    }
}

fn error_response(known: &CustomErrorResponse) -> ErrorResponse {
    ErrorResponse {
        status: i64::from(known.error_code),
        respond_with: known.response_code().and_then(|code| code.parse().ok()),
        page: said(known.response_page_path()),
        ttl_seconds: known.error_caching_min_ttl.unwrap_or(10),
    }
}
