//! What of a stack stands in other regions than its own, and how the next run finds it.

use std::collections::BTreeSet;

use aws_sdk_rds::types::DbInstance;
use futures_util::future::try_join_all;
use scaffold_aws_core::{Tags, are_of};
use scaffold_model::{LiveState, PhysicalId, StackId, name_beginning};
use scaffold_provider::{Class, Error};

use crate::client::{Rds, tags_of};
use crate::instance_state::state;
use crate::place::parts;

/// Regions, by spaces, in which something of a primary's stack may stand.
pub(crate) const TAG_REGIONS: &str = "scaffold:regions";

fn is_primary(instance: &DbInstance) -> bool {
    instance.read_replica_source_db_instance_identifier().is_none_or(str::is_empty)
}

fn is_going(instance: &DbInstance) -> bool {
    matches!(state(instance.db_instance_status().unwrap_or_default(), true), LiveState::Deleting(_))
}

/// Regions that a database's tag names.
fn told(instance: &DbInstance) -> BTreeSet<String> {
    let tags = tags_of(instance.tag_list());
    tags.get(TAG_REGIONS).into_iter().flat_map(|regions| regions.split(' ')).map(str::to_owned).collect()
}

fn ours<'a>(instances: &'a [DbInstance], stack: &'a StackId) -> impl Iterator<Item = &'a DbInstance> {
    instances.iter().filter(|instance| are_of(stack, &tags_of(instance.tag_list())))
}

impl Rds {
    /// Other regions in which something of a stack may stand, given the instances of its own: those that the
    /// blueprint names, that its databases' tags name, and that their replicas are in.
    pub fn regions(&self, stack: &StackId, instances: &[DbInstance]) -> BTreeSet<String> {
        let mut regions = self.connection().regions();
        for instance in ours(instances, stack) {
            regions.extend(told(instance));
            let replicas = instance.read_replica_db_instance_identifiers().iter();
            regions.extend(replicas.filter_map(|id| parts(id)).map(|(region, _)| region.to_owned()));
        }
        regions.remove(self.home());
        regions
    }

    /// The stack's own region, and those that physical ids name.
    pub fn regions_of(&self, ids: &[PhysicalId]) -> BTreeSet<String> {
        let abroad = ids.iter().filter_map(|id| parts(id.as_str())).map(|(region, _)| region.to_owned());
        abroad.chain([self.home().to_owned()]).collect()
    }

    /// Instances of several regions, with where they are.
    pub async fn instances_of(&self, regions: BTreeSet<String>) -> Result<Vec<(Self, DbInstance)>, Error> {
        let lists = regions.into_iter().map(|region| async move {
            let there = self.in_region(&region);
            let instances = there.instances().await.map_err(|error| of_region(error, &region))?;
            Ok(instances.into_iter().map(|instance| (there.clone(), instance)).collect::<Vec<_>>())
        });
        Ok(try_join_all(lists).await?.into_iter().flatten().collect())
    }

    /// Has the stack's primaries tell of another region before anything is made there: so it is found when
    /// no block names the region any more.
    ///
    /// # Errors
    /// [`Class::Dependency`] while there is no primary; else those of the calls.
    pub async fn tell_of(&self, region: &str, stack: &StackId, operation: &str) -> Result<(), Error> {
        let mut written = self.told().hold().await;
        let instances = self.instances().await?;
        let mut primaries = 0;
        for primary in ours(&instances, stack).filter(|it| is_primary(it) && !is_going(it)) {
            primaries += 1;
            let arn = primary.db_instance_arn().unwrap_or_default();
            let mut regions = told(primary);
            regions.extend(written.get(arn).cloned().unwrap_or_default());
            if !regions.insert(region.to_owned()) {
                continue;
            }
            let text = regions.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            self.set_tags(arn, &Tags::from([(TAG_REGIONS.to_owned(), text)])).await?;
            written.insert(arn.to_owned(), regions);
        }
        if primaries > 0 {
            return Ok(());
        }
        let message = format!(
            "nothing of {stack} can stand in {region} before a primary of it stands in {}: by its tags it is \
             found again",
            self.home()
        );
        Err(self.error(Class::Dependency, operation, message))
    }

    /// Refuses to let a primary go while it is the only one that tells of a region in which something of the
    /// stack stands. What `remove` does is done while no other one goes.
    pub async fn last_to_tell<T>(
        &self,
        primary: &DbInstance,
        (stack, operation): (&StackId, &str),
        remove: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let written = self.told().hold().await;
        let arn = primary.db_instance_arn();
        let mut regions = told(primary);
        regions.extend(arn.and_then(|arn| written.get(arn)).cloned().unwrap_or_default());
        if regions.is_empty() {
            drop(written);
            return remove.await;
        }
        let instances = self.instances().await?;
        for other in ours(&instances, stack).filter(|other| other.db_instance_arn() != arn) {
            if is_primary(other) && !is_going(other) {
                regions.retain(|region| !told(other).contains(region));
            }
        }
        for region in &regions {
            let there = self.in_region(region);
            if let Some(what) = there.something_of(stack).await.map_err(|error| of_region(error, region))? {
                let message = format!(
                    "{} is the last that tells of {region}, where {what} still stands",
                    primary.db_instance_identifier().unwrap_or_default()
                );
                return Err(self.error(Class::Dependency, operation, message));
            }
        }
        let removed = remove.await;
        drop(written);
        removed
    }

    /// Something of a stack that stands here.
    async fn something_of(&self, stack: &StackId) -> Result<Option<String>, Error> {
        let instances = self.instances().await?;
        if let Some(one) = ours(&instances, stack).find(|it| !is_going(it)) {
            return Ok(Some(format!("the database {}", one.db_instance_identifier().unwrap_or_default())));
        }
        let beginning = name_beginning(stack);
        for group in self.parameter_groups(None).await? {
            let name = group.db_parameter_group_name().unwrap_or_default();
            if name.starts_with(&beginning) && are_of(stack, &self.tags(&self.arn("pg", name)).await?) {
                return Ok(Some(format!("the parameter group {name}")));
            }
        }
        Ok(None)
    }
}

/// An error with the region in its words.
pub(crate) fn of_region(error: Error, region: &str) -> Error {
    Error { message: format!("in {region}: {}", error.message), ..error }
}
