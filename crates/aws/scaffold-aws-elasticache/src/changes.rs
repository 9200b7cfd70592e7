use scaffold_kinds::Kind;
use scaffold_model::{Value, Values, is_version_of};
use scaffold_provider::UpdateRequest;

/// What of a patch is not so yet: a change of several calls is carried out over several attempts,
/// since ElastiCache refuses a call while it is at work on the one before.
pub(crate) struct Changes {
    names: Vec<String>,
}

impl Changes {
    pub fn of<K: Kind>(request: &UpdateRequest, wanted: &K, live: &K) -> Self {
        let (wanted, live) = (wanted.encode(), live.encode());
        let differs = |name: &&String| request.changes(name) && !is_same(name, &wanted, &live);
        let names = K::schema().schema.attributes.iter().map(|attribute| attribute.name.to_owned());
        Self { names: names.collect::<Vec<String>>().iter().filter(differs).cloned().collect() }
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|changed| changed == name)
    }

    /// Whether there are others than these.
    pub fn has_but(&self, others: &[&str]) -> bool {
        self.names.iter().any(|changed| !others.contains(&changed.as_str()))
    }
}

fn is_same(name: &str, wanted: &Values, live: &Values) -> bool {
    let value = |values: &Values| values.get(name).filter(|value| !is_empty(value)).cloned();
    match (value(wanted), value(live)) {
        (Some(Value::Text(wanted)), Some(Value::Text(live))) if name == "engine_version" => {
            is_version_of(&wanted, &live)
        }
        (wanted, live) => wanted == live,
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_list().is_some_and(<[Value]>::is_empty)
}
