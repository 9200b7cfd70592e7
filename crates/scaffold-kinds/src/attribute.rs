use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Attribute, Class, Disruption, Mutability, OutputSchema, TextRule, Type, Value};

/// A Rust type that an attribute may have.
pub trait AttributeType: Sized {
    /// Its type in the schema.
    fn ty() -> Type;

    /// Reads a value. `Null` stands for silence.
    ///
    /// # Errors
    /// When the value has not this type.
    fn decode(value: &Value) -> Result<Self, DecodeError>;

    /// Writes the value; `Null` for silence.
    fn encode(&self) -> Value;
}

/// Why values are not a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// `routes[2].destination`.
    pub path: String,
    /// What was expected, and what was there.
    pub problem: String,
}

impl DecodeError {
    fn expected<T: AttributeType>(found: &Value) -> Self {
        let problem = if found.is_known() {
            format!("expected {}, found `{found}`", T::ty().words())
        } else {
            format!("must be known before anything is created, but `{found}` is not")
        };
        Self { path: String::new(), problem }
    }

    fn below(mut self, segment: &str) -> Self {
        self.path = match (self.path.as_str(), segment.starts_with('[')) {
            ("", _) => segment.to_owned(),
            (rest, _) if rest.starts_with('[') => format!("{segment}{rest}"),
            (rest, _) => format!("{segment}.{rest}"),
        };
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attribute `{}`: {}", self.path, self.problem)
    }
}

impl std::error::Error for DecodeError {}

/// Reads one field of a struct. For the macros.
///
/// # Errors
/// When the value has not the field's type.
pub fn decode_field<T: AttributeType>(
    values: &BTreeMap<String, Value>,
    name: &str,
) -> Result<T, DecodeError> {
    T::decode(values.get(name).unwrap_or(&Value::Null)).map_err(|error| error.below(name))
}

impl AttributeType for bool {
    fn ty() -> Type {
        Type::Boolean
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        value.as_bool().ok_or_else(|| DecodeError::expected::<Self>(value))
    }

    fn encode(&self) -> Value {
        Value::Boolean(*self)
    }
}

impl AttributeType for i64 {
    fn ty() -> Type {
        Type::Integer { minimum: i64::MIN, maximum: i64::MAX }
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        value.as_integer().ok_or_else(|| DecodeError::expected::<Self>(value))
    }

    fn encode(&self) -> Value {
        Value::Integer(*self)
    }
}

/// A number that need not be whole, with an order, so that sets can hold it.
#[derive(Clone, Copy, Debug)]
pub struct Decimal(pub f64);

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl AttributeType for Decimal {
    fn ty() -> Type {
        Type::Number
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Number(number) => Ok(Self(*number)),
            // Every whole number that AWS takes has its exact likeness.
            #[allow(clippy::cast_precision_loss, reason = "numbers of AWS are far below 2^53")]
            Value::Integer(number) => Ok(Self(*number as f64)),
            other => Err(DecodeError::expected::<Self>(other)),
        }
    }

    fn encode(&self) -> Value {
        // One spelling a number: `50`, not `50.0`.
        #[allow(clippy::cast_possible_truncation, reason = "only where nothing is cut off")]
        match self.0 {
            whole if whole.fract() == 0.0 && whole.abs() < 9e15 => Value::Integer(whole as i64),
            number => Value::Number(number),
        }
    }
}

impl AttributeType for String {
    fn ty() -> Type {
        Type::Text(TextRule::Any)
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        value.as_text().map(str::to_owned).ok_or_else(|| DecodeError::expected::<Self>(value))
    }

    fn encode(&self) -> Value {
        Value::text(self.as_str())
    }
}

macro_rules! cidr_type {
    ($net:ty, $ty:expr) => {
        impl AttributeType for $net {
            fn ty() -> Type {
                $ty
            }

            fn decode(value: &Value) -> Result<Self, DecodeError> {
                value
                    .as_text()
                    .and_then(|text| text.parse::<$net>().ok())
                    .map(|net| net.trunc())
                    .ok_or_else(|| DecodeError::expected::<Self>(value))
            }

            fn encode(&self) -> Value {
                Value::text(self.trunc().to_string())
            }
        }
    };
}

cidr_type!(Ipv4Net, Type::Cidr4 { shortest: 0, longest: 32 });
cidr_type!(Ipv6Net, Type::Cidr6);

