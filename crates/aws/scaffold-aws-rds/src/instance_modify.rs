use aws_sdk_rds::operation::modify_db_instance::builders::ModifyDBInstanceFluentBuilder;
use aws_sdk_rds::types::{CloudwatchLogsExportConfiguration, DbInstance};
use scaffold_aws_core::Tags;
use scaffold_kinds::Choice;
use scaffold_kinds::rds::{Apply, Engine, Instance, StorageType};
use scaffold_model::{TAG_NAME, Value};
use scaffold_provider::{Class, Error, UpdateRequest};

use crate::client::{name_there, number};
use crate::database::Instances;
use crate::instance_create::password_tags;
use crate::instance_live::{TAG_FINAL_SNAPSHOT, TAG_PASSWORD, TAG_PASSWORD_VERSION, TAG_RENAMED};

pub(crate) const MODIFY: &str = "ModifyDBInstance";
const PROMOTE: &str = "PromoteReadReplica";
pub(crate) const REBOOT: &str = "RebootDBInstance";

/// What other calls than the modifying one carry.
const ELSEWHERE: &[&str] = &["tags", "source", "final_snapshot", "parameter_status"];

impl Instances {
    /// Makes a primary of its own of a replica. One that is none any more was promoted before.
    pub(crate) async fn promote(&self, found: &DbInstance, wanted: &Instance) -> Result<bool, Error> {
        if found.read_replica_source_db_instance_identifier().is_none_or(str::is_empty) {
            return Ok(false);
        }
        let call = self
            .rds
            .client
            .promote_read_replica()
            .set_db_instance_identifier(found.db_instance_identifier().map(str::to_owned))
            .set_backup_retention_period(wanted.backup_retention_days.map(number))
            .set_preferred_backup_window(wanted.backup_window.clone());
        self.rds.write(PROMOTE, || call.clone().send()).await?;
        Ok(true)
    }

    /// Lets it run with its group's settings.
    pub(crate) async fn reboot(&self, id: &str) -> Result<(), Error> {
        let call = self.rds.client.reboot_db_instance().db_instance_identifier(id);
        self.rds.write(REBOOT, || call.clone().send()).await.map(drop)
    }

    /// Everything of the patch that one call carries. What has been set already is set again, which does
    /// nothing.
    pub(crate) async fn modify(
        &self,
        request: &UpdateRequest,
        wanted: &Instance,
        found: &DbInstance,
    ) -> Result<(), Error> {
        if request.patch.keys().all(|name| ELSEWHERE.contains(&name.as_str())) {
            return Ok(());
        }
        let id = found.db_instance_identifier().unwrap_or_default();
        let arn = found.db_instance_arn().unwrap_or_default();
        let at_once = wanted.apply == Some(Apply::Now);
        let call = self.rds.client.modify_db_instance().db_instance_identifier(id);
        let call = call.apply_immediately(at_once);
        let call = storage(call, request, wanted, found);
        let call = engine(call, request, wanted, found);
        let call = network(call, request, wanted);
        let call = keeping(call, request, wanted);
        let call = measuring(call, request, wanted);
        let call = self.password(call, request, wanted, found).await?;
        let rename = wanted.identifier.as_deref().filter(|name| request.changes("identifier") && *name != id);
        let call = call.set_new_db_instance_identifier(rename.map(str::to_owned));
        if let (Some(name), Some(resource)) = (rename, found.dbi_resource_id()) {
            let tags = [(TAG_NAME, name), (TAG_RENAMED, resource)];
            let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned()));
            self.rds.set_tags(arn, &Tags::from(tags)).await?;
        }
        let answer = self.rds.write(MODIFY, || call.clone().send()).await.map(drop);
        answer.map_err(lasting)?;
        if at_once {
            self.memory.changes(request.id.as_str());
        }
        if let Some(name) = rename.filter(|_| at_once) {
            self.memory.renames(request.id.as_str(), &self.rds.id_of("db", name));
        }
        self.tell_password(request, wanted, arn).await
    }

    async fn password(
        &self,
        call: ModifyDBInstanceFluentBuilder,
        request: &UpdateRequest,
        wanted: &Instance,
        found: &DbInstance,
    ) -> Result<ModifyDBInstanceFluentBuilder, Error> {
        if !changes_password(request) {
            return Ok(call);
        }
        let Some(secret) = &wanted.password_secret else {
            return Ok(call.manage_master_user_password(true));
        };
        let password = self.passwords.password(&secret.0, wanted.password_version.as_deref()).await?;
        let call = call.master_user_password(password.reveal());
        Ok(match found.master_user_secret() {
            Some(_) => call.manage_master_user_password(false),
            None => call,
        })
    }

    /// Only what was set is told: a run that is killed in between sets the same password again.
    async fn tell_password(
        &self,
        request: &UpdateRequest,
        wanted: &Instance,
        arn: &str,
    ) -> Result<(), Error> {
        if !changes_password(request) {
            return Ok(());
        }
        let tags = password_tags(wanted);
        let stale = [TAG_PASSWORD, TAG_PASSWORD_VERSION].into_iter().filter(|key| !tags.contains_key(*key));
        self.rds.take_tags(arn, stale.map(str::to_owned).collect()).await?;
        self.rds.set_tags(arn, &tags).await
    }

    /// Whether a last snapshot is made stands in a tag, where deleting finds it.
    pub(crate) async fn set_final_snapshot(&self, arn: &str, wanted: bool) -> Result<(), Error> {
        let key = TAG_FINAL_SNAPSHOT.to_owned();
        if wanted {
            return self.rds.take_tags(arn, vec![key]).await;
        }
        self.rds.set_tags(arn, &Tags::from([(key, "false".to_owned())])).await
    }
}

