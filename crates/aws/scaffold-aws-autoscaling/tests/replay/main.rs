//! What AWS does and no emulator: replayed exchanges, written from the EC2 Auto Scaling API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod creating;
mod deleting;
mod reading;
mod refreshing;
#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;
mod sets;

use scaffold_aws_core::AwsCloud;
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{CreateRequest, UpdateRequest};
use script::{Exchange, Replay, page};

const KIND: &str = "autoscaling.group";
const NAME: &str = "shop-web-0123abcd";
const TAGS: [(&str, &str); 3] = [
    ("scaffold:stack", "shop@us-east-1"),
    ("scaffold:address", "autoscaling.group.web"),
    ("scaffold:name", NAME),
];

impl Replay {
    /// EC2 Auto Scaling as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_autoscaling::service(&connection)])
    }
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

/// An action that is answered with what is in its result.
fn on(action: &str, result: &str) -> Exchange {
    let body = format!(
        "<{action}Response xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\"><{action}Result>{result}\
         </{action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>"
    );
    page(action, 200, &body)
}

/// An action that is refused.
fn refused(action: &str, code: &str, message: &str) -> Exchange {
    let body = format!(
        "<ErrorResponse xmlns=\"http://autoscaling.amazonaws.com/doc/2011-01-01/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    );
    page(action, 400, &body)
}

/// A group as lists show it.
#[derive(Clone, Copy)]
struct Shown<'a> {
    name: &'a str,
    stack: &'a str,
    version: &'a str,
    /// States of its instances, and the versions that they run.
    instances: &'a [(&'a str, &'a str)],
    more: &'a str,
}

const SHOWN: Shown<'_> = Shown {
    name: NAME,
    stack: "shop@us-east-1",
    version: "3",
    instances: &[("InService", "3"), ("InService", "3")],
    more: "",
};

fn shown(group: Shown<'_>) -> String {
    let Shown { name, stack, version, instances, more } = group;
    let template = |version: &str| {
        format!(
            "<LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><LaunchTemplateName>web</LaunchTemplateName>\
             <Version>{version}</Version></LaunchTemplate>"
        )
    };
    let instance = |(state, version): &(&str, &str)| {
        format!(
            "<member><InstanceId>i-1</InstanceId><AvailabilityZone>us-east-1a</AvailabilityZone>\
             <LifecycleState>{state}</LifecycleState><HealthStatus>Healthy</HealthStatus>\
             <ProtectedFromScaleIn>false</ProtectedFromScaleIn>{}</member>",
            template(version)
        )
    };
    let tag = |(key, value): (&str, &str)| {
        let value = if key == "scaffold:stack" { stack } else { value };
        format!("<member><Key>{key}</Key><Value>{value}</Value></member>")
    };
    let (instances, tags) = (instances.iter().map(instance).collect::<String>(), TAGS.map(tag).concat());
    format!(
        "<member><AutoScalingGroupName>{name}</AutoScalingGroupName>{}<MinSize>2</MinSize><MaxSize>4</MaxSize>\
         <DesiredCapacity>2</DesiredCapacity><DefaultCooldown>300</DefaultCooldown>\
         <HealthCheckType>EC2,ELB</HealthCheckType><HealthCheckGracePeriod>120</HealthCheckGracePeriod>\
         <VPCZoneIdentifier>subnet-2,subnet-1</VPCZoneIdentifier><CreatedTime>2026-11-22T08:00:00Z</CreatedTime>\
         <TerminationPolicies><member>Default</member></TerminationPolicies>\
         <Instances>{instances}</Instances><Tags>{tags}</Tags>{more}</member>",
        template(version)
    )
}

fn list(groups: &[Shown<'_>]) -> Exchange {
    let groups: String = groups.iter().map(|group| shown(*group)).collect();
    on("DescribeAutoScalingGroups", &format!("<AutoScalingGroups>{groups}</AutoScalingGroups>"))
}

/// One group by its name.
fn one(group: Shown<'_>) -> Exchange {
    list(&[group]).with("AutoScalingGroupNames.member.1", NAME)
}

/// What belongs to one group: policies, actions, notifications, hooks.
fn belongings(policies: &str, schedules: &str, hooks: &str) -> [Exchange; 4] {
    [
        on("DescribePolicies", &format!("<ScalingPolicies>{policies}</ScalingPolicies>")),
        on(
            "DescribeScheduledActions",
            &format!("<ScheduledUpdateGroupActions>{schedules}</ScheduledUpdateGroupActions>"),
        ),
        on("DescribeNotificationConfigurations", "<NotificationConfigurations/>"),
        on("DescribeLifecycleHooks", &format!("<LifecycleHooks>{hooks}</LifecycleHooks>")),
    ]
}

fn nothing() -> [Exchange; 4] {
    belongings("", "", "")
}

fn refreshes(status: &str, more: &str) -> Exchange {
    let refresh = format!(
        "<member><InstanceRefreshId>r-1</InstanceRefreshId><AutoScalingGroupName>{NAME}</AutoScalingGroupName>\
         <Status>{status}</Status>{more}</member>"
    );
    on("DescribeInstanceRefreshes", &format!("<InstanceRefreshes>{refresh}</InstanceRefreshes>"))
}

/// What a blueprint says at least.
fn values(more: &[(&str, Value)]) -> Values {
    let mut values: Values = [
        ("launch_template", Value::from("lt-1")),
        ("launch_template_version", Value::from("3")),
        ("instances", Value::from("current")),
        ("subnets", Value::List(vec!["subnet-1".into(), "subnet-2".into()])),
        ("zone_distribution", Value::from("balanced-best-effort")),
        ("zonal_shift", Value::from(false)),
        ("min_size", Value::from(2)),
        ("max_size", Value::from(4)),
        ("health_check_type", Value::from("ELB")),
        ("health_check_grace_seconds", Value::from(120)),
        ("default_cooldown_seconds", Value::from(300)),
        ("termination_policies", Value::List(vec!["Default".into()])),
        ("new_instances_protected_from_scale_in", Value::from(false)),
        ("capacity_rebalance", Value::from(false)),
        ("deletion_protection", Value::from("none")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    values.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    values
}

fn create(more: &[(&str, Value)]) -> CreateRequest {
    CreateRequest {
        stack: stack(),
        address: Address::parse("autoscaling.group.web").unwrap(),
        values: values(more),
        tags: TAGS.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some(NAME.to_owned()),
    }
}

/// A change of the first attribute, in view of the others.
fn update(more: &[(&str, Value)]) -> UpdateRequest {
    let patch = more.iter().take(1).map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    UpdateRequest {
        id: PhysicalId::from(NAME),
        stack: stack(),
        address: Address::parse("autoscaling.group.web").unwrap(),
        before: Values::new(),
        patch,
        values: values(more),
    }
}

fn table(entries: &[(&str, Value)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}
