use scaffold_model::{Disruption, Facts, Identity, Lifecycle};

/// What most kinds share: tags in the creating call, nothing in between, nothing lost.
pub(crate) const FACTS: Facts = Facts {
    identity: Identity::Tags,
    is_named_worldwide: false,
    id_prefix: "",
    uuid_ids: false,
    mark_is_fixed: false,
    lists_late: false,
    holds_data: false,
    data_elsewhere: None,
    create_before_delete: true,
    delete_disruption: Disruption::None,
    replace_disruption: Disruption::None,
    lifecycle: Lifecycle { creating: None, deleting: None },
    unique: &[],
    beside: None,
    soft_referrers: &[],
    quota: None,
    protected_by: None,
    keeps: &[],
    renewed_outputs: &[],
    upgrade: None,
    queue: None,
    page_size: 100,
    create_operation: "",
    left_out: &[],
};
