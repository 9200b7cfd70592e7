//! `ec2.subnet`. A survey is one list: ⌈subnets / 1000⌉ calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, ResourceType, SubnetCidrBlockStateCode, SubnetIpv6CidrBlockAssociation,
    SubnetState,
};
use ipnet::Ipv6Net;
use scaffold_aws_core::{Found, first};
use scaffold_kinds::ec2::{HostnameType, Subnet};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, of_stack};
use crate::interfaces::texts;
use crate::tags;

const LIST: &str = "DescribeSubnets";

pub(crate) struct Subnets {
    ec2: Ec2,
}

impl Subnets {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<aws_sdk_ec2::types::Subnet>, Error> {
        let request = self.ec2.client.describe_subnets().subnet_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.subnets.unwrap_or_default()))
    }

    fn live(&self, subnet: &aws_sdk_ec2::types::Subnet) -> Result<Live, Error> {
        let id = subnet.subnet_id().unwrap_or_default();
        let names = subnet.private_dns_name_options_on_launch();
        let ipv6 = held(subnet).and_then(|association| association.ipv6_cidr_block());
        let cidr = subnet.cidr_block().filter(|text| !text.is_empty());
        let state = match subnet.state() {
            Some(SubnetState::Pending) => LiveState::Pending("pending".to_owned()),
            Some(state @ (SubnetState::Failed | SubnetState::FailedInsufficientCapacity)) => {
                LiveState::Failed(state.as_str().to_owned())
            }
            _ if held(subnet).is_some_and(|it| !is_associated(it)) => {
                LiveState::Pending("associating its IPv6 range".to_owned())
            }
            _ => LiveState::Ready,
        };
        let arn = self.ec2.connection().arn("ec2", subnet.owner_id(), &format!("subnet/{id}"));
        Ok(Found {
            id: id.to_owned(),
            attributes: Subnet {
                vpc: Ref(subnet.vpc_id().unwrap_or_default().to_owned()),
                cidr_block: cidr.map(|text| self.ec2.parse(LIST, "a range", text)).transpose()?,
                availability_zone: subnet.availability_zone.clone(),
                ipv6_cidr_block: ipv6.map(|text| self.ec2.parse(LIST, "a range", text)).transpose()?,
                ipv6_native: subnet.ipv6_native().unwrap_or_default(),
                assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation().unwrap_or_default(),
                map_public_ip_on_launch: subnet.map_public_ip_on_launch().unwrap_or_default(),
                dns64: subnet.enable_dns64().unwrap_or_default(),
                private_dns_hostname_type: names
                    .and_then(|names| names.hostname_type())
                    .and_then(|word| HostnameType::from_word(word.as_str())),
                resource_name_dns_a_record: names
                    .and_then(|names| names.enable_resource_name_dns_a_record())
                    .unwrap_or_default(),
                resource_name_dns_aaaa_record: names
                    .and_then(|names| names.enable_resource_name_dns_aaaa_record())
                    .unwrap_or_default(),
            },
            outputs: vec![("arn", Some(subnet.subnet_arn().map_or(arn, str::to_owned)))],
            tags: tags::read(subnet.tags.as_ref()),
            state,
            name: None,
            created: None,
        }
        .live())
    }

    /// Sets attributes that have a call each; AWS refuses two of them in one.
    async fn modify(
        &self,
        id: &PhysicalId,
        wanted: &Subnet,
        changes: impl Fn(&str) -> bool,
    ) -> Result<(), Error> {
        let value = |value: bool| Some(AttributeBooleanValue::builder().value(value).build());
        let call = || self.ec2.client.modify_subnet_attribute().subnet_id(id.as_str());
        let (assign, dns64) = (wanted.assign_ipv6_address_on_creation, wanted.dns64);
        let aaaa = wanted.resource_name_dns_aaaa_record;
        let of_range = [
            (
                "assign_ipv6_address_on_creation",
                assign,
                call().set_assign_ipv6_address_on_creation(value(assign)),
            ),
            ("dns64", dns64, call().set_enable_dns64(value(dns64))),
            (
                "resource_name_dns_aaaa_record",
                aaaa,
                call().set_enable_resource_name_dns_aaaa_record_on_launch(value(aaaa)),
            ),
        ];
        // What needs an IPv6 range goes before it, and comes after it.
        let of_range = of_range.into_iter().filter(|(attribute, ..)| changes(attribute));
        let (after, before): (Vec<_>, Vec<_>) = of_range.partition(|(_, is_on, _)| *is_on);
        for (_, _, call) in before {
            self.ec2.write("ModifySubnetAttribute", || call.clone().send()).await?;
        }
        if changes("ipv6_cidr_block") {
            self.give_range(id, wanted.ipv6_cidr_block).await?;
        }
        if !after.is_empty() && wanted.ipv6_cidr_block.is_some() {
            self.until_associated(id).await?;
        }
        let mut calls: Vec<_> = after.into_iter().map(|(_, _, call)| call).collect();
        if changes("map_public_ip_on_launch") {
            calls.push(call().set_map_public_ip_on_launch(value(wanted.map_public_ip_on_launch)));
        }
        if let Some(wanted) =
            wanted.private_dns_hostname_type.filter(|_| changes("private_dns_hostname_type"))
        {
            calls.push(call().private_dns_hostname_type_on_launch(wanted.word().into()));
        }
        if changes("resource_name_dns_a_record") {
            let wanted = value(wanted.resource_name_dns_a_record);
            calls.push(call().set_enable_resource_name_dns_a_record_on_launch(wanted));
        }
        for call in calls {
            self.ec2.write("ModifySubnetAttribute", || call.clone().send()).await?;
        }
        Ok(())
    }

    /// Gives the subnet its IPv6 range: a subnet has at most one, so another one goes first.
    async fn give_range(&self, id: &PhysicalId, wanted: Option<Ipv6Net>) -> Result<(), Error> {
        self.ec2
            .settle(|| async {
                let subnet = self.one(id).await?;
                let held = subnet.as_ref().and_then(held);
                let range = held.and_then(|held| held.ipv6_cidr_block()).and_then(|text| text.parse().ok());
                if range == wanted {
                    return Ok(());
                }
                if let Some(association) = held.and_then(|held| held.association_id()) {
                    let call = self.ec2.client.disassociate_subnet_cidr_block().association_id(association);
                    self.ec2.write("DisassociateSubnetCidrBlock", || call.clone().send()).await?;
                }
                if let Some(wanted) = wanted {
                    self.until_free(id).await?;
                    let call = self.ec2.client.associate_subnet_cidr_block().subnet_id(id.as_str());
                    let call = call.ipv6_cidr_block(wanted.to_string());
                    self.ec2.once("AssociateSubnetCidrBlock", || call.clone().send()).await?;
                }
                Ok(())
            })
            .await
    }

    /// Waits until the IPv6 range is the subnet's: before, AWS refuses what needs it.
    async fn until_associated(&self, id: &PhysicalId) -> Result<(), Error> {
        let look = || async {
            let subnet = self.one(id).await?;
            Ok(subnet.as_ref().and_then(held).filter(|held| is_associated(held)).map(|_| ()))
        };
        let message = || format!("the IPv6 range of {id} is still being associated");
        let slow = || self.ec2.error(Class::NotYetVisible, LIST, message());
        self.ec2.until_seen(look).await?.ok_or_else(slow)
    }

    /// Waits until the last IPv6 range has left: AWS gives no other before.
    async fn until_free(&self, id: &PhysicalId) -> Result<(), Error> {
        let look = || async {
            let subnet = self.one(id).await?;
            let is_there = |it: &SubnetIpv6CidrBlockAssociation| {
                use SubnetCidrBlockStateCode::{Associated, Associating, Disassociating};
                let state = it.ipv6_cidr_block_state().and_then(|state| state.state());
                matches!(state, Some(Associated | Associating | Disassociating))
            };
            Ok(subnet.filter(|it| !it.ipv6_cidr_block_association_set().iter().any(is_there)).map(|_| ()))
        };
        // One that takes longer is refused by AWS itself.
        self.ec2.until_seen(look).await?;
        Ok(())
    }
}

