//! What is done with requests, as AWS's answers say it.

use aws_sdk_elasticloadbalancingv2::types::{
    Action, AuthenticateCognitoActionConfig, AuthenticateOidcActionConfig, FixedResponseActionConfig,
    ForwardActionConfig, RedirectActionConfig,
};
use scaffold_model::{Value, Values};

use crate::found::{number, table, text};

/// Actions in their order. `secret` names the parameter that a client secret came from.
pub(crate) fn as_value(actions: &[Action], secret: Option<&str>) -> Value {
    let mut ordered: Vec<&Action> = actions.iter().collect();
    ordered.sort_by_key(|action| action.order().unwrap_or(0));
    Value::List(ordered.into_iter().map(|action| one(action, secret)).collect())
}

fn one(action: &Action, secret: Option<&str>) -> Value {
    let word = action.r#type().map_or("", |word| word.as_str());
    match word {
        "forward" => table([("forward", forward(action))]),
        "redirect" => table([("redirect", action.redirect_config().map_or(Value::Null, redirect))]),
        "fixed-response" => {
            table([("fixed_response", action.fixed_response_config().map_or(Value::Null, fixed_response))])
        }
        "authenticate-oidc" => {
            let config = action.authenticate_oidc_config();
            table([("authenticate_oidc", config.map_or(Value::Null, |config| oidc(config, secret)))])
        }
        "authenticate-cognito" => table([(
            "authenticate_cognito",
            action.authenticate_cognito_config().map_or(Value::Null, cognito),
        )]),
        // One that this version does not know: a difference to see.
        other => Value::Map(Values::from([(other.replace('-', "_"), Value::Map(Values::new()))])),
    }
}

fn forward(action: &Action) -> Value {
    let weighted = |arn: Option<&str>, weight: Option<i32>| {
        table([("target_group", text(arn)), ("weight", number(weight.or(Some(1))))])
    };
    let config = action.forward_config();
    let mut groups: Vec<Value> = config
        .map(ForwardActionConfig::target_groups)
        .unwrap_or_default()
        .iter()
        .map(|group| weighted(group.target_group_arn(), group.weight()))
        .collect();
    if groups.is_empty() {
        groups.extend(action.target_group_arn().map(|arn| weighted(Some(arn), None)));
    }
    groups.sort_by_cached_key(Value::to_string);
    let stickiness = config.and_then(ForwardActionConfig::target_group_stickiness_config);
    let sticks = stickiness.filter(|stickiness| stickiness.enabled() == Some(true));
    table([
        ("target_groups", Value::List(groups)),
        ("stickiness_seconds", number(sticks.and_then(|stickiness| stickiness.duration_seconds()))),
    ])
}

fn redirect(config: &RedirectActionConfig) -> Value {
    let or = |said: Option<&str>, otherwise: &str| Value::text(said.unwrap_or(otherwise));
    table([
        ("protocol", or(config.protocol(), "#{protocol}")),
        ("port", or(config.port(), "#{port}")),
        ("host", or(config.host(), "#{host}")),
        ("path", or(config.path(), "/#{path}")),
        ("query", or(config.query(), "#{query}")),
        ("status_code", text(config.status_code().map(|code| code.as_str()))),
    ])
}

fn fixed_response(config: &FixedResponseActionConfig) -> Value {
    let code = config.status_code().unwrap_or_default();
    table([
        ("status_code", code.parse::<i64>().map_or_else(|_| Value::text(code), Value::from)),
        (
            "content_type",
            Value::text(config.content_type().filter(|it| !it.is_empty()).unwrap_or("text/plain")),
        ),
        ("message_body", text(config.message_body())),
    ])
}

/// What both ways to authenticate share.
struct Session<'a> {
    cookie: Option<&'a str>,
    scope: Option<&'a str>,
    seconds: Option<i64>,
    extra: Option<&'a std::collections::HashMap<String, String>>,
    unauthenticated: Option<&'a str>,
}

impl Session<'_> {
    fn values(&self) -> [(&'static str, Value); 5] {
        let entry = |(key, value): (&String, &String)| (key.clone(), Value::text(value.as_str()));
        let extra: Values = self.extra.into_iter().flatten().map(entry).collect();
        [
            ("session_cookie_name", Value::text(self.cookie.unwrap_or("AWSELBAuthSessionCookie"))),
            ("scope", Value::text(self.scope.unwrap_or("openid"))),
            ("session_timeout_seconds", Value::from(self.seconds.unwrap_or(604_800))),
            ("extra_parameters", if extra.is_empty() { Value::Null } else { Value::Map(extra) }),
            ("on_unauthenticated", Value::text(self.unauthenticated.unwrap_or("authenticate"))),
        ]
    }
}

fn joined<const N: usize>(own: [(&str, Value); N], session: &Session<'_>) -> Value {
    let entries = own.into_iter().chain(session.values()).filter(|(_, value)| !value.is_null());
    Value::Map(entries.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn oidc(config: &AuthenticateOidcActionConfig, secret: Option<&str>) -> Value {
    let own = [
        ("issuer", text(config.issuer())),
        ("authorization_endpoint", text(config.authorization_endpoint())),
        ("token_endpoint", text(config.token_endpoint())),
        ("user_info_endpoint", text(config.user_info_endpoint())),
        ("client_id", text(config.client_id())),
        ("client_secret", secret.map_or(Value::Null, |path| table([("parameter", Value::text(path))]))),
    ];
    let session = Session {
        cookie: config.session_cookie_name(),
        scope: config.scope(),
        seconds: config.session_timeout(),
        extra: config.authentication_request_extra_params(),
        unauthenticated: config.on_unauthenticated_request().map(|word| word.as_str()),
    };
    joined(own, &session)
}

fn cognito(config: &AuthenticateCognitoActionConfig) -> Value {
    let own = [
        ("user_pool", text(config.user_pool_arn())),
        ("user_pool_client", text(config.user_pool_client_id())),
        ("user_pool_domain", text(config.user_pool_domain())),
    ];
    let session = Session {
        cookie: config.session_cookie_name(),
        scope: config.scope(),
        seconds: config.session_timeout(),
        extra: config.authentication_request_extra_params(),
        unauthenticated: config.on_unauthenticated_request().map(|word| word.as_str()),
    };
    joined(own, &session)
}
