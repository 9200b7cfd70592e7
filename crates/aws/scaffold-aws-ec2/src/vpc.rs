//! `ec2.vpc`. A survey is one list, ⌈VPCs / 1000⌉ calls; three calls for each VPC, since AWS lists its
//! three attributes one by one only; and three lists for what AWS puts into all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, ResourceType, VpcAttributeName, VpcCidrBlockState, VpcCidrBlockStateCode,
    VpcIpv6CidrBlockAssociation, VpcState, VpcTenancy,
};
use ipnet::Ipv4Net;
use scaffold_aws_core::{Found, first, is_absent};
use scaffold_kinds::ec2::{Tenancy, Vpc, VpcDefault};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};
use tokio::task::JoinSet;

use crate::client::{Ec2, of_stack};
use crate::tags;
use crate::vpc_defaults::Defaults;

const LIST: &str = "DescribeVpcs";
const ATTRIBUTE: &str = "DescribeVpcAttribute";

type LiveVpc = aws_sdk_ec2::types::Vpc;

pub(crate) struct Vpcs {
    ec2: Ec2,
}

/// The three attributes that have a call each.
#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    dns_support: bool,
    dns_hostnames: bool,
    metrics: bool,
}

impl Vpcs {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<LiveVpc>, Error> {
        let request = self.ec2.client.describe_vpcs().vpc_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.vpcs.unwrap_or_default()))
    }

    /// The VPC as it is now, however long a new one takes to show.
    async fn now(&self, id: &PhysicalId) -> Result<LiveVpc, Error> {
        let unseen = || self.ec2.error(Class::NotYetVisible, LIST, format!("{id} cannot be seen"));
        self.ec2.until_seen(|| self.one(id)).await?.ok_or_else(unseen)
    }

    /// Listed VPCs with their attributes and defaults; one that went away meanwhile is left out.
    async fn complete(&self, vpcs: Vec<LiveVpc>) -> Result<Vec<Live>, Error> {
        let ids: Vec<String> = vpcs.iter().filter_map(|vpc| vpc.vpc_id.clone()).collect();
        let (flags, mut defaults) =
            tokio::try_join!(flags_of_all(&self.ec2, &ids), self.ec2.defaults_of(&ids))?;
        let mut live = Vec::with_capacity(vpcs.len());
        for vpc in &vpcs {
            let id = vpc.vpc_id().unwrap_or_default();
            if let Some(flags) = flags.get(id) {
                live.push(self.live(vpc, *flags, &defaults.remove(id).unwrap_or_default())?);
            }
        }
        Ok(live)
    }

    fn live(&self, vpc: &LiveVpc, flags: Flags, defaults: &Defaults) -> Result<Live, Error> {
        let id = vpc.vpc_id().unwrap_or_default();
        let range = |text: &str| self.ec2.parse::<Ipv4Net>(LIST, "a range", text).map(|net| net.trunc());
        let primary = vpc.cidr_block().map(range).transpose()?;
        let mut ranges = secondary(vpc).map(|(_, text)| range(text)).collect::<Result<BTreeSet<_>, _>>()?;
        ranges.retain(|range| Some(*range) != primary);
        let tenancy = vpc.instance_tenancy().map_or("default", |word| word.as_str());
        let unknown = || {
            let message =
                format!("{id} has instance tenancy `{tenancy}`, which a VPC made today cannot have");
            self.ec2.error(Class::Failed, LIST, message)
        };
        let state = match vpc.state() {
            Some(VpcState::Pending) => LiveState::Pending("pending".to_owned()),
            _ if is_getting_a_range(vpc) => LiveState::Pending("associating a range".to_owned()),
            _ => LiveState::Ready,
        };
        let arn = self.ec2.connection().arn("ec2", vpc.owner_id(), &format!("vpc/{id}"));
        Ok(Found {
            id: id.to_owned(),
            attributes: Vpc {
                cidr_block: primary,
                ipv4_ipam_pool: None,
                ipv4_netmask_length: None,
                secondary_cidr_blocks: ranges,
                amazon_ipv6: amazon_range(vpc).is_some(),
                instance_tenancy: Tenancy::from_word(tenancy).ok_or_else(unknown)?,
                dns_support: flags.dns_support,
                dns_hostnames: flags.dns_hostnames,
                network_address_usage_metrics: flags.metrics,
                dhcp_options: vpc.dhcp_options_id.clone(),
                default_security_group: defaults.security_group(),
                main_route_table: defaults.route_table(),
            },
            outputs: vec![
                ("arn", Some(arn)),
                ("ipv6_cidr_block", amazon_range(vpc).and_then(|it| it.ipv6_cidr_block.clone())),
                ("default_security_group_id", defaults.security_group_id()),
                ("main_route_table_id", defaults.route_table_id()),
                ("default_network_acl_id", defaults.network_acl_id()),
            ],
            tags: tags::read(vpc.tags.as_ref()),
            state,
            name: None,
            created: None,
        }
        .live())
    }

    /// Sets what `changes` names, each by its own call.
    async fn modify(
        &self,
        id: &PhysicalId,
        wanted: &Vpc,
        changes: &(impl Fn(&str) -> bool + Sync),
    ) -> Result<(), Error> {
        if changes("secondary_cidr_blocks") {
            self.set_ranges(id, &wanted.secondary_cidr_blocks).await?;
        }
        if changes("amazon_ipv6") {
            self.set_amazon_ipv6(id, wanted.amazon_ipv6).await?;
        }
        if changes("instance_tenancy") {
            let call = self.ec2.client.modify_vpc_tenancy().vpc_id(id.as_str());
            let call = call.instance_tenancy(VpcTenancy::from(wanted.instance_tenancy.word()));
            self.ec2.write("ModifyVpcTenancy", || call.clone().send()).await?;
        }
        self.set_flags(id, wanted, changes).await?;
        if let Some(options) = wanted.dhcp_options.as_ref().filter(|_| changes("dhcp_options")) {
            let call = self.ec2.client.associate_dhcp_options().vpc_id(id.as_str()).dhcp_options_id(options);
            self.ec2.write("AssociateDhcpOptions", || call.clone().send()).await?;
        }
        if changes("default_security_group") && wanted.default_security_group == VpcDefault::Closed {
            self.ec2.settle(|| self.ec2.close_default_group(id)).await?;
        }
        if changes("main_route_table") && wanted.main_route_table == VpcDefault::Closed {
            self.ec2.close_main_table(id).await?;
        }
        Ok(())
    }

    /// Names in DNS need DNS: it is turned on before them, and off after them.
    async fn set_flags(
        &self,
        id: &PhysicalId,
        wanted: &Vpc,
        changes: &(impl Fn(&str) -> bool + Sync),
    ) -> Result<(), Error> {
        let value = |value: bool| Some(AttributeBooleanValue::builder().value(value).build());
        let call = || self.ec2.client.modify_vpc_attribute().vpc_id(id.as_str());
        let support =
            changes("dns_support").then(|| call().set_enable_dns_support(value(wanted.dns_support)));
        let hostnames =
            changes("dns_hostnames").then(|| call().set_enable_dns_hostnames(value(wanted.dns_hostnames)));
        let metrics = changes("network_address_usage_metrics").then(|| {
            call().set_enable_network_address_usage_metrics(value(wanted.network_address_usage_metrics))
        });
        let calls =
            if wanted.dns_support { [support, hostnames, metrics] } else { [hostnames, support, metrics] };
        for call in calls.into_iter().flatten() {
            self.ec2.write("ModifyVpcAttribute", || call.clone().send()).await?;
        }
        Ok(())
    }

    async fn set_ranges(&self, id: &PhysicalId, wanted: &BTreeSet<Ipv4Net>) -> Result<(), Error> {
        self.ec2
            .settle(|| async move {
                let vpc = self.now(id).await?;
                let there: BTreeMap<Ipv4Net, &str> = secondary(&vpc)
                    .filter_map(|(id, text)| Some((text.parse::<Ipv4Net>().ok()?.trunc(), id)))
                    .collect();
                for range in wanted.iter().filter(|range| !there.contains_key(*range)) {
                    let call = self.ec2.client.associate_vpc_cidr_block().vpc_id(id.as_str());
                    let call = call.cidr_block(range.to_string());
                    self.ec2.once("AssociateVpcCidrBlock", || call.clone().send()).await?;
                }
                for (_, association) in there.iter().filter(|(range, _)| !wanted.contains(*range)) {
                    self.disassociate(association).await?;
                }
                Ok(())
            })
            .await
    }

    async fn set_amazon_ipv6(&self, id: &PhysicalId, wanted: bool) -> Result<(), Error> {
        self.ec2
            .settle(|| async move {
                let vpc = self.now(id).await?;
                match (amazon_range(&vpc), wanted) {
                    (None, true) => {
                        let call = self.ec2.client.associate_vpc_cidr_block().vpc_id(id.as_str());
                        let call = call.amazon_provided_ipv6_cidr_block(true);
                        self.ec2.once("AssociateVpcCidrBlock", || call.clone().send()).await?;
                    }
                    (Some(range), false) => {
                        self.disassociate(range.association_id().unwrap_or_default()).await?
                    }
                    _ => {}
                }
                Ok(())
            })
            .await
    }

    async fn disassociate(&self, association: &str) -> Result<(), Error> {
        let call = self.ec2.client.disassociate_vpc_cidr_block().association_id(association);
        match self.ec2.write("DisassociateVpcCidrBlock", || call.clone().send()).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }
}