fn changes_password(request: &UpdateRequest) -> bool {
    request.changes("password_secret") || request.changes("password_version")
}

/// Another subnet group of the same VPC stays refused; another size of storage for the hours that the last
/// one takes, in which nothing is wrong with the blueprint.
fn lasting(error: Error) -> Error {
    let is_network = error.code.as_deref().is_some_and(|code| code.starts_with("InvalidVPCNetworkState"));
    match error.message.contains("being optimized") {
        true => Error { class: Class::Failed, ..error },
        false if is_network => Error { class: Class::Invalid, ..error },
        false => error,
    }
}

/// AWS wants size and speed of storage together, where the speed is one that can be chosen. It never
/// asks for less than there is.
fn storage(
    call: ModifyDBInstanceFluentBuilder,
    request: &UpdateRequest,
    wanted: &Instance,
    found: &DbInstance,
) -> ModifyDBInstanceFluentBuilder {
    let changed = |name: &str| request.changes(name);
    let has = found.allocated_storage();
    let call = match changed("max_storage_gib") {
        // As much as there is: it does not grow.
        true => call.set_max_allocated_storage(wanted.max_storage_gib.map(number).or(has)),
        false => call,
    };
    if !["storage_gib", "storage_type", "iops", "throughput"].into_iter().any(changed) {
        return call;
    }
    let size = wanted.storage_gib.map(number).filter(|_| changed("storage_gib"));
    let chosen = wanted.storage_type != StorageType::Gp3 || found.iops() > Some(BASELINE);
    let speed = |name: &str, asked: Option<i64>, has: Option<i32>| match changed(name) {
        true => asked.map(number),
        false => has.filter(|has| chosen && *has > 0),
    };
    let kind = changed("storage_type").then(|| wanted.storage_type.word().to_owned());
    call.set_allocated_storage(size.into_iter().chain(has).max())
        .set_iops(speed("iops", wanted.iops, found.iops()))
        .set_storage_throughput(speed("throughput", wanted.throughput, found.storage_throughput()))
        .set_storage_type(kind)
}

/// Operations per second of `gp3` that is too small for others.
const BASELINE: i32 = 3000;

/// The part of a version that only an upgrade changes.
fn major(engine: Engine, version: &str) -> String {
    let numbers = if engine == Engine::Postgres { 1 } else { 2 };
    version.split('.').take(numbers).collect::<Vec<_>>().join(".")
}

fn engine(
    call: ModifyDBInstanceFluentBuilder,
    request: &UpdateRequest,
    wanted: &Instance,
    found: &DbInstance,
) -> ModifyDBInstanceFluentBuilder {
    let changed = |name: &str| request.changes(name);
    let has = found.engine_version().unwrap_or_default();
    let version = wanted.engine_version.clone().filter(|_| changed("engine_version"));
    let upgrades = version.as_ref().is_some_and(|to| major(wanted.engine, to) != major(wanted.engine, has));
    let class = changed("instance_class").then(|| wanted.instance_class.clone());
    let group = wanted.parameter_group.as_ref().filter(|_| changed("parameter_group"));
    let support = wanted.extended_support.filter(|_| changed("extended_support"));
    call.set_engine_version(version)
        .set_allow_major_version_upgrade(upgrades.then_some(true))
        .set_db_instance_class(class)
        .set_db_parameter_group_name(group.map(name_there))
        .set_multi_az(changed("multi_az").then_some(wanted.multi_az))
        .set_auto_minor_version_upgrade(changed("auto_minor_upgrade").then_some(wanted.auto_minor_upgrade))
        .set_engine_lifecycle_support(support.map(|support| support.word().to_owned()))
        .set_ca_certificate_identifier(wanted.ca_certificate.clone().filter(|_| changed("ca_certificate")))
}

