//! `cloudfront.cache_policy`. A survey is one list: ⌈all of the account / 100⌉ calls.

use std::collections::BTreeSet;

use async_trait::async_trait;
use aws_sdk_cloudfront::types::{
    CachePolicyConfig, CachePolicyCookieBehavior, CachePolicyCookiesConfig, CachePolicyHeaderBehavior,
    CachePolicyHeadersConfig, CachePolicyQueryStringBehavior, CachePolicyQueryStringsConfig, CachePolicyType,
    CookieNames, Headers, ParametersInCacheKeyAndForwardedToOrigin as CacheKey, QueryStringNames,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_kinds::Choice;
use scaffold_kinds::cloudfront::{COMMENT, CachePolicy, Cookies, KeyBehavior, QueryStrings};
use scaffold_provider::{Class, Error};

use crate::client::CloudFront;
use crate::marked::{MarkedCalls, Told, Wanted};
use crate::words::count;

const NONE: &str = "none";

pub(crate) struct CachePolicies;

fn names(names: &BTreeSet<String>) -> (i32, Option<Vec<String>>) {
    (count(names.len()), Some(names.iter().cloned().collect()))
}

fn cache_key(policy: &CachePolicy) -> Result<CacheKey, BuildError> {
    let mut headers = CachePolicyHeadersConfig::builder().header_behavior(CachePolicyHeaderBehavior::None);
    if !policy.headers.is_empty() {
        let (quantity, items) = names(&policy.headers);
        headers = headers
            .header_behavior(CachePolicyHeaderBehavior::Whitelist)
            .headers(Headers::builder().quantity(quantity).set_items(items).build()?);
    }
    let word = policy.cookies.as_ref().map_or(NONE, |cookies| cookies.behavior.word());
    let mut cookies =
        CachePolicyCookiesConfig::builder().cookie_behavior(CachePolicyCookieBehavior::from(word));
    if let Some(Cookies { names: chosen, .. }) = policy.cookies.as_ref().filter(|it| !it.names.is_empty()) {
        let (quantity, items) = names(chosen);
        cookies = cookies.cookies(CookieNames::builder().quantity(quantity).set_items(items).build()?);
    }
    let word = policy.query_strings.as_ref().map_or(NONE, |strings| strings.behavior.word());
    let mut strings = CachePolicyQueryStringsConfig::builder()
        .query_string_behavior(CachePolicyQueryStringBehavior::from(word));
    if let Some(QueryStrings { names: chosen, .. }) =
        policy.query_strings.as_ref().filter(|it| !it.names.is_empty())
    {
        let (quantity, items) = names(chosen);
        strings =
            strings.query_strings(QueryStringNames::builder().quantity(quantity).set_items(items).build()?);
    }
    CacheKey::builder()
        .enable_accept_encoding_gzip(policy.gzip)
        .enable_accept_encoding_brotli(policy.brotli)
        .headers_config(headers.build()?)
        .cookies_config(cookies.build()?)
        .query_strings_config(strings.build()?)
        .build()
}

fn config(
    cloudfront: &CloudFront,
    operation: &str,
    wanted: &Wanted<'_, CachePolicy>,
) -> Result<CachePolicyConfig, Error> {
    let policy = wanted.attributes;
    let config = CachePolicyConfig::builder()
        .name(wanted.name)
        .comment(wanted.text)
        .min_ttl(policy.min_ttl_seconds)
        .default_ttl(policy.default_ttl_seconds)
        .max_ttl(policy.max_ttl_seconds)
        .parameters_in_cache_key_and_forwarded_to_origin(cloudfront.built(operation, cache_key(policy))?);
    cloudfront.built(operation, config.build())
}

fn set(names: Option<Vec<String>>) -> BTreeSet<String> {
    names.unwrap_or_default().into_iter().collect()
}

fn told(id: String, config: CachePolicyConfig) -> Told<CachePolicy> {
    let key = config.parameters_in_cache_key_and_forwarded_to_origin;
    let headers = key.as_ref().and_then(|key| key.headers_config.clone()?.headers);
    let cookies = key.as_ref().and_then(|key| {
        let CachePolicyCookiesConfig { cookie_behavior, cookies, .. } = key.cookies_config.clone()?;
        let behavior = KeyBehavior::from_word(cookie_behavior.as_str())?;
        Some(Cookies { behavior, names: set(cookies.and_then(|cookies| cookies.items)) })
    });
    let query_strings = key.as_ref().and_then(|key| {
        let CachePolicyQueryStringsConfig { query_string_behavior, query_strings, .. } =
            key.query_strings_config.clone()?;
        let behavior = KeyBehavior::from_word(query_string_behavior.as_str())?;
        Some(QueryStrings { behavior, names: set(query_strings.and_then(|strings| strings.items)) })
    });
    Told {
        attributes: CachePolicy {
            min_ttl_seconds: config.min_ttl,
            default_ttl_seconds: config.default_ttl.unwrap_or(86_400),
            max_ttl_seconds: config.max_ttl.unwrap_or(31_536_000),
            headers: set(headers.and_then(|headers| headers.items)),
            cookies,
            query_strings,
            gzip: key.as_ref().is_some_and(|key| key.enable_accept_encoding_gzip),
            brotli: key.as_ref().and_then(|key| key.enable_accept_encoding_brotli).unwrap_or(false),
        },
        id,
        name: config.name,
        text: config.comment.unwrap_or_default(),
    }
}

#[async_trait]
impl MarkedCalls for CachePolicies {
    type Attributes = CachePolicy;

    const WHAT: &'static str = "a cache policy";
    const CREATE: &'static str = "CreateCachePolicy";
    const UPDATE: &'static str = "UpdateCachePolicy";
    const DELETE: &'static str = "DeleteCachePolicy";
    const TAKEN: &'static str = "CachePolicyAlreadyExists";
    const LONGEST_TEXT: usize = COMMENT;

    async fn list(cloudfront: &CloudFront) -> Result<Vec<Told<CachePolicy>>, Error> {
        let request = cloudfront.client.list_cache_policies().r#type(CachePolicyType::Custom).max_items(100);
        let all = cloudfront.list(
            "ListCachePolicies",
            |marker| request.clone().set_marker(marker).send(),
            |page| page.cache_policy_list.map_or((None, None), |list| (list.items, list.next_marker)),
        );
        let policies = all.await?.into_iter().filter_map(|one| one.cache_policy);
        Ok(policies.filter_map(|one| Some(told(one.id, one.cache_policy_config?))).collect())
    }

    async fn get(cloudfront: &CloudFront, id: &str) -> Result<(Told<CachePolicy>, String), Error> {
        const GET: &str = "GetCachePolicy";
        let call = cloudfront.client.get_cache_policy().id(id);
        let answer = cloudfront.read(GET, || call.clone().send()).await?;
        let config = answer.cache_policy.and_then(|one| one.cache_policy_config);
        let config = config.ok_or_else(|| {
            cloudfront.error(Class::Failed, GET, format!("the answer tells nothing of {id}"))
        })?;
        Ok((told(id.to_owned(), config), answer.e_tag.unwrap_or_default()))
    }

    async fn create(
        cloudfront: &CloudFront,
        wanted: Wanted<'_, CachePolicy>,
    ) -> Result<Option<String>, Error> {
        let config = config(cloudfront, Self::CREATE, &wanted)?;
        let call = cloudfront.client.create_cache_policy().cache_policy_config(config);
        let answer = cloudfront.write(Self::CREATE, || call.clone().send()).await?;
        Ok(answer.cache_policy.map(|one| one.id))
    }

    async fn update(
        cloudfront: &CloudFront,
        (id, etag): (&str, &str),
        wanted: Wanted<'_, CachePolicy>,
    ) -> Result<(), Error> {
        let config = config(cloudfront, Self::UPDATE, &wanted)?;
        let call = cloudfront.client.update_cache_policy().id(id).if_match(etag).cache_policy_config(config);
        cloudfront.write(Self::UPDATE, || call.clone().send()).await.map(drop)
    }

    async fn delete(cloudfront: &CloudFront, (id, etag): (&str, &str)) -> Result<(), Error> {
        let call = cloudfront.client.delete_cache_policy().id(id).if_match(etag);
        cloudfront.write(Self::DELETE, || call.clone().send()).await.map(drop)
    }
}