/// The attributes of VPCs, side by side; a VPC that is gone is left out.
async fn flags_of_all(ec2: &Ec2, ids: &[String]) -> Result<BTreeMap<String, Flags>, Error> {
    let mut calls = JoinSet::new();
    for id in ids {
        let (ec2, id) = (ec2.clone(), id.clone());
        calls.spawn(async move {
            let flags = flags_of(&ec2, &id).await;
            (id, flags)
        });
    }
    let mut found = BTreeMap::new();
    while let Some(joined) = calls.join_next().await {
        let (id, flags) = joined.map_err(|error| {
            ec2.error(Class::Failed, ATTRIBUTE, format!("reading was broken off: {error}"))
        })?;
        match flags {
            Err(error) if is_absent(&error) => {}
            flags => {
                found.insert(id, flags?);
            }
        }
    }
    Ok(found)
}

async fn flags_of(ec2: &Ec2, id: &str) -> Result<Flags, Error> {
    let flag = |name: VpcAttributeName| {
        let request = ec2.client.describe_vpc_attribute().vpc_id(id).attribute(name);
        async move { ec2.read(ATTRIBUTE, || request.clone().send()).await }
    };
    let value =
        |value: Option<AttributeBooleanValue>| value.and_then(|value| value.value).unwrap_or_default();
    let (support, hostnames, metrics) = tokio::try_join!(
        flag(VpcAttributeName::EnableDnsSupport),
        flag(VpcAttributeName::EnableDnsHostnames),
        flag(VpcAttributeName::EnableNetworkAddressUsageMetrics),
    )?;
    Ok(Flags {
        dns_support: value(support.enable_dns_support),
        dns_hostnames: value(hostnames.enable_dns_hostnames),
        metrics: value(metrics.enable_network_address_usage_metrics),
    })
}

