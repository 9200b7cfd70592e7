use std::collections::BTreeMap;

use scaffold_kinds::DecodeError;
use scaffold_model::{Address, Diagnostic, Schema, StackId, Value, Values, ZoneNumber};

/// What is known of a block before any is written.
#[derive(Debug)]
pub struct Page {
    /// Its attributes and outputs.
    pub schema: Schema,
    /// What it expands to.
    pub parts: Vec<PartPage>,
    pub(crate) expand: fn(&Values, &Context<'_>) -> Result<Expansion, DecodeError>,
}

/// A part, or several of one pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartPage {
    /// `subnet.<tier>-<zone>`; angle brackets stand for a word or number.
    pub name: &'static str,
    /// `ec2.subnet`.
    pub kind: &'static str,
    /// When there is one, and what it is for.
    pub doc: &'static str,
}

/// What a block may know of where it stands.
pub(crate) struct Context<'a> {
    pub(crate) stack: &'a StackId,
    pub(crate) block: &'a scaffold_blueprint::Block,
}

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
    pub(crate) zone: Option<ZoneNumber>,
}

impl Part {
    pub(crate) fn new(name: impl Into<String>, kind: &'static str) -> Self {
        Self { name: name.into(), kind, values: Values::new(), asked_by: BTreeMap::new(), zone: None }
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
}

impl Context<'_> {
    /// Whether nothing is wrong with these attributes. Where something is, it is told already, and
    /// what only follows from it is not told.
    pub(crate) fn are_sound(&self, attributes: &[&str]) -> bool {
        attributes.iter().all(|name| self.block.values.get(*name).is_none_or(Value::is_whole))
    }

    /// A reference to a part of this block.
    pub(crate) fn id_of(&self, part: &str) -> Value {
        self.output_of(part, "id")
    }

    /// An output of a part of this block.
    pub(crate) fn output_of(&self, part: &str, output: &str) -> Value {
        Value::pending(self.address().part(part), output)
    }

    pub(crate) fn address(&self) -> &Address {
        &self.block.address
    }

    /// The path of a word in a list as it is written: `zones[1]`.
    pub(crate) fn item(&self, attribute: &str, word: &str) -> String {
        let items = self.block.values.get(attribute).and_then(Value::as_list).unwrap_or_default();
        match items.iter().position(|item| item.as_text() == Some(word)) {
            Some(index) => format!("{attribute}[{index}]"),
            None => attribute.to_owned(),
        }
    }

    /// The place in the blueprint of an attribute, or of the nearest thing that holds it.
    pub(crate) fn origin(&self, path: &str) -> &scaffold_model::Origin {
        let mut path = path;
        loop {
            if let Some(origin) = self.block.origins.get(path) {
                return origin;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return &self.block.origin,
            }
        }
    }
}

/// Declares a block: the struct is the schema, as with `scaffold_kinds::kind!`.
macro_rules! block {
    (
        $(#[doc = $doc:expr])*
        pub struct $name:ident : $word:literal { $($fields:tt)* }
        $(rules { $($rules:tt)* })?
        outputs { $( $(#[doc = $output_doc:expr])* $output:ident : $output_ty:ty , )* }
        parts { $( $(#[doc = $part_doc:expr])* $part:literal : $kind:literal , )* }
    ) => {
        scaffold_kinds::record! {
            $(#[doc = $doc])*
            pub struct $name { $($fields)* }
            $(rules { $($rules)* })?
        }

        impl $name {
            pub(crate) fn page() -> &'static $crate::block::Page {
                static PAGE: std::sync::LazyLock<$crate::block::Page> = std::sync::LazyLock::new(|| {
                    let (attributes, rules) = match <$name as scaffold_kinds::AttributeType>::ty() {
                        scaffold_model::Type::Record { attributes, rules } => (attributes, rules),
                        _ => (Vec::new(), Vec::new()),
                    };
                    $crate::block::Page {
                        schema: scaffold_model::Schema {
                            name: $word.to_owned(),
                            doc: concat!($($doc, "\n"),*).trim_ascii(),
                            attributes,
                            rules,
                            outputs: vec![ $(
                                scaffold_kinds::output::<$output_ty>(
                                    stringify!($output),
                                    concat!($($output_doc, "\n"),*).trim_ascii(),
                                ),
                            )* ],
                        },
                        parts: vec![ $(
                            $crate::block::PartPage {
                                name: $part,
                                kind: $kind,
                                doc: concat!($($part_doc, "\n"),*).trim_ascii(),
                            },
                        )* ],
                        expand: |values, context| {
                            let values = scaffold_model::Value::Map(values.clone());
                            let block = <$name as scaffold_kinds::AttributeType>::decode(&values)?;
                            Ok(block.expand(context))
                        },
                    }
                });
                &PAGE
            }
        }
    };
}

pub(crate) use block;
