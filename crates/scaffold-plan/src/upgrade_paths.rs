use scaffold_model::{Answer, Change, Lookup, Refusal, Snapshot, Value, is_version_of};

use crate::codes;
use crate::differences::Comparison;

/// What is known of the way from one version to another.
pub(crate) enum Path {
    /// AWS goes it, as far as it can say.
    Open,
    /// To be asked for.
    Asked(Lookup),
    /// AWS does not go it in one step.
    Closed(Box<Refusal>),
}

/// Holds a change of a version against the versions that AWS upgrades the live one to.
pub(crate) fn path(comparison: &Comparison<'_, '_>, changes: &[Change], snapshot: &Snapshot) -> Path {
    let Comparison { resource, schema, live, .. } = comparison;
    let way = || {
        let upgrade = schema.facts.upgrade?;
        let change = changes.iter().find(|change| change.attribute == upgrade.version)?;
        let engine = live.value(upgrade.engine).as_text()?;
        Some((change, engine, change.before.as_text()?, change.after.as_text()?))
    };
    let Some((change, engine, before, after)) = way() else { return Path::Open };
    let lookup = Lookup::UpgradeTargets {
        kind: resource.kind.clone(),
        engine: engine.to_owned(),
        version: before.to_owned(),
    };
    let targets = match snapshot.answers.get(&lookup) {
        None => return Path::Asked(lookup),
        Some(Answer::Value(Value::List(targets))) => targets,
        Some(_) => return Path::Open,
    };
    let targets: Vec<&str> = targets.iter().filter_map(Value::as_text).collect();
    // A cloud may name versions by their beginning.
    let leads = |target: &&&str| is_version_of(after, target) || is_version_of(target, after);
    // Less is refused with a help of its own.
    if targets.iter().any(|target| leads(&target)) || scaffold_model::shrinks(&change.before, &change.after) {
        return Path::Open;
    }
    let help = match targets.as_slice() {
        [] => "AWS upgrades that version to no other: restore a dump of it into a new database".to_owned(),
        targets => format!("upgrade in steps; AWS goes from {before} to {}", targets.join(", ")),
    };
    Path::Closed(Box::new(Refusal {
        code: codes::NO_UPGRADE_PATH.name.to_owned(),
        address: resource.address.clone(),
        message: format!("AWS has no upgrade of {} from {engine} {before} to {after}", live.id),
        help: Some(help),
        origin: change.origin.clone(),
    }))
}
