use scaffold_kinds::schema;
use scaffold_model::{Address, Facts, Kept, Plan, Step, Value, Values, Verb};

/// What stays, on purpose, of what a plan deletes: last snapshots, backups. What a replica has is its
/// source's.
pub fn kept(plan: &Plan) -> Vec<Kept> {
    plan.steps.iter().flat_map(of_step).collect()
}

/// Whose data is lost with what a plan deletes.
pub fn losses(plan: &Plan) -> Vec<Address> {
    let deletions = plan.steps.iter().filter_map(deletion);
    deletions.filter(|(_, _, facts)| facts.holds_data).map(|(address, ..)| address.clone()).collect()
}

fn of_step(step: &Step) -> Vec<Kept> {
    let Some((address, values, facts)) = deletion(step) else { return Vec::new() };
    let stays = facts.keeps.iter().filter(|keeps| !keeps.unless.is_some_and(|word| is(values, word)));
    stays.map(|keeps| Kept { address: address.clone(), what: keeps.what.to_owned() }).collect()
}

/// What a step deletes, unless its data is that of another.
fn deletion(step: &Step) -> Option<(&Address, &Values, &'static Facts)> {
    let Verb::Delete { values, .. } = &step.verb else { return None };
    let facts = &schema(step.kind.as_str())?.facts;
    let is_set = |attribute: &str| values.get(attribute).is_some_and(|value| !value.is_null());
    (!facts.data_elsewhere.is_some_and(is_set)).then_some((&step.address, values, facts))
}

fn is(values: &Values, (attribute, word): (&str, &str)) -> bool {
    values.get(attribute).map(Value::to_string).as_deref() == Some(word)
}
