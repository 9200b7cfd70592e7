//! What a `database` expands to.

use std::collections::BTreeMap;

use scaffold_kinds::Choice;
use scaffold_kinds::rds::Apply;
use scaffold_model::{Value, Values};

use crate::block::{Context, Expands};
use crate::connection::Service;
use crate::database::Database;
use crate::database_replicas::Numbered;
use crate::given::Given;
use crate::part::{Expansion, Part};
use crate::permissions::trust;
use crate::security_group::{self, Said};
use crate::{database_checks, database_engine, network};

const PRIMARY: &str = "instance";
const SUBNETS: &str = "subnet_group";
const PARAMETERS: &str = "parameter_group";
const SECRET: &str = "secret";
const MONITORING: &str = "role.monitoring";

/// What the role of measurements may do, as AWS keeps it.
const MONITORING_POLICY: &str = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";

impl Expands for Database {
    fn serves(&self) -> Vec<Service> {
        self.port().map(|port| Service { protocol: "tcp", port }).into_iter().collect()
    }

    fn expand(&self, context: &Context<'_>) -> Expansion {
        let mut problems = database_checks::check(self, context);
        problems.extend(security_group::check(&self.ingress, &self.egress, context));
        let vpc = self.vpc.as_deref();
        let said = Said { vpc, ingress: &self.ingress, egress: &self.egress, besides: Vec::new() };
        let mut parts = security_group::parts(said, context);
        let replicas = self.replicas.all();
        let subnets = network::subnets(vpc, self.tier);
        parts.push(Part::new(SUBNETS, "rds.subnet_group").asked_if("tier", "subnets", subnets));
        parts.push(self.parameter_group(PARAMETERS, "parameters", &self.parameters));
        let own = replicas.iter().filter(|replica| replica.has_settings());
        parts.extend(own.map(|replica| self.settings_of(replica)));
        parts.extend((!replicas.is_empty()).then(|| self.secret(context)));
        parts.extend((self.monitoring_seconds > 0).then(monitoring_role));
        parts.push(self.primary(!replicas.is_empty(), context));
        parts.extend(replicas.iter().map(|replica| self.replica(replica, context)));
        Expansion {
            parts,
            outputs: self.outputs(&replicas, context),
            all_parts: context.are_sound(&["replicas", "monitoring_seconds"]),
            diagnostics: problems,
        }
    }
}

/// What a replica in another region has of that region.
fn abroad(part: Part, replica: &Numbered<'_>) -> Part {
    let Some(said) = replica.said.filter(|said| said.region.is_some()) else { return part };
    let path = |attribute: &str| format!("{}.{attribute}", replica.path);
    let groups = said.security_groups.iter().flatten().map(|Given(group)| group.clone()).collect();
    part.asked_if(path("region"), "region", said.region.as_deref())
        .asked_if(path("encryption_key"), "encryption_key", said.encryption_key.clone())
        .asked_if(path("subnet_group"), "subnet_group", said.subnet_group.clone())
        .asked(path("security_groups"), "security_groups", Value::List(groups))
}

fn monitoring_role() -> Part {
    let policies = Value::List(vec![Value::from(MONITORING_POLICY)]);
    Part::new(MONITORING, "iam.role").with("assume_role_policy", trust("monitoring.rds.amazonaws.com")).asked(
        "monitoring_seconds",
        "attached_policies",
        policies,
    )
}

impl Database {
    /// The port that all of them listen on; None where the engine is wrong, which is told.
    pub(crate) fn port(&self) -> Option<i64> {
        self.port.or_else(|| self.engine.map(database_engine::port))
    }

    fn parameter_group(&self, name: &str, by: &str, parameters: &BTreeMap<String, Given>) -> Part {
        let family = self.engine.zip(self.engine_version.as_deref());
        let family = family.and_then(|(engine, version)| database_engine::family(engine, version));
        let values: Values =
            parameters.iter().map(|(name, Given(value))| (name.clone(), value.clone())).collect();
        Part::new(name, "rds.parameter_group")
            .asked("engine_version", "family", family.map_or(Value::Null, Value::from))
            .asked_if(by, "parameters", (!values.is_empty()).then_some(Value::Map(values)))
    }

    /// The settings of one replica: what it says, or what its primary has.
    fn settings_of(&self, replica: &Numbered<'_>) -> Part {
        let own = replica.said.and_then(|said| said.parameters.as_ref());
        let (by, parameters) = match own {
            Some(own) => (format!("{}.parameters", replica.path), own),
            None => ("parameters".to_owned(), &self.parameters),
        };
        self.parameter_group(&replica.parameter_group(), &by, parameters).asked_if(
            format!("{}.region", replica.path),
            "region",
            replica.region(),
        )
    }

    /// The password of a primary whose password RDS cannot keep.
    fn secret(&self, context: &Context<'_>) -> Part {
        let user = self.first_user(context);
        let values = user.map(|Given(user)| Value::Map(Values::from([("username".to_owned(), user)])));
        Part::new(SECRET, "secrets.secret")
            .with("content", "password")
            .with("description", format!("The first user of {}", context.address()))
            .asked_if("username", "values", values)
    }

    /// What a snapshot begins with is its own, unless something is said to hold against it.
    fn first_user(&self, context: &Context<'_>) -> Option<Given> {
        let is_said = context.block.values.contains_key("username");
        self.username.clone().filter(|_| is_said || self.restore_from_snapshot.is_none())
    }

