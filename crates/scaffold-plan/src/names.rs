use scaffold_model::{
    Answer, Attribute, Live, Lookup, Refusal, Resource, Snapshot, Value, Values, did_you_mean,
};

use crate::codes;

/// What the keys of a map are to AWS.
pub(crate) enum Names {
    /// Its own names, as far as it can say.
    Known,
    /// To be asked for.
    Asked(Lookup),
    /// Others than AWS has.
    Unknown(Vec<Refusal>),
}

/// Holds the keys that are asked for and not live against the names that AWS has.
pub(crate) fn unknown_names(
    resource: &Resource,
    attribute: &Attribute,
    (values, live): (&Values, Option<&Live>),
    snapshot: &Snapshot,
) -> Names {
    let said = |values: &Values| values.get(attribute.keys_of?)?.as_text().map(str::to_owned);
    let Some(family) = said(values) else { return Names::Known };
    let live = live.map(|live| &live.values).filter(|live| said(live).as_deref() == Some(&family));
    let live = live.and_then(|live| live.get(attribute.name)?.as_map());
    let asked = values.get(attribute.name).and_then(Value::as_map).into_iter().flatten();
    let new: Vec<&String> = asked
        .map(|(name, _)| name)
        .filter(|name| live.is_none_or(|live| !live.contains_key(*name)))
        .collect();
    if new.is_empty() {
        return Names::Known;
    }
    let lookup = Lookup::ParameterNames { kind: resource.kind.clone(), family: family.clone() };
    let known = match snapshot.answers.get(&lookup) {
        None => return Names::Asked(lookup),
        Some(Answer::Value(Value::List(names))) => names,
        Some(_) => return Names::Known,
    };
    let known: Vec<&str> = known.iter().filter_map(Value::as_text).collect();
    let refuse = |name: &String| Refusal {
        code: codes::NO_SUCH_NAME.name.to_owned(),
        address: resource.address.clone(),
        message: format!("`{}` has no `{name}` in the family {family}", attribute.name),
        help: did_you_mean(name, known.iter().copied()).or_else(|| {
            Some("take it out, or check the name in AWS's documentation of the engine".to_owned())
        }),
        origin: Some(resource.origin_of(attribute.name).clone()),
    };
    Names::Unknown(new.into_iter().filter(|name| !known.contains(&name.as_str())).map(refuse).collect())
}
