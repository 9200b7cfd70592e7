use scaffold_kinds::{choice, record};
use scaffold_model::{Disruption, Rule, TextRule, Type, Value, Values};

use crate::block::block;
use crate::connects::ConnectsTo;
use crate::given::Given;
use crate::permissions::Permission;
use crate::rollout::Rollout;
use crate::scaling::Scaling;
use crate::target::Target;
use crate::traffic::{Egress, Ingress};
use crate::vpc::Tier;

/// The part that balancers forward to.
pub(crate) const TARGET_GROUP: &str = "target_group";

block! {
    /// Machines of one sort over the zones of a network, as many as are needed.
    ///
    /// A change of how they are made (image, type, user data, volume, tags) makes a new version of the
    /// launch template, and the group replaces its instances as `rollout` says. How many there are is
    /// scaling's to say: declare `desired_capacity` only to take that over.
    ///
    /// Its security group lets nobody in but balancers that forward to it, those that connect to it by
    /// `connects_to`, and `ingress`. Its role may do nothing until `permissions` says so; it is always
    /// there, so that the first permission changes no instance.
    pub struct AutoscalingGroup: "autoscaling_group" {
        /// The network that it stands in.
        vpc: Option<String> => of_type(Type::BlockReference("vpc")).required(),
        /// The tier of the network's subnets that instances stand in, all zones of it.
        tier: Tier => defaults_to("private").disrupts(Disruption::Rolling),
        /// The image, `ami-…`, or `{ parameter = "/path" }`: what a parameter of Systems Manager names
        /// when the plan is made, such as
        /// `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64`. Shown when it changed.
        image: Option<Given> => text(TextRule::Prefix("ami-")).by_parameter().required().disrupts(Disruption::Rolling),
        /// Instance type: `m7g.large`. Either this or `instance_types`.
        instance_type: Option<String> => text(TYPE).disrupts(Disruption::Rolling),
        /// Instance types of which those are taken that are to be had, the first one first on demand.
        instance_types: Vec<String> => text(TYPE).disrupts(Disruption::Rolling),
        /// With `instance_types`: how many instances are on demand before any is spot.
        on_demand_base: Option<i64> => defaults_to(0_i64).between(0, 10_000),
        /// With `instance_types`: how much of the rest is on demand, in percent.
        on_demand_percent: Option<i64> => defaults_to(100_i64).between(0, 100),
        /// With `instance_types`: which spot instances are taken.
        spot_strategy: Option<SpotStrategy> => defaults_to("price-capacity-optimized"),
        /// Fewest instances. What one of the schedules has set it to is as good.
        min_size: Option<i64> => between(0, 10_000).required(),
        /// Most instances. What one of the schedules has set it to is as good.
        max_size: Option<i64> => between(0, 10_000).required(),
        /// How many instances there are. Leave it out where scaling moves it: said, every other number is
        /// a difference.
        desired_capacity: Option<i64> => between(0, 10_000),
        /// What an instance runs at its first start, at most 16 KiB. Compared by content.
        user_data: Option<Given> => text(TextRule::Any).disrupts(Disruption::Rolling),
        /// A file with that, by its path from the blueprint's directory.
        user_data_file: Option<String> => text(TextRule::File).disrupts(Disruption::Rolling),
        /// Key pair for SSH, which must exist.
        key_name: Option<Given> => text(TextRule::AtMost(255)).disrupts(Disruption::Rolling),
        /// The volume that the image starts from.
        root_volume: RootVolume => defaults_to(root_volume()).disrupts(Disruption::Rolling),
        /// The instance metadata service: `"v2"` asks for sessions, `"v1"` takes requests without, too.
        imds: Imds => defaults_to("v2").disrupts(Disruption::Rolling),
        /// Whether metrics come every minute in place of every five, for money.
        detailed_monitoring: bool => defaults_to(false).disrupts(Disruption::Rolling),
        /// Whether AWS refuses to delete the group. To delete it, apply `false` first.
        deletion_protection: bool => defaults_to(false),
        /// How long a new instance may be unhealthy, in seconds.
        health_check_grace_seconds: i64 => defaults_to(120_i64).between(0, 31_536_000),
        /// How instances are replaced that are not as the group says, or `"none"`: they stay, and only
        /// new ones are.
        rollout: Rollout => defaults_to(Rollout::default_value()),
        /// Where balancers reach it: makes a target group, which a balancer names by
        /// `forward = "autoscaling_group.<name>"`. The balancer's word on health then counts, too.
        target: Option<Target>,
        /// What moves the number of instances: metrics kept at a target, schedules, forecasts. Written
        /// `[[autoscaling_group.<name>.scaling]]`.
        scaling: Vec<Scaling>,
        /// Blocks that it talks to: `["autoscaling_group.store", "database.orders", "cache.pages"]`, or `{ to = "load_balancer.api", port = 443 }`
        /// where there are several ports. Opens the target's port to this group's security group, nothing
        /// else. Of a bucket, a queue or a secret, `{ to = "bucket.assets", access = "read" }` lets the role do
        /// exactly that there (`"write"`, `"read+write"`). An internet-facing balancer is reached by its public addresses, which `allow_from` is for.
        connects_to: Vec<ConnectsTo>,
        /// What its role may do, for what `connects_to` cannot say.
        permissions: Vec<Permission>,
        /// Who else may come in, at which port.
        ingress: Vec<Ingress>,
        /// Where it may go beside those that it connects to: `"all"`, or a list.
        egress: Egress => defaults_to("all"),
    }
    rules {
        Rule::ExactlyOneOf(&["instance_type", "instance_types"]),
        Rule::OnlyWhere { attributes: &["on_demand_base", "on_demand_percent", "spot_strategy"], attribute: "instance_types", is: &[] },
        Rule::AtMostOneOf(&["user_data", "user_data_file"]),
    }
    outputs {
        /// Its physical name.
        name: String = "group.name",
        /// ARN.
        arn: String = "group.arn",
        /// `sg-…` of its instances.
        security_group_id: String = "security_group.id",
        /// ARN of the role of its instances.
        role_arn: String = "role.arn",
        /// ARN of its target group, where it has a `target`.
        target_group_arn: String = "target_group.arn",
    }
    parts {
        /// Who may talk to its instances.
        "security_group": "ec2.security_group",
        /// The rules of that group, as a complete set.
        "security_group_rules": "ec2.security_group_rules",
        /// One for each connection into another stack, in the security group there:
        /// `rule.data.database.orders-port`.
        "rule.<stack>.<block>.<name>-<port>": "ec2.security_group_rule",
        /// Who its instances are, for AWS.
        "role": "iam.role",
        /// Gives instances the role.
        "instance_profile": "iam.instance_profile",
        /// How instances are made.
        "launch_template": "ec2.launch_template",
        /// Where balancers reach them, where there is a `target`.
        "target_group": "elbv2.target_group",
        /// The group itself, with its policies and schedules as complete sets.
        "group": "autoscaling.group",
    }
}