/// Whether a range is there or comes.
fn is_held(state: Option<&VpcCidrBlockState>) -> bool {
    matches!(
        state.and_then(|state| state.state()),
        None | Some(VpcCidrBlockStateCode::Associated | VpcCidrBlockStateCode::Associating)
    )
}

/// Whether a range is not there yet: subnets in it are refused, and an IPv6 range is not even known.
fn is_getting_a_range(vpc: &LiveVpc) -> bool {
    let ipv4 = vpc.cidr_block_association_set().iter().filter_map(|it| it.cidr_block_state());
    let ipv6 = vpc.ipv6_cidr_block_association_set().iter().filter_map(|it| it.ipv6_cidr_block_state());
    ipv4.chain(ipv6).any(|state| state.state() == Some(&VpcCidrBlockStateCode::Associating))
}

/// IPv4 ranges by association, the first one apart.
fn secondary(vpc: &LiveVpc) -> impl Iterator<Item = (&str, &str)> {
    vpc.cidr_block_association_set()
        .iter()
        .filter(|association| is_held(association.cidr_block_state()))
        .filter(|association| association.cidr_block() != vpc.cidr_block())
        .filter_map(|association| Some((association.association_id()?, association.cidr_block()?)))
}

/// The IPv6 range that Amazon gave.
fn amazon_range(vpc: &LiveVpc) -> Option<&VpcIpv6CidrBlockAssociation> {
    vpc.ipv6_cidr_block_association_set().iter().find(|association| {
        is_held(association.ipv6_cidr_block_state())
            && association.ipv6_pool().is_none_or(|pool| pool == "Amazon")
    })
}

