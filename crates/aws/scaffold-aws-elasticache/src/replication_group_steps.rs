use scaffold_kinds::Choice;
use scaffold_kinds::elasticache::{ClusterMode, ReplicationGroup, TransitEncryptionMode};
use scaffold_provider::{Class, Error, UpdateRequest};

use crate::client::ElastiCache;

/// Refuses to skip steps that clients must follow: they would lose their connections.
pub(crate) fn check_steps(
    cache: &ElastiCache,
    request: &UpdateRequest,
    (wanted, live): (&ReplicationGroup, &ReplicationGroup),
) -> Result<(), Error> {
    let refuse = |message: String| Err(cache.error(Class::Invalid, "ModifyReplicationGroup", message));
    let (was, is) = (live.cluster_mode, wanted.cluster_mode);
    let is_step = matches!(
        (was, is),
        (ClusterMode::Disabled, ClusterMode::Compatible)
            | (ClusterMode::Compatible, ClusterMode::Disabled | ClusterMode::Enabled)
    );
    if request.changes("cluster_mode") && was != is && !is_step {
        let help = match was {
            ClusterMode::Enabled => {
                "there is no way back from `enabled`; restore a snapshot into a new group"
            }
            _ => {
                "apply `compatible` first, let every client speak the cluster protocol, then apply `enabled`"
            }
        };
        return refuse(format!("cluster mode goes from {} to {} in steps: {help}", was.word(), is.word()));
    }
    let must =
        |group: &ReplicationGroup| group.encryption_in_transit_mode == Some(TransitEncryptionMode::Required);
    let switches = wanted.encryption_in_transit != live.encryption_in_transit;
    if request.changes("encryption_in_transit") && switches && (must(live) || must(wanted)) {
        let (does, then) = match wanted.encryption_in_transit {
            true => ("switched on", "let every client encrypt, then apply `required`"),
            false => ("switched off", "let every client stop encrypting, then switch it off"),
        };
        return refuse(format!(
            "encryption in transit is {does} in steps: apply `encryption_in_transit_mode = \"preferred\"` first, \
             {then}"
        ));
    }
    Ok(())
}