fn network(
    call: ModifyDBInstanceFluentBuilder,
    request: &UpdateRequest,
    wanted: &Instance,
) -> ModifyDBInstanceFluentBuilder {
    let changed = |name: &str| request.changes(name);
    let groups =
        changed("security_groups").then(|| wanted.security_groups.iter().map(|it| it.0.clone()).collect());
    let subnets = wanted.subnet_group.as_ref().filter(|_| changed("subnet_group"));
    call.set_vpc_security_group_ids(groups)
        .set_db_subnet_group_name(subnets.map(|group| group.0.clone()))
        .set_publicly_accessible(changed("public").then_some(wanted.public))
        .set_network_type(changed("network_type").then(|| wanted.network_type.word().to_owned()))
        .set_db_port_number(wanted.port.filter(|_| changed("port")).map(number))
        .set_enable_iam_database_authentication(
            changed("iam_authentication").then_some(wanted.iam_authentication),
        )
}

fn keeping(
    call: ModifyDBInstanceFluentBuilder,
    request: &UpdateRequest,
    wanted: &Instance,
) -> ModifyDBInstanceFluentBuilder {
    let changed = |name: &str| request.changes(name);
    let days = wanted.backup_retention_days.filter(|_| changed("backup_retention_days"));
    call.set_backup_retention_period(days.map(number))
        .set_preferred_backup_window(wanted.backup_window.clone().filter(|_| changed("backup_window")))
        .set_preferred_maintenance_window(
            wanted.maintenance_window.clone().filter(|_| changed("maintenance_window")),
        )
        .set_copy_tags_to_snapshot(changed("copy_tags_to_snapshot").then_some(wanted.copy_tags_to_snapshot))
        .set_deletion_protection(changed("deletion_protection").then_some(wanted.deletion_protection))
}

fn measuring(
    call: ModifyDBInstanceFluentBuilder,
    request: &UpdateRequest,
    wanted: &Instance,
) -> ModifyDBInstanceFluentBuilder {
    let any = |names: &[&str]| names.iter().any(|name| request.changes(name));
    let insights =
        ["performance_insights", "performance_insights_retention_days", "performance_insights_key"];
    let on = wanted.performance_insights != Some(false);
    let measures = any(&insights) || request.changes("database_insights");
    let days = wanted.performance_insights_retention_days.filter(|_| measures && on);
    let mode = wanted.database_insights.filter(|_| request.changes("database_insights"));
    let monitors = any(&["monitoring_seconds", "monitoring_role"]);
    let role = wanted.monitoring_role.as_ref().filter(|_| monitors && wanted.monitoring_seconds > 0);
    let call = call
        .set_enable_performance_insights(wanted.performance_insights.filter(|_| measures))
        .set_performance_insights_retention_period(days.map(number))
        .set_performance_insights_kms_key_id(
            wanted.performance_insights_key.clone().filter(|_| any(&insights) && on),
        )
        .set_database_insights_mode(mode.map(|mode| mode.word().into()))
        .set_monitoring_interval(monitors.then(|| number(wanted.monitoring_seconds)))
        .set_monitoring_role_arn(role.map(|role| role.0.clone()));
    if !request.changes("log_exports") {
        return call;
    }
    let before: Vec<&str> = request
        .before("log_exports")
        .as_list()
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_text)
        .collect();
    let on = wanted.log_exports.iter().filter(|log| !before.contains(&log.as_str())).cloned().collect();
    let off = before
        .iter()
        .filter(|log| !wanted.log_exports.contains(**log))
        .map(|log| (*log).to_owned())
        .collect();
    let logs = CloudwatchLogsExportConfiguration::builder();
    let logs = logs.set_enable_log_types(Some(on)).set_disable_log_types(Some(off));
    call.cloudwatch_logs_export_configuration(logs.build())
}
