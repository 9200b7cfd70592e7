use std::collections::BTreeSet;

use aws_sdk_rds::types::{DbInstance, PendingModifiedValues};
use scaffold_aws_core::{Found, Tags};
use scaffold_kinds::rds::{DatabaseInsights, Engine, ExtendedSupport, Instance, NetworkType, StorageType};
use scaffold_kinds::{Choice, Ref};
use scaffold_model::{Live, TAG_NAME};

use crate::client::{Rds, tags_of};
use crate::instance_pending::waiting;
use crate::instance_state::state;

/// Whether its last snapshot is left out when it is deleted.
pub(crate) const TAG_FINAL_SNAPSHOT: &str = "scaffold:final-snapshot";
/// The secret that its password is in, and the version of it.
pub(crate) const TAG_PASSWORD: &str = "scaffold:password";
pub(crate) const TAG_PASSWORD_VERSION: &str = "scaffold:password-version";
/// The resource id of the one that was renamed: a copy has the tag, and another id.
pub(crate) const TAG_RENAMED: &str = "scaffold:renamed";

/// An instance in the words of the port; none of an engine that is not covered.
pub(crate) fn live(rds: &Rds, instance: &DbInstance) -> Option<Live> {
    let tags = tags_of(instance.tag_list());
    let attributes = attributes(rds, instance, &tags)?;
    let name = instance.db_instance_identifier().unwrap_or_default().to_owned();
    let endpoint = instance.endpoint().and_then(|endpoint| endpoint.address()).map(str::to_owned);
    let managed = instance.master_user_secret().and_then(|secret| secret.secret_arn()).map(str::to_owned);
    let secret = managed.or_else(|| attributes.password_secret.as_ref().map(|secret| secret.0.clone()));
    let is_replica = attributes.source.is_some();
    let live = Found {
        outputs: vec![
            ("arn", instance.db_instance_arn().map(str::to_owned)),
            ("name", Some(name.clone())),
            ("endpoint", endpoint.clone()),
            ("secret_arn", secret.filter(|_| !is_replica)),
            ("resource_id", instance.dbi_resource_id().map(str::to_owned)),
            ("pending", waiting(instance)),
        ],
        state: state(instance.db_instance_status().unwrap_or("unknown"), endpoint.is_some()),
        name: Some(own_name(instance, &tags, &name)),
        created: instance.instance_create_time().copied(),
        attributes,
        id: rds.id_of("db", &name),
        tags,
    };
    Some(live.live())
}

/// The name by which copies are told apart: its own, but of one that is being renamed, or was, that of its
/// tag.
fn own_name(instance: &DbInstance, tags: &Tags, id: &str) -> String {
    let is_itself = tags.get(TAG_RENAMED).is_some_and(|of| Some(of.as_str()) == instance.dbi_resource_id());
    let tagged = tags.get(TAG_NAME).filter(|_| is_itself);
    tagged.cloned().unwrap_or_else(|| id.to_owned())
}

fn attributes(rds: &Rds, instance: &DbInstance, tags: &Tags) -> Option<Instance> {
    let none = PendingModifiedValues::builder().build();
    let pending = instance.pending_modified_values().unwrap_or(&none);
    let text = |value: Option<&str>| value.map(str::to_owned);
    let number = |value: Option<i32>| value.map(i64::from);
    let flag = |value: Option<bool>| value.unwrap_or(false);
    let storage = number(pending.allocated_storage().or(instance.allocated_storage()));
    let (password_secret, password_version) = password(instance, tags);
    let insights = flag(instance.performance_insights_enabled());
    let monitoring = number(instance.monitoring_interval()).unwrap_or(0);
    Some(Instance {
        engine: Engine::from_word(instance.engine()?)?,
        engine_version: text(pending.engine_version().or(instance.engine_version())),
        instance_class: text(pending.db_instance_class().or(instance.db_instance_class()))?,
        source: source(instance).map(|source| Ref(rds.id_of("db", source))),
        region: rds.abroad().map(str::to_owned),
        restore_from_snapshot: None,
        storage_gib: storage,
        max_storage_gib: number(instance.max_allocated_storage()).filter(|most| Some(*most) > storage),
        storage_type: storage_type(instance, pending)?,
        iops: number(pending.iops().or(instance.iops())).filter(|iops| *iops > 0),
        throughput: throughput(instance, pending),
        storage_encrypted: flag(instance.storage_encrypted()),
        encryption_key: text(instance.kms_key_id()),
        multi_az: flag(pending.multi_az().or(instance.multi_az())),
        availability_zone: None,
        subnet_group: subnet_group(instance, pending),
        security_groups: security_groups(instance),
        public: flag(instance.publicly_accessible()),
        network_type: instance.network_type().and_then(NetworkType::from_word).unwrap_or(NetworkType::Ipv4),
        port: number(pending.port().or_else(|| instance.endpoint()?.port())),
        username: text(instance.master_username()),
        database_name: text(instance.db_name()).filter(|name| !name.is_empty()),
        password_secret,
        password_version,
        iam_authentication: flag(logs_in_by_iam(instance, pending)),
        parameter_group: parameter_group(rds, instance),
        parameter_status: Some(parameter_status(instance)),
        backup_retention_days: number(
            pending.backup_retention_period().or(instance.backup_retention_period()),
        ),
        backup_window: text(instance.preferred_backup_window()),
        maintenance_window: text(instance.preferred_maintenance_window()),
        apply: None,
        auto_minor_upgrade: flag(instance.auto_minor_version_upgrade()),
        extended_support: instance.engine_lifecycle_support().and_then(ExtendedSupport::from_word),
        ca_certificate: text(pending.ca_certificate_identifier().or(instance.ca_certificate_identifier())),
        performance_insights: instance.performance_insights_enabled(),
        performance_insights_retention_days: insights_days(instance),
        performance_insights_key: text(instance.performance_insights_kms_key_id()).filter(|_| insights),
        database_insights: insights_mode(instance),
        monitoring_seconds: monitoring,
        monitoring_role: text(instance.monitoring_role_arn()).filter(|_| monitoring > 0).map(Ref),
        log_exports: log_exports(instance, pending),
        copy_tags_to_snapshot: flag(instance.copy_tags_to_snapshot()),
        deletion_protection: flag(instance.deletion_protection()),
        final_snapshot: tags.get(TAG_FINAL_SNAPSHOT).is_none_or(|word| word != "false"),
        identifier: text(pending.db_instance_identifier().or(instance.db_instance_identifier())),
    })
}

