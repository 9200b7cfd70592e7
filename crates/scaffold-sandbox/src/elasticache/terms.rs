use scaffold_model::Value;

use crate::network::network;
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;

/// Gives a record its ARN.
pub(super) fn name_by_arn(place: &Place, record: &mut Record, word: &str) {
    let Place { account, region } = place;
    let arn = format!("arn:aws:elasticache:{region}:{account}:{word}:{}", record.key.id);
    record.set("arn", Value::from(arn));
}

/// Names are words of letters and digits with single hyphens between them, the first one a letter.
pub(super) fn check_name(record: &Record, limit: usize) -> Result<(), Refusal> {
    let name = record.name.as_deref().unwrap_or_default();
    let fits = name.len() <= limit
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !name.contains("--")
        && !name.ends_with('-');
    if fits { Ok(()) } else { Err(wrong_value(format!("The name '{name}' is not a valid identifier"))) }
}

/// AWS's default where nothing is said: the VPC's own group.
pub(super) fn choose_security_groups(state: &State, record: &mut Record) {
    if record.texts("security_groups").next().is_some() {
        return;
    }
    let vpc = record.text("subnet_group").and_then(|id| state.find("elasticache.subnet_group", id));
    let vpc = vpc.and_then(|group| network(state, group));
    let vpc = vpc.and_then(|vpc| state.find("ec2.vpc", vpc));
    if let Some(group) =
        vpc.map(|vpc| vpc.value("default_security_group_id")).filter(|group| !group.is_null())
    {
        record.set("security_groups", Value::List(vec![group.clone()]));
    }
}

/// Security groups are of the VPC whose subnets the nodes stand in.
pub(super) fn check_network(state: &State, record: &Record) -> Result<(), Refusal> {
    let Some(group) = record.text("subnet_group").and_then(|id| state.find("elasticache.subnet_group", id))
    else {
        return Ok(());
    };
    let vpc = network(state, group);
    let is_elsewhere =
        |id: &&str| state.find("ec2.security_group", id).is_some_and(|group| group.text("vpc") != vpc);
    match record.texts("security_groups").find(is_elsewhere) {
        Some(id) => {
            Err(wrong_value(format!("The security group {id} is not in the VPC of the cache subnet group")))
        }
        None => Ok(()),
    }
}

/// A parameter group is of the engine's own family.
pub(super) fn check_family(state: &State, record: &Record, engine: &str) -> Result<(), Refusal> {
    let id = record.text("parameter_group").unwrap_or_default();
    let Some(group) = state.find("elasticache.parameter_group", id) else { return Ok(()) };
    let family = family(engine, record.text("engine_version").unwrap_or_default());
    if group.text("family") == Some(family.as_str()) {
        return Ok(());
    }
    let message = format!("The parameter group {id} is not of the family {family}");
    Err(Refusal::invalid("InvalidParameterCombination", message))
}

pub(super) fn wrong_value(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidParameterValue", message)
}

pub(super) fn wrong_combination(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidParameterCombination", message)
}

pub(super) fn number(record: &Record, name: &str) -> i64 {
    record.value(name).as_integer().unwrap_or(0)
}

pub(super) fn is_on(record: &Record, name: &str) -> bool {
    record.value(name).as_bool() == Some(true)
}

/// The family of parameters that a version has: `valkey8`, `redis6.x`, `memcached1.6`.
pub(super) fn family(engine: &str, version: &str) -> String {
    let mut numbers = version.split('.');
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    match (engine, major) {
        ("memcached", _) => format!("memcached{major}.{minor}"),
        ("redis", "6") => "redis6.x".to_owned(),
        _ => format!("{engine}{major}"),
    }
}
