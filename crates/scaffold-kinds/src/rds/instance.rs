use std::collections::BTreeSet;

use scaffold_model::{
    Class, Disruption, Facts, Identity, Keeps, Lifecycle, Queue, Quota, Rule, TextRule, Type, Unique, Upgrade,
};

use super::instance_left_out::LEFT_OUT;
use super::{facts, is_region};
use crate::{Ref, choice, kind};

/// "Upgrading a DB instance engine version": replicas before their source, but AWS takes those of PostgreSQL along
/// to the next major version, which is the first number since 10.
const UPGRADE: Upgrade = Upgrade {
    version: "engine_version",
    source: "source",
    engine: "engine",
    region: "region",
    majors: &[("postgres", 1), ("mysql", 2), ("mariadb", 2)],
    along: &["postgres"],
};

/// Seconds between measurements that enhanced monitoring takes.
const MONITORING: &[i64] = &[0, 1, 5, 10, 15, 30, 60];

const KEEPS: &[Keeps] = &[
    Keeps { what: "a last snapshot", unless: Some(("final_snapshot", "false")) },
    Keeps { what: "its automated backups, until they expire", unless: Some(("backup_retention_days", "0")) },
];

kind! {
    /// A database: a primary, or a replica of one. A replica has its source's engine, user, database
    /// and encryption; what is said of them must agree.
    pub struct Instance: "rds.instance" {
        /// The database engine. It never changes.
        engine: Engine => required().replaces().created_by(&["Engine"]),
        /// The engine's version: `16` is any 16.x, of which AWS picks and moves the minor one, `16.4` is exact.
        /// A later major version is an upgrade, which cannot be undone. AWS's default when it is not said; a
        /// replica begins with its source's.
        engine_version: Option<String> => provider_chosen().text(TextRule::Version).only_grows("AWS downgrades no database: restore a snapshot that was made before the upgrade").disrupts(Disruption::Downtime).queued().created_by(&["EngineVersion"]).modified_by(&["ModifyDBInstance.EngineVersion", "ModifyDBInstance.AllowMajorVersionUpgrade"]),
        /// Processors and memory: `db.r7g.large`.
        instance_class: String => required().text(TextRule::Prefix("db.")).disrupts(Disruption::Downtime).fails_over_with("multi_az").queued().created_by(&["DBInstanceClass"]).modified_by(&["ModifyDBInstance.DBInstanceClass"]),
        /// The database that it is a replica of. Taking this out promotes it to a primary of its own, which
        /// cannot be undone; another source makes a new replica.
        source: Option<Ref> => refers_to("rds.instance").in_place_only_to(scaffold_model::Value::Null).disrupts(Disruption::Downtime).created_by(&["CreateDBInstanceReadReplica.SourceDBInstanceIdentifier"]).modified_by(&["PromoteReadReplica.DBInstanceIdentifier"]),
        /// Another region than the stack's, for a replica: `eu-west-1`. It has a subnet group, security groups
        /// and a parameter group of that region, and stays there when it is promoted.
        region: Option<String> => text(TextRule::Described { words: "the name of a region: `eu-west-1`", fits: is_region }).replaces().created_by(&["(endpoint)"]),
        /// Name or ARN of a snapshot to begin with; used when it is made, and never again. User, database
        /// and encryption are the snapshot's.
        restore_from_snapshot: Option<String> => class(Class::CreateOnly).text(TextRule::AtMost(255)).created_by(&["RestoreDBInstanceFromDBSnapshot.DBSnapshotIdentifier"]),
        /// Storage in GiB. It never shrinks. While `max_storage_gib` is set, AWS makes it more by itself.
        storage_gib: Option<i64> => provider_chosen().between(5, 65_536).only_grows("storage of RDS never shrinks: let it be, or move the data to a new, smaller database").grown_by("max_storage_gib").grows_by_percent(10).queued().created_by(&["AllocatedStorage"]).modified_by(&["ModifyDBInstance.AllocatedStorage"]),
        /// How far AWS may grow its storage, in GiB; more than `storage_gib`. It does not grow when this is not said.
        max_storage_gib: Option<i64> => between(6, 65_536).created_by(&["MaxAllocatedStorage"]).modified_by(&["ModifyDBInstance.MaxAllocatedStorage"]),
        /// Kind of storage.
        storage_type: StorageType => defaults_to("gp3").queued().created_by(&["StorageType"]).modified_by(&["ModifyDBInstance.StorageType"]),
        /// Operations per second that its storage does: of `io1` and `io2` always, of `gp3` from a size on that the engine sets.
        iops: Option<i64> => provider_chosen().between(1000, 256_000).queued().created_by(&["Iops"]).modified_by(&["ModifyDBInstance.Iops"]),
        /// MiB per second that its storage does, of `gp3` from a size on that the engine sets.
        throughput: Option<i64> => provider_chosen().between(125, 4000).queued().created_by(&["StorageThroughput"]).modified_by(&["ModifyDBInstance.StorageThroughput"]),
        /// Whether what it holds is encrypted.
        storage_encrypted: bool => defaults_to(true).replaces().created_by(&["StorageEncrypted"]),
        /// ARN of the KMS key that encrypts it. AWS's own for RDS when it is not said; a replica in its source's
        /// region has its source's.
        encryption_key: Option<String> => provider_chosen().text(TextRule::Described { words: "the ARN of a KMS key: `arn:aws:kms:…:key/…`", fits: is_key }).replaces().created_by(&["KmsKeyId"]),
        /// Whether a second one in another zone takes over when it fails.
        multi_az: bool => defaults_to(false).queued().created_by(&["MultiAZ"]).modified_by(&["ModifyDBInstance.MultiAZ"]),
        /// The zone that it begins in; used when it is made, since a failover moves it.
        availability_zone: Option<String> => class(Class::CreateOnly).created_by(&["AvailabilityZone"]),
        /// The subnets that it may stand in. A replica in its source's region has its source's.
        subnet_group: Option<Ref> => provider_chosen().refers_to("rds.subnet_group").disrupts(Disruption::Downtime).queued().created_by(&["DBSubnetGroupName"]).modified_by(&["ModifyDBInstance.DBSubnetGroupName"]),
        /// Security groups. The VPC's own when none is said.
        security_groups: BTreeSet<Ref> => provider_chosen().refers_to("ec2.security_group").created_by(&["VpcSecurityGroupIds"]).modified_by(&["ModifyDBInstance.VpcSecurityGroupIds"]),
        /// Whether its name leads to a public address.
        public: bool => defaults_to(false).created_by(&["PubliclyAccessible"]).modified_by(&["ModifyDBInstance.PubliclyAccessible"]),
        /// Address families of clients.
        network_type: NetworkType => defaults_to("IPV4").disrupts(Disruption::Downtime).queued().created_by(&["NetworkType"]).modified_by(&["ModifyDBInstance.NetworkType"]),
        /// The port that it listens on. The engine's own when it is not said: 5432, 3306. AWS restarts it at
        /// once for another one, whatever `apply` says.
        port: Option<i64> => provider_chosen().between(1150, 65_535).disrupts(Disruption::Restart).created_by(&["Port"]).modified_by(&["ModifyDBInstance.DBPortNumber"]),
        /// Name of its first user.
        username: Option<String> => provider_chosen().text(TextRule::Described { words: "1 to 63 letters, digits and underscores, a letter first", fits: is_name }).replaces().created_by(&["MasterUsername"]),
        /// The database that it begins with. PostgreSQL has `postgres` in any case.
        database_name: Option<String> => provider_chosen().text(TextRule::Described { words: "1 to 63 letters, digits and underscores, a letter first", fits: is_name }).replaces().created_by(&["DBName"]),
        /// The secret that its first user's password is in. RDS makes and rotates one of its own when it is
        /// not said, which a database with replicas must not have. A password from elsewhere, as that of a
        /// promoted replica, stays until a secret is said.
        password_secret: Option<Ref> => refers_to("secrets.secret").disrupts(Disruption::Downtime).created_by(&["ManageMasterUserPassword", "MasterUserPassword"]).modified_by(&["ModifyDBInstance.ManageMasterUserPassword", "ModifyDBInstance.MasterUserPassword"]),
        /// The version of that secret: `"${secrets.secret.orders.version}"`. Another version is another password.
        password_version: Option<String> => text(TextRule::AtMost(64)).disrupts(Disruption::Downtime).created_by(&["MasterUserPassword"]).modified_by(&["ModifyDBInstance.MasterUserPassword"]),
        /// Whether users may log in by IAM.
        iam_authentication: bool => defaults_to(false).queued().created_by(&["EnableIAMDatabaseAuthentication"]).modified_by(&["ModifyDBInstance.EnableIAMDatabaseAuthentication"]),
        /// Its settings. The engine's own when it is not said. Another group holds when it is rebooted.
        parameter_group: Option<Ref> => provider_chosen().refers_to("rds.parameter_group").sets_off("parameter_status", "pending-reboot").created_by(&["DBParameterGroupName"]).modified_by(&["ModifyDBInstance.DBParameterGroupName"]),
        /// `in-sync`: it is rebooted where it runs with other settings than its group has. `any`: it is not. Live,
        /// it tells whether it does.
        parameter_status: Option<String> => of_type(Type::Choice(&["any", "in-sync"])).defaults_to("any").left_alone_when("any").disrupts(Disruption::Restart).modified_by(&["RebootDBInstance.DBInstanceIdentifier"]),
        /// For how many days backups are kept: up to 35, 0 for none. From and to 0 is a short outage. A database
        /// with replicas must have some.
        backup_retention_days: Option<i64> => provider_chosen().between(0, 35).queued().created_by(&["BackupRetentionPeriod"]).modified_by(&["ModifyDBInstance.BackupRetentionPeriod"]),
        /// When backups are made, in UTC: `03:00-03:30`, half an hour at least.
        backup_window: Option<String> => provider_chosen().text(TextRule::Described { words: "two times of a day: `03:00-03:30`", fits: is_backup_window }).created_by(&["PreferredBackupWindow"]).modified_by(&["ModifyDBInstance.PreferredBackupWindow"]),
        /// When AWS maintains it, in UTC: `sun:04:00-sun:04:30`, half an hour at least.
        maintenance_window: Option<String> => provider_chosen().text(TextRule::Described { words: "two times of a week: `sun:04:00-sun:04:30`", fits: is_maintenance_window }).created_by(&["PreferredMaintenanceWindow"]).modified_by(&["ModifyDBInstance.PreferredMaintenanceWindow"]),
        /// When changes that AWS can make later are made. What waits for the window counts as done, and
        /// `pending` tells of it.
        apply: Option<Apply> => class(Class::Directive).modified_by(&["ModifyDBInstance.ApplyImmediately"]),
        /// Whether AWS moves the minor version in its window.
        auto_minor_upgrade: bool => defaults_to(true).created_by(&["AutoMinorVersionUpgrade"]).modified_by(&["ModifyDBInstance.AutoMinorVersionUpgrade"]),
        /// Whether a major version whose support ended runs on at a price, or is upgraded by AWS.
        extended_support: Option<ExtendedSupport> => provider_chosen().created_by(&["EngineLifecycleSupport"]).modified_by(&["ModifyDBInstance.EngineLifecycleSupport"]),
        /// The authority that signed its certificate: `rds-ca-rsa2048-g1`. Some engines restart for another.
        ca_certificate: Option<String> => provider_chosen().disrupts(Disruption::Restart).queued().created_by(&["CACertificateIdentifier"]).modified_by(&["ModifyDBInstance.CACertificateIdentifier"]),
        /// Whether load is measured by query.
        performance_insights: Option<bool> => provider_chosen().equal_while_unset().created_by(&["EnablePerformanceInsights"]).modified_by(&["ModifyDBInstance.EnablePerformanceInsights"]),
        /// For how many days: 7, a multiple of 31 up to 713, or 731.
        performance_insights_retention_days: Option<i64> => provider_chosen().between(7, 731).created_by(&["PerformanceInsightsRetentionPeriod"]).modified_by(&["ModifyDBInstance.PerformanceInsightsRetentionPeriod"]),
        /// ARN of the KMS key that encrypts what was measured.
        performance_insights_key: Option<String> => provider_chosen().text(TextRule::Described { words: "the ARN of a KMS key: `arn:aws:kms:…:key/…`", fits: is_key }).created_by(&["PerformanceInsightsKMSKeyId"]).modified_by(&["ModifyDBInstance.PerformanceInsightsKMSKeyId"]),
        /// What CloudWatch shows of it.
        database_insights: Option<DatabaseInsights> => provider_chosen().created_by(&["DatabaseInsightsMode"]).modified_by(&["ModifyDBInstance.DatabaseInsightsMode"]),
        /// Seconds between measurements of its operating system: 1, 5, 10, 15, 30, 60, or 0 for none.
        monitoring_seconds: i64 => defaults_to(0).of_type(monitoring()).created_by(&["MonitoringInterval"]).modified_by(&["ModifyDBInstance.MonitoringInterval"]),
        /// The role that these are sent to CloudWatch Logs as. Needed with them, and refused without.
        monitoring_role: Option<Ref> => refers_to("iam.role").created_by(&["MonitoringRoleArn"]).modified_by(&["ModifyDBInstance.MonitoringRoleArn"]),
        /// Logs that go to CloudWatch Logs: `postgresql`, `upgrade`, `iam-db-auth-error`; `error`, `general`, `slowquery`, `audit`.
        log_exports: BTreeSet<String> => created_by(&["EnableCloudwatchLogsExports"]).modified_by(&["ModifyDBInstance.CloudwatchLogsExportConfiguration"]),
        /// Whether snapshots carry its tags.
        copy_tags_to_snapshot: bool => defaults_to(false).created_by(&["CopyTagsToSnapshot"]).modified_by(&["ModifyDBInstance.CopyTagsToSnapshot"]),
        /// Whether AWS refuses to delete it.
        deletion_protection: bool => defaults_to(false).created_by(&["DeletionProtection"]).modified_by(&["ModifyDBInstance.DeletionProtection"]),
        /// Whether a last snapshot is made when it is deleted. It stands in a tag, so that it holds when the
        /// blueprint does not speak of the database any more. A replica needs none.
        final_snapshot: bool => defaults_to(true).modified_by(&["AddTagsToResource.Tags"]),
        /// Its name, which its address begins with. From stack and address when it is not said. Another one
        /// renames it, and so moves its address.
        identifier: Option<String> => provider_chosen().text(TextRule::Described { words: "1 to 63 lower-case letters, digits and single hyphens, a letter first, no hyphen last", fits: is_identifier }).disrupts(Disruption::Downtime).exclusive_within("region").queued().created_by(&["DBInstanceIdentifier"]).modified_by(&["ModifyDBInstance.NewDBInstanceIdentifier"]),
    }
    rules {
        Rule::OnlyWhere { attributes: &["password_version"], attribute: "password_secret", is: &[] },
        Rule::AtMostOneOf(&["source", "restore_from_snapshot"]),
        Rule::AtMostOneOf(&["source", "password_secret"]),
        Rule::AtMostOneOf(&["region", "restore_from_snapshot"]),
        Rule::OnlyWhere { attributes: &["throughput"], attribute: "storage_type", is: &["gp3"] },
        Rule::OnlyWhere { attributes: &["iops"], attribute: "storage_type", is: &["gp3", "io1", "io2"] },
        Rule::Requires { attribute: "storage_type", is: &["io1", "io2"], needs: &["iops"] },
    }
    outputs {
        /// Its identifier; in another region than the stack's, its ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Its identifier.
        name: String,
        /// The name that clients connect to.
        endpoint: String,
        /// The secret with its first user's name and password: RDS's or ours.
        secret_arn: String,
        /// `db-…`: what stays when it is renamed.
        resource_id: String,
        /// What AWS has queued, and for when.
        pending: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 63 },
        holds_data: true,
        data_elsewhere: Some("source"),
        upgrade: Some(UPGRADE),
        queue: Some(Queue { unless: ("apply", "now"), window: "maintenance_window", pending: "pending" }),
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        lifecycle: Lifecycle { creating: Some(("creating", 600)), deleting: Some(("deleting", 300)) },
        unique: &[Unique { attributes: &["region", "name"], error: "DBInstanceAlreadyExists" }],
        quota: Some(Quota { limit: 40, within: None, error: "InstanceQuotaExceeded" }),
        protected_by: Some(("deletion_protection", &["true"])),
        keeps: KEEPS,
        left_out: LEFT_OUT,
        ..facts("CreateDBInstance")
    } }
}

