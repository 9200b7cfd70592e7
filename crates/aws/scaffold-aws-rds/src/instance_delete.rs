use aws_sdk_rds::types::DbInstance;
use scaffold_aws_core::is_absent;
use scaffold_model::{LiveState, PhysicalId};
use scaffold_provider::{Class, DeleteRequest, Error};

use crate::database::Instances;
use crate::instance_live::{TAG_FINAL_SNAPSHOT, live};
use crate::instance_state::state;

const DELETE: &str = "DeleteDBInstance";
const SNAPSHOTS: &str = "DescribeDBSnapshots";

/// Other names that are tried for a last snapshot.
const NAMES: usize = 5;

/// `orders-final-Q4G4ZEI5QIO2U`: of this very database, and not of a later one of the same name.
fn snapshot_name(instance: &DbInstance, attempt: usize) -> String {
    let id = instance.db_instance_identifier().unwrap_or_default();
    let resource = instance.dbi_resource_id().unwrap_or_default().to_ascii_lowercase();
    let tail: String = resource.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    match attempt {
        0 => format!("{id}-final-{tail}"),
        attempt => format!("{id}-final-{tail}-{}", attempt + 1),
    }
}

fn is_replica(instance: &DbInstance) -> bool {
    instance.read_replica_source_db_instance_identifier().is_some_and(|it| !it.is_empty())
}

fn needs_snapshot(instance: &DbInstance) -> bool {
    let left_out =
        |tag: &aws_sdk_rds::types::Tag| tag.key() == Some(TAG_FINAL_SNAPSHOT) && tag.value() == Some("false");
    // What never came to be has nothing to keep, and AWS can make no snapshot of it.
    let is_lost = matches!(
        state(instance.db_instance_status().unwrap_or_default(), instance.endpoint().is_some()),
        LiveState::Failed(_)
    );
    !is_replica(instance) && !is_lost && !instance.tag_list().iter().any(left_out)
}

impl Instances {
    /// Deletes one as it is now: with a last snapshot, unless its tag says that there shall be none.
    pub(crate) async fn remove(&self, request: &DeleteRequest) -> Result<(), Error> {
        let id = &request.id;
        let known = self.memory.name_of(id.as_str());
        let Some(found) = self.find(&known).await? else { return self.rds.removed(id, Ok(())) };
        if matches!(state(found.db_instance_status().unwrap_or_default(), true), LiveState::Deleting(_)) {
            return self.rds.removed(id, Ok(()));
        }
        let going = self.end(id, &found);
        match self.rds.abroad() {
            None if !is_replica(&found) => {
                self.rds.last_to_tell(&found, (&request.stack, DELETE), going).await
            }
            _ => going.await,
        }
    }

    async fn end(&self, id: &PhysicalId, found: &DbInstance) -> Result<(), Error> {
        let name = found.db_instance_identifier().unwrap_or_default();
        let call = self.rds.client.delete_db_instance().db_instance_identifier(name);
        let call = call.delete_automated_backups(false);
        if !needs_snapshot(found) {
            let call = call.skip_final_snapshot(true);
            let answer = self.rds.write(DELETE, || call.clone().send()).await;
            return self.rds.removed(id, answer);
        }
        for attempt in 0..NAMES {
            let snapshot = snapshot_name(found, attempt);
            let call = call.clone().skip_final_snapshot(false).final_db_snapshot_identifier(&snapshot);
            let answer = self.rds.write(DELETE, || call.clone().send()).await;
            match answer {
                Err(error) if error.code.as_deref() == Some("DBSnapshotAlreadyExists") => continue,
                Ok(_) => {
                    if let Some(live) = live(&self.rds, found) {
                        self.memory.deletes(id.as_str(), &snapshot, live);
                    }
                }
                Err(_) => {}
            }
            return self.rds.removed(id, answer);
        }
        let message = format!(
            "{NAMES} snapshots with names such as {} are there already; delete what is not needed of them",
            snapshot_name(found, 0)
        );
        Err(self.rds.error(Class::Invalid, DELETE, message))
    }

    /// The state of the last snapshot of one that is gone, while that is being made.
    pub(crate) async fn last_snapshot(&self, id: &str) -> Result<Option<String>, Error> {
        let Some(snapshot) = self.memory.snapshot_of(id) else { return Ok(None) };
        let call = self.rds.client.describe_db_snapshots().db_snapshot_identifier(&snapshot);
        let found = match self.rds.read(SNAPSHOTS, || call.clone().send()).await {
            Ok(answer) => answer.db_snapshots.unwrap_or_default().into_iter().next(),
            Err(error) if is_absent(&error) => None,
            Err(error) => return Err(error),
        };
        match found.as_ref().and_then(|found| found.status()) {
            Some("available") => Ok(None),
            Some("failed") => {
                let message = format!("the last snapshot {snapshot} has failed; AWS keeps automated backups");
                Err(self.rds.error(Class::Failed, SNAPSHOTS, message))
            }
            Some(status) => Ok(Some(format!("snapshot {snapshot} is {status}"))),
            None => Ok(None),
        }
    }
}
