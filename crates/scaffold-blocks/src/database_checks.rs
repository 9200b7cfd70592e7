//! What must hold of a database beyond its schema.

use scaffold_kinds::Choice;
use scaffold_kinds::rds::StorageType;
use scaffold_model::{Diagnostic, nearest};

use crate::block::Context;
use crate::codes;
use crate::database::Database;
use crate::database_engine::{self, STRIPED};
use crate::database_replica_checks;
use crate::given::Given;
use crate::network::Network;

/// Everything.
pub(crate) fn check(database: &Database, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let network = Network::named(database.vpc.as_deref(), context);
    if let Some(network) = &network {
        let tier = network.check(database.tier, &["tier", "vpc"], context);
        problems.extend(tier.filter(|_| context.are_sound(&["tier"])));
        problems.extend(network.check_zones(&codes::ONE_ZONE_FOR_DATA, "a database", context));
    }
    problems.extend(version(database, context));
    problems.extend(moving_version(database, context));
    problems.extend(insights(database, context));
    problems.extend(logs(database, context));
    if context.are_sound(&["storage_gib", "storage_type", "iops", "throughput", "max_storage_gib"]) {
        problems.extend(storage(database, context));
    }
    problems.extend(database_replica_checks::check(database, network.as_ref(), context));
    problems
}

/// A version of which settings have a family.
fn version(database: &Database, context: &Context<'_>) -> Option<Diagnostic> {
    let (engine, version) = database.engine.zip(database.engine_version.as_deref())?;
    if database_engine::family(engine, version).is_some() {
        return None;
    }
    let engine = engine.word();
    let message = format!("{} is to be {engine} {version}, which is no major version", context.address());
    let problem = Diagnostic::error(&codes::UNCLEAR_VERSION, message)
        .at(context.origin("engine_version"), "which one?")
        .help(format!("major versions of {engine} have two numbers: write `\"{version}.4\"`, say"));
    Some(problem)
}

/// An exact version that AWS is to move.
fn moving_version(database: &Database, context: &Context<'_>) -> Option<Diagnostic> {
    let (engine, version) = database.engine.zip(database.engine_version.as_deref())?;
    if database.auto_minor_upgrade != Some(true) || !database_engine::is_exact(engine, version) {
        return None;
    }
    let message =
        format!("{} is to stay at {version}, and AWS is to move its minor version", context.address());
    let problem = Diagnostic::error(&codes::EXACT_VERSION_MOVES, message)
        .at(context.origin("auto_minor_upgrade"), "moves it")
        .at(context.origin("engine_version"), "says exactly which one")
        .help("say the major version alone, or take `auto_minor_upgrade` out");
    Some(problem)
}

/// Load that is to be measured where it cannot be.
fn insights(database: &Database, context: &Context<'_>) -> Option<Diagnostic> {
    let class = database.instance_class.as_ref().and_then(|Given(class)| class.as_text());
    let (engine, class) = database.engine.zip(class)?;
    if database.performance_insights != Some(true) || database_engine::is_measured(engine, class) {
        return None;
    }
    let engine = engine.word();
    let message =
        format!("{} is to have Performance Insights, which {engine} has not on {class}", context.address());
    let problem = Diagnostic::error(&codes::NO_PERFORMANCE_INSIGHTS, message)
        .at(context.origin("performance_insights"), "not to be had here")
        .at(context.origin("instance_class"), "too small")
        .help("take it out, or choose a class of medium size at least: `db.t4g.medium`");
    Some(problem)
}

fn logs(database: &Database, context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(engine) = database.engine else { return Vec::new() };
    let known = database_engine::logs(engine);
    let unknown = database.log_exports.iter().filter(|log| !known.contains(&log.as_str()));
    let problem = |log: &String| {
        let message = format!("{} has no log `{log}`: {} writes none", context.address(), engine.word());
        let help = match nearest(log, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its logs are {}", known.join(", ")),
        };
        Diagnostic::error(&codes::UNKNOWN_LOG, message)
            .at(context.origin(&context.item("log_exports", log)), "no such log")
            .help(help)
    };
    unknown.map(problem).collect()
}

/// Sizes and speeds that AWS has.
fn storage(database: &Database, context: &Context<'_>) -> Option<Diagnostic> {
    let size = database.storage_gib?;
    let word = database.storage_type.word();
    let least = match database.storage_type {
        StorageType::Gp3 | StorageType::Gp2 => 20,
        StorageType::Io1 | StorageType::Io2 => 100,
        StorageType::Standard => 5,
    };
    let subject = context.address();
    if size < least {
        let message = format!("{subject} has {size} GiB, and `{word}` begins at {least}");
        let problem = Diagnostic::error(&codes::UNFITTING_STORAGE, message)
            .at(context.origin("storage_gib"), "too small")
            .help(format!("say {least} GiB at least"));
        return Some(problem);
    }
    if let Some(most) = database.max_storage_gib.filter(|most| *most * 10 < size * 11) {
        let message = format!("{subject} may grow from {size} to {most} GiB, which is less than a tenth");
        let problem = Diagnostic::error(&codes::UNFITTING_STORAGE, message)
            .at(context.origin("max_storage_gib"), "too near")
            .at(context.origin("storage_gib"), "it begins with this")
            .help(format!("say {} GiB at least", (size * 11 + 9) / 10));
        return Some(problem);
    }
    let is_slow = database.storage_type == StorageType::Gp3 && size < STRIPED;
    let said = [("iops", database.iops), ("throughput", database.throughput)];
    let (name, _) = said.into_iter().find(|(_, value)| value.is_some()).filter(|_| is_slow)?;
    let message = format!("{subject} has {size} GiB of `gp3`, whose speed cannot be chosen below {STRIPED}");
    let problem = Diagnostic::error(&codes::UNFITTING_STORAGE, message)
        .at(context.origin(name), "not to be had at this size")
        .at(context.origin("storage_gib"), format!("less than {STRIPED} GiB"))
        .help(format!(
            "take `{name}` out (it does 3,000 operations and 125 MiB a second), or grow the storage"
        ));
    Some(problem)
}
