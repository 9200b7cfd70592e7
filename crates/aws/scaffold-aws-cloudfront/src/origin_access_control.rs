//! `cloudfront.origin_access_control`. A survey is one list: ⌈all of the account / 100⌉ calls.

use async_trait::async_trait;
use aws_sdk_cloudfront::types::{
    OriginAccessControlConfig, OriginAccessControlOriginTypes, OriginAccessControlSigningBehaviors,
    OriginAccessControlSigningProtocols,
};
use scaffold_kinds::Choice;
use scaffold_kinds::cloudfront::{
    DESCRIPTION, OriginAccessControl, OriginType, SigningBehavior, SigningProtocol,
};
use scaffold_provider::{Class, Error};

use crate::client::CloudFront;
use crate::marked::{MarkedCalls, Told, Wanted};
use crate::words::choice;

pub(crate) struct OriginAccessControls;

fn config(
    cloudfront: &CloudFront,
    operation: &str,
    wanted: &Wanted<'_, OriginAccessControl>,
) -> Result<OriginAccessControlConfig, Error> {
    let OriginAccessControl { origin_type, signing_behavior, signing_protocol } = wanted.attributes;
    let config = OriginAccessControlConfig::builder()
        .name(wanted.name)
        .description(wanted.text)
        .origin_access_control_origin_type(OriginAccessControlOriginTypes::from(origin_type.word()))
        .signing_behavior(OriginAccessControlSigningBehaviors::from(signing_behavior.word()))
        .signing_protocol(OriginAccessControlSigningProtocols::from(signing_protocol.word()));
    cloudfront.built(operation, config.build())
}

#[async_trait]
impl MarkedCalls for OriginAccessControls {
    type Attributes = OriginAccessControl;

    const WHAT: &'static str = "an origin access control";
    const CREATE: &'static str = "CreateOriginAccessControl";
    const UPDATE: &'static str = "UpdateOriginAccessControl";
    const DELETE: &'static str = "DeleteOriginAccessControl";
    const TAKEN: &'static str = "OriginAccessControlAlreadyExists";
    const LONGEST_TEXT: usize = DESCRIPTION;

    async fn list(cloudfront: &CloudFront) -> Result<Vec<Told<OriginAccessControl>>, Error> {
        let request = cloudfront.client.list_origin_access_controls().max_items(100);
        let all = cloudfront.list(
            "ListOriginAccessControls",
            |marker| request.clone().set_marker(marker).send(),
            |page| {
                let list = page.origin_access_control_list;
                list.map_or((None, None), |list| (list.items, list.next_marker))
            },
        );
        let told = all.await?.into_iter().map(|one| Told {
            attributes: OriginAccessControl {
                origin_type: choice(one.origin_access_control_origin_type.as_str(), OriginType::S3),
                signing_behavior: choice(one.signing_behavior.as_str(), SigningBehavior::Always),
                signing_protocol: choice(one.signing_protocol.as_str(), SigningProtocol::Sigv4),
            },
            id: one.id,
            name: one.name,
            text: one.description,
        });
        Ok(told.collect())
    }

    async fn get(cloudfront: &CloudFront, id: &str) -> Result<(Told<OriginAccessControl>, String), Error> {
        const GET: &str = "GetOriginAccessControl";
        let call = cloudfront.client.get_origin_access_control().id(id);
        let answer = cloudfront.read(GET, || call.clone().send()).await?;
        let config = answer.origin_access_control.and_then(|one| one.origin_access_control_config);
        let config = config.ok_or_else(|| {
            cloudfront.error(Class::Failed, GET, format!("the answer tells nothing of {id}"))
        })?;
        let told = Told {
            attributes: OriginAccessControl {
                origin_type: choice(config.origin_access_control_origin_type.as_str(), OriginType::S3),
                signing_behavior: choice(config.signing_behavior.as_str(), SigningBehavior::Always),
                signing_protocol: choice(config.signing_protocol.as_str(), SigningProtocol::Sigv4),
            },
            id: id.to_owned(),
            name: config.name,
            text: config.description.unwrap_or_default(),
        };
        Ok((told, answer.e_tag.unwrap_or_default()))
    }

    async fn create(
        cloudfront: &CloudFront,
        wanted: Wanted<'_, OriginAccessControl>,
    ) -> Result<Option<String>, Error> {
        let config = config(cloudfront, Self::CREATE, &wanted)?;
        let call = cloudfront.client.create_origin_access_control().origin_access_control_config(config);
        let answer = cloudfront.write(Self::CREATE, || call.clone().send()).await?;
        Ok(answer.origin_access_control.map(|one| one.id))
    }

    async fn update(
        cloudfront: &CloudFront,
        (id, etag): (&str, &str),
        wanted: Wanted<'_, OriginAccessControl>,
    ) -> Result<(), Error> {
        let config = config(cloudfront, Self::UPDATE, &wanted)?;
        let call = cloudfront.client.update_origin_access_control().id(id).if_match(etag);
        let call = call.origin_access_control_config(config);
        cloudfront.write(Self::UPDATE, || call.clone().send()).await.map(drop)
    }

    async fn delete(cloudfront: &CloudFront, (id, etag): (&str, &str)) -> Result<(), Error> {
        let call = cloudfront.client.delete_origin_access_control().id(id).if_match(etag);
        cloudfront.write(Self::DELETE, || call.clone().send()).await.map(drop)
    }
}
