//! `cloudfront.response_headers_policy`. A survey is one list: ⌈all of the account / 100⌉ calls.

use async_trait::async_trait;
use aws_sdk_cloudfront::types::{ResponseHeadersPolicyConfig, ResponseHeadersPolicyType};
use scaffold_kinds::cloudfront::{COMMENT, ResponseHeadersPolicy};
use scaffold_provider::{Class, Error};

use crate::client::CloudFront;
use crate::marked::{MarkedCalls, Told, Wanted};
use crate::response_headers::{attributes, sdk_config};

pub(crate) struct ResponseHeadersPolicies;

fn config(
    cloudfront: &CloudFront,
    operation: &str,
    wanted: &Wanted<'_, ResponseHeadersPolicy>,
) -> Result<ResponseHeadersPolicyConfig, Error> {
    let config = cloudfront.built(operation, sdk_config(wanted.attributes))?;
    cloudfront.built(operation, config.name(wanted.name).comment(wanted.text).build())
}

fn told(id: String, config: ResponseHeadersPolicyConfig) -> Told<ResponseHeadersPolicy> {
    let attributes = attributes(&config);
    Told { attributes, id, name: config.name, text: config.comment.unwrap_or_default() }
}

#[async_trait]
impl MarkedCalls for ResponseHeadersPolicies {
    type Attributes = ResponseHeadersPolicy;

    const WHAT: &'static str = "a response headers policy";
    const CREATE: &'static str = "CreateResponseHeadersPolicy";
    const UPDATE: &'static str = "UpdateResponseHeadersPolicy";
    const DELETE: &'static str = "DeleteResponseHeadersPolicy";
    const TAKEN: &'static str = "ResponseHeadersPolicyAlreadyExists";
    const LONGEST_TEXT: usize = COMMENT;

    async fn list(cloudfront: &CloudFront) -> Result<Vec<Told<ResponseHeadersPolicy>>, Error> {
        let request =
            cloudfront.client.list_response_headers_policies().r#type(ResponseHeadersPolicyType::Custom);
        let request = request.max_items(100);
        let all = cloudfront.list(
            "ListResponseHeadersPolicies",
            |marker| request.clone().set_marker(marker).send(),
            |page| {
                page.response_headers_policy_list.map_or((None, None), |list| (list.items, list.next_marker))
            },
        );
        let policies = all.await?.into_iter().filter_map(|one| one.response_headers_policy);
        Ok(policies.filter_map(|one| Some(told(one.id, one.response_headers_policy_config?))).collect())
    }

    async fn get(cloudfront: &CloudFront, id: &str) -> Result<(Told<ResponseHeadersPolicy>, String), Error> {
        const GET: &str = "GetResponseHeadersPolicy";
        let call = cloudfront.client.get_response_headers_policy().id(id);
        let answer = cloudfront.read(GET, || call.clone().send()).await?;
        let config = answer.response_headers_policy.and_then(|one| one.response_headers_policy_config);
        let config = config.ok_or_else(|| {
            cloudfront.error(Class::Failed, GET, format!("the answer tells nothing of {id}"))
        })?;
        Ok((told(id.to_owned(), config), answer.e_tag.unwrap_or_default()))
    }

    async fn create(
        cloudfront: &CloudFront,
        wanted: Wanted<'_, ResponseHeadersPolicy>,
    ) -> Result<Option<String>, Error> {
        let config = config(cloudfront, Self::CREATE, &wanted)?;
        let call = cloudfront.client.create_response_headers_policy().response_headers_policy_config(config);
        let answer = cloudfront.write(Self::CREATE, || call.clone().send()).await?;
        Ok(answer.response_headers_policy.map(|one| one.id))
    }

    async fn update(
        cloudfront: &CloudFront,
        (id, etag): (&str, &str),
        wanted: Wanted<'_, ResponseHeadersPolicy>,
    ) -> Result<(), Error> {
        let config = config(cloudfront, Self::UPDATE, &wanted)?;
        let call = cloudfront.client.update_response_headers_policy().id(id).if_match(etag);
        let call = call.response_headers_policy_config(config);
        cloudfront.write(Self::UPDATE, || call.clone().send()).await.map(drop)
    }

    async fn delete(cloudfront: &CloudFront, (id, etag): (&str, &str)) -> Result<(), Error> {
        let call = cloudfront.client.delete_response_headers_policy().id(id).if_match(etag);
        cloudfront.write(Self::DELETE, || call.clone().send()).await.map(drop)
    }
}
