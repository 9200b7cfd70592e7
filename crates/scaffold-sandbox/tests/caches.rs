//! Caches as AWS has them: what goes step by step, what is refused, what keeps what.
#![allow(clippy::unwrap_used, reason = "tests")]

mod hand;

use hand::{Hand, list, request, stack, table, text};
use scaffold_model::{LiveState, PhysicalId, Value, Values};
use scaffold_provider::{Class, Error, PaceOf, UpdateRequest};
use scaffold_sandbox::{Sandbox, SandboxOptions};

const GROUP: &str = "elasticache.replication_group";
const CLUSTER: &str = "elasticache.cluster";

fn sandbox() -> Sandbox {
    Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap()
}

fn code(class: Class, code: &str) -> (Class, String) {
    (class, code.to_owned())
}

fn refused<R: std::fmt::Debug>(result: Result<R, Error>) -> (Class, String) {
    let error = result.unwrap_err();
    assert!(error.action.starts_with("elasticache:"), "{error}");
    (error.class, error.code.unwrap_or_default())
}

fn combination() -> (Class, String) {
    code(Class::Invalid, "InvalidParameterCombination")
}

/// A group of Valkey with these values.
fn valkey(others: &[(&'static str, Value)]) -> Vec<(&'static str, Value)> {
    let mut entries = vec![
        ("engine", text("valkey")),
        ("engine_version", text("8.0")),
        ("node_type", text("cache.t4g.small")),
        ("replicas", Value::from(1)),
    ];
    entries.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    entries.extend(others.iter().cloned());
    entries
}

struct Caches<'a>(Hand<'a>);

impl Caches<'_> {
    async fn wait(&self, kind: &str, id: &PhysicalId) {
        for _ in 0..1000 {
            match self.0.read(kind, id).await.unwrap().state {
                LiveState::Ready => return,
                _ => tokio::time::sleep(self.0.of(kind).pace(PaceOf::Create).interval).await,
            }
        }
        panic!("{id} does not become ready");
    }

    async fn group(&self, name: &str, others: &[(&'static str, Value)]) -> PhysicalId {
        let id = self.0.make(GROUP, name, &valkey(others)).await;
        self.wait(GROUP, &id).await;
        id
    }

    async fn refused(&self, others: &[(&'static str, Value)]) -> (Class, String) {
        refused(self.0.try_make(GROUP, "x", &valkey(others)).await)
    }

    /// Several attributes in one patch, tried again as the executor does.
    async fn change(&self, id: &PhysicalId, patch: &[(&str, Value)]) -> Result<(), Error> {
        let pace = self.0.of(GROUP).pace(PaceOf::Update);
        for _ in 0..1000 {
            let live = self.0.read(GROUP, id).await.unwrap();
            let patch: Values = hand::values(patch);
            let mut values = live.values.clone();
            values.extend(patch.clone());
            let address = live.identity.unwrap().address;
            let update =
                UpdateRequest { id: id.clone(), stack: stack(), address, before: live.values, patch, values };
            match self.0.of(GROUP).update(&update).await {
                Err(error) if error.class == Class::Dependency => tokio::time::sleep(pace.interval).await,
                answer => return answer,
            }
        }
        panic!("{id} is never free")
    }
}

#[tokio::test(start_paused = true)]
async fn cluster_mode_and_encryption_go_step_by_step() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let on = [("automatic_failover", Value::from(true)), ("encryption_in_transit", Value::from(false))];
    let id = caches.group("a", &on).await;
    let jump = caches.0.set(GROUP, &id, "cluster_mode", text("enabled")).await;
    assert_eq!(refused(jump), combination());
    for mode in ["compatible", "disabled", "compatible", "enabled"] {
        caches.change(&id, &[("cluster_mode", text(mode))]).await.unwrap();
    }
    let back = caches.change(&id, &[("cluster_mode", text("compatible"))]).await;
    assert_eq!(refused(back), combination());

    let encryption = |on: bool, mode: &str| {
        [("encryption_in_transit", Value::from(on)), ("encryption_in_transit_mode", text(mode))]
    };
    assert_eq!(refused(caches.change(&id, &encryption(true, "required")).await), combination());
    caches.change(&id, &encryption(true, "preferred")).await.unwrap();
    caches.change(&id, &[("encryption_in_transit_mode", text("required"))]).await.unwrap();
    let off = [("encryption_in_transit", Value::from(false))];
    assert_eq!(refused(caches.change(&id, &off).await), combination());
    caches.change(&id, &[("encryption_in_transit_mode", text("preferred"))]).await.unwrap();
    caches.change(&id, &off).await.unwrap();
    assert_eq!(caches.0.read(GROUP, &id).await.unwrap().value("encryption_in_transit_mode"), &Value::Null);
}

#[tokio::test(start_paused = true)]
async fn one_change_at_a_time_in_the_order_that_aws_needs() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let id = caches.group("a", &[("replicas", Value::from(0))]).await;
    let alone = caches.0.set(GROUP, &id, "automatic_failover", true.into()).await;
    assert_eq!(refused(alone), combination());

    caches.0.set(GROUP, &id, "cluster_mode", text("compatible")).await.unwrap();
    assert_eq!(caches.0.read(GROUP, &id).await.unwrap().state, LiveState::Pending("modifying".into()));
    let second = caches.0.set(GROUP, &id, "replicas", Value::from(1)).await;
    assert_eq!(refused(second), code(Class::Dependency, "InvalidReplicationGroupState"));
    caches.0.set(GROUP, &id, "description", text("anything")).await.unwrap();

    let both = |replicas: i64, on: bool| {
        [
            ("replicas", Value::from(replicas)),
            ("automatic_failover", Value::from(on)),
            ("multi_az", Value::from(on)),
        ]
    };
    caches.change(&id, &both(1, true)).await.unwrap();
    caches.wait(GROUP, &id).await;
    caches.change(&id, &both(0, false)).await.unwrap();
    let live = caches.0.read(GROUP, &id).await.unwrap();
    assert_eq!((live.value("replicas"), live.value("multi_az")), (&Value::from(0), &Value::from(false)));
}

#[tokio::test(start_paused = true)]
async fn what_can_wait_waits_for_the_window_of_nodes() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let id = caches.group("a", &[]).await;
    let large = ("node_type", text("cache.m7g.large"));
    caches.change(&id, &[large, ("apply", text("window"))]).await.unwrap();
    let live = caches.0.read(GROUP, &id).await.unwrap();
    assert_eq!((live.state, live.values["node_type"].clone()), (LiveState::Ready, text("cache.m7g.large")));
    let told =
        "waits for the maintenance window sun:05:00-sun:06:00: node_type cache.t4g.small -> cache.m7g.large";
    assert_eq!(live.values["pending"], text(told));
    caches.change(&id, &[("engine_version", text("8.1")), ("apply", text("now"))]).await.unwrap();
    let live = caches.0.read(GROUP, &id).await.unwrap();
    assert_eq!(live.state, LiveState::Pending("modifying".into()));
    assert_eq!(live.value("pending"), &Value::Null);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_go_together() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let (yes, none) = (|| Value::from(true), || Value::from(0));
    assert_eq!(caches.refused(&[("shards", Value::from(2))]).await, combination());
    assert_eq!(caches.refused(&[("cluster_mode", text("enabled"))]).await, combination());
    assert_eq!(caches.refused(&[("multi_az", yes())]).await, combination());
    assert_eq!(caches.refused(&[("automatic_failover", yes()), ("replicas", none())]).await, combination());
    assert_eq!(caches.refused(&[("data_tiering", yes())]).await, combination());
    assert_eq!(caches.refused(&[("node_type", text("cache.r6gd.xlarge"))]).await, combination());
    let unknown = code(Class::Invalid, "InvalidParameterValue");
    assert_eq!(caches.refused(&[("engine_version", text("9"))]).await, unknown);
    assert_eq!(caches.refused(&[("engine", text("redis")), ("engine_version", text("8.0"))]).await, unknown);
    assert_eq!(caches.refused(&[("ip_discovery", text("ipv6"))]).await, unknown);
    let memcached = [
        ("engine_version", text("1.6")),
        ("node_type", text("cache.t4g.small")),
        ("az_mode", text("cross-az")),
    ];
    assert_eq!(refused(caches.0.try_make(CLUSTER, "m", &memcached).await), combination());
}

#[tokio::test(start_paused = true)]
async fn parameters_are_of_the_engines_family() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let kind = "elasticache.parameter_group";
    let of = async |name: &str, family: &str, parameters: &[(&str, Value)]| {
        caches.0.make(kind, name, &[("family", text(family)), ("parameters", table(parameters))]).await
    };
    let seven = of("seven", "valkey7", &[]).await;
    let eight = of("eight", "valkey8", &[]).await;
    let clustered = of("clustered", "valkey8", &[("cluster-enabled", text("yes"))]).await;
    let group = |id: &PhysicalId| ("parameter_group", text(id.as_str()));
    assert_eq!(caches.refused(&[group(&seven)]).await, combination());
    let mode = [("cluster_mode", text("enabled")), ("automatic_failover", true.into())];
    let with = |id: &PhysicalId| [&mode[..], &[group(id)]].concat();
    assert_eq!(caches.refused(&with(&eight)).await, combination());
    let id = caches.group("a", &with(&clustered)).await;
    let used = caches.0.delete(kind, &clustered).await;
    assert_eq!(refused(used), code(Class::Dependency, "InvalidCacheParameterGroupState"));
    caches.0.delete(GROUP, &id).await.unwrap();
    caches.0.delete(kind, &eight).await.unwrap();
    let family = caches.0.try_make(kind, "x", &[("family", text("valkey99"))]).await;
    assert_eq!(refused(family), code(Class::Invalid, "InvalidParameterValue"));
}