record! {
    /// The volume that the image starts from.
    pub struct RootVolume {
        /// GiB, not less than the image's own.
        size_gib: Option<i64> => defaults_to(20_i64).between(1, 65_536),
        /// Type.
        r#type: VolumeType => defaults_to("gp3"),
        /// Whether it is encrypted.
        encrypted: bool => defaults_to(true),
        /// Key that encrypts it, as an id, an ARN or an alias. AWS's own when it is not said.
        encryption_key: Option<Given> => text(TextRule::AtMost(2_048)),
        /// Operations a second.
        iops: Option<i64> => between(100, 256_000),
        /// MiB a second.
        throughput: Option<i64> => between(125, 2_000),
    }
    rules {
        Rule::Requires { attribute: "type", is: &["io1", "io2"], needs: &["iops"] },
        Rule::OnlyWhere { attributes: &["iops"], attribute: "type", is: &["gp3", "io1", "io2"] },
        Rule::OnlyWhere { attributes: &["throughput"], attribute: "type", is: &["gp3"] },
        Rule::Requires { attribute: "encryption_key", is: &[], needs: &["encrypted"] },
    }
}

choice! {
    /// Types of volumes.
    pub enum VolumeType {
        /// General purpose, third generation.
        Gp3 = "gp3",
        /// General purpose, second generation.
        Gp2 = "gp2",
        /// Provisioned operations.
        Io1 = "io1",
        /// Provisioned operations, more durable.
        Io2 = "io2",
        /// The first generation.
        Standard = "standard",
    }
}

choice! {
    /// Which spot instances are taken.
    pub enum SpotStrategy {
        /// Those that are cheap and likely to last.
        PriceCapacityOptimized = "price-capacity-optimized",
        /// Those that are likely to last.
        CapacityOptimized = "capacity-optimized",
        /// Those that are likely to last, in the order of the types where that is possible.
        CapacityOptimizedPrioritized = "capacity-optimized-prioritized",
        /// The cheapest.
        LowestPrice = "lowest-price",
    }
}

choice! {
    /// How the instance metadata service is asked.
    pub enum Imds {
        /// In sessions alone.
        V2 = "v2",
        /// Also without.
        V1 = "v1",
    }
}

const TYPE: TextRule =
    TextRule::Described { words: "an instance type, such as `m7g.large`", fits: is_instance_type };

fn is_instance_type(text: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    text.split_once('.').is_some_and(|(family, size)| fits(family) && fits(size))
}

fn root_volume() -> Value {
    let volume = [("size_gib", Value::Integer(20)), ("type", "gp3".into()), ("encrypted", true.into())];
    Value::Map(volume.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Values>())
}
