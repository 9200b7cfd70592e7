//! What an `autoscaling_group` expands to, and whom it talks to.

use std::collections::BTreeMap;

use scaffold_kinds::{AttributeType, Choice};
use scaffold_model::{Address, Value, Values};

use crate::autoscaling_group::{AutoscalingGroup, Imds, RootVolume, TARGET_GROUP};
use crate::block::{Context, Expands};
use crate::connection::{Reaches, Reason, Service};
use crate::part::{Expansion, Part};
use crate::permissions::{Permission, policy, trust};
use crate::rollout::Rollout;
use crate::scaling::Routed;
use crate::security_group::{self, Said};
use crate::target::Target;
use crate::user_data::UserData;
use crate::{autoscaling_group_checks, cache_users, connects, network};

const TEMPLATE: &str = "launch_template";
const GROUP: &str = "group";

impl Expands for AutoscalingGroup {
    fn serves(&self) -> Vec<Service> {
        let service = |target: &Target| Some(Service { protocol: target.transport(), port: target.port? });
        self.target.as_ref().and_then(service).into_iter().collect()
    }

    fn reaches(&self, context: &Context<'_>) -> Reaches {
        connects::reaches(&self.connects_to, context)
    }

    fn expand(&self, context: &Context<'_>) -> Expansion {
        let mut problems = autoscaling_group_checks::check(self, context);
        problems.extend(security_group::check(&self.ingress, &self.egress, context));
        let user_data = UserData::of(self, context);
        problems.extend(user_data.problem(context));
        let vpc = self.vpc.as_deref();
        let said = Said { vpc, ingress: &self.ingress, egress: &self.egress, besides: Vec::new() };
        let mut parts = security_group::parts(said, context);
        parts.push(self.role(context));
        parts.push(Part::new("instance_profile", "iam.instance_profile").with("role", context.id_of("role")));
        parts.push(self.template(&user_data, context));
        parts.extend(self.target.as_ref().map(|target| target_group(target, vpc, context)));
        parts.push(self.group(vpc, context));
        Expansion {
            parts,
            outputs: self.outputs(context),
            all_parts: context.are_sound(&["target"]),
            diagnostics: problems,
        }
    }
}

fn some(values: Values) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Map(values))
}

/// The balancer that forwards to the group.
fn balancer<'a>(context: &'a Context<'_>) -> Option<&'a Address> {
    context.incoming().find(|connection| connection.why == Reason::Forward).map(|connection| &connection.from)
}

fn target_group(target: &Target, vpc: Option<&str>, context: &Context<'_>) -> Part {
    let stickiness = target.stickiness_seconds.map(|seconds| {
        let values = [("type", Value::from("lb_cookie")), ("duration_seconds", Value::Integer(seconds))];
        Value::Map(values.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Values>())
    });
    let algorithm = target.algorithm.filter(|_| target.is_http()).map(Choice::word);
    let part = Part::new(TARGET_GROUP, "elbv2.target_group")
        .asked("vpc", "vpc", network::id(vpc))
        .asked("target.protocol", "protocol", target.protocol.word())
        .asked_if("target.port", "port", target.port)
        .asked("target.health_check", "health_check", target.health_check())
        .asked(
            "target.deregistration_delay_seconds",
            "deregistration_delay_seconds",
            target.deregistration_delay_seconds,
        )
        .asked_if("target.stickiness_seconds", "stickiness", stickiness)
        .asked_if("target.slow_start_seconds", "slow_start_seconds", target.slow_start_seconds)
        .asked_if("target.algorithm", "algorithm", algorithm);
    let forward = context.incoming().find(|connection| connection.why == Reason::Forward);
    let Some(forward) = forward else { return part };
    let mut part = part.with("load_balancer", Value::pending(forward.from.part("load_balancer"), "id"));
    part.origins.insert("load_balancer".to_owned(), forward.origin.clone());
    part
}

impl AutoscalingGroup {
    fn role(&self, context: &Context<'_>) -> Part {
        let said: Vec<Value> = self.permissions.iter().map(Permission::statement).collect();
        let mut implied = cache_users::statements(context);
        implied.extend(connects::statements(&self.connects_to, context));
        let sets = [("permissions", "permissions", said), ("connects_to", "connections", implied)];
        let sets = sets.into_iter().filter(|(_, _, statements)| !statements.is_empty());
        let mut part = Part::new("role", "iam.role").with("assume_role_policy", trust("ec2.amazonaws.com"));
        let mut policies = Values::new();
        for (by, name, statements) in sets {
            part.asked_by.entry("inline_policies").or_insert_with(|| by.to_owned());
            policies.insert(name.to_owned(), policy(statements));
        }
        if policies.is_empty() { part } else { part.with("inline_policies", Value::Map(policies)) }
    }

    fn template(&self, user_data: &UserData, context: &Context<'_>) -> Part {
        let groups = Value::List(vec![context.id_of(security_group::GROUP)]);
        Part::new(TEMPLATE, "ec2.launch_template")
            .asked_if("image", "image", self.image.clone())
            .asked_if("instance_type", "instance_type", self.instance_type.as_deref())
            .asked_if(user_data.attribute(), "user_data", user_data.value())
            .asked_if("key_name", "key_name", self.key_name.clone())
            .with("security_groups", groups)
            .with("instance_profile", context.id_of("instance_profile"))
            .asked("root_volume", "root_volume", self.root_volume.value())
            .asked("imds", "metadata_options", metadata_options(self.imds))
            .asked("detailed_monitoring", "detailed_monitoring", self.detailed_monitoring)
            .asked("tags", "instance_tags", instance_tags(context))
    }