impl<T: AttributeType> AttributeType for Option<T> {
    fn ty() -> Type {
        T::ty()
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        if value.is_null() { Ok(None) } else { T::decode(value).map(Some) }
    }

    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::encode)
    }
}

fn decode_items<T: AttributeType>(value: &Value) -> Result<Vec<T>, DecodeError> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| T::decode(item).map_err(|error| error.below(&format!("[{index}]"))))
            .collect(),
        other => Err(DecodeError::expected::<Vec<T>>(other)),
    }
}

impl<T: AttributeType> AttributeType for Vec<T> {
    fn ty() -> Type {
        Type::List(Box::new(T::ty()))
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        decode_items(value)
    }

    fn encode(&self) -> Value {
        Value::List(self.iter().map(T::encode).collect())
    }
}

impl<T: AttributeType + Ord> AttributeType for BTreeSet<T> {
    fn ty() -> Type {
        Type::Set(Box::new(T::ty()))
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        decode_items(value).map(|items| items.into_iter().collect())
    }

    fn encode(&self) -> Value {
        Value::List(self.iter().map(T::encode).collect())
    }
}

impl<T: AttributeType> AttributeType for BTreeMap<String, T> {
    fn ty() -> Type {
        Type::Map(Box::new(T::ty()))
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::Map(entries) => entries
                .iter()
                .map(|(key, entry)| {
                    T::decode(entry).map(|entry| (key.clone(), entry)).map_err(|error| error.below(key))
                })
                .collect(),
            other => Err(DecodeError::expected::<Self>(other)),
        }
    }

    fn encode(&self) -> Value {
        Value::Map(self.iter().map(|(key, entry)| (key.clone(), entry.encode())).collect())
    }
}

/// A physical id of a resource of another kind, once known; in a blueprint its address.
///
/// The kind is the attribute's: `.refers_to("ec2.vpc")`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref(pub String);

impl AttributeType for Ref {
    fn ty() -> Type {
        Type::Text(TextRule::Any)
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        String::decode(value).map(Self)
    }

    fn encode(&self) -> Value {
        Value::text(self.0.as_str())
    }
}

/// A policy document as JSON text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JsonPolicy(pub String);

impl AttributeType for JsonPolicy {
    fn ty() -> Type {
        Type::Policy
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Text(text) => Ok(Self(text.clone())),
            Value::Map(_) if value.is_known() => Ok(Self(value.to_json().to_string())),
            other => Err(DecodeError::expected::<Self>(other)),
        }
    }

    fn encode(&self) -> Value {
        Value::text(self.0.as_str())
    }
}

/// Words of which one is chosen; the `choice!` macro implements it.
pub trait Choice: Sized + Copy + 'static {
    /// The words, as AWS and users write them.
    const WORDS: &'static [&'static str];

    /// The value of a word.
    fn from_word(word: &str) -> Option<Self>;

    /// The word of a value.
    fn word(self) -> &'static str;
}

impl<T: Choice> AttributeType for T {
    fn ty() -> Type {
        Type::Choice(T::WORDS)
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        value.as_text().and_then(T::from_word).ok_or_else(|| DecodeError::expected::<Self>(value))
    }

    fn encode(&self) -> Value {
        Value::text(self.word())
    }
}

/// Begins an attribute: optional, silence is absence, a change is made in place without disruption.
pub fn attribute<T: AttributeType>(name: &'static str, doc: &'static str) -> Attribute {
    Attribute {
        name,
        doc,
        ty: T::ty(),
        required: false,
        class: Class::Plain,
        mutability: Mutability::InPlace,
        disruption: Disruption::None,
        exclusive_within: None,
        takes_over: false,
        left_alone_when: None,
        equal_while_unset: false,
        also_equal_to: None,
        by_parameter: false,
        widens_first: false,
        grown_by: None,
        sets_off: None,
        least_growth: None,
        queued: false,
        fails_over_with: None,
        stepwise: None,
        only_while: None,
        keys_of: None,
        create_members: &[],
        modify_members: &[],
    }
}

/// An output of a type.
pub fn output<T: AttributeType>(name: &'static str, doc: &'static str) -> OutputSchema {
    OutputSchema { name, doc, ty: T::ty() }
}
