use std::collections::{BTreeMap, BTreeSet};

use scaffold_kinds::rds::{Apply, Engine, StorageType};
use scaffold_model::{Disruption, Rule, TextRule, Type};

use crate::block::block;
use crate::database_replicas::Replicas;
use crate::given::Given;
use crate::kind_type::kind_type;
use crate::traffic::{Egress, Ingress};
use crate::vpc::Tier;

const NO_MOVE: &str = "RDS lets no database leave its subnets: make a second one there from a snapshot, move clients, then take this one out";

block! {
    /// A PostgreSQL, MySQL or MariaDB of RDS: a primary, and replicas that answer reads.
    ///
    /// No password is ever written. RDS makes that of a primary alone, and keeps and rotates it in a secret of
    /// its own. A primary with replicas cannot have such a one, so that with the first replica a secret of
    /// this block takes its place, with another password. `secret_arn` leads to whichever there is.
    ///
    /// Its security group lets nobody in but those that connect to it by `connects_to`, at its port, and
    /// `ingress`. Storage is always encrypted, never shrinks, and nothing is deleted while
    /// `deletion_protection` is on. A replica's data is its primary's, so that replicas are not protected.
    pub struct Database: "database" {
        /// The network that it stands in; it needs two zones.
        vpc: Option<String> => of_type(Type::BlockReference("vpc")).required().refuses_change(NO_MOVE),
        /// The tier of the network's subnets that it may stand in.
        tier: Tier => defaults_to("private").refuses_change(NO_MOVE),
        /// The database engine: `"postgres"`, `"mysql"` or `"mariadb"`. It never changes.
        engine: Option<Engine> => required().replaces(),
        /// The version: `"16"` is any 16.x, of which AWS picks and moves the minor one, `"16.4"` is exact. Of MySQL
        /// and MariaDB two numbers are the major version: `"8.4"`, `"8.4.6"`. It never goes back. A later major
        /// version is an upgrade, for which a parameter group of that version is made first.
        engine_version: Option<String> => text(TextRule::Version).required().only_grows("AWS downgrades no database: restore a snapshot that was made before the upgrade").disrupts(Disruption::Downtime),
        /// Processors and memory, `db.r7g.large`: of the primary, and of replicas that name none.
        instance_class: Option<Given> => of_type(instance("instance_class")).required().disrupts(Disruption::Downtime),
        /// Storage in GiB. It never shrinks. Replicas have as much.
        storage_gib: Option<i64> => between(5, 65_536).required().only_grows("storage of RDS never shrinks: let it be, or move the data to a new, smaller database"),
        /// How far AWS may grow the storage by itself, in GiB: a tenth more than `storage_gib` at least. It does
        /// not grow when this is not said.
        max_storage_gib: Option<i64> => between(6, 65_536),
        /// Kind of storage.
        storage_type: StorageType => defaults_to("gp3"),
        /// Operations per second: of `io1` and `io2` always, of `gp3` from 400 GiB on.
        iops: Option<i64> => between(1_000, 256_000),
        /// MiB per second, of `gp3` from 400 GiB on.
        throughput: Option<i64> => between(125, 4_000),
        /// Whether a second one in another zone takes over when the primary fails.
        multi_az: bool => defaults_to(true),
        /// Name of its first user.
        username: Option<Given> => of_type(instance("username")).defaults_to("app").replaces(),
        /// A database that it begins with. PostgreSQL has `postgres` in any case.
        database_name: Option<Given> => of_type(instance("database_name")).replaces(),
        /// The port that it listens on: 5432 of PostgreSQL, 3306 of the others, when it is not said. AWS
        /// restarts it at once for another one.
        port: Option<i64> => between(1_150, 65_535).disrupts(Disruption::Restart),
        /// Settings of the engine by name, each as AWS writes it: `{ work_mem = "65536" }`. What is taken out gets
        /// the engine's own value back. Dynamic ones hold at once; static ones when it is rebooted, which
        /// `apply = "now"` does at once and no window by itself.
        parameters: BTreeMap<String, Given>,
        /// For how many days backups are kept: up to 35, 0 for none. From and to 0 is a short outage. With
        /// replicas there must be some.
        backup_retention_days: i64 => defaults_to(7_i64).between(0, 35),
        /// When backups are made, in UTC: `"03:00-03:30"`. AWS chooses when it is not said.
        backup_window: Option<Given> => of_type(instance("backup_window")),
        /// When AWS maintains it, in UTC: `"sun:04:00-sun:04:30"`. AWS chooses when it is not said.
        maintenance_window: Option<Given> => of_type(instance("maintenance_window")),
        /// When changes that AWS can make later are made: in the maintenance window, or `"now"`.
        apply: Apply => defaults_to("window"),
        /// Whether load is measured by query. On where engine and class allow it, when it is not said: MySQL and
        /// MariaDB have none on micro and small classes of t2, t3 and t4g.
        performance_insights: Option<bool>,
        /// Seconds between measurements of the operating system: 1, 5, 10, 15, 30, 60, or 0 for none.
        monitoring_seconds: i64 => of_type(instance("monitoring_seconds")).defaults_to(0_i64),
        /// Whether users may log in by IAM.
        iam_authentication: bool => defaults_to(true),
        /// Logs that go to CloudWatch Logs: `postgresql`, `upgrade`, `iam-db-auth-error` of PostgreSQL; `error`,
        /// `general`, `slowquery`, `audit`, `iam-db-auth-error` of the others.
        log_exports: BTreeSet<String>,
        /// ARN of the KMS key that encrypts its storage. AWS's own for RDS when it is not said.
        encryption_key: Option<Given> => of_type(instance("encryption_key")).replaces(),
        /// Whether its name leads to a public address. Needs the public tier.
        public: Option<bool> => defaults_to(false),
        /// Whether AWS moves the minor version in its window. On when it is not said, but off where
        /// `engine_version` is exact.
        auto_minor_upgrade: Option<bool>,
        /// The authority that signed its certificate: `"rds-ca-rsa2048-g1"`. AWS chooses when it is not said.
        ca_certificate: Option<Given> => text(TextRule::AtMost(255)).disrupts(Disruption::Restart),
        /// Whether a last snapshot is made when it is deleted.
        final_snapshot: bool => defaults_to(true),
        /// Whether AWS refuses to delete it. To delete it, apply `false` first.
        deletion_protection: bool => defaults_to(true),
        /// Name or ARN of a snapshot to begin with; used when it is made, and never again. First user, database
        /// and encryption are the snapshot's: say `username` only to have it held against that.
        restore_from_snapshot: Option<Given> => of_type(instance("restore_from_snapshot")),
        /// The primary's name, which `endpoint` begins with. From stack and address when it is not said. Another
        /// one renames it in place, and so moves its endpoint.
        identifier: Option<Given> => of_type(instance("identifier")).disrupts(Disruption::Downtime),
        /// Its replicas: `count`, 0 to 15, or, to tell them apart, a table for each, named as you like:
        /// `[database.<name>.replicas.reporting]`.
        replicas: Replicas,
        /// Who else may come in, at which port.
        ingress: Vec<Ingress>,
        /// Where it may go: `"all"`, or a list.
        egress: Egress => defaults_to("all"),
    }
    rules {
        Rule::OnlyWhere { attributes: &["throughput"], attribute: "storage_type", is: &["gp3"] },
        Rule::OnlyWhere { attributes: &["iops"], attribute: "storage_type", is: &["gp3", "io1", "io2"] },
        Rule::Requires { attribute: "storage_type", is: &["io1", "io2"], needs: &["iops"] },
        Rule::OnlyWhere { attributes: &["public"], attribute: "tier", is: &["public"] },
    }
    outputs {
        /// The name that writers connect to.
        endpoint: String = "instance.endpoint",
        /// The port of all of them.
        port: i64 = "instance.port",
        /// The names that readers connect to, of each replica one.
        reader_endpoints: Vec<String>,
        /// The secret with the first user's name and password: RDS's, or with replicas this block's.
        secret_arn: String = "instance.secret_arn",
        /// `sg-…` of all of them.
        security_group_id: String = "security_group.id",
    }
    parts {
        /// Who may talk to it.
        "security_group": "ec2.security_group",
        /// The rules of that group, as a complete set.
        "security_group_rules": "ec2.security_group_rules",
        /// The subnets that it may stand in.
        "subnet_group": "rds.subnet_group",
        /// The settings of the primary, and of replicas that have none of their own.
        "parameter_group": "rds.parameter_group",
        /// The settings of a replica that has some of its own, or stands in another region.
        "parameter_group.<replica>": "rds.parameter_group",
        /// The password, where there are replicas. It holds data.
        "secret": "secrets.secret",
        /// Who sends measurements to CloudWatch, with `monitoring_seconds`.
        "role.monitoring": "iam.role",
        /// The primary. It holds data.
        "instance": "rds.instance",
        /// One for each replica: `replica-1`, or by its name `replica-reporting`.
        "replica-<name>": "rds.instance",
    }
}

fn instance(attribute: &str) -> Type {
    kind_type("rds.instance", attribute)
}
