use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use scaffold_model::{
    Address, Answer, CloudId, KindName, Live, LiveIdentity, LiveState, Lookup, PhysicalId, ServiceCost,
    Snapshot, StackId, User, Value, Values,
};
use scaffold_provider::{
    Class, Cloud, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest,
};

use crate::{Needs, answer, survey, unsupported};

/// A kind that answers every survey alike, after a while.
struct Shelf {
    kind: &'static str,
    answer: Result<Vec<Live>, Error>,
    seconds: u64,
}

struct Shelves {
    id: CloudId,
    shelves: Vec<Shelf>,
    lookups: AtomicUsize,
    regions: Mutex<BTreeSet<String>>,
}

#[async_trait]
impl Cloud for Shelves {
    fn id(&self) -> &CloudId {
        &self.id
    }

    fn providers(&self) -> Vec<&dyn Provider> {
        self.shelves.iter().map(|shelf| shelf as &dyn Provider).collect()
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Answer, Error> {
        self.lookups.fetch_add(1, Ordering::Relaxed);
        match lookup {
            Lookup::Zones => Ok(Answer::Value(Value::List(vec![Value::text("us-east-1a")]))),
            Lookup::Parameter { .. }
            | Lookup::ParameterNames { .. }
            | Lookup::PrefixList { .. }
            | Lookup::UpgradeTargets { .. } => Ok(Answer::Value(Value::Null)),
            Lookup::Stack { .. } => Ok(Answer::Live(Vec::new())),
            Lookup::Users { .. } => Err(refused(Class::Permission, "ec2:DescribeNetworkInterfaces")),
        }
    }

    fn look_in(&self, regions: &BTreeSet<String>) {
        self.regions.lock().unwrap().clone_from(regions);
    }

    fn guard(&self, _: std::sync::Arc<dyn scaffold_provider::Gate>) {}

    fn cost(&self) -> Vec<ServiceCost> {
        let calls = 9 + self.lookups.load(Ordering::Relaxed) as u64;
        vec![ServiceCost { service: "test".into(), calls, seconds: 0.5 }]
    }
}

#[async_trait]
impl Provider for Shelf {
    fn kind(&self) -> KindName {
        KindName::from(self.kind)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace { interval: Duration::ZERO, limit: Duration::ZERO, typical: Duration::ZERO }
    }

    async fn survey(&self, _: &StackId) -> Result<Vec<Live>, Error> {
        tokio::time::sleep(Duration::from_secs(self.seconds)).await;
        self.answer.clone()
    }

    /// What no list tells yet: one of the stack, and one of another.
    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let of = |stack: &str| LiveIdentity {
            stack: stack.to_owned(),
            address: Address::parse("test.late.a").unwrap(),
            name: None,
        };
        let identity = match id.as_str() {
            "fresh" => Some(of("shop@us-east-1")),
            "theirs" => Some(of("other@us-east-1")),
            _ => return Ok(None),
        };
        Ok(Some(Live { identity, ..live(self.kind, id.as_str(), LiveState::Ready) }))
    }

    async fn create(&self, _: &CreateRequest) -> Result<PhysicalId, Error> {
        unreachable!("a survey changes nothing")
    }

    async fn update(&self, _: &UpdateRequest) -> Result<(), Error> {
        unreachable!("a survey changes nothing")
    }

    async fn delete(&self, _: &DeleteRequest) -> Result<(), Error> {
        unreachable!("a survey changes nothing")
    }

    async fn tag(&self, _: &PhysicalId, _: &BTreeMap<String, String>) -> Result<(), Error> {
        unreachable!("a survey changes nothing")
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        unreachable!("a survey asks no users")
    }
}

fn refused(class: Class, action: &str) -> Error {
    Error { request_id: Some("req-7".into()), ..Error::new(class, action, "not for you") }
}

fn live(kind: &str, id: &str, state: LiveState) -> Live {
    Live {
        kind: KindName::from(kind),
        id: PhysicalId::from(id),
        identity: None,
        name: None,
        values: Values::new(),
        tags: BTreeMap::new(),
        state,
        created: None,
        foreign: Vec::new(),
    }
}

fn shelf(kind: &'static str, ids: &[&str], seconds: u64) -> Shelf {
    let answer = ids.iter().map(|id| live(kind, id, LiveState::Ready)).collect();
    Shelf { kind, answer: Ok(answer), seconds }
}

fn broken(kind: &'static str, class: Class, action: &str) -> Shelf {
    Shelf { kind, answer: Err(refused(class, action)), seconds: 0 }
}