fn is_associated(held: &SubnetIpv6CidrBlockAssociation) -> bool {
    let state = held.ipv6_cidr_block_state().and_then(|state| state.state());
    state != Some(&SubnetCidrBlockStateCode::Associating)
}

/// The IPv6 range that a subnet has or is getting.
fn held(subnet: &aws_sdk_ec2::types::Subnet) -> Option<&SubnetIpv6CidrBlockAssociation> {
    subnet.ipv6_cidr_block_association_set().iter().find(|association| {
        let state = association.ipv6_cidr_block_state().and_then(|state| state.state());
        matches!(
            state,
            None | Some(SubnetCidrBlockStateCode::Associated | SubnetCidrBlockStateCode::Associating)
        )
    })
}

#[async_trait]
impl Provider for Subnets {
    fn kind(&self) -> KindName {
        KindName::from(Subnet::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        // Lambda keeps the interfaces of a function for up to 20 minutes after it is gone.
        let limit = if of == PaceOf::Delete { 1500 } else { 120 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let request = self.ec2.client.describe_subnets().filters(of_stack(stack)).max_results(1000);
        let subnets = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.subnets, page.next_token),
        );
        let subnets = subnets.await?;
        let ours = subnets.iter().filter(|subnet| tags::is_of(stack, subnet.tags.as_ref()));
        ours.map(|subnet| self.live(subnet)).collect()
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(id).await?.map(|subnet| self.live(&subnet)).transpose()
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateSubnet";
        let subnet: Subnet = self.ec2.decode(CREATE, &request.values)?;
        let call = self
            .ec2
            .client
            .create_subnet()
            .vpc_id(&subnet.vpc.0)
            .set_cidr_block(subnet.cidr_block.map(|net| net.to_string()))
            .set_ipv6_cidr_block(subnet.ipv6_cidr_block.map(|net| net.to_string()))
            .set_availability_zone(subnet.availability_zone.clone())
            .set_ipv6_native(subnet.ipv6_native.then_some(true))
            .tag_specifications(tags::specification(ResourceType::Subnet, &request.tags));
        let answer = self.ec2.once(CREATE, || call.clone().send()).await?;
        let made = answer.subnet.unwrap_or_else(|| aws_sdk_ec2::types::Subnet::builder().build());
        let id = self.ec2.made(CREATE, made.subnet_id.clone())?;
        // What AWS began with need not be set again.
        let begun = self.live(&made).map_err(|error| error.made(&id))?;
        let differs = |attribute: &str| {
            let wanted = subnet.encode().remove(attribute).unwrap_or_default();
            attribute != "ipv6_cidr_block" && !wanted.is_null() && *begun.value(attribute) != wanted
        };
        self.modify(&id, &subnet, differs).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let subnet: Subnet = self.ec2.decode("ModifySubnetAttribute", &request.values)?;
        self.modify(&request.id, &subnet, |attribute| request.changes(attribute)).await?;
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.ec2.client.delete_subnet().subnet_id(request.id.as_str());
        let answer = self.ec2.write("DeleteSubnet", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Whoever has a network interface in it.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let interfaces = self.ec2.interfaces("subnet-id", &texts(ids)).await?;
        self.ec2
            .users_by_interface(interfaces, |interface| interface.subnet_id.iter().cloned().collect())
            .await
    }
}
