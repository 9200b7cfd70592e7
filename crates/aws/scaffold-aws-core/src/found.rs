use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use scaffold_kinds::Kind;
use scaffold_model::{KindName, Live, LiveState, PhysicalId, Value};

use crate::tags::{Tags, identity_of, user_tags};

/// A live resource as one was found, before it is put in the words of the port.
pub struct Found<K> {
    /// Physical id.
    pub id: String,
    /// Attributes.
    pub attributes: K,
    /// Outputs by name; what is not there is left out.
    pub outputs: Vec<(&'static str, Option<String>)>,
    /// All its tags.
    pub tags: Tags,
    /// Whether it can be used.
    pub state: LiveState,
    /// Its own name, for named kinds.
    pub name: Option<String>,
    /// When AWS made it.
    pub created: Option<DateTime>,
}

impl<K: Kind> Found<K> {
    /// In the words of the port.
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
