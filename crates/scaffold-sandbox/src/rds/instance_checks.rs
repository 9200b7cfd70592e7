use scaffold_model::Value;

use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;

fn combination(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidParameterCombination", message)
}

fn number(record: &Record, name: &str) -> i64 {
    record.value(name).as_integer().unwrap_or(0)
}

/// What AWS refuses of one attribute.
pub(super) fn check_alone(before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
    let identifier = after.text("identifier").unwrap_or_default();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let letter_first = identifier.starts_with(|c: char| c.is_ascii_lowercase());
    let hyphens = identifier.contains("--") || identifier.ends_with('-');
    if identifier.len() > 63 || !letter_first || hyphens || !identifier.chars().all(fits) {
        let message = format!("The parameter DBInstanceIdentifier is not a valid identifier: {identifier}");
        return Err(Refusal::invalid("InvalidParameterValue", message));
    }
    if before.is_some_and(|before| number(before, "storage_gib") > number(after, "storage_gib")) {
        return Err(combination(format!(
            "Invalid storage size for engine name {}: {}; requested storage cannot be less than the current one",
            after.text("engine").unwrap_or_default(),
            number(after, "storage_gib")
        )));
    }
    let days = after.value("performance_insights_retention_days").as_integer();
    match days {
        Some(days) if days != 7 && days != 731 && days % 31 != 0 => {
            let message = format!("Invalid Performance Insights retention period: {days}");
            Err(Refusal::invalid("InvalidParameterValue", message))
        }
        _ => Ok(()),
    }
}

/// What AWS refuses of attributes together.
pub(super) fn check_together(after: &Record) -> Result<(), Refusal> {
    let most = after.value("max_storage_gib").as_integer();
    if most.is_some_and(|most| most <= number(after, "storage_gib")) {
        return Err(combination("Max storage size must be greater than storage size"));
    }
    check_speed(after)?;
    match (number(after, "monitoring_seconds"), after.value("monitoring_role")) {
        (0, Value::Null) => {}
        (0, _) => {
            return Err(combination(
                "You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value",
            ));
        }
        (_, Value::Null) => {
            return Err(combination(
                "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0",
            ));
        }
        _ => {}
    }
    let insights = after.value("performance_insights").as_bool() == Some(true);
    if after.text("database_insights") == Some("advanced")
        && (!insights || number(after, "performance_insights_retention_days") < 465)
    {
        return Err(combination(
            "Performance Insights with a retention period of at least 465 days is required for the advanced mode \
             of Database Insights",
        ));
    }
    Ok(())
}

/// From this size on, storage of these engines is striped, and as fast as is asked for.
pub(super) const STRIPED: i64 = 400;

/// Storage that is not striped has one speed.
fn check_speed(after: &Record) -> Result<(), Refusal> {
    let speed = (number(after, "iops"), number(after, "throughput"));
    if after.text("storage_type") != Some("gp3") {
        return Ok(());
    }
    if number(after, "storage_gib") < STRIPED && speed != (3000, 125) {
        return Err(combination(format!(
            "You can't specify IOPS or storage throughput for engine {} and a storage size less than {STRIPED}",
            after.text("engine").unwrap_or_default()
        )));
    }
    if number(after, "storage_gib") >= STRIPED && (speed.0 < 12_000 || speed.1 < 500) {
        return Err(combination(
            "The specified IOPS or storage throughput is less than the least of striped storage",
        ));
    }
    Ok(())
}

/// Whether RDS keeps the password in a secret of its own.
fn is_managed(record: &Record) -> bool {
    let ours = record.value("password_secret");
    record.value("source").is_null() && ours.is_null() && !record.value("secret_arn").is_null()
}

/// What AWS refuses because of sources and replicas.
pub(super) fn check_beside(state: &State, before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
    let source = after.text("source").and_then(|id| state.find("rds.instance", id));
    if let (None, Some(source)) = (before, source) {
        if is_managed(source) {
            return Err(combination(
                "You can't create a read replica of a DB instance whose master user password is managed in AWS \
                 Secrets Manager",
            ));
        }
        if number(source, "backup_retention_days") == 0 {
            let message = "Automated backups are not enabled for this database instance. To enable automated \
                           backups, use ModifyDBInstance to set the backup retention period to a non-zero value";
            return Err(Refusal::invalid("InvalidDBInstanceState", message));
        }
    }
    check_move(state, before, after)?;
    let has_replicas = || {
        let namers = state.namers_of_kind("rds.instance", after.key.id.as_str());
        namers.into_iter().any(|namer| namer.text("source") == Some(after.key.id.as_str()))
    };
    let Some(before) = before else { return Ok(()) };
    if is_managed(after) && !is_managed(before) && has_replicas() {
        return Err(combination(
            "You can't manage the master user password of a DB instance with read replicas in AWS Secrets Manager",
        ));
    }
    let ends = number(before, "backup_retention_days") > 0 && number(after, "backup_retention_days") == 0;
    if ends && has_replicas() {
        let message = "The backup retention period of a DB instance with read replicas cannot be 0";
        return Err(Refusal::invalid("InvalidDBInstanceState", message));
    }
    Ok(())
}

/// Another subnet group is another VPC.
fn check_move(state: &State, before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
    let network = |record: &Record| {
        let group = state.find("rds.subnet_group", record.text("subnet_group")?)?;
        crate::network::network(state, group).map(str::to_owned)
    };
    match before {
        Some(before)
            if before.value("subnet_group") != after.value("subnet_group")
                && network(before) == network(after) =>
        {
            let message = "The specified DB subnet group and the DB instance are in the same VPC. Choose a DB \
                           subnet group in a different VPC than the DB instance";
            Err(Refusal::invalid("InvalidVPCNetworkStateFault", message))
        }
        _ => Ok(()),
    }
}
