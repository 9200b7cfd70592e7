use scaffold_model::LiveState;

/// States in which clients can connect, or could as soon as somebody starts it. Some refuse changes, which
/// are then tried again.
const USABLE: &[&str] = &[
    "available",
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "configuring-associated-roles",
    "storage-config-upgrade",
    "storage-full",
    "storage-initialization",
    "storage-optimization",
    "stopped",
];

/// States that AWS says it cannot be brought back from. Of all others that sound bad (`incompatible-…`,
/// `inaccessible-…`), a person can bring it back: with what it holds it is never taken for lost.
const LOST: &[&str] = &["failed", "incompatible-create", "incompatible-restore", "restore-error"];

/// "Viewing Amazon RDS DB instance status". One without an address is not there yet.
pub(crate) fn state(status: &str, has_endpoint: bool) -> LiveState {
    match status {
        "deleting" | "deleted" | "delete-precheck" => LiveState::Deleting(status.to_owned()),
        lost if LOST.contains(&lost) => LiveState::Failed(status.to_owned()),
        // There was no room to make it, or there is none to start it: then it holds data.
        "insufficient-capacity" if !has_endpoint => LiveState::Failed(status.to_owned()),
        "stopped" => LiveState::Ready,
        usable if USABLE.contains(&usable) && has_endpoint => LiveState::Ready,
        usable if USABLE.contains(&usable) => LiveState::Pending("creating".to_owned()),
        other => LiveState::Pending(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_what_aws_says_of_it() {
        assert_eq!(state("available", true), LiveState::Ready);
        assert_eq!(state("available", false), LiveState::Pending("creating".into()));
        assert_eq!(state("backing-up", true), LiveState::Ready);
        assert_eq!(state("stopped", false), LiveState::Ready);
        assert_eq!(state("upgrading", true), LiveState::Pending("upgrading".into()));
        assert_eq!(state("failed", false), LiveState::Failed("failed".into()));
        assert_eq!(state("deleting", true), LiveState::Deleting("deleting".into()));
    }

    #[test]
    fn what_a_person_can_bring_back_is_not_lost() {
        for status in
            ["incompatible-parameters", "incompatible-network", "inaccessible-encryption-credentials"]
        {
            assert_eq!(state(status, true), LiveState::Pending(status.into()));
        }
    }
}
