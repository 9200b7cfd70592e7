//! A response headers policy between AWS's words and ours.

use std::collections::BTreeSet;

use aws_sdk_cloudfront::types::{
    FrameOptionsList, ReferrerPolicyList, ResponseHeadersPolicyAccessControlAllowHeaders as AllowHeaders,
    ResponseHeadersPolicyAccessControlAllowMethods as AllowMethods,
    ResponseHeadersPolicyAccessControlAllowMethodsValues as AllowMethod,
    ResponseHeadersPolicyAccessControlAllowOrigins as AllowOrigins,
    ResponseHeadersPolicyAccessControlExposeHeaders as ExposeHeaders, ResponseHeadersPolicyConfig,
    ResponseHeadersPolicyContentSecurityPolicy, ResponseHeadersPolicyContentTypeOptions,
    ResponseHeadersPolicyCorsConfig, ResponseHeadersPolicyCustomHeader,
    ResponseHeadersPolicyCustomHeadersConfig, ResponseHeadersPolicyFrameOptions,
    ResponseHeadersPolicyReferrerPolicy, ResponseHeadersPolicyRemoveHeader,
    ResponseHeadersPolicyRemoveHeadersConfig, ResponseHeadersPolicySecurityHeadersConfig as SdkSecurity,
    ResponseHeadersPolicyServerTimingHeadersConfig, ResponseHeadersPolicyStrictTransportSecurity,
    ResponseHeadersPolicyXssProtection, builders::ResponseHeadersPolicyConfigBuilder,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_kinds::cloudfront::{
    ContentSecurityPolicy, ContentTypeOptions, Cors, CustomHeader, FrameOption, FrameOptions, ReferrerPolicy,
    ReferrerPolicyValue, ResponseHeadersPolicy, SecurityHeaders, ServerTiming, StrictTransportSecurity,
    XssProtection,
};
use scaffold_kinds::{Choice, Decimal};

use crate::words::{choice, choices, count, int, said};

/// As calls take it, but for name and comment.
pub(crate) fn sdk_config(
    policy: &ResponseHeadersPolicy,
) -> Result<ResponseHeadersPolicyConfigBuilder, BuildError> {
    let ResponseHeadersPolicy { cors, security, server_timing, custom_headers, remove_headers } = policy;
    let mut config = ResponseHeadersPolicyConfig::builder()
        .set_cors_config(cors.as_ref().map(sdk_cors).transpose()?)
        .set_security_headers_config(security.as_ref().map(sdk_security).transpose()?);
    if let Some(ServerTiming { sampling_rate: Decimal(rate) }) = server_timing {
        let timing =
            ResponseHeadersPolicyServerTimingHeadersConfig::builder().enabled(true).sampling_rate(*rate);
        config = config.server_timing_headers_config(timing.build()?);
    }
    if !custom_headers.is_empty() {
        let each = custom_headers.iter().map(|(name, CustomHeader { value, r#override })| {
            ResponseHeadersPolicyCustomHeader::builder()
                .header(name)
                .value(value)
                .r#override(*r#override)
                .build()
        });
        let headers = ResponseHeadersPolicyCustomHeadersConfig::builder()
            .quantity(count(custom_headers.len()))
            .set_items(Some(each.collect::<Result<_, _>>()?));
        config = config.custom_headers_config(headers.build()?);
    }
    if !remove_headers.is_empty() {
        let each = remove_headers
            .iter()
            .map(|name| ResponseHeadersPolicyRemoveHeader::builder().header(name).build());
        let headers = ResponseHeadersPolicyRemoveHeadersConfig::builder()
            .quantity(count(remove_headers.len()))
            .set_items(Some(each.collect::<Result<_, _>>()?));
        config = config.remove_headers_config(headers.build()?);
    }
    Ok(config)
}

fn texts(set: &BTreeSet<String>) -> (i32, Option<Vec<String>>) {
    (count(set.len()), Some(set.iter().cloned().collect()))
}

fn sdk_cors(cors: &Cors) -> Result<ResponseHeadersPolicyCorsConfig, BuildError> {
    let (origins, headers) = (texts(&cors.allow_origins), texts(&cors.allow_headers));
    let methods = cors.allow_methods.iter().map(|method| AllowMethod::from(method.word())).collect();
    let mut config = ResponseHeadersPolicyCorsConfig::builder()
        .access_control_allow_origins(
            AllowOrigins::builder().quantity(origins.0).set_items(origins.1).build()?,
        )
        .access_control_allow_headers(
            AllowHeaders::builder().quantity(headers.0).set_items(headers.1).build()?,
        )
        .access_control_allow_methods(
            AllowMethods::builder()
                .quantity(count(cors.allow_methods.len()))
                .set_items(Some(methods))
                .build()?,
        )
        .access_control_allow_credentials(cors.allow_credentials)
        .set_access_control_max_age_sec(cors.max_age_seconds.map(int))
        .origin_override(cors.r#override);
    if !cors.expose_headers.is_empty() {
        let (quantity, items) = texts(&cors.expose_headers);
        let exposed = ExposeHeaders::builder().quantity(quantity).set_items(items);
        config = config.access_control_expose_headers(exposed.build()?);
    }
    config.build()
}

fn sdk_security(security: &SecurityHeaders) -> Result<SdkSecurity, BuildError> {
    let SecurityHeaders {
        content_security_policy,
        content_type_options,
        frame_options,
        referrer_policy,
        strict_transport_security,
        xss_protection,
    } = security;
    let content = content_security_policy.as_ref().map(|it| {
        let policy = ResponseHeadersPolicyContentSecurityPolicy::builder().r#override(it.r#override);
        policy.content_security_policy(&it.value).build()
    });
    let types = content_type_options
        .as_ref()
        .map(|it| ResponseHeadersPolicyContentTypeOptions::builder().r#override(it.r#override).build());
    let frames = frame_options.as_ref().map(|it| {
        let options = ResponseHeadersPolicyFrameOptions::builder().r#override(it.r#override);
        options.frame_option(FrameOptionsList::from(it.value.word())).build()
    });
    let referrer = referrer_policy.as_ref().map(|it| {
        let policy = ResponseHeadersPolicyReferrerPolicy::builder().r#override(it.r#override);
        policy.referrer_policy(ReferrerPolicyList::from(it.value.word())).build()
    });
    let transport = strict_transport_security.as_ref().map(|it| {
        ResponseHeadersPolicyStrictTransportSecurity::builder()
            .r#override(it.r#override)
            .access_control_max_age_sec(int(it.max_age_seconds))
            .include_subdomains(it.include_subdomains)
            .preload(it.preload)
            .build()
    });
    let scripts = xss_protection.as_ref().map(|it| {
        ResponseHeadersPolicyXssProtection::builder()
            .r#override(it.r#override)
            .protection(it.protection)
            .mode_block(it.mode_block)
            .set_report_uri(it.report_uri.clone())
            .build()
    });
    Ok(SdkSecurity::builder()
        .set_content_security_policy(content.transpose()?)
        .set_content_type_options(types.transpose()?)
        .set_frame_options(frames.transpose()?)
        .set_referrer_policy(referrer.transpose()?)
        .set_strict_transport_security(transport.transpose()?)
        .set_xss_protection(scripts.transpose()?)
        .build())
}

/// As answers tell it.
pub(crate) fn attributes(config: &ResponseHeadersPolicyConfig) -> ResponseHeadersPolicy {
    let timing = config.server_timing_headers_config().filter(|timing| timing.enabled);
    let custom = config.custom_headers_config().map(|custom| custom.items()).unwrap_or_default();
    let removed = config.remove_headers_config().map(|removed| removed.items()).unwrap_or_default();
    ResponseHeadersPolicy {
        cors: config.cors_config().map(cors),
        security: config.security_headers_config().and_then(security),
        server_timing: timing
            .map(|timing| ServerTiming { sampling_rate: Decimal(timing.sampling_rate.unwrap_or_default()) }),
        custom_headers: custom
            .iter()
            .map(|it| {
                (it.header.clone(), CustomHeader { value: it.value.clone(), r#override: it.r#override })
            })
            .collect(),
        remove_headers: removed.iter().map(|it| it.header.clone()).collect(),
    }
}

fn cors(config: &ResponseHeadersPolicyCorsConfig) -> Cors {
    let origins = config.access_control_allow_origins().map(|it| it.items()).unwrap_or_default();
    let headers = config.access_control_allow_headers().map(|it| it.items()).unwrap_or_default();
    let methods = config.access_control_allow_methods().map(|it| it.items()).unwrap_or_default();
    let exposed = config.access_control_expose_headers().map(|it| it.items()).unwrap_or_default();
    Cors {
        allow_origins: origins.iter().cloned().collect(),
        allow_headers: headers.iter().cloned().collect(),
        allow_methods: choices(methods.iter().map(AllowMethod::as_str)),
        allow_credentials: config.access_control_allow_credentials,
        expose_headers: exposed.iter().cloned().collect(),
        max_age_seconds: config.access_control_max_age_sec.map(i64::from),
        r#override: config.origin_override,
    }
}

/// None where nothing in it is said.
fn security(config: &SdkSecurity) -> Option<SecurityHeaders> {
    let headers = SecurityHeaders {
        content_security_policy: config.content_security_policy().map(|it| ContentSecurityPolicy {
            value: it.content_security_policy.clone(),
            r#override: it.r#override,
        }),
        content_type_options: config
            .content_type_options()
            .map(|it| ContentTypeOptions { r#override: it.r#override }),
        frame_options: config.frame_options().map(|it| FrameOptions {
            value: choice(it.frame_option.as_str(), FrameOption::Deny),
            r#override: it.r#override,
        }),
        referrer_policy: config.referrer_policy().map(|it| ReferrerPolicy {
            value: choice(it.referrer_policy.as_str(), ReferrerPolicyValue::NoReferrer),
            r#override: it.r#override,
        }),
        strict_transport_security: config.strict_transport_security().map(|it| StrictTransportSecurity {
            max_age_seconds: i64::from(it.access_control_max_age_sec),
            include_subdomains: it.include_subdomains.unwrap_or_default(),
            preload: it.preload.unwrap_or_default(),
            r#override: it.r#override,
        }),
        xss_protection: config.xss_protection().map(|it| XssProtection {
            protection: it.protection,
            mode_block: it.mode_block.unwrap_or_default(),
            report_uri: said(it.report_uri.as_deref()),
            r#override: it.r#override,
        }),
    };
    let SecurityHeaders {
        content_security_policy: None,
        content_type_options: None,
        frame_options: None,
        referrer_policy: None,
        strict_transport_security: None,
        xss_protection: None,
    } = headers
    else {
        return Some(headers);
    };
    None
}
