use std::collections::BTreeMap;

use aws_sdk_rds::types::{ApplyMethod, Parameter};
use scaffold_model::{Value, did_you_mean};
use scaffold_provider::{Class, Error};

use crate::client::Rds;

const DEFAULTS: &str = "DescribeEngineDefaultParameters";
const LIST: &str = "DescribeDBParameters";
const MODIFY: &str = "ModifyDBParameterGroup";
const RESET: &str = "ResetDBParameterGroup";

/// Most parameters that AWS takes in one call.
const MOST: usize = 20;

/// Parameters by name.
pub(crate) type Parameters = BTreeMap<String, String>;

/// Parameters of a group: those that were set, or all that its family has.
async fn list(rds: &Rds, group: &str, source: Option<&str>) -> Result<Vec<Parameter>, Error> {
    let request = rds.client.describe_db_parameters().db_parameter_group_name(group).max_records(100);
    let request = request.set_source(source.map(str::to_owned));
    rds.list(LIST, |marker| request.clone().set_marker(marker).send(), |page| (page.parameters, page.marker))
        .await
}

/// The names of all that a family has; nothing where the endpoint cannot say, or knows no such family.
pub(crate) async fn names(rds: &Rds, family: &str) -> Result<Value, Error> {
    let request = rds.client.describe_engine_default_parameters();
    let request = request.db_parameter_group_family(family).max_records(100);
    let listed = rds.list(
        DEFAULTS,
        |marker| request.clone().set_marker(marker).send(),
        |page| {
            let defaults = page.engine_defaults;
            defaults.map(|defaults| (defaults.parameters, defaults.marker)).unwrap_or_default()
        },
    );
    match listed.await {
        Ok(listed) if listed.is_empty() => Ok(Value::Null),
        Ok(listed) => {
            let names = listed.into_iter().filter_map(|parameter: Parameter| parameter.parameter_name);
            Ok(Value::List(names.map(Value::Text).collect()))
        }
        Err(error) if is_unsaid(error.class) => Ok(Value::Null),
        Err(error) => Err(error),
    }
}

/// The versions that AWS upgrades a version to; nothing where the endpoint cannot say.
pub(crate) async fn upgrade_targets(rds: &Rds, engine: &str, version: &str) -> Result<Value, Error> {
    // Versions that AWS no longer offers are left out otherwise, and databases still run them.
    let versions = rds.client.describe_db_engine_versions().engine(engine).engine_version(version);
    let request = versions.include_all(true);
    let answer = rds.read("DescribeDBEngineVersions", || request.clone().send()).await;
    let known = match answer {
        Ok(answer) => answer.db_engine_versions.unwrap_or_default().into_iter().next(),
        Err(error) if is_unsaid(error.class) => None,
        Err(error) => return Err(error),
    };
    // Emulators know versions without their targets.
    let Some(targets) = known.and_then(|known| known.valid_upgrade_target) else { return Ok(Value::Null) };
    let versions = targets.into_iter().filter_map(|target| target.engine_version);
    Ok(Value::List(versions.map(Value::Text).collect()))
}

/// What was set in a group.
pub(crate) async fn read(rds: &Rds, group: &str) -> Result<Parameters, Error> {
    let pair = |parameter: Parameter| Some((parameter.parameter_name?, parameter.parameter_value?));
    Ok(list(rds, group, Some("user")).await?.into_iter().filter_map(pair).collect())
}

/// Brings a group from what was set in it to what is wanted.
pub(crate) async fn write(
    rds: &Rds,
    group: &str,
    before: &Parameters,
    wanted: &Parameters,
) -> Result<(), Error> {
    let set: Vec<(&String, &String)> =
        wanted.iter().filter(|(name, value)| before.get(*name) != Some(*value)).collect();
    let reset: Vec<&String> = before.keys().filter(|name| !wanted.contains_key(*name)).collect();
    if set.is_empty() && reset.is_empty() {
        return Ok(());
    }
    let known = list(rds, group, None).await?;
    for (name, _) in &set {
        check(rds, name, &known)?;
    }
    let one = |name: &String, value: Option<&String>| {
        let parameter = Parameter::builder().parameter_name(name).set_parameter_value(value.cloned());
        parameter.apply_method(method(name, &known)).build()
    };
    for chunk in reset.chunks(MOST) {
        let parameters = chunk.iter().map(|name| one(name, None)).collect();
        let call = rds.client.reset_db_parameter_group().db_parameter_group_name(group);
        let call = call.reset_all_parameters(false).set_parameters(Some(parameters));
        rds.write(RESET, || call.clone().send()).await?;
    }
    for chunk in set.chunks(MOST) {
        let parameters = chunk.iter().map(|(name, value)| one(name, Some(value))).collect();
        let call = rds.client.modify_db_parameter_group().db_parameter_group_name(group);
        let call = call.set_parameters(Some(parameters));
        rds.write(MODIFY, || call.clone().send()).await?;
    }
    Ok(())
}

/// AWS refuses an unknown name without saying which are known. Where its list is whole, we do.
fn check(rds: &Rds, name: &str, known: &[Parameter]) -> Result<(), Error> {
    let is_whole = known.iter().any(|parameter| parameter.source().is_some_and(|source| source != "user"));
    let found = known.iter().find(|parameter| parameter.parameter_name() == Some(name));
    let problem = match found {
        None if is_whole => {
            let names = known.iter().filter_map(Parameter::parameter_name);
            let nearest = did_you_mean(name, names).map(|nearest| format!("; {nearest}")).unwrap_or_default();
            format!("there is no parameter `{name}` in this family{nearest}")
        }
        Some(parameter) if parameter.is_modifiable() == Some(false) => {
            format!("the parameter `{name}` cannot be changed in RDS")
        }
        _ => return Ok(()),
    };
    Err(rds.error(Class::Invalid, MODIFY, problem))
}

/// What is dynamic holds at once, all else when a database is rebooted.
fn method(name: &str, known: &[Parameter]) -> ApplyMethod {
    let found = known.iter().find(|parameter| parameter.parameter_name() == Some(name));
    match found.and_then(Parameter::apply_type) {
        Some("dynamic") => ApplyMethod::Immediate,
        _ => ApplyMethod::PendingReboot,
    }
}

/// It is a check alone: where the endpoint has none, AWS judges names when they are set.
fn is_unsaid(class: Class) -> bool {
    matches!(class, Class::Unsupported | Class::Invalid)
}