#[tokio::test(start_paused = true)]
async fn a_major_version_is_the_latest_of_it_and_an_engine_moves_with_its_version() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let id = caches.group("a", &[("engine", text("redis")), ("engine_version", text("7"))]).await;
    assert_eq!(caches.0.read(GROUP, &id).await.unwrap().value("engine_version"), &text("7.1.0"));
    caches.change(&id, &[("engine", text("valkey")), ("engine_version", text("8"))]).await.unwrap();
    assert_eq!(caches.0.read(GROUP, &id).await.unwrap().value("engine_version"), &text("8.1.0"));
    let back = caches.change(&id, &[("engine", text("redis"))]).await;
    assert_eq!(refused(back).0, Class::Invalid);
}

#[tokio::test(start_paused = true)]
async fn subnets_stay_while_nodes_stand_in_them_and_protection_holds() {
    let sandbox = sandbox();
    let caches = Caches(Hand(&sandbox));
    let vpc = caches.0.vpc().await;
    let one = caches.0.subnet(&vpc, "one", "10.0.0.0/20").await;
    let two = caches.0.subnet(&vpc, "two", "10.0.16.0/20").await;
    let kind = "elasticache.subnet_group";
    let subnets = caches.0.make(kind, "net", &[("subnets", list(&[one.as_str(), two.as_str()]))]).await;
    let in_net = [("subnet_group", text(subnets.as_str())), ("deletion_protection", true.into())];
    let id = caches.group("a", &in_net).await;
    let vpc = caches.0.read("ec2.vpc", &vpc).await.unwrap();
    let default = vpc.value("default_security_group_id").as_text().unwrap().to_owned();
    assert_eq!(caches.0.read(GROUP, &id).await.unwrap().value("security_groups"), &list(&[&default]));

    let less = caches.0.set(kind, &subnets, "subnets", list(&[one.as_str()])).await;
    assert_eq!(refused(less), code(Class::Dependency, "SubnetInUse"));
    let used = caches.0.delete(kind, &subnets).await;
    assert_eq!(refused(used), code(Class::Dependency, "CacheSubnetGroupInUse"));
    assert_eq!(refused(caches.0.delete(GROUP, &id).await).0, Class::Invalid);
    caches.0.set(GROUP, &id, "deletion_protection", false.into()).await.unwrap();
    caches.0.delete(GROUP, &id).await.unwrap();
    assert_eq!(caches.0.read(GROUP, &id).await.unwrap().state, LiveState::Deleting("deleting".into()));
    let again = caches.0.of(GROUP).create(&request(GROUP, "a", &valkey(&[]))).await;
    assert!(again.is_err(), "its name is not free yet");
}

