use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::ServiceConfigKey;
use scaffold_model::{CloudId, PhysicalId, ServiceCost};
use scaffold_provider::{Gateway, Governor, Rate};

use crate::Patience;

/// Set by tests whose endpoint has the rates that AWS publishes.
const PUBLISHED_RATES: &str = "SCAFFOLD_PUBLISHED_RATES";

/// How long a thing counts as just made. AWS promises no bound; minutes have been seen.
const FRESH: Duration = Duration::from_secs(300);

/// The rates that a service publishes, per account and region, for each action by itself.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// Actions that read.
    pub read: Rate,
    /// Actions that write.
    pub write: Rate,
    /// Actions with a rate of their own.
    pub of: &'static [(&'static str, Rate)],
}

/// A connection to one account and region. Clones share everything; connections to other regions that
/// come of it share credentials, gate and costs, and have rates of their own, since AWS counts by region.
#[derive(Clone, Debug)]
pub struct Connection {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    config: SdkConfig,
    id: CloudId,
    governors: Governors,
    shared: Arc<Shared>,
}

/// Governors of one region, by service and action.
type Governors = Arc<Mutex<HashMap<(&'static str, &'static str), Arc<Governor>>>>;

#[derive(Debug)]
struct Shared {
    patience: Patience,
    gateway: Gateway,
    /// Whether AWS's published rates hold there.
    publishes: bool,
    /// Regions beside the stack's in which the blueprint has something.
    regions: Mutex<BTreeSet<String>>,
    governors: Mutex<HashMap<String, Governors>>,
    costs: Mutex<BTreeMap<&'static str, Cost>>,
    fresh: Mutex<HashMap<String, Instant>>,
}

impl Shared {
    fn governors_of(&self, region: &str) -> Governors {
        Arc::clone(lock(&self.governors).entry(region.to_owned()).or_default())
    }
}

impl Connection {
    /// A connection over settings of the SDK, whose own retries must be off. [`crate::connect`] makes
    /// them; tests bring a client that replays.
    pub fn new(config: SdkConfig, id: CloudId, patience: Patience) -> Self {
        let shared = Arc::new(Shared {
            patience,
            gateway: Gateway::default(),
            publishes: id.endpoint.is_none() || std::env::var_os(PUBLISHED_RATES).is_some(),
            regions: Mutex::default(),
            governors: Mutex::default(),
            costs: Mutex::default(),
            fresh: Mutex::default(),
        });
        Self::over(config, id, shared)
    }

    fn over(config: SdkConfig, id: CloudId, shared: Arc<Shared>) -> Self {
        let governors = shared.governors_of(&id.region);
        Self { inner: Arc::new(Inner { config, id, governors, shared }) }
    }

    /// The same account in another region, at the same endpoint where there is one: an emulator knows the
    /// region by the signature.
    pub fn in_region(&self, region: &str) -> Self {
        if region == self.id().region {
            return self.clone();
        }
        let config = self.config().to_builder().region(Region::new(region.to_owned())).build();
        let id = CloudId { region: region.to_owned(), ..self.id().clone() };
        Self::over(config, id, Arc::clone(&self.inner.shared))
    }

    /// Says in which regions beside its own the blueprint has something.
    pub fn look_in(&self, regions: &BTreeSet<String>) {
        lock(&self.inner.shared.regions).clone_from(regions);
    }

    /// Regions beside the stack's in which the blueprint has something.
    pub fn regions(&self) -> BTreeSet<String> {
        lock(&self.inner.shared.regions).clone()
    }

    /// Settings from which a service's SDK client is made.
    pub fn config(&self) -> &SdkConfig {
        &self.inner.config
    }

    /// Account, region, endpoint.
    pub fn id(&self) -> &CloudId {
        &self.inner.id
    }

    /// The endpoint that a service (`s3`) is reached at, where it is not AWS's own.
    pub fn endpoint(&self, service: &str) -> Option<String> {
        endpoint(self.config(), service)
    }

    /// How long and how often calls are tried again.
    pub fn patience(&self) -> Patience {
        self.inner.shared.patience
    }

    /// What calls that change something pass.
    pub fn gateway(&self) -> &Gateway {
        &self.inner.shared.gateway
    }

    /// `arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1` for `ec2` and `vpc/vpc-1`.
    pub fn arn(&self, service: &str, owner: Option<&str>, resource: &str) -> String {
        let CloudId { account, region, .. } = self.id();
        let owner = owner.unwrap_or(account);
        format!("arn:{}:{service}:{region}:{owner}:{resource}", partition(region))
    }

    /// Calls and seconds since it was connected, by service.
    pub fn cost(&self) -> Vec<ServiceCost> {
        let costs = lock(&self.inner.shared.costs);
        costs
            .iter()
            .map(|(service, cost)| ServiceCost {
                service: (*service).to_owned(),
                calls: cost.calls,
                seconds: cost.busy.as_secs_f64(),
            })
            .collect()
    }

    /// Says that something was just made: for a while, its absence means that it is not visible yet.
    pub fn made(&self, id: &PhysicalId) {
        lock(&self.inner.shared.fresh).insert(id.as_str().to_owned(), Instant::now());
    }