fn cloud(shelves: Vec<Shelf>) -> Shelves {
    let id = CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None };
    Shelves { id, shelves, lookups: AtomicUsize::new(0), regions: Mutex::default() }
}

fn kinds(names: &[&str]) -> BTreeSet<KindName> {
    names.iter().map(|name| KindName::from(*name)).collect()
}

fn needs(names: &[&str]) -> Needs {
    let stack = StackId { name: "shop".into(), environment: None, region: "us-east-1".into() };
    Needs { stack, kinds: kinds(names), only: None, regions: BTreeSet::new(), named: Default::default() }
}

fn ids(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.resources.iter().map(|live| live.id.as_str()).collect()
}

#[tokio::test]
async fn what_a_late_list_leaves_out_is_read_by_its_name() {
    let cloud = cloud(vec![shelf("test.late", &["listed"], 0), shelf("test.vpc", &["v"], 0)]);
    let names = ["listed", "fresh", "theirs", "nowhere"];
    let named = BTreeMap::from([("test.late".into(), names.map(PhysicalId::from).into())]);
    let snapshot = survey(&Needs { named, ..needs(&["test.late"]) }, &cloud).await.unwrap();
    assert_eq!(ids(&snapshot), ["fresh", "listed", "v"]);
}

#[tokio::test(start_paused = true)]
async fn kinds_are_read_side_by_side_and_reported_in_registry_order() {
    let cloud = cloud(vec![
        shelf("test.slow", &["z-2", "z-1"], 9),
        shelf("test.fast", &["a-2", "a-1", "a-2"], 1),
        shelf("test.none", &[], 5),
    ]);
    let begin = tokio::time::Instant::now();
    let snapshot = survey(&needs(&["test.fast"]), &cloud).await.unwrap();
    assert_eq!(begin.elapsed(), Duration::from_secs(9));
    assert_eq!(ids(&snapshot), ["z-1", "z-2", "a-1", "a-2"]);
    assert_eq!(snapshot.cost[0].calls, 9);
    assert!(snapshot.unread.is_empty());
}

#[tokio::test]
async fn what_goes_away_is_kept_for_the_planner() {
    let going = live("test.vpc", "vpc-1", LiveState::Deleting("deleting".into()));
    let cloud = cloud(vec![Shelf { kind: "test.vpc", answer: Ok(vec![going.clone()]), seconds: 0 }]);
    assert_eq!(survey(&needs(&[]), &cloud).await.unwrap().resources, [going]);
}

#[tokio::test]
async fn a_refused_kind_that_nothing_needs_is_unread() {
    let cloud = cloud(vec![
        broken("test.queue", Class::Permission, "sqs:ListQueues"),
        shelf("test.vpc", &["vpc-1"], 0),
        broken("test.cache", Class::Unsupported, "elasticache:DescribeCacheClusters"),
    ]);
    let snapshot = survey(&needs(&["test.vpc"]), &cloud).await.unwrap();
    assert_eq!(ids(&snapshot), ["vpc-1"]);
    let unread: Vec<&str> = snapshot.unread.iter().map(|unread| unread.kind.as_str()).collect();
    assert_eq!(unread, ["test.queue", "test.cache"]);
    assert_eq!(snapshot.unread[0].why, "sqs:ListQueues: not for you (request req-7)");
}

#[tokio::test]
async fn a_refused_kind_that_is_needed_is_an_error_that_names_all_refused() {
    let cloud = cloud(vec![
        broken("test.queue", Class::Permission, "sqs:ListQueues"),
        broken("test.vpc", Class::Permission, "ec2:DescribeVpcs"),
        broken("test.subnet", Class::Permission, "ec2:DescribeSubnets"),
        shelf("test.group", &[], 0),
    ]);
    let error = survey(&needs(&["test.vpc", "test.subnet"]), &cloud).await.unwrap_err();
    assert_eq!(error.class, Class::Permission);
    assert_eq!(
        error.to_string(),
        "ec2:DescribeVpcs: reading every test.vpc of stack shop@us-east-1: not for you; reading these \
         failed too: test.subnet (ec2:DescribeSubnets); check the credentials and that they allow \
         `ec2:DescribeVpcs` (request req-7)"
    );
}

#[tokio::test]
async fn a_passing_failure_is_never_taken_for_a_refusal() {
    for class in [Class::Transient, Class::Throttled, Class::Invalid] {
        let cloud = cloud(vec![shelf("test.vpc", &[], 0), broken("test.queue", class, "sqs:ListQueues")]);
        assert_eq!(survey(&needs(&["test.vpc"]), &cloud).await.unwrap_err().class, class);
    }
}

