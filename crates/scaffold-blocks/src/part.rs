use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, Origin, Value, Values, ZoneNumber};

/// What a block stands for.
#[derive(Debug, Default)]
pub(crate) struct Expansion {
    pub(crate) parts: Vec<Part>,
    pub(crate) outputs: BTreeMap<String, Value>,
    /// Whether none is missing, nor there, because of a mistake.
    pub(crate) all_parts: bool,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A resource of a block, before tags, `adjust` and `ignore`.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) values: Values,
    /// Which attribute of the block asked for which of the part.
    pub(crate) asked_by: BTreeMap<&'static str, String>,
    /// Where other blocks asked for values of the part.
    pub(crate) origins: BTreeMap<String, Origin>,
    pub(crate) zone: Option<ZoneNumber>,
}

impl Part {
    pub(crate) fn new(name: impl Into<String>, kind: &'static str) -> Self {
        Self {
            name: name.into(),
            kind,
            values: Values::new(),
            asked_by: BTreeMap::new(),
            origins: BTreeMap::new(),
            zone: None,
        }
    }

    /// With an attribute that every block of the sort has.
    pub(crate) fn with(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.values.insert(attribute.to_owned(), value.into());
        self
    }

    /// With an attribute that an attribute of the block asked for.
    pub(crate) fn asked(
        mut self,
        by: impl Into<String>,
        attribute: &'static str,
        value: impl Into<Value>,
    ) -> Self {
        self.asked_by.insert(attribute, by.into());
        self.with(attribute, value)
    }

    /// The same where the block says anything.
    pub(crate) fn asked_if(
        self,
        by: impl Into<String>,
        attribute: &'static str,
        value: Option<impl Into<Value>>,
    ) -> Self {
        match value {
            Some(value) => self.asked(by, attribute, value),
            None => self,
        }
    }
}
