use scaffold_blueprint::Catalogue;

use crate::autoscaling_group::AutoscalingGroup;
use crate::block::Page;
use crate::bucket::Bucket;
use crate::cache::Cache;
use crate::cdn::Cdn;
use crate::database::Database;
use crate::function::Function;
use crate::load_balancer::LoadBalancer;
use crate::queue::Queue;
use crate::secret::Secret;
use crate::vpc::Vpc;

/// Every block, in the order of the documentation. One line per block.
const PAGES: &[fn() -> &'static Page] = &[
    Vpc::page,
    LoadBalancer::page,
    AutoscalingGroup::page,
    Database::page,
    Cache::page,
    Cdn::page,
    Function::page,
    Bucket::page,
    Queue::page,
    Secret::page,
];

/// What is known of every block.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().map(|page| page())
}

/// The words that a blueprint may use.
pub fn catalogue() -> Catalogue {
    Catalogue { blocks: pages().map(|page| &page.schema).collect(), kinds: scaffold_kinds::all().collect() }
}
