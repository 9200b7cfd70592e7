//! `elbv2.load_balancer`. A survey is ⌈balancers / 400⌉ lists, ⌈candidates / 20⌉ calls for tags, and
//! one call for the attributes of each of the stack's.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    IpAddressType, LoadBalancer as LiveBalancer, LoadBalancerSchemeEnum, LoadBalancerTypeEnum,
};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Tags, is_absent};
use scaffold_kinds::elbv2::LoadBalancer;
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, Value};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::attributes::{self, Pairs};
use crate::client::{Elb, is, meant};
use crate::found::{Found, text, texts, values};
use crate::load_balancer_attributes::{KNOWN, changed_logs, initial_logs, read_logs};
use crate::subnets::{SubnetsWanted, mappings_in};
use crate::tags;

const CREATE: &str = "CreateLoadBalancer";

pub(crate) struct LoadBalancers {
    elb: Elb,
}

impl LoadBalancers {
    pub fn new(elb: Elb) -> Self {
        Self { elb }
    }

    /// Its attributes; none when it is gone.
    async fn pairs(&self, arn: &str) -> Result<Option<Pairs>, Error> {
        let request = self.elb.client.describe_load_balancer_attributes().load_balancer_arn(arn);
        match self.elb.read("DescribeLoadBalancerAttributes", || request.clone().send()).await {
            Ok(answer) => {
                let attributes = answer.attributes.unwrap_or_default().into_iter();
                Ok(Some(attributes.filter_map(|it| Some((it.key?, it.value.unwrap_or_default()))).collect()))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn live(&self, balancer: &LiveBalancer, tags: &Tags) -> Result<Option<Live>, Error> {
        let arn = balancer.load_balancer_arn().unwrap_or_default();
        let Some(pairs) = self.pairs(arn).await? else { return Ok(None) };
        Ok(Some(live(balancer, tags, &pairs)))
    }

    async fn one(&self, arn: &str) -> Result<Option<LiveBalancer>, Error> {
        let request = self.elb.client.describe_load_balancers().load_balancer_arns(arn);
        let answer = self.elb.read("DescribeLoadBalancers", || request.clone().send()).await;
        scaffold_aws_core::first(answer.map(|answer| answer.load_balancers.unwrap_or_default()))
    }

    /// The balancer that has a name already.
    async fn holder(&self, name: &str) -> Result<Option<String>, Error> {
        let request = self.elb.client.describe_load_balancers().names(name);
        let look = || async {
            let answer = self.elb.read("DescribeLoadBalancers", || request.clone().send()).await;
            scaffold_aws_core::first(answer.map(|answer| answer.load_balancers.unwrap_or_default()))
        };
        Ok(self.elb.until_seen(look).await?.and_then(|balancer| balancer.load_balancer_arn))
    }

    /// Makes it, or finds that it is there; who has it, the caller reads back.
    async fn make(&self, request: &CreateRequest, name: &str) -> Result<String, Error> {
        let wanted: LoadBalancer = self.elb.decode(CREATE, &request.values)?;
        let subnets = SubnetsWanted::of(&wanted.subnets, &wanted.subnet_mappings);
        let groups: Vec<String> = wanted.security_groups.iter().map(|group| group.0.clone()).collect();
        let call = self
            .elb
            .client
            .create_load_balancer()
            .name(name)
            .r#type(LoadBalancerTypeEnum::from(wanted.r#type.word()))
            .scheme(LoadBalancerSchemeEnum::from(wanted.scheme.word()))
            .ip_address_type(IpAddressType::from(wanted.ip_address_type.word()))
            .set_subnets(subnets.plain())
            .set_subnet_mappings(subnets.mapped())
            .set_security_groups((!groups.is_empty()).then_some(groups))
            .set_tags(tags::written(&request.tags));
        match self.elb.write(CREATE, || call.clone().send()).await {
            Ok(answer) => {
                let made = answer.load_balancers.unwrap_or_default().into_iter().next();
                Ok(made.and_then(|balancer| balancer.load_balancer_arn).unwrap_or_default())
            }
            Err(error) if is(&error, "DuplicateLoadBalancerName") => match self.holder(name).await? {
                Some(arn) => Ok(arn),
                None => Err(error),
            },
            Err(error) => Err(meant(error)),
        }
    }

    async fn set_attributes(&self, id: &PhysicalId, pairs: Vec<(String, String)>) -> Result<(), Error> {
        // One call takes 20.
        for pairs in pairs.chunks(20) {
            let attribute = |(key, value): &(String, String)| {
                aws_sdk_elasticloadbalancingv2::types::LoadBalancerAttribute::builder()
                    .key(key)
                    .value(value)
                    .build()
            };
            let request = self
                .elb
                .client
                .modify_load_balancer_attributes()
                .load_balancer_arn(id.as_str())
                .set_attributes(Some(pairs.iter().map(attribute).collect()));
            self.elb.write("ModifyLoadBalancerAttributes", || request.clone().send()).await?;
        }
        Ok(())
    }

    /// What the creating call cannot carry.
    async fn finish(&self, id: &PhysicalId, request: &CreateRequest) -> Result<(), Error> {
        if request.values.get("enforce_security_groups_on_private_link") == Some(&Value::from(false)) {
            self.set_groups(id, &self.elb.decode(CREATE, &request.values)?).await?;
        }
        let mut pairs = attributes::initial(&LoadBalancer::schema().schema, KNOWN, &request.values);
        pairs.extend(initial_logs(&request.values));
        self.set_attributes(id, pairs).await
    }

    async fn set_groups(&self, id: &PhysicalId, wanted: &LoadBalancer) -> Result<(), Error> {
        let groups = wanted.security_groups.iter().map(|group| group.0.clone()).collect();
        let enforce = wanted.enforce_security_groups_on_private_link.map(|on| if on { "on" } else { "off" });
        let request = self
            .elb
            .client
            .set_security_groups()
            .load_balancer_arn(id.as_str())
            .set_security_groups(Some(groups))
            .set_enforce_security_group_inbound_rules_on_private_link_traffic(enforce.map(Into::into));
        self.elb.write("SetSecurityGroups", || request.clone().send()).await.map(drop)
    }

    async fn set_subnets(&self, id: &PhysicalId, wanted: &LoadBalancer) -> Result<(), Error> {
        let subnets = SubnetsWanted::of(&wanted.subnets, &wanted.subnet_mappings);
        let request = self
            .elb
            .client
            .set_subnets()
            .load_balancer_arn(id.as_str())
            .set_subnets(subnets.plain())
            .set_subnet_mappings(subnets.mapped());
        self.elb.write("SetSubnets", || request.clone().send()).await.map(drop)
    }
}

fn live(balancer: &LiveBalancer, tags: &Tags, pairs: &Pairs) -> Live {
    let arn = balancer.load_balancer_arn().unwrap_or_default();
    let zones = balancer.availability_zones();
    let is_network = balancer.r#type() == Some(&LoadBalancerTypeEnum::Network);
    let mappings = if is_network { mappings_in(zones) } else { Value::Null };
    let enforced = balancer.enforce_security_group_inbound_rules_on_private_link_traffic();
    let enforced =
        enforced.filter(|word| is_network && !word.is_empty()).map(|word| Value::from(word == "on"));
    let full_name = arn.split_once(":loadbalancer/").map(|(_, name)| name);
    let mut values = values([
        ("type", text(balancer.r#type().map(LoadBalancerTypeEnum::as_str))),
        ("scheme", text(balancer.scheme().map(LoadBalancerSchemeEnum::as_str))),
        ("subnets", texts(zones.iter().filter_map(|zone| zone.subnet_id()))),
        ("subnet_mappings", mappings),
        ("security_groups", texts(balancer.security_groups().iter().map(String::as_str))),
        ("enforce_security_groups_on_private_link", enforced.unwrap_or_default()),
        ("ip_address_type", text(balancer.ip_address_type().map(IpAddressType::as_str))),
        ("dns_name", text(balancer.dns_name())),
        ("zone_id", text(balancer.canonical_hosted_zone_id())),
        ("name", text(balancer.load_balancer_name())),
        ("full_name", text(full_name)),
    ]);
    attributes::read(&LoadBalancer::schema().schema, KNOWN, pairs, &mut values);
    read_logs(pairs, &mut values);
    Found {
        arn: arn.to_owned(),
        values,
        tags: tags.clone(),
        state: state(balancer),
        name: balancer.load_balancer_name.clone(),
        created: balancer.created_time,
    }
    .live::<LoadBalancer>()
}

/// `active_impaired` takes traffic, but cannot grow.
fn state(balancer: &LiveBalancer) -> LiveState {
    let state = balancer.state();
    let code = state.and_then(|state| state.code()).map_or("active", |code| code.as_str());
    match code {
        "active" | "active_impaired" => LiveState::Ready,
        "failed" => {
            let reason = state.and_then(|state| state.reason()).unwrap_or("AWS does not say why");
            LiveState::Failed(reason.to_owned())
        }
        other => LiveState::Pending(other.to_owned()),
    }
}

#[async_trait]
impl Provider for LoadBalancers {
    fn kind(&self) -> KindName {
        KindName::from(LoadBalancer::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let (interval, limit, typical) = match of {
            PaceOf::Create => (5, 900, 150),
            PaceOf::Update => (5, 300, 5),
            PaceOf::Delete => (2, 300, 5),
        };
        let seconds = Duration::from_secs;
        Pace { interval: seconds(interval), limit: seconds(limit), typical: seconds(typical) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let owned = self.elb.balancers_of(stack).await?;
        let lives = try_join_all(owned.iter().map(|owned| self.live(&owned.item, &owned.tags))).await?;
        Ok(lives.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(balancer) = self.one(id.as_str()).await? else { return Ok(None) };
        let tags = self.elb.tags_of_one(id.as_str()).await?;
        self.live(&balancer, &tags).await
    }

    /// The name is unique in the region and the call an upsert, so that it may be repeated; whose it is
    /// is read back before anything else is written.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let nameless = || self.elb.error(Class::Invalid, CREATE, "a load balancer needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let arn = self.make(request, name).await?;
        let what = format!("a load balancer named `{name}`");
        let id = self.elb.claim(request, (CREATE, &what), &arn).await?;
        self.finish(&id, request).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: LoadBalancer = self.elb.decode("SetSubnets", &request.values)?;
        if request.changes("subnets") || request.changes("subnet_mappings") {
            self.set_subnets(&request.id, &wanted).await?;
        }
        if request.changes("ip_address_type") {
            let word = IpAddressType::from(wanted.ip_address_type.word());
            let call = self.elb.client.set_ip_address_type().load_balancer_arn(request.id.as_str());
            let call = call.ip_address_type(word);
            self.elb.write("SetIpAddressType", || call.clone().send()).await?;
        }
        if request.changes("security_groups") || request.changes("enforce_security_groups_on_private_link") {
            self.set_groups(&request.id, &wanted).await?;
        }
        let mut pairs = attributes::changed(&LoadBalancer::schema().schema, KNOWN, &request.patch);
        pairs.extend(changed_logs(&request.patch));
        self.set_attributes(&request.id, pairs).await?;
        self.elb.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.elb.client.delete_load_balancer().load_balancer_arn(request.id.as_str());
        let answer = self.elb.write("DeleteLoadBalancer", || call.clone().send()).await;
        let answer = answer.map_err(|error| match is(&error, "OperationNotPermitted") {
            true => Error {
                message: format!(
                    "{}; where it is deletion protection, apply `deletion_protection = false` first",
                    error.message
                ),
                ..error
            },
            false => error,
        });
        self.elb.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.elb.tag_one(id, tags).await
    }

    /// Listeners, which would go with it.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for id in ids {
            for listener in self.elb.listeners_in(id.as_str()).await? {
                let port = listener.port().unwrap_or_default();
                users.extend(
                    listener
                        .listener_arn
                        .map(|arn| User::new(id, PhysicalId::new(arn), format!("a listener on port {port}"))),
                );
            }
        }
        Ok(users)
    }
}
