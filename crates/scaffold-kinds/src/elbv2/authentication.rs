use std::collections::BTreeMap;

use scaffold_model::TextRule;

use crate::{choice, record};

record! {
    /// Let an OpenID Connect provider say who the user is.
    pub struct AuthenticateOidc {
        /// The provider's issuer, a URL.
        issuer: String => required().text(TextRule::Prefix("https://")).created_by(&[".Issuer"]),
        /// Where users sign in.
        authorization_endpoint: String => required().text(TextRule::Prefix("https://")).created_by(&[".AuthorizationEndpoint"]),
        /// Where tokens are given.
        token_endpoint: String => required().text(TextRule::Prefix("https://")).created_by(&[".TokenEndpoint"]),
        /// Where users are described.
        user_info_endpoint: String => required().text(TextRule::Prefix("https://")).created_by(&[".UserInfoEndpoint"]),
        /// The client's id at the provider.
        client_id: String => required().created_by(&[".ClientId"]),
        /// The client's secret at the provider, by the parameter that holds it. It is read when the
        /// call is made. Name a version (`/path:3`) to see another secret as a difference.
        client_secret: SecretParameter => required().created_by(&[".ClientSecret"]),
        /// Name of the session's cookie.
        session_cookie_name: String => defaults_to("AWSELBAuthSessionCookie").text(TextRule::AtMost(256)).created_by(&[".SessionCookieName"]),
        /// What the provider is asked to tell, words with spaces between.
        scope: String => defaults_to("openid").created_by(&[".Scope"]),
        /// Seconds for which a session holds.
        session_timeout_seconds: i64 => defaults_to(604_800).between(1, 604_800).created_by(&[".SessionTimeout"]),
        /// Further parameters of the sign-in, at most ten.
        extra_parameters: BTreeMap<String, String> => created_by(&[".AuthenticationRequestExtraParams"]),
        /// What is done with users who are not signed in.
        on_unauthenticated: OnUnauthenticated => defaults_to("authenticate").created_by(&[".OnUnauthenticatedRequest"]),
    }
}

record! {
    /// Let Amazon Cognito say who the user is.
    pub struct AuthenticateCognito {
        /// The user pool's ARN.
        user_pool: String => required().text(TextRule::Prefix("arn:")).created_by(&[".UserPoolArn"]),
        /// The client's id in the user pool.
        user_pool_client: String => required().created_by(&[".UserPoolClientId"]),
        /// The user pool's domain, or the beginning of it.
        user_pool_domain: String => required().created_by(&[".UserPoolDomain"]),
        /// Name of the session's cookie.
        session_cookie_name: String => defaults_to("AWSELBAuthSessionCookie").text(TextRule::AtMost(256)).created_by(&[".SessionCookieName"]),
        /// What Cognito is asked to tell, words with spaces between.
        scope: String => defaults_to("openid").created_by(&[".Scope"]),
        /// Seconds for which a session holds.
        session_timeout_seconds: i64 => defaults_to(604_800).between(1, 604_800).created_by(&[".SessionTimeout"]),
        /// Further parameters of the sign-in, at most ten.
        extra_parameters: BTreeMap<String, String> => created_by(&[".AuthenticationRequestExtraParams"]),
        /// What is done with users who are not signed in.
        on_unauthenticated: OnUnauthenticated => defaults_to("authenticate").created_by(&[".OnUnauthenticatedRequest"]),
    }
}

record! {
    /// Where a secret is kept.
    pub struct SecretParameter {
        /// Path of the parameter of Systems Manager, a version after `:` where it matters.
        parameter: String => required().text(TextRule::Described { words: "the path of a parameter, of at most 256 letters, digits and ._-/:", fits: is_parameter }),
    }
}

/// What fits in a tag too, in which the reference is kept.
fn is_parameter(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/:".contains(c))
}

choice! {
    /// What is done with users who are not signed in.
    pub enum OnUnauthenticated {
        /// They get 401.
        Deny = "deny",
        /// They pass.
        Allow = "allow",
        /// They are sent to sign in.
        Authenticate = "authenticate",
    }
}
