use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use scaffold_aws_core::{identity_of, user_tags};
use scaffold_kinds::Kind;
use scaffold_model::{KindName, Live, LiveState, PhysicalId, Value};

use crate::tags::Tags;

/// A live resource as one was found, before it is put in the words of the port.
pub(crate) struct Found<K> {
    pub id: String,
    pub attributes: K,
    /// Outputs by name; what is not there is left out.
    pub outputs: Vec<(&'static str, Option<String>)>,
    pub tags: Tags,
    pub state: LiveState,
    pub name: Option<String>,
    pub created: Option<DateTime>,
}

impl<K: Kind> Found<K> {
    pub fn live(self) -> Live {
        let mut values = self.attributes.encode();
        values.insert("id".to_owned(), Value::text(self.id.as_str()));
        for (name, value) in self.outputs {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                values.insert(name.to_owned(), Value::text(value));
            }
        }
        Live {
            kind: KindName::from(K::KIND),
            id: PhysicalId::new(self.id),
            identity: identity_of(&self.tags),
            name: self.name,
            values,
            tags: user_tags(&self.tags),
            state: self.state,
            created: self.created.and_then(|time| time.fmt(Format::DateTime).ok()),
            foreign: Vec::new(),
        }
    }
}
