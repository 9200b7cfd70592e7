//! What must hold of the replicas of a database.

use scaffold_model::{Diagnostic, Value};

use crate::block::Context;
use crate::codes;
use crate::database::Database;
use crate::database_replicas::{COUNT, Numbered};
use crate::network::Network;
use crate::vpc_ranges::zone_number;

/// Everything.
pub(crate) fn check(
    database: &Database,
    network: Option<&Network<'_>>,
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let empty = scaffold_model::Values::new();
    let written = context.block.values.get("replicas").and_then(Value::as_map).unwrap_or(&empty);
    for (name, value) in written {
        problems.extend(name_of(name, value, context));
    }
    let replicas = database.replicas.all();
    if database.replicas.count.is_some()
        && let Some(name) = database.replicas.named.keys().next()
    {
        let message = format!("replicas of {} are counted and named", context.address());
        problems.push(
            Diagnostic::error(&codes::REPLICAS_BOTH_WAYS, message)
                .at(context.origin(&format!("replicas.{COUNT}")), "so many")
                .at(context.origin(&format!("replicas.{name}")), "and one by name")
                .help(
                    "take `count` out, and name each; `[[moved]]` takes `replica-1` over as `replica-<name>`",
                ),
        );
    }
    problems.extend(backups(database, &replicas, context));
    problems.extend(replicas.iter().filter_map(|replica| own_region(replica, context)));
    problems.extend(replicas.iter().filter_map(|replica| zone(replica, network, context)));
    problems
}

/// An entry that is neither a number of replicas nor one with a name.
fn name_of(name: &str, value: &Value, context: &Context<'_>) -> Option<Diagnostic> {
    let path = format!("replicas.{name}");
    let problem = |message: String, label: &str, help: String| {
        Diagnostic::error(&codes::NOT_A_REPLICA, message).at(context.origin(&path), label).help(help)
    };
    match value {
        Value::Map(_) if name == COUNT => Some(problem(
            format!("a replica of {} is called `{COUNT}`, which says how many there are", context.address()),
            "another name",
            format!("write `{COUNT} = 2`, or give it another name"),
        )),
        Value::Map(_) if !is_name(name) => Some(problem(
            format!("`{name}` is no name for a replica of {}", context.address()),
            "not a name",
            "begin with a lower-case letter, go on with lower-case letters, digits and single hyphens"
                .to_owned(),
        )),
        Value::Integer(_) if name != COUNT => Some(problem(
            format!("`{path}` of {} is a number, and a replica is a table", context.address()),
            "not a table",
            format!(
                "write `[{}.{path}]`, or `{COUNT}` where it is to say how many there are",
                context.address()
            ),
        )),
        _ => None,
    }
}

fn is_name(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.contains("--")
        && !name.ends_with('-')
}

/// RDS makes replicas of what is backed up alone.
fn backups(database: &Database, replicas: &[Numbered<'_>], context: &Context<'_>) -> Option<Diagnostic> {
    let first = replicas.iter().find(|replica| !replica.is_promoted())?;
    if database.backup_retention_days > 0 {
        return None;
    }
    let message = format!("{} has replicas and no backups, from which RDS makes them", context.address());
    let problem = Diagnostic::error(&codes::REPLICAS_NEED_BACKUPS, message)
        .at(context.origin("backup_retention_days"), "no backups")
        .at(context.origin(&first.path), "a replica")
        .help("say `backup_retention_days = 1` at least, or take it out: it is 7 then");
    Some(problem)
}

/// A replica that says the stack's own region has, of what it says of it, nothing to say.
fn own_region(replica: &Numbered<'_>, context: &Context<'_>) -> Option<Diagnostic> {
    let region = replica.region().filter(|region| *region == context.stack.region)?;
    let message = format!(
        "replica `{}` of {} is to stand in {region}, as the stack does",
        replica.name,
        context.address()
    );
    let problem = Diagnostic::error(&codes::REPLICA_AT_HOME, message)
        .at(context.origin(&format!("{}.region", replica.path)), "the stack's own region")
        .help("take `region` out, and `encryption_key`, `subnet_group`, `security_groups` with it");
    Some(problem)
}

/// A zone that a replica is made in.
fn zone(replica: &Numbered<'_>, network: Option<&Network<'_>>, context: &Context<'_>) -> Option<Diagnostic> {
    let zone = replica.said?.zone.as_deref()?;
    let origin = context.origin(&format!("{}.zone", replica.path));
    let region = replica.region().unwrap_or(&context.stack.region);
    if zone_number(zone, region).is_none() {
        let region = if region.is_empty() { "<region>" } else { region };
        let message = format!("`{zone}` is not a standard zone of {region}");
        let problem = Diagnostic::error(&codes::ZONE_NOT_OF_REGION, message)
            .at(origin, "not of this region")
            .help(format!("zones of {region} are `{region}a` to `{region}h`"));
        return Some(problem);
    }
    let network = network.filter(|_| region == context.stack.region)?;
    network.check_zone(zone, &format!("replica `{}` of {}", replica.name, context.address()), origin)
}