    fn primary(&self, has_replicas: bool, context: &Context<'_>) -> Part {
        let part = Part::new(PRIMARY, "rds.instance");
        let part = self.like_all(part, self.instance_class.as_ref(), "instance_class", context);
        let part = self
            .kept(part)
            .asked("multi_az", "multi_az", self.multi_az)
            .with(PARAMETERS, context.id_of(PARAMETERS))
            .with(SUBNETS, context.id_of(SUBNETS))
            .asked_if("username", "username", self.first_user(context))
            .asked_if("database_name", "database_name", self.database_name.clone())
            .asked_if("encryption_key", "encryption_key", self.encryption_key.clone())
            .asked_if("restore_from_snapshot", "restore_from_snapshot", self.restore_from_snapshot.clone())
            .asked_if("identifier", "identifier", self.identifier.clone());
        if !has_replicas {
            return part;
        }
        part.asked("replicas", "password_secret", context.id_of(SECRET)).asked(
            "replicas",
            "password_version",
            context.output_of(SECRET, "version"),
        )
    }

    fn replica(&self, replica: &Numbered<'_>, context: &Context<'_>) -> Part {
        let path = |attribute: &str| format!("{}.{attribute}", replica.path);
        let own_class = replica.said.and_then(|said| said.instance_class.as_ref());
        let (class, by) = match own_class {
            Some(class) => (Some(class), path("instance_class")),
            None => (self.instance_class.as_ref(), "instance_class".to_owned()),
        };
        let multi_az = replica.said.and_then(|said| said.multi_az).unwrap_or(false);
        let zone = replica.said.and_then(|said| said.zone.as_deref());
        let part = self
            .like_all(Part::new(replica.part(), "rds.instance"), class, &by, context)
            .asked(path("multi_az"), "multi_az", multi_az)
            .asked(path("parameters"), PARAMETERS, context.id_of(&replica.parameter_group()))
            .asked_if(path("zone"), "availability_zone", zone);
        let part = abroad(part, replica);
        if replica.is_promoted() {
            let mut part = self.kept(part);
            part.asked_by.insert("source", path("promote"));
            return part;
        }
        // What it holds is its source's as well.
        part.asked(replica.path.as_str(), "source", context.id_of(PRIMARY)).with("deletion_protection", false)
    }

    /// How a primary's data is kept.
    fn kept(&self, part: Part) -> Part {
        part.asked("backup_retention_days", "backup_retention_days", self.backup_retention_days)
            .asked_if("backup_window", "backup_window", self.backup_window.clone())
            .asked("deletion_protection", "deletion_protection", self.deletion_protection)
            .asked("final_snapshot", "final_snapshot", self.final_snapshot)
    }

    /// What primary and replicas have alike.
    fn like_all(&self, part: Part, class: Option<&Given>, class_by: &str, context: &Context<'_>) -> Part {
        let logs: Vec<Value> = self.log_exports.iter().map(|log| Value::from(log.as_str())).collect();
        let monitored = self.monitoring_seconds > 0;
        // A window reboots nothing for a static parameter.
        let status = if self.apply == Apply::Now { "in-sync" } else { "any" };
        part.asked_if("engine", "engine", self.engine.map(Choice::word))
            .asked_if("engine_version", "engine_version", self.engine_version.as_deref())
            .asked_if(class_by, "instance_class", class.cloned())
            .asked_if("storage_gib", "storage_gib", self.storage_gib)
            .asked_if("max_storage_gib", "max_storage_gib", self.max_storage_gib)
            .asked("storage_type", "storage_type", self.storage_type.word())
            .asked_if("iops", "iops", self.iops)
            .asked_if("throughput", "throughput", self.throughput)
            .with("security_groups", Value::List(vec![context.id_of(security_group::GROUP)]))
            .asked_if("public", "public", self.public)
            .asked_if("port", "port", self.port())
            .asked("iam_authentication", "iam_authentication", self.iam_authentication)
            .asked_if("maintenance_window", "maintenance_window", self.maintenance_window.clone())
            .asked("apply", "apply", self.apply.word())
            .asked("apply", "parameter_status", status)
            .asked("auto_minor_upgrade", "auto_minor_upgrade", self.moves_by_itself())
            .asked_if("ca_certificate", "ca_certificate", self.ca_certificate.clone())
            .asked_if("performance_insights", "performance_insights", self.is_measured(class))
            .asked("monitoring_seconds", "monitoring_seconds", self.monitoring_seconds)
            .asked_if("monitoring_seconds", "monitoring_role", monitored.then(|| context.id_of(MONITORING)))
            .asked_if("log_exports", "log_exports", (!logs.is_empty()).then_some(Value::List(logs)))
    }

    /// An exact version stays what it is.
    fn moves_by_itself(&self) -> bool {
        let said = self.engine.zip(self.engine_version.as_deref());
        let is_exact = said.is_some_and(|(engine, version)| database_engine::is_exact(engine, version));
        self.auto_minor_upgrade.unwrap_or(!is_exact)
    }

    /// Whether load is measured by query; None where the class is known only later.
    fn is_measured(&self, class: Option<&Given>) -> Option<bool> {
        let class = class.and_then(|Given(class)| class.as_text());
        let possible =
            self.engine.zip(class).map(|(engine, class)| database_engine::is_measured(engine, class));
        match self.performance_insights {
            Some(true) | None => possible.or(self.performance_insights),
            Some(false) => Some(false),
        }
    }

    fn outputs(&self, replicas: &[Numbered<'_>], context: &Context<'_>) -> BTreeMap<String, Value> {
        let readers = replicas.iter().filter(|replica| !replica.is_promoted());
        let readers = readers.map(|replica| context.output_of(&replica.part(), "endpoint")).collect();
        let outputs = [
            ("endpoint", context.output_of(PRIMARY, "endpoint")),
            ("port", self.port().map_or(Value::Null, Value::from)),
            ("reader_endpoints", Value::List(readers)),
            ("secret_arn", context.output_of(PRIMARY, "secret_arn")),
            ("security_group_id", context.id_of(security_group::GROUP)),
        ];
        outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
