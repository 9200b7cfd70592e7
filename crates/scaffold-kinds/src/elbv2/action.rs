use std::collections::BTreeSet;

use scaffold_model::{Rule, TextRule};

use super::{AuthenticateCognito, AuthenticateOidc};
use crate::{Ref, choice, record};

record! {
    /// What is done with a request: one of these. Where there are several, those that authenticate
    /// come before the one that answers.
    pub struct Action {
        /// Send it to targets.
        forward: Option<Forward> => created_by(&[".ForwardConfig"]),
        /// Tell the client to ask elsewhere.
        redirect: Option<Redirect> => created_by(&[".RedirectConfig"]),
        /// Answer it.
        fixed_response: Option<FixedResponse> => created_by(&[".FixedResponseConfig"]),
        /// Let an OpenID Connect provider say who the user is. HTTPS listeners only.
        authenticate_oidc: Option<AuthenticateOidc> => created_by(&[".AuthenticateOidcConfig"]),
        /// Let Amazon Cognito say who the user is. HTTPS listeners only.
        authenticate_cognito: Option<AuthenticateCognito> => created_by(&[".AuthenticateCognitoConfig"]),
    }
    rules {
        Rule::ExactlyOneOf(&["forward", "redirect", "fixed_response", "authenticate_oidc", "authenticate_cognito"]),
    }
}

record! {
    /// Send requests to targets.
    pub struct Forward {
        /// Target groups, and how much each gets.
        target_groups: BTreeSet<WeightedTargetGroup> => required().created_by(&[".TargetGroups"]),
        /// Seconds for which a client stays with a target group. Each request is decided anew when it
        /// is not said.
        stickiness_seconds: Option<i64> => between(1, 604_800).created_by(&[".TargetGroupStickinessConfig.DurationSeconds"]),
    }
}

record! {
    /// A target group's share.
    pub struct WeightedTargetGroup {
        /// The target group.
        target_group: Ref => required().refers_to("elbv2.target_group").created_by(&[".TargetGroupArn"]),
        /// Its weight beside the others': 0 to 999.
        weight: i64 => defaults_to(1).between(0, 999).created_by(&[".Weight"]),
    }
}

record! {
    /// Tell the client to ask elsewhere. What is not said stays as the client asked.
    pub struct Redirect {
        /// `HTTP`, `HTTPS` or `#{protocol}`.
        protocol: String => defaults_to("#{protocol}").text(TextRule::Described { words: "`HTTP`, `HTTPS` or `#{protocol}`", fits: is_protocol }).created_by(&[".Protocol"]),
        /// Port, as text.
        port: String => defaults_to("#{port}").text(TextRule::Described { words: "a port as text, or `#{port}`", fits: is_port }).created_by(&[".Port"]),
        /// Host.
        host: String => defaults_to("#{host}").text(TextRule::AtMost(128)).created_by(&[".Host"]),
        /// Path, with its leading `/`.
        path: String => defaults_to("/#{path}").text(TextRule::Described { words: "a path of at most 128 characters that begins with `/`", fits: is_path }).created_by(&[".Path"]),
        /// Query, without its leading `?`.
        query: String => defaults_to("#{query}").text(TextRule::Described { words: "a query of at most 128 characters", fits: is_query }).created_by(&[".Query"]),
        /// Whether it is for good (`HTTP_301`) or for a while (`HTTP_302`).
        status_code: RedirectStatus => defaults_to("HTTP_301").created_by(&[".StatusCode"]),
    }
}

record! {
    /// Answer requests without asking a target.
    pub struct FixedResponse {
        /// Status: 2xx, 4xx or 5xx.
        status_code: i64 => required().between(200, 599).created_by(&[".StatusCode"]),
        /// What the body is.
        content_type: ContentType => defaults_to("text/plain").created_by(&[".ContentType"]),
        /// The body, at most 1024 characters.
        message_body: Option<String> => text(TextRule::AtMost(1024)).created_by(&[".MessageBody"]),
    }
}

fn is_protocol(text: &str) -> bool {
    matches!(text, "HTTP" | "HTTPS" | "#{protocol}")
}

fn is_port(text: &str) -> bool {
    text == "#{port}" || text.parse::<u16>().is_ok_and(|port| port > 0 && text == port.to_string())
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.chars().count() <= 128
}

fn is_query(text: &str) -> bool {
    text.chars().count() <= 128
}

choice! {
    /// How long a redirection holds.
    pub enum RedirectStatus {
        /// For good.
        Permanent = "HTTP_301",
        /// For a while.
        Temporary = "HTTP_302",
    }
}

choice! {
    /// What a body is.
    pub enum ContentType {
        /// Plain text.
        Plain = "text/plain",
        /// CSS.
        Css = "text/css",
        /// HTML.
        Html = "text/html",
        /// JavaScript.
        JavaScript = "application/javascript",
        /// JSON.
        Json = "application/json",
    }
}
