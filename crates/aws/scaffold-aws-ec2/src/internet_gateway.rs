//! `ec2.internet_gateway`. A survey is one list: ⌈gateways / 1000⌉ calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{AttachmentStatus, ResourceType};
use scaffold_aws_core::{Found, first, is_absent};
use scaffold_kinds::ec2::InternetGateway;
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack, portions};
use crate::interfaces::texts;
use crate::tags;

pub(crate) struct InternetGateways {
    ec2: Ec2,
}

impl InternetGateways {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<aws_sdk_ec2::types::InternetGateway>, Error> {
        let request = self.ec2.client.describe_internet_gateways().internet_gateway_ids(id.as_str());
        let answer = self.ec2.read("DescribeInternetGateways", || request.clone().send()).await;
        first(answer.map(|answer| answer.internet_gateways.unwrap_or_default()))
    }

    /// Attaches the gateway to its VPC and to no other.
    async fn attach(&self, id: &PhysicalId, vpc: &str) -> Result<(), Error> {
        self.ec2
            .settle(|| async {
                let attached = self.one(id).await?.and_then(|gateway| attached_to(&gateway));
                match attached {
                    Some(there) if there == vpc => return Ok(()),
                    Some(there) => self.detach(id, &there).await?,
                    None => {}
                }
                let request = self.ec2.client.attach_internet_gateway();
                let request = request.internet_gateway_id(id.as_str()).vpc_id(vpc);
                self.ec2.once("AttachInternetGateway", || request.clone().send()).await?;
                // Routes and NAT gateways that need the way out are refused until it shows.
                let look = || async {
                    let attached = self.one(id).await?.and_then(|gateway| attached_to(&gateway));
                    Ok(attached.filter(|there| there == vpc))
                };
                self.ec2.until_seen(look).await?;
                Ok(())
            })
            .await
    }

    async fn detach(&self, id: &PhysicalId, vpc: &str) -> Result<(), Error> {
        let request = self.ec2.client.detach_internet_gateway();
        let request = request.internet_gateway_id(id.as_str()).vpc_id(vpc);
        match self.ec2.write("DetachInternetGateway", || request.clone().send()).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }

    fn live(&self, gateway: &aws_sdk_ec2::types::InternetGateway) -> Live {
        let id = gateway.internet_gateway_id().unwrap_or_default();
        let vpc = attached_to(gateway);
        let arn = self.ec2.connection().arn("ec2", gateway.owner_id(), &format!("internet-gateway/{id}"));
        let is_attached = vpc.is_some();
        let mut live = Found {
            id: id.to_owned(),
            attributes: InternetGateway { vpc: Ref(vpc.unwrap_or_default()) },
            outputs: vec![("arn", Some(arn))],
            tags: tags::read(gateway.tags.as_ref()),
            state: LiveState::Ready,
            name: None,
            created: None,
        }
        .live();
        if !is_attached {
            live.values.remove("vpc");
        }
        live
    }
}

fn attached_to(gateway: &aws_sdk_ec2::types::InternetGateway) -> Option<String> {
    gateway
        .attachments()
        .iter()
        .find(|attachment| {
            !matches!(attachment.state(), Some(AttachmentStatus::Detached | AttachmentStatus::Detaching))
        })
        .and_then(|attachment| attachment.vpc_id.clone())
}

#[async_trait]
impl Provider for InternetGateways {
    fn kind(&self) -> KindName {
        KindName::from(InternetGateway::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        // It cannot be detached before the last public address in the VPC is let go.
        let limit = if of == PaceOf::Delete { 900 } else { 120 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let request = self.ec2.client.describe_internet_gateways().filters(of_stack(stack)).max_results(1000);
        let gateways = self.ec2.list(
            "DescribeInternetGateways",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.internet_gateways, page.next_token),
        );
        let gateways = gateways.await?;
        let ours = gateways.iter().filter(|gateway| tags::is_of(stack, gateway.tags.as_ref()));
        Ok(ours.map(|gateway| self.live(gateway)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.one(id).await?.map(|gateway| self.live(&gateway)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateInternetGateway";
        let InternetGateway { vpc } = self.ec2.decode(CREATE, &request.values)?;
        let tags = tags::specification(ResourceType::InternetGateway, &request.tags);
        let call = self.ec2.client.create_internet_gateway().tag_specifications(tags);
        let answer = self.ec2.once(CREATE, || call.clone().send()).await?;
        let id = answer.internet_gateway.and_then(|gateway| gateway.internet_gateway_id);
        let id = self.ec2.made(CREATE, id)?;
        self.attach(&id, &vpc.0).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        if request.changes("vpc") {
            let InternetGateway { vpc } = self.ec2.decode("AttachInternetGateway", &request.values)?;
            self.attach(&request.id, &vpc.0).await?;
        }
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        if let Some(vpc) = self.one(&request.id).await?.and_then(|gateway| attached_to(&gateway)) {
            self.detach(&request.id, &vpc).await?;
        }
        let call = self.ec2.client.delete_internet_gateway().internet_gateway_id(request.id.as_str());
        let answer = self.ec2.write("DeleteInternetGateway", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Detaching is refused while something in the VPC has a public address.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut by_vpc: BTreeMap<String, String> = BTreeMap::new();
        for portion in portions(&texts(ids)) {
            let request = self.ec2.client.describe_internet_gateways().max_results(1000);
            let request = request.filters(filter("internet-gateway-id", portion.iter().cloned()));
            let gateways = self.ec2.list(
                "DescribeInternetGateways",
                |token| request.clone().set_next_token(token).send(),
                |page| (page.internet_gateways, page.next_token),
            );
            let gateways = gateways.await?.into_iter();
            by_vpc.extend(gateways.filter_map(|it| Some((attached_to(&it)?, it.internet_gateway_id?))));
        }
        let vpcs: Vec<String> = by_vpc.keys().cloned().collect();
        let mut interfaces = self.ec2.interfaces("vpc-id", &vpcs).await?;
        interfaces.retain(|interface| interface.association().is_some_and(|it| it.public_ip().is_some()));
        let used = |interface: &aws_sdk_ec2::types::NetworkInterface| {
            interface.vpc_id().and_then(|vpc| by_vpc.get(vpc)).cloned().into_iter().collect()
        };
        self.ec2.users_by_interface(interfaces, used).await
    }
}