#[async_trait]
impl Provider for Vpcs {
    fn kind(&self) -> KindName {
        KindName::from(Vpc::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let limit = if of == PaceOf::Delete { 600 } else { 120 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(3),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let request = self.ec2.client.describe_vpcs().filters(of_stack(stack)).max_results(1000);
        let vpcs = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.vpcs, page.next_token),
        );
        let mut vpcs = vpcs.await?;
        vpcs.retain(|vpc| tags::is_of(stack, vpc.tags.as_ref()));
        self.complete(vpcs).await
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(vpc) = self.one(id).await? else { return Ok(None) };
        Ok(self.complete(vec![vpc]).await?.into_iter().next())
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateVpc";
        let vpc: Vpc = self.ec2.decode(CREATE, &request.values)?;
        let length = vpc.ipv4_netmask_length.and_then(|length| i32::try_from(length).ok());
        let call = self
            .ec2
            .client
            .create_vpc()
            .set_cidr_block(vpc.cidr_block.map(|net| net.to_string()))
            .set_ipv4_ipam_pool_id(vpc.ipv4_ipam_pool.clone())
            .set_ipv4_netmask_length(length)
            .set_amazon_provided_ipv6_cidr_block(vpc.amazon_ipv6.then_some(true))
            .instance_tenancy(vpc.instance_tenancy.word().into())
            .tag_specifications(tags::specification(ResourceType::Vpc, &request.tags));
        let answer = self.ec2.once(CREATE, || call.clone().send()).await?;
        let id = self.ec2.made(CREATE, answer.vpc.and_then(|vpc| vpc.vpc_id))?;
        // What a new VPC begins with: DNS without names, no metrics, AWS's DHCP options, a main table with
        // the local route alone, a default group with rules.
        let differs = |attribute: &str| match attribute {
            "secondary_cidr_blocks" => !vpc.secondary_cidr_blocks.is_empty(),
            "dns_support" => !vpc.dns_support,
            "dns_hostnames" => vpc.dns_hostnames,
            "network_address_usage_metrics" => vpc.network_address_usage_metrics,
            "dhcp_options" => vpc.dhcp_options.is_some(),
            "default_security_group" => true,
            _ => false,
        };
        self.modify(&id, &vpc, &differs).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let vpc: Vpc = self.ec2.decode("ModifyVpcAttribute", &request.values)?;
        self.modify(&request.id, &vpc, &|attribute: &str| request.changes(attribute)).await?;
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.ec2.client.delete_vpc().vpc_id(request.id.as_str());
        let answer = self.ec2.write("DeleteVpc", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        self.ec2.users_of_vpcs(ids).await
    }
}
