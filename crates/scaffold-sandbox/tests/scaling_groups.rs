//! Versions of launch templates, and groups whose instances run another one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use hand::{Hand, list, text};
use scaffold_model::{LiveState, PhysicalId, Value};
use scaffold_provider::Class;
use scaffold_sandbox::{Answered, At, Fault, Faults, Sandbox, SandboxOptions};

const TEMPLATE: &str = "ec2.launch_template";
const GROUP: &str = "autoscaling.group";

fn sandbox(faults: Faults) -> Sandbox {
    Sandbox::open(SandboxOptions { faults, ..SandboxOptions::in_memory("us-east-1") }).unwrap()
}

impl Hand<'_> {
    async fn template(&self) -> PhysicalId {
        self.make(TEMPLATE, "web", &[("image", text("ami-1")), ("instance_type", text("t3.micro"))]).await
    }

    /// A group of two instances of the template's first version.
    async fn group(&self, template: &PhysicalId) -> PhysicalId {
        let vpc = self.vpc().await;
        let subnet = self.subnet(&vpc, "a", "10.0.0.0/20").await;
        let entries = [
            ("launch_template", text(template.as_str())),
            ("launch_template_version", text("1")),
            ("subnets", list(&[subnet.as_str()])),
            ("min_size", Value::from(2)),
            ("max_size", Value::from(4)),
        ];
        self.make(GROUP, "web", &entries).await
    }

    async fn value(&self, kind: &str, id: &PhysicalId, name: &str) -> Value {
        self.read(kind, id).await.unwrap().value(name).clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_of_a_template_is_a_version_and_none_is_none() {
    let sandbox = sandbox(Faults::default());
    let hand = Hand(&sandbox);
    let template = hand.template().await;
    assert_eq!(hand.value(TEMPLATE, &template, "latest_version").await, text("1"));
    hand.set(TEMPLATE, &template, "instance_type", text("t3.small")).await.unwrap();
    hand.set(TEMPLATE, &template, "instance_type", text("t3.small")).await.unwrap();
    assert_eq!(hand.value(TEMPLATE, &template, "latest_version").await, text("2"));
}

#[tokio::test(start_paused = true)]
async fn instances_of_another_version_are_replaced_and_that_takes_time() {
    let sandbox = sandbox(Faults::default());
    let hand = Hand(&sandbox);
    let template = hand.template().await;
    let group = hand.group(&template).await;
    assert_eq!(hand.value(GROUP, &group, "desired_capacity").await, Value::from(2));
    let missing = hand.set(GROUP, &group, "launch_template_version", text("2")).await.unwrap_err();
    assert_eq!(missing.code.as_deref(), Some("ValidationError"), "{missing}");

    hand.set(TEMPLATE, &template, "instance_type", text("t3.small")).await.unwrap();
    hand.set(GROUP, &group, "launch_template_version", text("2")).await.unwrap();
    let refreshing = LiveState::Pending("refreshing".into());
    assert_eq!(hand.state(GROUP, &group).await, Some(refreshing));
    hand::pass(120).await;
    assert_eq!(hand.state(GROUP, &group).await, Some(LiveState::Ready));
    assert_eq!(hand.value(GROUP, &group, "instances").await, text("current"));
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_never_began_leaves_a_difference_that_is_repaired() {
    let fails = At::OperationNumber("StartInstanceRefresh".into(), 1);
    let sandbox = sandbox(Faults::default().with(fails, Fault::Fail(Answered::AccessDenied)));
    let hand = Hand(&sandbox);
    let template = hand.template().await;
    let group = hand.group(&template).await;
    hand.set(TEMPLATE, &template, "instance_type", text("t3.small")).await.unwrap();
    let error = hand.set(GROUP, &group, "launch_template_version", text("2")).await.unwrap_err();
    assert_eq!(error.class, Class::Permission);
    let outdated = text("2 of 2 on another launch template or version");
    assert_eq!(hand.value(GROUP, &group, "instances").await, outdated);
    // New instances run what the group has.
    hand.set(GROUP, &group, "desired_capacity", Value::from(3)).await.unwrap();
    let outdated = text("2 of 3 on another launch template or version");
    assert_eq!(hand.value(GROUP, &group, "instances").await, outdated);
    hand.set(GROUP, &group, "instances", text("current")).await.unwrap();
    assert_eq!(hand.value(GROUP, &group, "instances").await, text("current"));
}

#[tokio::test(start_paused = true)]
async fn what_is_protected_or_in_use_stays() {
    let sandbox = sandbox(Faults::default());
    let hand = Hand(&sandbox);
    let template = hand.template().await;
    let group = hand.group(&template).await;
    assert_eq!(hand.delete(TEMPLATE, &template).await.unwrap_err().class, Class::Dependency);
    hand.set(GROUP, &group, "deletion_protection", text("prevent-force-deletion")).await.unwrap();
    let error = hand.delete(GROUP, &group).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Invalid, Some("ResourceInUse")));
    hand.set(GROUP, &group, "deletion_protection", text("none")).await.unwrap();
    hand.delete(GROUP, &group).await.unwrap();
    let going = LiveState::Deleting("Delete in progress".into());
    assert_eq!(hand.state(GROUP, &group).await, Some(going));
    hand::pass(120).await;
    assert_eq!(hand.state(GROUP, &group).await, None);
    hand.delete(TEMPLATE, &template).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn sizes_bound_the_number_of_instances() {
    let sandbox = sandbox(Faults::default());
    let hand = Hand(&sandbox);
    let group = hand.group(&hand.template().await).await;
    let error = hand.set(GROUP, &group, "max_size", Value::from(1)).await.unwrap_err();
    assert_eq!(error.code.as_deref(), Some("ValidationError"), "{error}");
    hand.set(GROUP, &group, "min_size", Value::from(3)).await.unwrap();
    assert_eq!(hand.value(GROUP, &group, "desired_capacity").await, Value::from(3));
}