#[tokio::test(start_paused = true)]
async fn groups_of_users_take_whom_their_engine_lets_in() {
    let sandbox = sandbox();
    let hand = Hand(&sandbox);
    let user = |engine, authentication| {
        [
            ("engine", text(engine)),
            ("authentication", text(authentication)),
            ("access_string", text("on ~* +@all")),
        ]
    };
    let reader = hand.make("elasticache.user", "reader", &user("valkey", "iam")).await;
    let open = hand.make("elasticache.user", "open", &user("redis", "no-password-required")).await;
    let default = [&user("redis", "no-password-required")[..], &[("user_name", text("default"))]].concat();
    let default = hand.make("elasticache.user", "default", &default).await;
    let group = |engine, users: &[&PhysicalId]| {
        let users: Vec<&str> = users.iter().map(|id| id.as_str()).collect();
        [("engine", text(engine)), ("users", list(&users))]
    };
    let try_group = async |engine, users: &[&PhysicalId]| {
        refused(hand.try_make("elasticache.user_group", "g", &group(engine, users)).await)
    };
    assert_eq!(try_group("redis", &[&open]).await, code(Class::Invalid, "DefaultUserRequired"));
    assert_eq!(try_group("redis", &[&default, &reader]).await, combination());
    assert_eq!(try_group("valkey", &[&reader, &open]).await, combination());
    hand.make("elasticache.user_group", "old", &group("redis", &[&default, &open])).await;

    let readers = hand.make("elasticache.user_group", "readers", &group("valkey", &[&reader])).await;
    let caches = Caches(Hand(&sandbox));
    caches.wait("elasticache.user_group", &readers).await;
    let groups = ("user_groups", list(&[readers.as_str()]));
    let cache = caches.group("a", &[groups]).await;
    let in_use = refused(hand.delete("elasticache.user_group", &readers).await);
    assert_eq!(in_use, code(Class::Dependency, "InvalidUserGroupState"));
    caches.change(&cache, &[("user_groups", list(&[]))]).await.unwrap();
    hand.delete("elasticache.user_group", &readers).await.unwrap();
    hand.delete("elasticache.user", &reader).await.unwrap();
}