fn monitoring() -> Type {
    Type::AnyOf(
        MONITORING.iter().map(|&seconds| Type::Integer { minimum: seconds, maximum: seconds }).collect(),
    )
}

fn is_key(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":kms:") && text.contains(":key/") && text.len() <= 256
}

fn is_name(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_identifier(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.contains("--")
        && !text.ends_with('-')
}

/// `03:00`.
fn is_time(text: &str) -> bool {
    let number =
        |text: &str, most: u8| text.len() == 2 && text.parse::<u8>().is_ok_and(|number| number <= most);
    text.split_once(':').is_some_and(|(hour, minute)| number(hour, 23) && number(minute, 59))
}

/// `sun:04:00`, as AWS writes it back.
fn is_day_and_time(text: &str) -> bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    text.split_once(':').is_some_and(|(day, time)| days.contains(&day) && is_time(time))
}

fn is_backup_window(text: &str) -> bool {
    text.split_once('-').is_some_and(|(begin, end)| is_time(begin) && is_time(end))
}

fn is_maintenance_window(text: &str) -> bool {
    text.split_once('-').is_some_and(|(begin, end)| is_day_and_time(begin) && is_day_and_time(end))
}

choice! {
    /// Database engines.
    pub enum Engine {
        /// PostgreSQL.
        Postgres = "postgres",
        /// MySQL.
        Mysql = "mysql",
        /// MariaDB.
        Mariadb = "mariadb",
    }
}

