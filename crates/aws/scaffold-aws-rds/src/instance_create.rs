use aws_sdk_rds::types::DbInstance;
use scaffold_aws_core::Tags;
use scaffold_kinds::rds::{Engine, Instance};
use scaffold_kinds::{Choice, Ref};
use scaffold_model::{TAG_NAME, Value, Values};
use scaffold_provider::{Class, CreateRequest, Error};

use crate::client::{name_there, number, sdk_tags};
use crate::database::Instances;
use crate::instance_live::{TAG_FINAL_SNAPSHOT, TAG_PASSWORD, TAG_PASSWORD_VERSION};

pub(crate) const CREATE: &str = "CreateDBInstance";
const REPLICATE: &str = "CreateDBInstanceReadReplica";
const RESTORE: &str = "RestoreDBInstanceFromDBSnapshot";

/// What encrypts a replica in another region than its source's where nothing is said.
const KEY: &str = "alias/aws/rds";

/// What neither a replica nor something restored can be made with: it is set once it is there.
const LATER: &[&str] = &[
    "engine_version",
    "password_secret",
    "password_version",
    "backup_retention_days",
    "backup_window",
    "maintenance_window",
    "extended_support",
    "monitoring_seconds",
    "monitoring_role",
    "performance_insights",
    "performance_insights_retention_days",
    "performance_insights_key",
    "database_insights",
    "max_storage_gib",
    "storage_gib",
    "log_exports",
    "parameter_group",
];

/// All tags that it is made with.
pub(crate) fn tags_of(instance: &Instance, request: &CreateRequest, name: &str) -> Tags {
    let mut tags = request.tags.clone();
    // A declared name is the one that copies are told by.
    tags.insert(TAG_NAME.to_owned(), name.to_owned());
    if !instance.final_snapshot {
        tags.insert(TAG_FINAL_SNAPSHOT.to_owned(), "false".to_owned());
    }
    tags
}

/// Tags that tell which secret the password is in.
pub(crate) fn password_tags(instance: &Instance) -> Tags {
    let secret = instance.password_secret.as_ref().map(|secret| (TAG_PASSWORD.to_owned(), secret.0.clone()));
    let version = instance.password_version.clone().map(|version| (TAG_PASSWORD_VERSION.to_owned(), version));
    secret.into_iter().chain(version).collect()
}

fn groups(instance: &Instance) -> Option<Vec<String>> {
    let groups: Vec<String> = instance.security_groups.iter().map(|group| group.0.clone()).collect();
    (!groups.is_empty()).then_some(groups)
}

fn name(reference: Option<&Ref>) -> Option<String> {
    reference.map(|reference| reference.0.clone())
}

/// The parts of a request that all three creating calls have alike.
macro_rules! alike {
    ($call:expr, $instance:expr, $tags:expr) => {
        $call
            .db_instance_class(&$instance.instance_class)
            .set_db_subnet_group_name(name($instance.subnet_group.as_ref()))
            .set_vpc_security_group_ids(groups($instance))
            .set_availability_zone($instance.availability_zone.clone())
            .set_port($instance.port.map(number))
            .set_iops($instance.iops.map(number))
            .set_storage_throughput($instance.throughput.map(number))
            .storage_type($instance.storage_type.word())
            .multi_az($instance.multi_az)
            .publicly_accessible($instance.public)
            .network_type($instance.network_type.word())
            .auto_minor_version_upgrade($instance.auto_minor_upgrade)
            .enable_iam_database_authentication($instance.iam_authentication)
            .copy_tags_to_snapshot($instance.copy_tags_to_snapshot)
            .deletion_protection($instance.deletion_protection)
            .set_ca_certificate_identifier($instance.ca_certificate.clone())
            .set_enable_cloudwatch_logs_exports(logs($instance))
            .set_tags(Some(sdk_tags($tags)))
    };
}

