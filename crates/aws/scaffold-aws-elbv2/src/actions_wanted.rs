//! What is done with requests, in the words of the calls. Secrets are read here, and go nowhere else.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_elasticloadbalancingv2::types::{
    Action as Wanted, ActionTypeEnum, AuthenticateCognitoActionConditionalBehaviorEnum,
    AuthenticateCognitoActionConfig, AuthenticateOidcActionConditionalBehaviorEnum,
    AuthenticateOidcActionConfig, FixedResponseActionConfig, ForwardActionConfig, RedirectActionConfig,
    RedirectActionStatusCodeEnum, TargetGroupStickinessConfig, TargetGroupTuple,
};
use scaffold_kinds::Choice;
use scaffold_kinds::elbv2::{
    Action, AuthenticateCognito, AuthenticateOidc, FixedResponse, Forward, Redirect,
};
use scaffold_provider::{Class, Error};

use crate::client::Elb;

/// The parameter that holds the client secret of actions, if they have one.
pub(crate) fn secret_of(actions: &[Action]) -> Option<&str> {
    let mut signing_in = actions.iter().filter_map(|action| action.authenticate_oidc.as_ref());
    signing_in.next().map(|oidc| oidc.client_secret.parameter.as_str())
}

impl Elb {
    /// Actions for a call. The secret is in what this gives, so that it is never printed.
    ///
    /// # Errors
    /// When a secret cannot be read.
    pub async fn actions(&self, operation: &str, actions: &[Action]) -> Result<Vec<Wanted>, Error> {
        let mut wanted = Vec::new();
        for (order, action) in (1..).zip(actions) {
            wanted.push(self.action_wanted(operation, action, order).await?);
        }
        // A single action has no order.
        if let [only] = wanted.as_mut_slice() {
            only.order = None;
        }
        Ok(wanted)
    }

    async fn action_wanted(&self, operation: &str, action: &Action, order: i32) -> Result<Wanted, Error> {
        let begun = Wanted::builder().order(order);
        let built = match action {
            Action { forward: Some(forward), .. } => {
                self::forward(begun.r#type(ActionTypeEnum::Forward), forward)
            }
            Action { redirect: Some(redirect), .. } => {
                begun.r#type(ActionTypeEnum::Redirect).redirect_config(self::redirect(redirect))
            }
            Action { fixed_response: Some(response), .. } => {
                begun.r#type(ActionTypeEnum::FixedResponse).fixed_response_config(fixed_response(response))
            }
            Action { authenticate_oidc: Some(wanted), .. } => begun
                .r#type(ActionTypeEnum::AuthenticateOidc)
                .authenticate_oidc_config(self.oidc(wanted).await?),
            Action { authenticate_cognito: Some(wanted), .. } => {
                begun.r#type(ActionTypeEnum::AuthenticateCognito).authenticate_cognito_config(cognito(wanted))
            }
            _ => {
                return Err(self.error(
                    Class::Invalid,
                    operation,
                    "an action says what it does: `forward`, …",
                ));
            }
        };
        Ok(built.build())
    }

    async fn oidc(&self, wanted: &AuthenticateOidc) -> Result<AuthenticateOidcActionConfig, Error> {
        let secret = self.secrets.parameter(&wanted.client_secret.parameter).await?;
        Ok(AuthenticateOidcActionConfig::builder()
            .issuer(&wanted.issuer)
            .authorization_endpoint(&wanted.authorization_endpoint)
            .token_endpoint(&wanted.token_endpoint)
            .user_info_endpoint(&wanted.user_info_endpoint)
            .client_id(&wanted.client_id)
            .client_secret(secret.reveal())
            .session_cookie_name(&wanted.session_cookie_name)
            .scope(&wanted.scope)
            .session_timeout(wanted.session_timeout_seconds)
            .set_authentication_request_extra_params(extra(&wanted.extra_parameters))
            .on_unauthenticated_request(AuthenticateOidcActionConditionalBehaviorEnum::from(
                wanted.on_unauthenticated.word(),
            ))
            .build())
    }
}

fn forward(
    begun: aws_sdk_elasticloadbalancingv2::types::builders::ActionBuilder,
    wanted: &Forward,
) -> aws_sdk_elasticloadbalancingv2::types::builders::ActionBuilder {
    let groups: Vec<_> = wanted.target_groups.iter().collect();
    // One group that gets everything is said in the way that every balancer takes.
    if let ([only], None) = (groups.as_slice(), wanted.stickiness_seconds)
        && only.weight == 1
    {
        return begun.target_group_arn(&only.target_group.0);
    }
    let weight = |weight: i64| i32::try_from(weight).unwrap_or(0);
    let group = |group: &scaffold_kinds::elbv2::WeightedTargetGroup| {
        TargetGroupTuple::builder()
            .target_group_arn(&group.target_group.0)
            .weight(weight(group.weight))
            .build()
    };
    let stickiness = wanted.stickiness_seconds.map(|seconds| {
        TargetGroupStickinessConfig::builder().enabled(true).duration_seconds(weight(seconds)).build()
    });
    begun.forward_config(
        ForwardActionConfig::builder()
            .set_target_groups(Some(groups.into_iter().map(group).collect()))
            .set_target_group_stickiness_config(stickiness)
            .build(),
    )
}

fn redirect(wanted: &Redirect) -> RedirectActionConfig {
    RedirectActionConfig::builder()
        .protocol(&wanted.protocol)
        .port(&wanted.port)
        .host(&wanted.host)
        .path(&wanted.path)
        .query(&wanted.query)
        .status_code(RedirectActionStatusCodeEnum::from(wanted.status_code.word()))
        .build()
}

fn fixed_response(wanted: &FixedResponse) -> FixedResponseActionConfig {
    FixedResponseActionConfig::builder()
        .status_code(wanted.status_code.to_string())
        .content_type(wanted.content_type.word())
        .set_message_body(wanted.message_body.clone())
        .build()
}

fn cognito(wanted: &AuthenticateCognito) -> AuthenticateCognitoActionConfig {
    AuthenticateCognitoActionConfig::builder()
        .user_pool_arn(&wanted.user_pool)
        .user_pool_client_id(&wanted.user_pool_client)
        .user_pool_domain(&wanted.user_pool_domain)
        .session_cookie_name(&wanted.session_cookie_name)
        .scope(&wanted.scope)
        .session_timeout(wanted.session_timeout_seconds)
        .set_authentication_request_extra_params(extra(&wanted.extra_parameters))
        .on_unauthenticated_request(AuthenticateCognitoActionConditionalBehaviorEnum::from(
            wanted.on_unauthenticated.word(),
        ))
        .build()
}

fn extra(parameters: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!parameters.is_empty()).then(|| parameters.clone().into_iter().collect())
}