choice! {
    /// Kinds of storage.
    pub enum StorageType {
        /// Solid state, whose operations do not follow from its size.
        Gp3 = "gp3",
        /// Solid state, whose operations follow from its size.
        Gp2 = "gp2",
        /// Solid state with as many operations as are paid for.
        Io1 = "io1",
        /// The same, more durable.
        Io2 = "io2",
        /// Magnetic.
        Standard = "standard",
    }
}

choice! {
    /// Address families of clients.
    pub enum NetworkType {
        /// IPv4.
        Ipv4 = "IPV4",
        /// Both.
        Dual = "DUAL",
    }
}

choice! {
    /// When changes are made that AWS can make later.
    pub enum Apply {
        /// In the next maintenance window.
        Window = "window",
        /// At once.
        Now = "now",
    }
}

choice! {
    /// What happens when support of a major version ends.
    pub enum ExtendedSupport {
        /// It runs on, at a price.
        Enabled = "open-source-rds-extended-support",
        /// AWS upgrades it.
        Disabled = "open-source-rds-extended-support-disabled",
    }
}

choice! {
    /// What CloudWatch shows of a database.
    pub enum DatabaseInsights {
        /// What Performance Insights shows.
        Standard = "standard",
        /// More, at a price, with 465 days of retention.
        Advanced = "advanced",
    }
}