/// The parts that a new one and a replica have alike.
macro_rules! measured {
    ($call:expr, $instance:expr) => {
        $call
            .set_max_allocated_storage($instance.max_storage_gib.map(number))
            .set_allocated_storage($instance.storage_gib.map(number))
            .monitoring_interval(number($instance.monitoring_seconds))
            .set_monitoring_role_arn(name($instance.monitoring_role.as_ref()))
            .set_enable_performance_insights($instance.performance_insights)
            .set_performance_insights_retention_period(
                $instance.performance_insights_retention_days.map(number),
            )
            .set_performance_insights_kms_key_id($instance.performance_insights_key.clone())
            .set_database_insights_mode($instance.database_insights.map(|mode| mode.word().into()))
    };
}

fn logs(instance: &Instance) -> Option<Vec<String>> {
    (!instance.log_exports.is_empty()).then(|| instance.log_exports.iter().cloned().collect())
}

impl Instances {
    /// A primary of its own.
    pub(crate) async fn make(&self, instance: &Instance, tags: &Tags, id: &str) -> Result<(), Error> {
        let user = instance.username.as_deref().ok_or_else(|| {
            let message = "a database that is no replica and is restored from nothing needs a `username`";
            self.rds.error(Class::Invalid, CREATE, message)
        })?;
        let mut tags = tags.clone();
        tags.extend(password_tags(instance));
        let call = alike!(self.rds.client.create_db_instance(), instance, &tags);
        let call = measured!(call, instance)
            .db_instance_identifier(id)
            .engine(instance.engine.word())
            .set_engine_version(instance.engine_version.clone())
            .master_username(user)
            .set_db_name(instance.database_name.clone())
            .storage_encrypted(instance.storage_encrypted)
            .set_kms_key_id(instance.encryption_key.clone())
            .set_backup_retention_period(instance.backup_retention_days.map(number))
            .set_preferred_backup_window(instance.backup_window.clone())
            .set_preferred_maintenance_window(instance.maintenance_window.clone())
            .set_db_parameter_group_name(instance.parameter_group.as_ref().map(name_there))
            .set_engine_lifecycle_support(instance.extended_support.map(|support| support.word().to_owned()));
        let call = match &instance.password_secret {
            Some(secret) => {
                let version = instance.password_version.as_deref();
                let password = self.passwords.password(&secret.0, version).await?;
                call.master_user_password(password.reveal())
            }
            None => call.manage_master_user_password(true),
        };
        self.rds.write(CREATE, || call.clone().send()).await.map(drop)
    }

    /// A replica of another one.
    pub(crate) async fn replicate(
        &self,
        instance: &Instance,
        source: &str,
        tags: &Tags,
        id: &str,
    ) -> Result<(), Error> {
        let found = self.find(source).await?;
        if let Some(found) = &found {
            self.check_inherited(instance, found)?;
        }
        // AWS may have grown the source, and a replica is never smaller.
        let grown = found.as_ref().and_then(|found| found.allocated_storage()).map(i64::from);
        let storage_gib = instance.storage_gib.map(|said| said.max(grown.unwrap_or(said)));
        // It would take the source's limit over; as much as it has lets AWS add nothing.
        let limits = found.as_ref().is_some_and(|found| found.max_allocated_storage().is_some());
        let held = storage_gib.or(grown).filter(|_| limits);
        let max_storage_gib = instance.max_storage_gib.or(held);
        let instance = &Instance { storage_gib, max_storage_gib, ..instance.clone() };
        let (beside, name) = self.rds.standing(source);
        let is_far = beside.connection().id().region != self.rds.connection().id().region;
        let is_encrypted =
            found.map_or(instance.storage_encrypted, |it| it.storage_encrypted() == Some(true));
        if is_far && is_encrypted {
            self.check_partition()?;
        }
        // Keys are of one region; of the same one it is the source's.
        let key = || instance.encryption_key.clone().unwrap_or_else(|| KEY.to_owned());
        let group = instance.parameter_group.as_ref().filter(|_| is_far && instance.engine == Engine::Mysql);
        let call = alike!(self.rds.client.create_db_instance_read_replica(), instance, tags);
        let call = measured!(call, instance)
            .db_instance_identifier(id)
            .source_db_instance_identifier(if is_far { beside.arn("db", &name) } else { name })
            .set_kms_key_id((is_far && is_encrypted).then(key))
            .set_db_parameter_group_name(group.map(name_there));
        let answer = self.rds.write(REPLICATE, || call.clone().send()).await.map(drop);
        answer.map_err(|error| match error.message.contains("backups are not enabled") {
            // AWS says that its state is wrong, which time does not change.
            true => Error { class: Class::Invalid, ..error },
            false => error,
        })
    }

