use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use scaffold_aws_core::{Tags, identity_of, user_tags};
use scaffold_kinds::Kind;
use scaffold_model::{KindName, Live, LiveState, PhysicalId, Value, Values};

/// A live resource as it was found. Values are AWS's own words: one that this version does not know
/// is a difference to see, not an error.
pub(crate) struct Found {
    pub arn: String,
    /// Attributes and further outputs; `Null` is left out.
    pub values: Values,
    pub tags: Tags,
    pub state: LiveState,
    pub name: Option<String>,
    pub created: Option<DateTime>,
}

impl Found {
    /// In the words of the port.
    pub fn live<K: Kind>(self) -> Live {
        let mut values = self.values;
        values.retain(|_, value| !value.is_null());
        values.insert("id".to_owned(), Value::text(self.arn.as_str()));
        values.insert("arn".to_owned(), Value::text(self.arn.as_str()));
        Live {
            kind: KindName::from(K::KIND),
            id: PhysicalId::new(self.arn),
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

/// A table of what is there.
pub(crate) fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(values(entries))
}

/// Values of what is there.
pub(crate) fn values<const N: usize>(entries: [(&str, Value); N]) -> Values {
    let there = entries.into_iter().filter(|(_, value)| !value.is_null());
    there.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A text, if it is one.
pub(crate) fn text(text: Option<&str>) -> Value {
    text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::text)
}

/// A number, if it is one.
pub(crate) fn number(number: Option<i32>) -> Value {
    number.map_or(Value::Null, |number| Value::from(i64::from(number)))
}

/// Texts, sorted.
pub(crate) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    let mut texts: Vec<&str> = texts.into_iter().collect();
    texts.sort_unstable();
    texts.dedup();
    Value::List(texts.into_iter().map(Value::text).collect())
}
