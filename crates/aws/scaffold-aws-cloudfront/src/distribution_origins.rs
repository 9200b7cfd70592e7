//! Origins between AWS's words and ours. What CloudFront keeps with an origin beyond our words stays.

use std::collections::BTreeMap;

use aws_sdk_cloudfront::types::{
    CustomHeaders, CustomOriginConfig, IpAddressType, Origin as SdkOrigin, OriginCustomHeader,
    OriginProtocolPolicy, OriginShield, OriginSslProtocols, Origins, S3OriginConfig,
    SslProtocol as SdkProtocol,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_kinds::cloudfront::{CustomOrigin, Origin, OriginIpAddressType, OriginProtocol};
use scaffold_kinds::{Choice, Ref};

use crate::words::{choice, choices, count, int, said};

/// Origins as calls take them, over those that are there.
pub(crate) fn sdk_origins(
    wanted: &BTreeMap<String, Origin>,
    there: Option<&Origins>,
) -> Result<Origins, BuildError> {
    let there = there.map(|there| there.items()).unwrap_or_default();
    let each =
        wanted.iter().map(|(id, origin)| sdk_origin(id, origin, there.iter().find(|known| known.id == *id)));
    let items = each.collect::<Result<Vec<SdkOrigin>, BuildError>>()?;
    Origins::builder().quantity(count(items.len())).set_items(Some(items)).build()
}

fn sdk_origin(id: &str, wanted: &Origin, there: Option<&SdkOrigin>) -> Result<SdkOrigin, BuildError> {
    let mut origin = match there {
        Some(there) => there.clone(),
        None => SdkOrigin::builder().id(id).domain_name(&wanted.domain).build()?,
    };
    origin.domain_name.clone_from(&wanted.domain);
    origin.origin_path = Some(wanted.path.clone().unwrap_or_default());
    origin.custom_headers = Some(sdk_headers(&wanted.headers)?);
    origin.connection_attempts = Some(int(wanted.connection_attempts));
    origin.connection_timeout = Some(int(wanted.connect_timeout_seconds));
    origin.response_completion_timeout = wanted.completion_timeout_seconds.map(int);
    let control = wanted.access_control.as_ref().map(|control| control.0.clone());
    origin.origin_access_control_id = Some(control.unwrap_or_default());
    let shield = OriginShield::builder().enabled(wanted.shield_region.is_some());
    origin.origin_shield = Some(shield.set_origin_shield_region(wanted.shield_region.clone()).build()?);
    match &wanted.custom {
        Some(custom) => {
            origin.custom_origin_config = Some(sdk_custom(custom, origin.custom_origin_config.take())?);
            origin.s3_origin_config = None;
        }
        None => {
            origin.custom_origin_config = None;
            // An origin within a VPC, which somebody else made, is left as it is.
            if origin.s3_origin_config.is_none() && origin.vpc_origin_config.is_none() {
                origin.s3_origin_config = Some(S3OriginConfig::builder().origin_access_identity("").build());
            }
            // CloudFront refuses an identity, which came first, beside what signs.
            if let Some(config) = origin.s3_origin_config.as_mut().filter(|_| wanted.access_control.is_some())
            {
                config.origin_access_identity.clear();
            }
        }
    }
    Ok(origin)
}

fn sdk_headers(headers: &BTreeMap<String, String>) -> Result<CustomHeaders, BuildError> {
    let each = headers
        .iter()
        .map(|(name, value)| OriginCustomHeader::builder().header_name(name).header_value(value).build());
    let items = each.collect::<Result<Vec<_>, BuildError>>()?;
    CustomHeaders::builder().quantity(count(items.len())).set_items(crate::words::items(items)).build()
}

fn sdk_custom(
    wanted: &CustomOrigin,
    there: Option<CustomOriginConfig>,
) -> Result<CustomOriginConfig, BuildError> {
    let protocols: Vec<SdkProtocol> =
        wanted.ssl_protocols.iter().map(|protocol| SdkProtocol::from(protocol.word())).collect();
    let protocols = OriginSslProtocols::builder().quantity(count(protocols.len())).set_items(Some(protocols));
    CustomOriginConfig::builder()
        .http_port(int(wanted.http_port))
        .https_port(int(wanted.https_port))
        .origin_protocol_policy(OriginProtocolPolicy::from(wanted.protocol.word()))
        .origin_ssl_protocols(protocols.build()?)
        .origin_read_timeout(int(wanted.read_timeout_seconds))
        .origin_keepalive_timeout(int(wanted.keepalive_timeout_seconds))
        .ip_address_type(IpAddressType::from(wanted.ip_address_type.word()))
        .set_origin_mtls_config(there.and_then(|there| there.origin_mtls_config))
        .build()
}

/// As answers tell them.
pub(crate) fn origins(there: Option<&Origins>) -> BTreeMap<String, Origin> {
    let there = there.map(|there| there.items()).unwrap_or_default();
    there.iter().map(|known| (known.id.clone(), origin(known))).collect()
}

fn origin(known: &SdkOrigin) -> Origin {
    let headers = known.custom_headers().map(|headers| headers.items()).unwrap_or_default();
    let shield = known.origin_shield().filter(|shield| shield.enabled);
    Origin {
        domain: known.domain_name.clone(),
        path: said(known.origin_path()),
        headers: headers.iter().map(|it| (it.header_name.clone(), it.header_value.clone())).collect(),
        access_control: said(known.origin_access_control_id()).map(Ref),
        custom: known.custom_origin_config().map(custom),
        connection_attempts: i64::from(known.connection_attempts.unwrap_or(3)),
        connect_timeout_seconds: i64::from(known.connection_timeout.unwrap_or(10)),
        completion_timeout_seconds: known.response_completion_timeout.map(i64::from),
        shield_region: shield.and_then(|shield| said(shield.origin_shield_region())),
    }
}

fn custom(known: &CustomOriginConfig) -> CustomOrigin {
    let protocols = known.origin_ssl_protocols().map(|protocols| protocols.items()).unwrap_or_default();
    let family = known.ip_address_type.as_ref().map_or("ipv4", IpAddressType::as_str);
    CustomOrigin {
        protocol: choice(known.origin_protocol_policy.as_str(), OriginProtocol::HttpsOnly),
        http_port: i64::from(known.http_port),
        https_port: i64::from(known.https_port),
        ssl_protocols: choices(protocols.iter().map(SdkProtocol::as_str)),
        read_timeout_seconds: i64::from(known.origin_read_timeout.unwrap_or(30)),
        keepalive_timeout_seconds: i64::from(known.origin_keepalive_timeout.unwrap_or(5)),
        ip_address_type: choice(family, OriginIpAddressType::Ipv4),
    }
}