    fn group(&self, vpc: Option<&str>, context: &Context<'_>) -> Part {
        let (instances, rollout) = match &self.rollout {
            Rollout::None => ("any", None),
            Rollout::Rolling(rolling) => ("current", Some(rolling.encode())),
        };
        let protection = if self.deletion_protection { "prevent-all-deletion" } else { "none" };
        let mut part = Part::new(GROUP, "autoscaling.group")
            .with("launch_template", context.id_of(TEMPLATE))
            .with("launch_template_version", context.output_of(TEMPLATE, "latest_version"))
            .asked_if("instance_types", "mixed_instances", self.mixed_instances())
            .asked("rollout", "instances", instances)
            .asked_if("rollout", "rollout", rollout)
            .asked_if("tier", "subnets", network::subnets(vpc, self.tier))
            .asked_if("min_size", "min_size", self.min_size)
            .asked_if("max_size", "max_size", self.max_size)
            .asked_if("desired_capacity", "desired_capacity", self.desired_capacity)
            .asked(
                "health_check_grace_seconds",
                "health_check_grace_seconds",
                self.health_check_grace_seconds,
            )
            .asked("deletion_protection", "deletion_protection", protection)
            .asked_if("scaling", "policies", some(self.policies(context)))
            .asked_if("scaling", "schedules", some(self.schedules(context)));
        if self.target.is_some() {
            part = part
                .asked("target", "target_groups", Value::List(vec![context.id_of(TARGET_GROUP)]))
                .asked("target", "health_check_type", "ELB");
        }
        for (index, scaling) in self.scaling.iter().enumerate() {
            let Some(name) = scaling.name(context) else { continue };
            let set = if scaling.schedule.is_some() { "schedules" } else { "policies" };
            let origin = context.origin(&format!("scaling[{index}]")).clone();
            part.origins.insert(set.to_owned(), origin.clone());
            part.origins.insert(format!("{set}.{name}"), origin);
        }
        part
    }

    fn mixed_instances(&self) -> Option<Value> {
        if self.instance_types.is_empty() {
            return None;
        }
        let one = |name: &String| {
            Value::Map(Values::from([("instance_type".to_owned(), Value::from(name.as_str()))]))
        };
        let mut values = Values::from([(
            "overrides".to_owned(),
            Value::List(self.instance_types.iter().map(one).collect()),
        )]);
        values.extend(self.on_demand_base.map(|base| ("on_demand_base".to_owned(), base.into())));
        values.extend(self.on_demand_percent.map(|percent| ("on_demand_percent".to_owned(), percent.into())));
        values.extend(self.spot_strategy.map(|spot| ("spot_strategy".to_owned(), spot.word().into())));
        Some(Value::Map(values))
    }

    fn policies(&self, context: &Context<'_>) -> Values {
        let routed = balancer(context).map(|balancer| Routed {
            load_balancer: Value::pending(balancer.part("load_balancer"), "id"),
            target_group: context.id_of(TARGET_GROUP),
        });
        let policy = |scaling: &crate::scaling::Scaling| {
            Some((scaling.name(context)?, scaling.policy(routed.as_ref())?))
        };
        self.scaling.iter().filter_map(policy).collect()
    }

    fn schedules(&self, context: &Context<'_>) -> Values {
        self.scaling
            .iter()
            .filter_map(|scaling| Some((scaling.name(context)?, scaling.schedule()?)))
            .collect()
    }

    fn outputs(&self, context: &Context<'_>) -> BTreeMap<String, Value> {
        let mut outputs = vec![
            ("name", context.output_of(GROUP, "name")),
            ("arn", context.output_of(GROUP, "arn")),
            ("security_group_id", context.id_of(security_group::GROUP)),
            ("role_arn", context.output_of("role", "arn")),
        ];
        if !context.are_sound(&["target"]) {
            outputs.push(("target_group_arn", Value::Null));
        } else if self.target.is_some() {
            outputs.push(("target_group_arn", context.output_of(TARGET_GROUP, "arn")));
        }
        outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl RootVolume {
    fn value(&self) -> Value {
        let mut values = Values::from([
            ("volume_type".to_owned(), Value::from(self.r#type.word())),
            ("encrypted".to_owned(), Value::from(self.encrypted)),
        ]);
        let numbers = [("size_gib", self.size_gib), ("iops", self.iops), ("throughput", self.throughput)];
        values.extend(numbers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        values.extend(self.encryption_key.clone().map(|key| ("encryption_key".to_owned(), key.into())));
        Value::Map(values)
    }
}

fn metadata_options(imds: Imds) -> Value {
    let tokens = match imds {
        Imds::V2 => "required",
        Imds::V1 => "optional",
    };
    let values = [("http_tokens", tokens), ("http_endpoint", "enabled")];
    Value::Map(
        values.map(|(name, word)| (name.to_owned(), Value::from(word))).into_iter().collect::<Values>(),
    )
}

/// `Name` and the user's tags: never a stack's identity.
fn instance_tags(context: &Context<'_>) -> Value {
    let name = context.address().display_name(context.stack);
    let mut tags = Values::from([("Name".to_owned(), Value::text(name))]);
    tags.extend(context.tags.clone());
    Value::Map(tags)
}
