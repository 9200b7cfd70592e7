//! `ec2.nat_gateway`. A survey is one list: ⌈gateways / 1000⌉ calls.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_sdk_ec2::types::{NatGatewayAddress, NatGatewayAddressStatus, NatGatewayState, ResourceType};
use scaffold_aws_core::{Found, Tokened, first, is_made_since, missing};
use scaffold_kinds::ec2::{ConnectivityType, NatGateway};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack};
use crate::tags;

const LIST: &str = "DescribeNatGateways";

pub(crate) struct NatGateways {
    ec2: Ec2,
}

type LiveGateway = aws_sdk_ec2::types::NatGateway;

impl NatGateways {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    /// The gateways of a stack that are there: deleted ones stay listed for an hour.
    async fn of_stack(&self, stack: &StackId) -> Result<Vec<LiveGateway>, Error> {
        let request = self
            .ec2
            .client
            .describe_nat_gateways()
            .filter(of_stack(stack))
            .filter(filter("state", ["pending", "failed", "available", "deleting"]))
            .max_results(1000);
        let gateways = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.nat_gateways, page.next_token),
        );
        let mut gateways = gateways.await?;
        gateways.retain(|gateway| tags::is_of(stack, gateway.tags.as_ref()) && is_there(gateway));
        Ok(gateways)
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<LiveGateway>, Error> {
        let request = self.ec2.client.describe_nat_gateways().nat_gateway_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        let gateway = first(answer.map(|answer| answer.nat_gateways.unwrap_or_default()))?;
        Ok(gateway.filter(is_there))
    }

    fn live(&self, gateway: &LiveGateway) -> Live {
        let id = gateway.nat_gateway_id().unwrap_or_default();
        let primary = primary(gateway);
        let secondary: Vec<&NatGatewayAddress> = secondary(gateway).collect();
        let type_word = gateway.connectivity_type().map_or("public", |word| word.as_str());
        let connectivity = ConnectivityType::from_word(type_word).unwrap_or(ConnectivityType::Public);
        let private_ips = || secondary.iter().filter_map(|address| address.private_ip.clone());
        let arn = self.ec2.connection().arn("ec2", None, &format!("natgateway/{id}"));
        Found {
            id: id.to_owned(),
            attributes: NatGateway {
                subnet: Ref(gateway.subnet_id().unwrap_or_default().to_owned()),
                connectivity_type: connectivity,
                elastic_ip: primary.and_then(|address| address.allocation_id.clone()).map(Ref),
                private_ip_address: primary.and_then(|address| address.private_ip.clone()),
                secondary_elastic_ips: allocations(&secondary).into_iter().map(Ref).collect(),
                secondary_private_ip_addresses: match connectivity {
                    ConnectivityType::Private => private_ips().collect(),
                    ConnectivityType::Public => BTreeSet::new(),
                },
            },
            outputs: vec![
                ("arn", Some(arn)),
                ("public_ip", primary.and_then(|address| address.public_ip.clone())),
                ("private_ip", primary.and_then(|address| address.private_ip.clone())),
            ],
            tags: tags::read(gateway.tags.as_ref()),
            state: state(gateway),
            name: None,
            created: gateway.create_time,
        }
        .live()
    }

    async fn set_secondary_elastic_ips(&self, id: &PhysicalId, wanted: &NatGateway) -> Result<(), Error> {
        let wanted: BTreeSet<String> = wanted.secondary_elastic_ips.iter().map(|eip| eip.0.clone()).collect();
        let wanted = &wanted;
        self.ec2
            .settle(|| async move {
                let Some(gateway) = self.one(id).await? else { return Ok(()) };
                let there: Vec<&NatGatewayAddress> = secondary(&gateway).collect();
                if let Some(new) = missing(wanted, &allocations(&there)) {
                    let call = self.ec2.client.associate_nat_gateway_address().nat_gateway_id(id.as_str());
                    let call = call.set_allocation_ids(Some(new));
                    self.ec2.once("AssociateNatGatewayAddress", || call.clone().send()).await?;
                }
                let is_unwanted = |address: &&NatGatewayAddress| {
                    address.allocation_id.as_ref().is_some_and(|id| !wanted.contains(id))
                };
                let unwanted: Vec<String> = there
                    .into_iter()
                    .filter(is_unwanted)
                    .filter_map(|it| it.association_id.clone())
                    .collect();
                if !unwanted.is_empty() {
                    let call = self.ec2.client.disassociate_nat_gateway_address().nat_gateway_id(id.as_str());
                    let call = call.set_association_ids(Some(unwanted));
                    self.ec2.once("DisassociateNatGatewayAddress", || call.clone().send()).await?;
                }
                Ok(())
            })
            .await
    }

    async fn set_secondary_private_ips(&self, id: &PhysicalId, wanted: &NatGateway) -> Result<(), Error> {
        let wanted = &wanted.secondary_private_ip_addresses;
        self.ec2
            .settle(|| async move {
                let Some(gateway) = self.one(id).await? else { return Ok(()) };
                let there: BTreeSet<String> =
                    secondary(&gateway).filter_map(|address| address.private_ip.clone()).collect();
                if let Some(new) = missing(wanted, &there) {
                    let call =
                        self.ec2.client.assign_private_nat_gateway_address().nat_gateway_id(id.as_str());
                    let call = call.set_private_ip_addresses(Some(new));
                    self.ec2.once("AssignPrivateNatGatewayAddress", || call.clone().send()).await?;
                }
                if let Some(unwanted) = missing(&there, wanted) {
                    let call =
                        self.ec2.client.unassign_private_nat_gateway_address().nat_gateway_id(id.as_str());
                    let call = call.set_private_ip_addresses(Some(unwanted));
                    self.ec2.once("UnassignPrivateNatGatewayAddress", || call.clone().send()).await?;
                }
                Ok(())
            })
            .await
    }
}

