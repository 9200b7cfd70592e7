/// Declares a kind: the struct is the schema.
///
/// ```ignore
/// kind! {
///     /// A part of a VPC in one zone.
///     pub struct Subnet: "ec2.subnet" {
///         /// The VPC that it is part of.
///         vpc: Ref => required().refers_to("ec2.vpc").replaces().created_by(&["VpcId"]),
///     }
///     outputs {
///         /// The subnet's id.
///         id: String,
///     }
///     facts { Facts { … } }
/// }
/// ```
/// After `=>` stand methods of [`scaffold_model::Attribute`], joined by dots. A field that is called as a
/// word of Rust is written `r#type`.
#[macro_export]
macro_rules! kind {
    (
        $(#[doc = $doc:expr])*
        pub struct $name:ident : $kind:literal {
            $(
                $(#[doc = $field_doc:expr])*
                $field:ident : $ty:ty $(=> $($option:ident ( $($argument:expr),* $(,)? )).+)? ,
            )*
        }
        $(rules { $($rule:expr),* $(,)? })?
        outputs {
            $( $(#[doc = $output_doc:expr])* $output:ident : $output_ty:ty , )*
        }
        facts { $facts:expr }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $ty, )*
        }

        impl $crate::Kind for $name {
            const KIND: &'static str = $kind;

            fn schema() -> &'static $crate::private::KindSchema {
                static SCHEMA: std::sync::LazyLock<$crate::private::KindSchema> =
                    std::sync::LazyLock::new(|| $crate::private::KindSchema {
                        kind: $crate::private::KindName::from($kind),
                        schema: $crate::private::Schema {
                            name: $kind.to_owned(),
                            doc: concat!($($doc, "\n"),*).trim_ascii(),
                            attributes: vec![ $(
                                $crate::attribute::<$ty>(
                                    $crate::private::word(stringify!($field)),
                                    concat!($($field_doc, "\n"),*).trim_ascii(),
                                ) $( $(.$option($($argument),*))+ )?,
                            )* ],
                            rules: vec![ $( $($rule),* )? ],
                            outputs: vec![ $(
                                $crate::output::<$output_ty>(
                                    stringify!($output),
                                    concat!($($output_doc, "\n"),*).trim_ascii(),
                                ),
                            )* ],
                        },
                        facts: $facts,
                    });
                &SCHEMA
            }

            fn decode(values: &$crate::private::Values) -> Result<Self, $crate::DecodeError> {
                Ok(Self { $( $field: $crate::decode_field(values, $crate::private::word(stringify!($field)))?, )* })
            }

            fn encode(&self) -> $crate::private::Values {
                let Self { $( $field ),* } = self;
                let mut values = $crate::private::Values::new();
                $(
                    let value = $crate::AttributeType::encode($field);
                    if !value.is_null() {
                        values.insert($crate::private::word(stringify!($field)).to_owned(), value);
                    }
                )*
                values
            }
        }
    };
}

/// Declares a table with known keys, for use inside a kind or a block. Same syntax as [`kind!`]
/// without name, outputs and facts.
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $doc:expr])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:expr])*
                $field:ident : $ty:ty $(=> $($option:ident ( $($argument:expr),* $(,)? )).+)? ,
            )*
        }
        $(rules { $($rule:expr),* $(,)? })?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $ty, )*
        }

        impl $crate::AttributeType for $name {
            fn ty() -> $crate::private::Type {
                $crate::private::Type::Record {
                    attributes: vec![ $(
                        $crate::attribute::<$ty>(
                            $crate::private::word(stringify!($field)),
                            concat!($($field_doc, "\n"),*).trim_ascii(),
                        ) $( $(.$option($($argument),*))+ )?,
                    )* ],
                    rules: vec![ $( $($rule),* )? ],
                }
            }

            fn decode(value: &$crate::private::Value) -> Result<Self, $crate::DecodeError> {
                let empty = $crate::private::Values::new();
                let values = match value {
                    $crate::private::Value::Map(entries) => entries,
                    $crate::private::Value::Null => &empty,
                    other => return Err($crate::DecodeError {
                        path: String::new(),
                        problem: format!("expected a table, found `{other}`"),
                    }),
                };
                Ok(Self { $( $field: $crate::decode_field(values, $crate::private::word(stringify!($field)))?, )* })
            }

            fn encode(&self) -> $crate::private::Value {
                let Self { $( $field ),* } = self;
                let mut values = $crate::private::Values::new();
                $(
                    let value = $crate::AttributeType::encode($field);
                    if !value.is_null() {
                        values.insert($crate::private::word(stringify!($field)).to_owned(), value);
                    }
                )*
                $crate::private::Value::Map(values)
            }
        }
    };
}

/// Declares words of which one is chosen, as AWS writes them.
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:expr])*
        pub enum $name:ident { $( $(#[doc = $variant_doc:expr])* $variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( $(#[doc = $variant_doc])* $variant, )* }

        impl $crate::Choice for $name {
            const WORDS: &'static [&'static str] = &[ $( $word ),* ];

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $( $word => Some(Self::$variant), )*
                    _ => None,
                }
            }

            fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }
    };
}