    /// GovCloud and China ask for a second, signed request in the call, which the SDK does not make.
    fn check_partition(&self) -> Result<(), Error> {
        let region = &self.rds.connection().id().region;
        if !["us-gov-", "cn-"].iter().any(|beginning| region.starts_with(beginning)) {
            return Ok(());
        }
        let message = "an encrypted replica of a database in another region cannot be made in GovCloud or China: \
                       make it by other means, and take it over with `scaffold import`";
        Err(self.rds.error(Class::Unsupported, REPLICATE, message))
    }

    /// One that begins with what a snapshot holds.
    pub(crate) async fn restore(
        &self,
        instance: &Instance,
        snapshot: &str,
        tags: &Tags,
        id: &str,
    ) -> Result<(), Error> {
        let call = alike!(self.rds.client.restore_db_instance_from_db_snapshot(), instance, tags)
            .db_instance_identifier(id)
            .db_snapshot_identifier(snapshot)
            .set_db_parameter_group_name(instance.parameter_group.as_ref().map(name_there))
            .engine(instance.engine.word());
        let call = match &instance.password_secret {
            Some(_) => call,
            None => call.manage_master_user_password(true),
        };
        self.rds.write(RESTORE, || call.clone().send()).await.map(drop)
    }

    /// What a replica has of its source cannot be asked for: another value would replace it for ever.
    fn check_inherited(&self, instance: &Instance, source: &DbInstance) -> Result<(), Error> {
        let said = |value: Option<&str>| value.map(str::to_owned);
        let pairs = [
            ("engine", said(Some(instance.engine.word())), said(source.engine())),
            ("username", instance.username.clone(), said(source.master_username())),
            ("database_name", instance.database_name.clone(), said(source.db_name())),
            (
                "storage_encrypted",
                Some(instance.storage_encrypted.to_string()),
                source.storage_encrypted().map(|it| it.to_string()),
            ),
        ];
        let differs = |(_, asked, has): &&(&str, Option<String>, Option<String>)| {
            asked.is_some() && has.is_some() && asked != has
        };
        match pairs.iter().find(differs) {
            Some((name, asked, has)) => {
                let (asked, has) = (asked.as_deref().unwrap_or_default(), has.as_deref().unwrap_or_default());
                let message = format!("`{name}` of a replica is its source's, {has}, and not {asked}");
                Err(self.rds.error(Class::Invalid, REPLICATE, message))
            }
            None => Ok(()),
        }
    }
}

/// What is asked for of one that was made by another call than the first, and is not so yet.
pub(crate) fn later(request: &CreateRequest, live: &Values) -> Values {
    let differs = |name: &str, value: &Value| {
        let live = live.get(name).unwrap_or(&Value::Null);
        let is_version =
            |text: &str| live.as_text().is_some_and(|live| scaffold_model::is_version_of(text, live));
        let is_empty = value.as_list().is_some_and(<[Value]>::is_empty) || value.is_null();
        let has_it = match name {
            "engine_version" => value.as_text().is_some_and(is_version),
            // It began with as much as its source had grown to.
            "storage_gib" => scaffold_model::shrinks(live, value),
            _ => false,
        };
        !is_empty && value != live && !has_it
    };
    let asked =
        request.values.iter().filter(|(name, value)| LATER.contains(&name.as_str()) && differs(name, value));
    asked.map(|(name, value)| (name.clone(), value.clone())).collect()
}
