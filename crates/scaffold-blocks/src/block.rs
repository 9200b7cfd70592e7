use std::collections::BTreeMap;

use scaffold_blueprint::Block;
use scaffold_kinds::{AttributeType, DecodeError};
use scaffold_model::Sources;
use scaffold_model::{Address, Gaps, Schema, StackId, Value, Values};

use crate::connection::{Connection, Reaches, Service};
use crate::part::Expansion;
use crate::sound::sound;

/// What is known of a block before any is written.
#[derive(Debug)]
pub struct Page {
    /// Its attributes and outputs.
    pub schema: Schema,
    /// What it expands to.
    pub parts: Vec<PartPage>,
    /// Outputs that others can tell without its blueprint, each with the part and what of it:
    /// `subnet.private-*.id`.
    pub told_by: Vec<(&'static str, &'static str)>,
    pub(crate) expand: fn(&Values, &Context<'_>) -> Result<Expansion, DecodeError>,
    pub(crate) serves: fn(&Values) -> Vec<Service>,
    pub(crate) reaches: fn(&Values, &Context<'_>) -> Reaches,
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
    pub(crate) block: &'a Block,
    /// Tags of its resources: the block's over the blueprint's.
    pub(crate) tags: BTreeMap<String, Value>,
    pub(crate) sources: &'a Sources,
    /// Every block of the blueprint.
    pub(crate) blocks: &'a [Block],
    /// The page of a block's word.
    pub(crate) page: fn(&str) -> Option<&'static Page>,
    /// What is missing in the blueprint because of a mistake that is told.
    pub(crate) gaps: &'a Gaps,
    /// Who talks to whom in the blueprint; nobody while that is found out.
    pub(crate) connections: &'a [Connection],
}

/// What a block is, beside its attributes.
pub(crate) trait Expands {
    /// What it stands for.
    fn expand(&self, context: &Context<'_>) -> Expansion;

    /// What others may connect to.
    fn serves(&self) -> Vec<Service> {
        Vec::new()
    }

    /// Whom it talks to.
    fn reaches(&self, context: &Context<'_>) -> Reaches {
        let _ = context;
        Reaches::default()
    }
}

impl Context<'_> {
    /// Whether nothing is wrong with these attributes. Where something is, it is told already, and
    /// what only follows from it is not told.
    pub(crate) fn are_sound(&self, attributes: &[&str]) -> bool {
        are_sound(self.block, attributes)
    }

    /// A reference to a part of this block.
    pub(crate) fn id_of(&self, part: &str) -> Value {
        self.output_of(part, "id")
    }

    /// An output of a part of this block.
    pub(crate) fn output_of(&self, part: &str, output: &str) -> Value {
        Value::pending(self.address().part(part), output)
    }

    /// Another block of the blueprint. None where it is missing, which is told where it is named, and
    /// where it is in another stack.
    pub(crate) fn block_at(&self, address: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.address.as_str() == address)
    }

    /// What another block says, defaults included, without what is wrong in it.
    pub(crate) fn peer<T: AttributeType>(&self, address: &str) -> Option<T> {
        T::decode(&Value::Map(self.values_of(self.block_at(address)?)?)).ok()
    }

    /// What others may connect to at a block.
    pub(crate) fn served_by(&self, block: &Block) -> Vec<Service> {
        let page = (self.page)(block.address.word());
        page.zip(self.values_of(block)).map_or_else(Vec::new, |(page, values)| (page.serves)(&values))
    }

    /// Whether a block of this word may be missing because of a mistake that is told.
    pub(crate) fn may_lack(&self, word: &str) -> bool {
        self.gaps.tables.iter().any(|table| table.word.as_deref().is_none_or(|lost| lost == word))
    }

    fn values_of(&self, block: &Block) -> Option<Values> {
        Some((self.page)(block.address.word())?.schema.complete(&sound(&block.values)))
    }

    /// Connections of others to this block.
    pub(crate) fn incoming(&self) -> impl Iterator<Item = &Connection> {
        self.connections.iter().filter(|connection| connection.to == *self.address())
    }

    /// Connections of this block to others.
    pub(crate) fn outgoing(&self) -> impl Iterator<Item = &Connection> {
        self.connections.iter().filter(|connection| connection.from == *self.address())
    }

    pub(crate) fn address(&self) -> &Address {
        &self.block.address
    }

    /// The path of a word in a list as it is written: `zones[1]`.
    pub(crate) fn item(&self, attribute: &str, word: &str) -> String {
        item_of(self.block, attribute, word)
    }

    /// The place of the first of these attributes that is written; else that of the block.
    pub(crate) fn written(&self, attributes: &[&str]) -> &scaffold_model::Origin {
        let written = attributes.iter().find_map(|name| self.block.origins.get(*name));
        written.unwrap_or(&self.block.origin)
    }

    /// What is written at a path: `listeners.https.rules[0]`.
    pub(crate) fn value_at(&self, path: &str) -> Option<&Value> {
        let mut steps = path.split(['.', '[']).map(|step| step.trim_end_matches(']'));
        let first = self.block.values.get(steps.next()?)?;
        steps.try_fold(first, |value, step| match value {
            Value::Map(entries) => entries.get(step),
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The place of the key that the user gave a value: `environment.STAGE`.
    pub(crate) fn key(&self, path: &str) -> &scaffold_model::Origin {
        self.block.keys.get(path).unwrap_or_else(|| self.origin(path))
    }

    /// The place in the blueprint of an attribute, or of the nearest thing that holds it.
    pub(crate) fn origin(&self, path: &str) -> &scaffold_model::Origin {
        place_in(self.block, path)
    }
}

/// The path of a word in a list of a block as it is written: `zones[1]`.
pub(crate) fn item_of(block: &Block, attribute: &str, word: &str) -> String {
    let items = block.values.get(attribute).and_then(Value::as_list).unwrap_or_default();
    match items.iter().position(|item| item.as_text() == Some(word)) {
        Some(index) => format!("{attribute}[{index}]"),
        None => attribute.to_owned(),
    }
}

/// The place of an attribute of a block, or of the nearest thing that holds it.
pub(crate) fn place_in<'a>(block: &'a Block, path: &str) -> &'a scaffold_model::Origin {
    let mut path = path;
    loop {
        if let Some(origin) = block.origins.get(path) {
            return origin;
        }
        match path.rfind(['.', '[']) {
            Some(end) => path = &path[..end],
            None => return &block.origin,
        }
    }
}

/// Whether nothing is wrong with these attributes of a block.
pub(crate) fn are_sound(block: &Block, attributes: &[&str]) -> bool {
    attributes.iter().all(|name| block.values.get(*name).is_none_or(Value::is_whole))
}

/// Declares a block: the struct is the schema, as with `scaffold_kinds::kind!`.
macro_rules! block {
    (
        $(#[doc = $doc:expr])*
        pub struct $name:ident : $word:literal { $($fields:tt)* }
        $(rules { $($rules:tt)* })?
        outputs { $( $(#[doc = $output_doc:expr])* $output:ident : $output_ty:ty $(= $told_by:literal)? , )* }
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
                        told_by: vec![ $( $( (stringify!($output), $told_by), )? )* ],
                        expand: |values, context| {
                            let values = scaffold_model::Value::Map(values.clone());
                            let block = <$name as scaffold_kinds::AttributeType>::decode(&values)?;
                            Ok($crate::block::Expands::expand(&block, context))
                        },
                        serves: |values| {
                            let values = scaffold_model::Value::Map(values.clone());
                            let block = <$name as scaffold_kinds::AttributeType>::decode(&values);
                            block.map_or_else(
                                |_| Vec::new(),
                                |block| $crate::block::Expands::serves(&block),
                            )
                        },
                        reaches: |values, context| {
                            let values = scaffold_model::Value::Map(values.clone());
                            let block = <$name as scaffold_kinds::AttributeType>::decode(&values);
                            block.map_or_else(
                                |_| $crate::connection::Reaches::default(),
                                |block| $crate::block::Expands::reaches(&block, context),
                            )
                        },
                    }
                });
                &PAGE
            }
        }
    };
}

pub(crate) use block;
