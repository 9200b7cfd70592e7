//! Behaviors between AWS's words and ours. What CloudFront keeps with a behavior beyond our words stays.

use std::collections::BTreeSet;

use aws_sdk_cloudfront::types::{
    AllowedMethods, CacheBehavior, CacheBehaviors, CachedMethods, DefaultCacheBehavior, EventType,
    FunctionAssociation, FunctionAssociations as SdkFunctions, GrpcConfig, LambdaFunctionAssociations,
    Method as SdkMethod, TrustedKeyGroups, ViewerProtocolPolicy,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_kinds::cloudfront::{Behavior, DefaultBehavior, FunctionAssociations, Method, ViewerProtocol};
use scaffold_kinds::{Choice, Ref};

use crate::words::{choice, choices, count, items, said};

/// Sets what our words say of a behavior, of either of AWS's types, from either of ours.
macro_rules! put_behavior {
    ($behavior:ident, $wanted:ident) => {
        $behavior.target_origin_id.clone_from(&$wanted.origin);
        $behavior.viewer_protocol_policy = ViewerProtocolPolicy::from($wanted.viewer_protocol.word());
        $behavior.allowed_methods = Some(sdk_methods(&$wanted.methods, &$wanted.cached_methods)?);
        $behavior.compress = Some($wanted.compress);
        $behavior.cache_policy_id = Some($wanted.cache_policy.0.clone());
        $behavior.origin_request_policy_id.clone_from(&$wanted.origin_request_policy);
        $behavior.response_headers_policy_id =
            $wanted.response_headers_policy.as_ref().map(|policy| policy.0.clone());
        $behavior.function_associations = Some(sdk_functions($wanted.functions.as_ref())?);
        $behavior.trusted_key_groups = Some(sdk_key_groups(&$wanted.trusted_key_groups)?);
        $behavior.realtime_log_config_arn.clone_from(&$wanted.realtime_log_config);
        $behavior.grpc_config = Some(GrpcConfig::builder().enabled($wanted.grpc).build()?);
        // What a cache policy says takes their place.
        $behavior.forwarded_values = None;
        $behavior.min_ttl = None;
        $behavior.default_ttl = None;
        $behavior.max_ttl = None;
    };
}

/// The same the other way; `$own` are members that only one of the types has.
macro_rules! told_behavior {
    ($known:ident, $type:ident { $($own:ident : $value:expr),* }) => {
        $type {
            $($own: $value,)*
            origin: $known.target_origin_id.clone(),
            viewer_protocol: choice($known.viewer_protocol_policy.as_str(), ViewerProtocol::AllowAll),
            methods: methods($known.allowed_methods().map(AllowedMethods::items)),
            cached_methods: methods(
                $known.allowed_methods().and_then(|it| it.cached_methods()).map(CachedMethods::items),
            ),
            compress: $known.compress.unwrap_or_default(),
            cache_policy: Ref($known.cache_policy_id().unwrap_or_default().to_owned()),
            origin_request_policy: said($known.origin_request_policy_id()),
            response_headers_policy: said($known.response_headers_policy_id()).map(Ref),
            functions: functions($known.function_associations()),
            trusted_key_groups: $known
                .trusted_key_groups()
                .map(|groups| groups.items().iter().cloned().collect())
                .unwrap_or_default(),
            realtime_log_config: said($known.realtime_log_config_arn()),
            grpc: $known.grpc_config().is_some_and(|grpc| grpc.enabled),
        }
    };
}

/// The behavior for all else as calls take it, over the one that is there.
#[allow(deprecated, reason = "what is deprecated is taken out")]
pub(crate) fn sdk_default(
    wanted: &DefaultBehavior,
    there: Option<DefaultCacheBehavior>,
) -> Result<DefaultCacheBehavior, BuildError> {
    let mut behavior = match there {
        Some(there) => there,
        None => DefaultCacheBehavior::builder()
            .target_origin_id(&wanted.origin)
            .viewer_protocol_policy(ViewerProtocolPolicy::from(wanted.viewer_protocol.word()))
            .smooth_streaming(false)
            .lambda_function_associations(no_lambdas()?)
            .field_level_encryption_id("")
            .build()?,
    };
    put_behavior!(behavior, wanted);
    Ok(behavior)
}

/// Behaviors as calls take them, over those for the same paths.
#[allow(deprecated, reason = "what is deprecated is taken out")]
pub(crate) fn sdk_behaviors(
    wanted: &[Behavior],
    there: Option<&CacheBehaviors>,
) -> Result<CacheBehaviors, BuildError> {
    let there = there.map(|there| there.items()).unwrap_or_default();
    let each = wanted.iter().map(|wanted| {
        let mut behavior = match there.iter().find(|known| known.path_pattern == wanted.path) {
            Some(known) => known.clone(),
            None => CacheBehavior::builder()
                .path_pattern(&wanted.path)
                .target_origin_id(&wanted.origin)
                .viewer_protocol_policy(ViewerProtocolPolicy::from(wanted.viewer_protocol.word()))
                .smooth_streaming(false)
                .lambda_function_associations(no_lambdas()?)
                .field_level_encryption_id("")
                .build()?,
        };
        put_behavior!(behavior, wanted);
        Ok(behavior)
    });
    let behaviors = each.collect::<Result<Vec<CacheBehavior>, BuildError>>()?;
    CacheBehaviors::builder().quantity(count(behaviors.len())).set_items(items(behaviors)).build()
}

/// As answers tell it.
pub(crate) fn default_behavior(known: &DefaultCacheBehavior) -> DefaultBehavior {
    told_behavior!(known, DefaultBehavior {})
}

/// As answers tell them.
pub(crate) fn behaviors(there: Option<&CacheBehaviors>) -> Vec<Behavior> {
    let there = there.map(|there| there.items()).unwrap_or_default();
    there.iter().map(|known| told_behavior!(known, Behavior { path: known.path_pattern.clone() })).collect()
}

fn sdk_methods(methods: &BTreeSet<Method>, cached: &BTreeSet<Method>) -> Result<AllowedMethods, BuildError> {
    let words = |methods: &BTreeSet<Method>| -> Vec<SdkMethod> {
        methods.iter().map(|method| SdkMethod::from(method.word())).collect()
    };
    let cached =
        CachedMethods::builder().quantity(count(cached.len())).set_items(Some(words(cached))).build()?;
    AllowedMethods::builder()
        .quantity(count(methods.len()))
        .set_items(Some(words(methods)))
        .cached_methods(cached)
        .build()
}

fn methods(there: Option<&[SdkMethod]>) -> BTreeSet<Method> {
    match there {
        Some(there) => choices(there.iter().map(SdkMethod::as_str)),
        None => BTreeSet::from([Method::Get, Method::Head]),
    }
}

fn sdk_functions(wanted: Option<&FunctionAssociations>) -> Result<SdkFunctions, BuildError> {
    let request = wanted.and_then(|wanted| wanted.viewer_request.as_ref());
    let response = wanted.and_then(|wanted| wanted.viewer_response.as_ref());
    let pairs = [(EventType::ViewerRequest, request), (EventType::ViewerResponse, response)];
    let each = pairs.into_iter().filter_map(|(event, function)| {
        let Ref(arn) = function?;
        Some(FunctionAssociation::builder().event_type(event).function_arn(arn).build())
    });
    let functions = each.collect::<Result<Vec<FunctionAssociation>, BuildError>>()?;
    SdkFunctions::builder().quantity(count(functions.len())).set_items(items(functions)).build()
}

fn functions(there: Option<&SdkFunctions>) -> Option<FunctionAssociations> {
    let there = there.map(|there| there.items()).unwrap_or_default();
    let of = |event: &EventType| {
        let known = there.iter().find(|known| known.event_type == *event);
        known.map(|known| Ref(known.function_arn.clone()))
    };
    (!there.is_empty()).then(|| FunctionAssociations {
        viewer_request: of(&EventType::ViewerRequest),
        viewer_response: of(&EventType::ViewerResponse),
    })
}

/// Changing calls want it said, too.
fn no_lambdas() -> Result<LambdaFunctionAssociations, BuildError> {
    LambdaFunctionAssociations::builder().quantity(0).build()
}

fn sdk_key_groups(groups: &BTreeSet<String>) -> Result<TrustedKeyGroups, BuildError> {
    TrustedKeyGroups::builder()
        .enabled(!groups.is_empty())
        .quantity(count(groups.len()))
        .set_items(items(groups.iter().cloned().collect()))
        .build()
}