/// The VPC has its internet gateway before it has a NAT gateway: what AWS misses does not show yet.
fn not_attached_yet(error: Error) -> Error {
    match error.code.as_deref() {
        Some("Gateway.NotAttached") => Error { class: Class::NotYetVisible, ..error },
        _ => error,
    }
}

/// Neither deleted nor without a trace.
fn is_there(gateway: &LiveGateway) -> bool {
    gateway.state != Some(NatGatewayState::Deleted)
}

fn state(gateway: &LiveGateway) -> LiveState {
    match gateway.state() {
        Some(NatGatewayState::Pending) => LiveState::Pending("pending".to_owned()),
        Some(NatGatewayState::Deleting) => LiveState::Deleting("deleting".to_owned()),
        Some(NatGatewayState::Failed) => {
            let code = gateway.failure_code().unwrap_or("failed");
            let message = gateway.failure_message().unwrap_or("AWS does not say why");
            LiveState::Failed(format!("{code}: {message}"))
        }
        _ => LiveState::Ready,
    }
}

/// Addresses that it has or is getting.
fn addresses(gateway: &LiveGateway) -> impl Iterator<Item = &NatGatewayAddress> {
    gateway.nat_gateway_addresses().iter().filter(|address| {
        !matches!(
            address.status(),
            Some(
                NatGatewayAddressStatus::Failed
                    | NatGatewayAddressStatus::Disassociating
                    | NatGatewayAddressStatus::Unassigning
            )
        )
    })
}

/// The first address. AWS marks it; where nothing is marked, the first in the list is it.
fn primary(gateway: &LiveGateway) -> Option<&NatGatewayAddress> {
    addresses(gateway)
        .find(|address| address.is_primary() == Some(true))
        .or_else(|| addresses(gateway).next())
}

fn secondary(gateway: &LiveGateway) -> impl Iterator<Item = &NatGatewayAddress> {
    let primary = primary(gateway).and_then(|address| address.private_ip.clone());
    addresses(gateway).filter(move |address| address.private_ip != primary)
}