fn source(instance: &DbInstance) -> Option<&str> {
    instance.read_replica_source_db_instance_identifier().filter(|source| !source.is_empty())
}

fn storage_type(instance: &DbInstance, pending: &PendingModifiedValues) -> Option<StorageType> {
    StorageType::from_word(pending.storage_type().or(instance.storage_type()).unwrap_or("gp2"))
}

fn throughput(instance: &DbInstance, pending: &PendingModifiedValues) -> Option<i64> {
    pending.storage_throughput().or(instance.storage_throughput()).map(i64::from).filter(|it| *it > 0)
}

/// The secret that its password is in, where neither RDS nor its source has it, and the version.
fn password(instance: &DbInstance, tags: &Tags) -> (Option<Ref>, Option<String>) {
    let is_ours = instance.master_user_secret().is_none() && source(instance).is_none();
    let tagged = |key: &str| tags.get(key).filter(|_| is_ours).cloned();
    (tagged(TAG_PASSWORD).map(Ref), tagged(TAG_PASSWORD_VERSION))
}

fn insights_days(instance: &DbInstance) -> Option<i64> {
    let on = instance.performance_insights_enabled() == Some(true);
    instance.performance_insights_retention_period().filter(|_| on).map(i64::from)
}

fn logs_in_by_iam(instance: &DbInstance, pending: &PendingModifiedValues) -> Option<bool> {
    pending.iam_database_authentication_enabled().or(instance.iam_database_authentication_enabled())
}

fn insights_mode(instance: &DbInstance) -> Option<DatabaseInsights> {
    DatabaseInsights::from_word(instance.database_insights_mode()?.as_str())
}

fn subnet_group(instance: &DbInstance, pending: &PendingModifiedValues) -> Option<Ref> {
    let now = instance.db_subnet_group().and_then(|group| group.db_subnet_group_name());
    pending.db_subnet_group_name().or(now).map(|name| Ref(name.to_owned()))
}

fn security_groups(instance: &DbInstance) -> BTreeSet<Ref> {
    let groups = instance.vpc_security_groups().iter().filter(|group| group.status() != Some("removing"));
    groups.filter_map(|group| Some(Ref(group.vpc_security_group_id()?.to_owned()))).collect()
}

/// The engine's own group is none that a blueprint could name.
fn parameter_group(rds: &Rds, instance: &DbInstance) -> Option<Ref> {
    let names = instance.db_parameter_groups().iter().filter_map(|group| group.db_parameter_group_name());
    let mut own = names.filter(|name| !name.starts_with("default."));
    own.next().map(|name| Ref(rds.id_of("pg", name)))
}

fn parameter_status(instance: &DbInstance) -> String {
    let statuses = instance.db_parameter_groups().iter().filter_map(|group| group.parameter_apply_status());
    let mut differing = statuses.filter(|status| !status.is_empty() && *status != "in-sync");
    differing.next().unwrap_or("in-sync").to_owned()
}

fn log_exports(instance: &DbInstance, pending: &PendingModifiedValues) -> BTreeSet<String> {
    let mut logs: BTreeSet<String> = instance.enabled_cloudwatch_logs_exports().iter().cloned().collect();
    if let Some(pending) = pending.pending_cloudwatch_logs_exports() {
        logs.extend(pending.log_types_to_enable().iter().cloned());
        pending.log_types_to_disable().iter().for_each(|log| {
            logs.remove(log);
        });
    }
    logs
}
