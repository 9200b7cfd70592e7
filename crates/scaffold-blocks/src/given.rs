use std::cmp::Ordering;

use scaffold_kinds::{AttributeType, DecodeError};
use scaffold_model::{TextRule, Type, Value};

/// A value that is passed on as it is written: it may be known only at apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Given(pub Value);

impl Eq for Given {}

impl PartialOrd for Given {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Given {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.to_json().to_string().cmp(&other.0.to_json().to_string())
    }
}

impl From<Given> for Value {
    fn from(given: Given) -> Self {
        given.0
    }
}

impl AttributeType for Given {
    fn ty() -> Type {
        Type::Text(TextRule::Any)
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        Ok(Self(value.clone()))
    }

    fn encode(&self) -> Value {
        self.0.clone()
    }
}

/// One text, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct OneOrMore(pub Vec<String>);

impl AttributeType for OneOrMore {
    fn ty() -> Type {
        one_or_more(Type::Text(TextRule::AtMost(128)))
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Text(text) => Ok(Self(vec![text.clone()])),
            other => Vec::decode(other).map(Self),
        }
    }

    fn encode(&self) -> Value {
        self.0.encode()
    }
}

impl OneOrMore {
    /// As the list that kinds take.
    pub(crate) fn list(&self) -> Value {
        self.0.encode()
    }
}

/// One value of a type, or a list of them.
pub(crate) fn one_or_more(ty: Type) -> Type {
    Type::AnyOf(vec![ty.clone(), Type::List(Box::new(ty))])
}
