//! `elbv2.target_group`. A survey is ⌈groups / 400⌉ lists, ⌈candidates / 20⌉ calls for tags, and for
//! each of the stack's one call for its attributes and one for its targets.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    ProtocolEnum, TargetGroup as LiveGroup, TargetGroupAttribute, TargetGroupIpAddressTypeEnum,
    TargetTypeEnum,
};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Tags, is_absent};
use scaffold_kinds::elbv2::{TargetGroup, TargetType};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, Value, Values};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::attributes::{self, Pairs};
use crate::client::{Elb, is, meant};
use crate::found::{Found, number, text, values};
use crate::health_check::{as_value, check_of};
use crate::registrations::Wanted;
use crate::tags;
use crate::target_group_attributes::{KNOWN, changed_stickiness, initial_stickiness, read_stickiness};

const CREATE: &str = "CreateTargetGroup";
const LIST: &str = "DescribeTargetGroups";

pub(crate) struct TargetGroups {
    elb: Elb,
}

impl TargetGroups {
    pub fn new(elb: Elb) -> Self {
        Self { elb }
    }

    /// Its attributes; none when it is gone.
    async fn pairs(&self, arn: &str) -> Result<Option<Pairs>, Error> {
        let request = self.elb.client.describe_target_group_attributes().target_group_arn(arn);
        match self.elb.read("DescribeTargetGroupAttributes", || request.clone().send()).await {
            Ok(answer) => {
                let attributes = answer.attributes.unwrap_or_default().into_iter();
                Ok(Some(attributes.filter_map(|it| Some((it.key?, it.value.unwrap_or_default()))).collect()))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn live(&self, group: &LiveGroup, tags: &Tags, targets: &Value) -> Result<Option<Live>, Error> {
        let pairs = self.pairs(group.target_group_arn().unwrap_or_default()).await?;
        Ok(pairs.map(|pairs| live(group, tags, &pairs, targets.clone())))
    }

    async fn make(&self, request: &CreateRequest, name: &str) -> Result<String, Error> {
        let wanted: TargetGroup = self.elb.decode(CREATE, &request.values)?;
        let check = check_of(&wanted);
        let call = self
            .elb
            .client
            .create_target_group()
            .name(name)
            .target_type(TargetTypeEnum::from(wanted.target_type.word()))
            .set_vpc_id(wanted.vpc.map(|vpc| vpc.0))
            .set_protocol(wanted.protocol.map(|protocol| ProtocolEnum::from(protocol.word())))
            .set_port(wanted.port.and_then(|port| i32::try_from(port).ok()))
            .set_protocol_version(wanted.protocol_version.map(|version| version.word().to_owned()))
            .set_ip_address_type(
                wanted.ip_address_type.map(|family| TargetGroupIpAddressTypeEnum::from(family.word())),
            )
            .set_health_check_enabled(check.enabled)
            .set_health_check_protocol(check.protocol)
            .set_health_check_port(check.port)
            .set_health_check_path(check.path)
            .set_health_check_interval_seconds(check.interval)
            .set_health_check_timeout_seconds(check.timeout)
            .set_healthy_threshold_count(check.healthy)
            .set_unhealthy_threshold_count(check.unhealthy)
            .set_matcher(check.matcher)
            .set_tags(tags::written(&request.tags));
        match self.elb.write(CREATE, || call.clone().send()).await {
            Ok(answer) => {
                let made = answer.target_groups.unwrap_or_default().into_iter().next();
                Ok(made.and_then(|group| group.target_group_arn).unwrap_or_default())
            }
            Err(error) if is(&error, "DuplicateTargetGroupName") => match self.holder(name).await? {
                Some(arn) => Ok(arn),
                None => Err(error),
            },
            Err(error) => Err(meant(error)),
        }
    }

    /// The group that has a name already.
    async fn holder(&self, name: &str) -> Result<Option<String>, Error> {
        let request = self.elb.client.describe_target_groups().names(name);
        let look = || async {
            let answer = self.elb.read(LIST, || request.clone().send()).await;
            scaffold_aws_core::first(answer.map(|answer| answer.target_groups.unwrap_or_default()))
        };
        Ok(self.elb.until_seen(look).await?.and_then(|group| group.target_group_arn))
    }

    async fn set_attributes(&self, id: &PhysicalId, pairs: Vec<(String, String)>) -> Result<(), Error> {
        if pairs.is_empty() {
            return Ok(());
        }
        let attribute =
            |(key, value): (String, String)| TargetGroupAttribute::builder().key(key).value(value).build();
        let request = self
            .elb
            .client
            .modify_target_group_attributes()
            .target_group_arn(id.as_str())
            .set_attributes(Some(pairs.into_iter().map(attribute).collect()));
        self.elb.write("ModifyTargetGroupAttributes", || request.clone().send()).await.map(drop)
    }

    async fn set_health_check(&self, id: &PhysicalId, wanted: &TargetGroup) -> Result<(), Error> {
        let check = check_of(wanted);
        let request = self
            .elb
            .client
            .modify_target_group()
            .target_group_arn(id.as_str())
            .set_health_check_enabled(check.enabled)
            .set_health_check_protocol(check.protocol)
            .set_health_check_port(check.port)
            .set_health_check_path(check.path)
            .set_health_check_interval_seconds(check.interval)
            .set_health_check_timeout_seconds(check.timeout)
            .set_healthy_threshold_count(check.healthy)
            .set_unhealthy_threshold_count(check.unhealthy)
            .set_matcher(check.matcher);
        self.elb.write("ModifyTargetGroup", || request.clone().send()).await.map(drop)
    }

    /// What the creating call cannot carry.
    async fn finish(&self, id: &PhysicalId, request: &CreateRequest) -> Result<(), Error> {
        let mut pairs = attributes::initial(&TargetGroup::schema().schema, KNOWN, &request.values);
        pairs.extend(initial_stickiness(&request.values));
        self.set_attributes(id, pairs).await?;
        let wanted: TargetGroup = self.elb.decode(CREATE, &request.values)?;
        if wanted.targets.is_empty() { Ok(()) } else { self.elb.set_targets(id, registered(&wanted)).await }
    }
}

fn registered(wanted: &TargetGroup) -> Wanted<'_> {
    Wanted {
        targets: &wanted.targets,
        port: wanted.port.and_then(|port| i32::try_from(port).ok()),
        of_functions: wanted.target_type == TargetType::Lambda,
    }
}

fn live(group: &LiveGroup, tags: &Tags, pairs: &Pairs, targets: Value) -> Live {
    let arn = group.target_group_arn().unwrap_or_default();
    let full_name = arn.rsplit_once(':').map(|(_, name)| name);
    let mut values: Values = values([
        ("target_type", text(group.target_type().map(TargetTypeEnum::as_str))),
        ("vpc", text(group.vpc_id())),
        ("protocol", text(group.protocol().map(ProtocolEnum::as_str))),
        ("port", number(group.port())),
        ("ip_address_type", text(group.ip_address_type().map(TargetGroupIpAddressTypeEnum::as_str))),
        ("load_balancer", text(group.load_balancer_arns().first().map(String::as_str))),
        ("health_check", as_value(group)),
        ("targets", targets),
        ("name", text(group.target_group_name())),
        ("full_name", text(full_name)),
    ]);
    let schema = &TargetGroup::schema().schema;
    if schema.takes("protocol_version", &values) {
        values.insert("protocol_version".into(), Value::text(group.protocol_version().unwrap_or("HTTP1")));
    }
    attributes::read(schema, KNOWN, pairs, &mut values);
    values.extend(read_stickiness(pairs).map(|stickiness| ("stickiness".to_owned(), stickiness)));
    Found {
        arn: arn.to_owned(),
        values,
        tags: tags.clone(),
        state: LiveState::Ready,
        name: group.target_group_name.clone(),
        created: None,
    }
    .live::<TargetGroup>()
}

#[async_trait]
impl Provider for TargetGroups {
    fn kind(&self) -> KindName {
        KindName::from(TargetGroup::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let limit = if of == PaceOf::Delete { 600 } else { 120 };
        let seconds = Duration::from_secs;
        Pace { interval: seconds(2), limit: seconds(limit), typical: seconds(2) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = self.elb.groups_of(stack).await?;
        let lives = groups.iter().map(|it| self.live(&it.group.item, &it.group.tags, &it.targets));
        let lives = try_join_all(lives).await?;
        Ok(lives.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(group) = self.elb.group(id.as_str()).await? else { return Ok(None) };
        let tags = self.elb.tags_of_one(id.as_str()).await?;
        let Some(targets) = self.elb.targets_in(id.as_str(), group.port()).await? else { return Ok(None) };
        self.live(&group, &tags, &targets).await
    }

    /// The name is unique in the region and the call an upsert, so that it may be repeated; whose it is
    /// is read back before anything else is written.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let nameless = || self.elb.error(Class::Invalid, CREATE, "a target group needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let arn = self.make(request, name).await?;
        let what = format!("a target group named `{name}`");
        let id = self.elb.claim(request, (CREATE, &what), &arn).await?;
        self.finish(&id, request).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: TargetGroup = self.elb.decode("ModifyTargetGroup", &request.values)?;
        if request.changes("health_check") {
            self.set_health_check(&request.id, &wanted).await?;
        }
        let mut pairs = attributes::changed(&TargetGroup::schema().schema, KNOWN, &request.patch);
        pairs.extend(request.patch.get("stickiness").into_iter().flat_map(changed_stickiness));
        self.set_attributes(&request.id, pairs).await?;
        if request.changes("targets") {
            self.elb.set_targets(&request.id, registered(&wanted)).await?;
        }
        self.elb.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.elb.client.delete_target_group().target_group_arn(request.id.as_str());
        let answer = self.elb.write("DeleteTargetGroup", || call.clone().send()).await;
        self.elb.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.elb.tag_one(id, tags).await
    }

    /// Listeners and rules that forward to them.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for id in ids {
            let group = self.elb.group(id.as_str()).await?;
            let balancers = group.and_then(|group| group.load_balancer_arns).unwrap_or_default();
            for balancer in balancers {
                users.extend(self.elb.forwarders(id, &balancer).await?);
            }
        }
        Ok(users)
    }
}
