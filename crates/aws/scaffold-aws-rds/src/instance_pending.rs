use aws_sdk_rds::types::{DbInstance, PendingModifiedValues};

/// What AWS has queued, in the words of the schema, for people to read.
fn words(now: &DbInstance, then: &PendingModifiedValues) -> Vec<String> {
    let told = |name: &str, before: Option<String>, after: String| match before {
        Some(before) => format!("{name} {before} -> {after}"),
        None => format!("{name} {after}"),
    };
    let number = |name: &str, before: Option<i32>, after: Option<i32>| {
        after.map(|after| told(name, before.map(|before| before.to_string()), after.to_string()))
    };
    let text = |name: &str, before: Option<&str>, after: Option<&str>| {
        after.map(|after| told(name, before.map(str::to_owned), after.to_owned()))
    };
    let flag = |name: &str, before: Option<bool>, after: Option<bool>| {
        after.map(|after| told(name, before.map(|before| before.to_string()), after.to_string()))
    };
    let group = now.db_subnet_group().and_then(|group| group.db_subnet_group_name());
    let by_iam = now.iam_database_authentication_enabled();
    let password = then.master_user_password().map(|_| "another password".to_owned());
    let logs = then.pending_cloudwatch_logs_exports().map(|_| "log_exports".to_owned());
    [
        text("engine_version", now.engine_version(), then.engine_version()),
        text("instance_class", now.db_instance_class(), then.db_instance_class()),
        number("storage_gib", now.allocated_storage(), then.allocated_storage()),
        text("storage_type", now.storage_type(), then.storage_type()),
        number("iops", now.iops(), then.iops()),
        number("throughput", now.storage_throughput(), then.storage_throughput()),
        flag("multi_az", now.multi_az(), then.multi_az()),
        text("subnet_group", group, then.db_subnet_group_name()),
        number("port", now.endpoint().and_then(|endpoint| endpoint.port()), then.port()),
        flag("iam_authentication", by_iam, then.iam_database_authentication_enabled()),
        number("backup_retention_days", now.backup_retention_period(), then.backup_retention_period()),
        text("ca_certificate", now.ca_certificate_identifier(), then.ca_certificate_identifier()),
        text("identifier", now.db_instance_identifier(), then.db_instance_identifier()),
        password,
        logs,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What AWS has queued; nothing where it has not.
pub(crate) fn queued(instance: &DbInstance) -> Option<String> {
    let pending = instance.pending_modified_values();
    let words = pending.map(|pending| words(instance, pending)).unwrap_or_default();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The same, with the window that it waits for.
pub(crate) fn waiting(instance: &DbInstance) -> Option<String> {
    let window = instance.preferred_maintenance_window();
    let window = window.map(|window| format!("the maintenance window {window}"));
    let window = window.unwrap_or_else(|| "the next maintenance window".to_owned());
    queued(instance).map(|what| format!("waits for {window}: {what}"))
}