    /// Says that something was just deleted: its absence means what it says.
    pub fn removed(&self, id: &PhysicalId) {
        lock(&self.inner.shared.fresh).remove(id.as_str());
    }

    /// Whether a text names something that was just made: by its id, or the name in its ARN.
    pub fn names_fresh(&self, text: &str) -> bool {
        let mut fresh = lock(&self.inner.shared.fresh);
        fresh.retain(|_, since| since.elapsed() < FRESH);
        fresh
            .keys()
            .any(|id| text.contains(id.as_str()) || name_in(id).is_some_and(|name| text.contains(name)))
    }

    /// Counts a call, which is under way until the answer is dropped.
    pub(crate) fn count(&self, service: &'static str) -> UnderWay<'_> {
        let mut costs = lock(&self.inner.shared.costs);
        let cost = costs.entry(service).or_default();
        cost.calls += 1;
        cost.under_way += 1;
        cost.since.get_or_insert_with(Instant::now);
        UnderWay { connection: self, service }
    }

    /// The governor of an action. AWS's published rate holds at AWS; another endpoint (an emulator,
    /// a proxy of the tests) has none, and slows us down by throttling only, unless a test says that it has AWS's.
    pub(crate) fn governor(&self, service: &'static str, action: &'static str, rate: Rate) -> Arc<Governor> {
        const UNPUBLISHED: Rate = Rate { burst: 1000.0, per_second: 1000.0 };
        let rate = if self.inner.shared.publishes { rate } else { UNPUBLISHED };
        let mut governors = lock(&self.inner.governors);
        let governor = governors.entry((service, action)).or_insert_with(|| Arc::new(Governor::new(rate)));
        Arc::clone(governor)
    }
}

/// What calls to one service cost.
#[derive(Debug, Default)]
struct Cost {
    calls: u64,
    under_way: u32,
    /// Since when at least one call is under way.
    since: Option<Instant>,
    busy: Duration,
}

/// A call that is under way; dropped also where the run stops waiting for it.
pub(crate) struct UnderWay<'a> {
    connection: &'a Connection,
    service: &'static str,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut costs = lock(&self.connection.inner.shared.costs);
        let Some(cost) = costs.get_mut(self.service) else { return };
        cost.under_way = cost.under_way.saturating_sub(1);
        if cost.under_way == 0 {
            cost.busy += cost.since.take().map_or(Duration::ZERO, |since| since.elapsed());
        }
    }
}

/// `web` in `arn:aws:iam::123456789012:role/some/path/web`.
fn name_in(id: &str) -> Option<&str> {
    id.strip_prefix("arn:")?.rsplit([':', '/']).next().filter(|name| !name.is_empty())
}

/// A panic while a counter was held leaves the counter usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// By the SDK's own rules: what the command line says, else what the environment or the profile say of the
/// service, else what they say of all.
pub(crate) fn endpoint(config: &SdkConfig, service: &str) -> Option<String> {
    let of_all = || config.endpoint_url().map(str::to_owned);
    if config.get_origin("endpoint_url").is_client_config() {
        return of_all();
    }
    let key = ServiceConfigKey::builder()
        .service_id(service)
        .profile("endpoint_url")
        .env("AWS_ENDPOINT_URL")
        .build()
        .ok()?;
    config.service_config().and_then(|config| config.load_config(key)).or_else(of_all)
}

fn partition(region: &str) -> &'static str {
    const PARTITIONS: &[(&str, &str)] = &[
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-iso-", "aws-iso"),
        ("eusc-", "aws-eusc"),
    ];
    PARTITIONS.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> Connection {
        let config = SdkConfig::builder().region(Region::new("us-east-1")).build();
        let id = CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None };
        Connection::new(config, id, Patience::default())
    }

    #[test]
    fn another_region_shares_all_but_rates() {
        const RATE: Rate = Rate { burst: 1.0, per_second: 1.0 };
        let home = connection();
        let far = home.in_region("eu-west-1");
        assert_eq!(far.config().region().map(Region::as_ref), Some("eu-west-1"));
        assert_eq!(far.arn("rds", None, "db:x"), "arn:aws:rds:eu-west-1:123456789012:db:x");
        drop(far.count("rds"));
        assert_eq!(home.cost()[0].calls, 1);
        far.made(&PhysicalId::from("arn:aws:rds:eu-west-1:123456789012:db:x"));
        assert!(home.names_fresh("DBInstance x not found"));
        let governor = |connection: &Connection| connection.governor("rds", "DescribeDBInstances", RATE);
        assert!(!Arc::ptr_eq(&governor(&home), &governor(&far)));
        assert!(Arc::ptr_eq(&governor(&home.in_region("eu-west-1")), &governor(&far)));
        assert!(Arc::ptr_eq(&governor(&far.in_region("us-east-1")), &governor(&home)));
    }

    #[test]
    fn regions_of_the_blueprint_are_known_in_each() {
        let home = connection();
        let far = home.in_region("eu-west-1");
        home.look_in(&["eu-west-1".to_owned()].into());
        assert_eq!(far.regions(), ["eu-west-1".to_owned()].into());
    }
}
