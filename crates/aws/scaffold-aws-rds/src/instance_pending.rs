use aws_sdk_rds::types::{DbInstance, PendingModifiedValues};

/// What AWS has queued, in the words of the schema, for people to read.
fn words(pending: &PendingModifiedValues) -> Vec<String> {
    let number = |name: &str, value: Option<i32>| value.map(|value| format!("{name} {value}"));
    let text = |name: &str, value: Option<&str>| value.map(|value| format!("{name} {value}"));
    let flag = |name: &str, value: Option<bool>| value.map(|value| format!("{name} {value}"));
    let password = pending.master_user_password().map(|_| "another password".to_owned());
    let logs = pending.pending_cloudwatch_logs_exports().map(|_| "log_exports".to_owned());
    [
        text("engine_version", pending.engine_version()),
        text("instance_class", pending.db_instance_class()),
        number("storage_gib", pending.allocated_storage()),
        text("storage_type", pending.storage_type()),
        number("iops", pending.iops()),
        number("throughput", pending.storage_throughput()),
        flag("multi_az", pending.multi_az()),
        text("subnet_group", pending.db_subnet_group_name()),
        number("port", pending.port()),
        flag("iam_authentication", pending.iam_database_authentication_enabled()),
        number("backup_retention_days", pending.backup_retention_period()),
        text("ca_certificate", pending.ca_certificate_identifier()),
        text("identifier", pending.db_instance_identifier()),
        password,
        logs,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What AWS has queued; nothing where it has not.
pub(crate) fn queued(instance: &DbInstance) -> Option<String> {
    let words = instance.pending_modified_values().map(words).unwrap_or_default();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The same, with the window that it waits for.
pub(crate) fn waiting(instance: &DbInstance) -> Option<String> {
    let window = instance.preferred_maintenance_window().unwrap_or("the next window");
    queued(instance).map(|what| format!("waits for {window}: {what}"))
}