#[tokio::test]
async fn a_stack_of_which_nothing_can_be_read_is_not_an_empty_stack() {
    let cloud = cloud(vec![broken("test.vpc", Class::Permission, "ec2:DescribeVpcs")]);
    let error = survey(&needs(&[]), &cloud).await.unwrap_err();
    assert!(error.message.starts_with("nothing of stack shop@us-east-1 could be read"), "{error}");
}

#[tokio::test]
async fn a_saved_plan_reads_its_kinds_alone_and_needs_them_all() {
    let shelves = || {
        vec![
            shelf("test.vpc", &["vpc-1"], 0),
            shelf("test.group", &["sg-1"], 0),
            broken("test.queue", Class::Permission, "sqs:ListQueues"),
        ]
    };
    let only = |names: &[&str]| Needs { only: Some(kinds(names)), ..needs(&["test.vpc"]) };
    assert_eq!(ids(&survey(&only(&["test.group"]), &cloud(shelves())).await.unwrap()), ["sg-1"]);
    assert!(survey(&only(&[]), &cloud(shelves())).await.unwrap().resources.is_empty());
    let error = survey(&only(&["test.group", "test.queue"]), &cloud(shelves())).await.unwrap_err();
    assert_eq!(error.action, "sqs:ListQueues");
}

#[tokio::test]
async fn a_needed_kind_that_the_cloud_does_not_have_is_an_error() {
    let error = survey(&needs(&["test.moon"]), &cloud(vec![shelf("test.vpc", &[], 0)])).await.unwrap_err();
    assert_eq!(error.class, Class::Unsupported);
    assert!(error.message.contains("test.moon"), "{error}");
}

#[tokio::test]
async fn all_that_an_endpoint_lacks_is_told_at_once() {
    let shelves = || {
        vec![
            broken("rds.instance", Class::Unsupported, "rds:DescribeDBInstances"),
            broken("rds.subnet_group", Class::Unsupported, "rds:DescribeDBSubnetGroups"),
            broken("elasticache.user", Class::Unsupported, "elasticache:DescribeUsers"),
            broken("sqs.queue", Class::Unsupported, "sqs:ListQueues"),
            shelf("ec2.vpc", &[], 0),
        ]
    };
    let needs = needs(&["ec2.vpc", "rds.instance", "rds.subnet_group", "elasticache.user"]);
    let error = survey(&needs, &cloud(shelves())).await.unwrap_err();
    assert_eq!(error.class, Class::Unsupported);
    assert!(
        error.message.contains(
            "lacks what stack shop@us-east-1 needs: elasticache (elasticache.user), rds (rds.instance, \
             rds.subnet_group); nothing was changed"
        ),
        "{error}"
    );
    let lacking = unsupported(&needs, &cloud(shelves())).await;
    let lacking: Vec<&str> = lacking.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(lacking, ["rds.instance", "rds.subnet_group", "elasticache.user"], "sqs.queue is not needed");
}

#[tokio::test]
async fn lookups_are_answered_once() {
    let cloud = cloud(vec![shelf("test.vpc", &[], 0)]);
    let mut snapshot = survey(&needs(&[]), &cloud).await.unwrap();
    for _ in 0..2 {
        answer(&[Lookup::Zones], &cloud, &mut snapshot).await.unwrap();
    }
    assert_eq!(snapshot.answers.len(), 1);
    assert_eq!(snapshot.cost[0].calls, 10);
}

#[tokio::test]
async fn a_failed_lookup_says_what_was_looked_up_and_leaves_the_snapshot() {
    let cloud = cloud(vec![shelf("test.vpc", &[], 0)]);
    let mut snapshot = survey(&needs(&[]), &cloud).await.unwrap();
    let users = Lookup::Users { kind: KindName::from("test.vpc"), ids: vec![PhysicalId::from("vpc-1")] };
    let error = answer(&[Lookup::Zones, users], &cloud, &mut snapshot).await.unwrap_err();
    assert!(error.message.starts_with("looking up who uses test.vpc vpc-1: not for you; "), "{error}");
    assert!(snapshot.answers.is_empty());
}

#[tokio::test]
async fn a_cloud_is_told_where_else_the_blueprint_has_something() {
    let cloud = cloud(vec![shelf("test.vpc", &["vpc-1"], 0)]);
    let regions = BTreeSet::from(["eu-west-1".to_owned()]);
    survey(&Needs { regions: regions.clone(), ..needs(&[]) }, &cloud).await.unwrap();
    assert_eq!(*cloud.regions.lock().unwrap(), regions);
}
