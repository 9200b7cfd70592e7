//! `ec2.elastic_ip`. A survey is one call: `DescribeAddresses` has no pages.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{DomainType, ResourceType};
use scaffold_aws_core::{Found, first};
use scaffold_kinds::Kind;
use scaffold_kinds::ec2::ElasticIp;
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack};
use crate::interfaces::texts;
use crate::tags;

pub(crate) struct ElasticIps {
    ec2: Ec2,
}

impl ElasticIps {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    fn live(&self, address: aws_sdk_ec2::types::Address) -> Live {
        let id = address.allocation_id.unwrap_or_default();
        let arn = self.ec2.connection().arn("ec2", None, &format!("elastic-ip/{id}"));
        Found {
            attributes: ElasticIp {
                address: address.public_ip.clone(),
                public_ipv4_pool: address.public_ipv4_pool,
                ipam_pool: None,
                network_border_group: address.network_border_group,
            },
            outputs: vec![("arn", Some(arn)), ("public_ip", address.public_ip)],
            tags: tags::read(address.tags.as_ref()),
            state: LiveState::Ready,
            name: None,
            created: None,
            id,
        }
        .live()
    }
}

/// While a NAT gateway holds an address, and for some time after it is gone, AWS refuses to release it
/// as if that were not allowed.
fn is_still_held(error: &Error) -> bool {
    error.code.as_deref() == Some("AuthFailure")
        && error.message.contains("permission to access the specified resource")
}

#[async_trait]
impl Provider for ElasticIps {
    fn kind(&self) -> KindName {
        KindName::from(ElasticIp::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let limit = if of == PaceOf::Delete { 300 } else { 60 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let request = self.ec2.client.describe_addresses().filters(of_stack(stack));
        let answer = self.ec2.read("DescribeAddresses", || request.clone().send()).await?;
        let addresses = answer.addresses.unwrap_or_default().into_iter();
        let ours = addresses.filter(|address| tags::is_of(stack, address.tags.as_ref()));
        Ok(ours.map(|address| self.live(address)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let request = self.ec2.client.describe_addresses().allocation_ids(id.as_str());
        let answer = self.ec2.read("DescribeAddresses", || request.clone().send()).await;
        let address = first(answer.map(|answer| answer.addresses.unwrap_or_default()))?;
        Ok(address.map(|address| self.live(address)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "AllocateAddress";
        let ElasticIp { address, public_ipv4_pool, ipam_pool, network_border_group } =
            self.ec2.decode(CREATE, &request.values)?;
        let call = self
            .ec2
            .client
            .allocate_address()
            .domain(DomainType::Vpc)
            .set_address(address)
            .set_public_ipv4_pool(public_ipv4_pool)
            .set_ipam_pool_id(ipam_pool)
            .set_network_border_group(network_border_group)
            .tag_specifications(tags::specification(ResourceType::ElasticIp, &request.tags));
        let answer = self.ec2.once(CREATE, || call.clone().send()).await?;
        self.ec2.made(CREATE, answer.allocation_id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        // Without its group, AWS does not find an address of a local zone.
        let group = request.values.get("network_border_group").and_then(|group| group.as_text());
        let call = self.ec2.client.release_address().allocation_id(request.id.as_str());
        let call = call.set_network_border_group(group.map(str::to_owned));
        let answer = self.ec2.write("ReleaseAddress", || call.clone().send()).await;
        let answer = answer.map_err(|error| match is_still_held(&error) {
            true => Error {
                class: Class::Dependency,
                message: "a NAT gateway or another service of AWS still holds the address".to_owned(),
                ..error
            },
            false => error,
        });
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// What the addresses are associated with.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut by_interface: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for portion in crate::client::portions(&texts(ids)) {
            let request = self.ec2.client.describe_addresses();
            let request = request.filters(filter("allocation-id", portion.iter().cloned()));
            let answer = self.ec2.read("DescribeAddresses", || request.clone().send()).await?;
            for address in answer.addresses.unwrap_or_default() {
                if let (Some(interface), Some(id)) = (address.network_interface_id, address.allocation_id) {
                    by_interface.entry(interface).or_default().insert(id);
                }
            }
        }
        let interfaces: Vec<String> = by_interface.keys().cloned().collect();
        let interfaces = self.ec2.interfaces("network-interface-id", &interfaces).await?;
        let used = |interface: &aws_sdk_ec2::types::NetworkInterface| {
            let used = interface.network_interface_id().and_then(|id| by_interface.get(id));
            used.into_iter().flatten().cloned().collect()
        };
        self.ec2.users_by_interface(interfaces, used).await
    }
}
