use std::collections::BTreeSet;

use scaffold_model::{Rule, TextRule};

use crate::{Decimal, choice, record};

record! {
    /// What pages of other origins may do.
    pub struct Cors {
        /// Origins that may: `https://shop.example.com`, or `*`.
        allow_origins: BTreeSet<String> => required().text(TextRule::AtMost(512)).created_by(&[".AccessControlAllowOrigins"]),
        /// Headers that they may send; `*` for all.
        allow_headers: BTreeSet<String> => required().text(TextRule::AtMost(256)).created_by(&[".AccessControlAllowHeaders"]),
        /// Methods that they may use; `ALL` for all.
        allow_methods: BTreeSet<CorsMethod> => required().created_by(&[".AccessControlAllowMethods"]),
        /// Whether cookies go along.
        allow_credentials: bool => defaults_to(false).created_by(&[".AccessControlAllowCredentials"]),
        /// Headers of answers that they may read.
        expose_headers: BTreeSet<String> => text(TextRule::AtMost(256)).created_by(&[".AccessControlExposeHeaders"]),
        /// Seconds for which browsers remember the answer to what they ask first.
        max_age_seconds: Option<i64> => between(0, 86_400_000).created_by(&[".AccessControlMaxAgeSec"]),
        /// Whether the origin's own headers are replaced.
        r#override: bool => defaults_to(true).created_by(&[".OriginOverride"]),
    }
}

record! {
    /// Headers that tell browsers to be careful.
    pub struct SecurityHeaders {
        /// `Content-Security-Policy`.
        content_security_policy: Option<ContentSecurityPolicy> => created_by(&[".ContentSecurityPolicy"]),
        /// `X-Content-Type-Options: nosniff`.
        content_type_options: Option<ContentTypeOptions> => created_by(&[".ContentTypeOptions"]),
        /// `X-Frame-Options`.
        frame_options: Option<FrameOptions> => created_by(&[".FrameOptions"]),
        /// `Referrer-Policy`.
        referrer_policy: Option<ReferrerPolicy> => created_by(&[".ReferrerPolicy"]),
        /// `Strict-Transport-Security`.
        strict_transport_security: Option<StrictTransportSecurity> => created_by(&[".StrictTransportSecurity"]),
        /// `X-XSS-Protection`.
        xss_protection: Option<XssProtection> => created_by(&[".XSSProtection"]),
    }
}

record! {
    /// `Content-Security-Policy`.
    pub struct ContentSecurityPolicy {
        /// Its value: `default-src 'self'`.
        value: String => required().text(TextRule::AtMost(1783)).created_by(&[".ContentSecurityPolicy"]),
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
}

record! {
    /// `X-Content-Type-Options: nosniff`.
    pub struct ContentTypeOptions {
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
}

record! {
    /// `X-Frame-Options`.
    pub struct FrameOptions {
        /// Its value.
        value: FrameOption => required().created_by(&[".FrameOption"]),
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
}

record! {
    /// `Referrer-Policy`.
    pub struct ReferrerPolicy {
        /// Its value.
        value: ReferrerPolicyValue => required().created_by(&[".ReferrerPolicy"]),
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
}

record! {
    /// `Strict-Transport-Security`.
    pub struct StrictTransportSecurity {
        /// Seconds for which browsers come by HTTPS alone.
        max_age_seconds: i64 => required().between(0, 3_153_600_000).created_by(&[".AccessControlMaxAgeSec"]),
        /// Whether to names below, too.
        include_subdomains: bool => defaults_to(false).created_by(&[".IncludeSubdomains"]),
        /// Whether browsers may know it before they ever came.
        preload: bool => defaults_to(false).created_by(&[".Preload"]),
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
}

record! {
    /// `X-XSS-Protection`.
    pub struct XssProtection {
        /// Whether browsers filter.
        protection: bool => required().created_by(&[".Protection"]),
        /// Whether they show nothing at all where they find something.
        mode_block: bool => defaults_to(false).created_by(&[".ModeBlock"]),
        /// Where they tell of it.
        report_uri: Option<String> => text(TextRule::AtMost(2048)).created_by(&[".ReportUri"]),
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
    rules {
        Rule::AtMostOneOf(&["mode_block", "report_uri"]),
    }
}

record! {
    /// Some answers tell how they came about.
    pub struct ServerTiming {
        /// How many of a hundred, with up to four decimals.
        sampling_rate: Decimal => required().created_by(&[".SamplingRate"]),
    }
}

record! {
    /// A header of your own.
    pub struct CustomHeader {
        /// Its value.
        value: String => required().text(TextRule::AtMost(1783)).created_by(&[".Value"]),
        /// Whether the origin's own is replaced.
        r#override: bool => defaults_to(true).created_by(&[".Override"]),
    }
}

choice! {
    /// Methods of HTTP.
    pub enum CorsMethod {
        /// Reads.
        Get = "GET",
        /// Sends.
        Post = "POST",
        /// Asks what can be done.
        Options = "OPTIONS",
        /// Puts.
        Put = "PUT",
        /// Deletes.
        Delete = "DELETE",
        /// Changes.
        Patch = "PATCH",
        /// Reads headers.
        Head = "HEAD",
        /// All of them.
        All = "ALL",
    }
}

choice! {
    /// Who may show a page in a frame.
    pub enum FrameOption {
        /// Nobody.
        Deny = "DENY",
        /// Pages of the same origin.
        SameOrigin = "SAMEORIGIN",
    }
}

choice! {
    /// What other pages learn of where a viewer comes from.
    pub enum ReferrerPolicyValue {
        /// Nothing.
        NoReferrer = "no-referrer",
        /// All, unless they are less safe.
        NoReferrerWhenDowngrade = "no-referrer-when-downgrade",
        /// The origin.
        Origin = "origin",
        /// All within the origin, else the origin.
        OriginWhenCrossOrigin = "origin-when-cross-origin",
        /// All within the origin, else nothing.
        SameOrigin = "same-origin",
        /// The origin, unless they are less safe.
        StrictOrigin = "strict-origin",
        /// All within the origin, else the origin, unless they are less safe.
        StrictOriginWhenCrossOrigin = "strict-origin-when-cross-origin",
        /// All.
        UnsafeUrl = "unsafe-url",
    }
}