fn allocations(addresses: &[&NatGatewayAddress]) -> BTreeSet<String> {
    addresses.iter().filter_map(|address| address.allocation_id.clone()).collect()
}

#[async_trait]
impl Provider for NatGateways {
    fn kind(&self) -> KindName {
        KindName::from(NatGateway::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let typical = if of == PaceOf::Update { 5 } else { 100 };
        Pace {
            interval: Duration::from_secs(5),
            limit: Duration::from_secs(900),
            typical: Duration::from_secs(typical),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        Ok(self.of_stack(stack).await?.iter().map(|gateway| self.live(gateway)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.one(id).await?.map(|gateway| self.live(&gateway)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateNatGateway";
        let gateway: NatGateway = self.ec2.decode(CREATE, &request.values)?;
        let some = |set: Vec<String>| (!set.is_empty()).then_some(set);
        let call = self
            .ec2
            .client
            .create_nat_gateway()
            .subnet_id(&gateway.subnet.0)
            .connectivity_type(gateway.connectivity_type.word().into())
            .set_allocation_id(gateway.elastic_ip.as_ref().map(|eip| eip.0.clone()))
            .set_private_ip_address(gateway.private_ip_address.clone())
            .set_secondary_allocation_ids(some(
                gateway.secondary_elastic_ips.iter().map(|eip| eip.0.clone()).collect(),
            ))
            .set_secondary_private_ip_addresses(some(
                gateway.secondary_private_ip_addresses.iter().cloned().collect(),
            ))
            .tag_specifications(tags::specification(ResourceType::Natgateway, &request.tags));
        let call = &call;
        let create = |token: String| async move {
            let begun = SystemTime::now();
            let answer = self.ec2.write(CREATE, || call.clone().client_token(&token).send()).await;
            let answer = answer.map_err(not_attached_yet)?;
            let made = answer.nat_gateway.unwrap_or_else(|| LiveGateway::builder().build());
            let id = self.ec2.made(CREATE, made.nat_gateway_id.clone())?;
            // The answer to a token that was used before may be as old as the first one: ask.
            let request = self.ec2.client.describe_nat_gateways().nat_gateway_ids(id.as_str());
            let seen = self.ec2.read(LIST, || request.clone().send()).await;
            let seen = first(seen.map(|answer| answer.nat_gateways.unwrap_or_default()))?.unwrap_or(made);
            let is_dead = match seen.state() {
                Some(NatGatewayState::Deleted | NatGatewayState::Deleting) => true,
                // One that failed just now says why when it is waited for.
                Some(NatGatewayState::Failed) => !is_made_since(begun, seen.create_time()),
                _ => false,
            };
            Ok(if is_dead { Tokened::Dead } else { Tokened::Alive(id) })
        };
        let gateway = &gateway;
        let look = || async move {
            let there = self.of_stack(&request.stack).await?;
            let there = there.iter().map(|gateway| self.live(gateway)).find(|live| {
                let is_ours = live.identity.as_ref().is_some_and(|it| it.address == request.address);
                let is_usable = matches!(live.state, LiveState::Ready | LiveState::Pending(_));
                is_ours && is_usable && live.value("subnet").as_text() == Some(gateway.subnet.0.as_str())
            });
            Ok(there.map(|live| live.id))
        };
        self.ec2.create_with_token::<NatGateway, _, _>(CREATE, request, create, look).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: NatGateway = self.ec2.decode("AssociateNatGatewayAddress", &request.values)?;
        if request.changes("secondary_elastic_ips") {
            self.set_secondary_elastic_ips(&request.id, &wanted).await?;
        }
        if request.changes("secondary_private_ip_addresses") {
            self.set_secondary_private_ips(&request.id, &wanted).await?;
        }
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        if self.one(&request.id).await?.is_none() {
            self.ec2.connection().removed(&request.id);
            return Ok(());
        }
        let call = self.ec2.client.delete_nat_gateway().nat_gateway_id(request.id.as_str());
        let answer = self.ec2.write("DeleteNatGateway", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Nothing keeps a NAT gateway from being deleted.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
