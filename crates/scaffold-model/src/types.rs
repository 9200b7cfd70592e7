use crate::{Attribute, KindName, Rule};

/// The type of an attribute, as far as checking, documentation and equality need it.
#[derive(Clone, Debug)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A whole number within bounds, both included.
    Integer {
        /// Least.
        minimum: i64,
        /// Greatest.
        maximum: i64,
    },
    /// Any number.
    Number,
    /// Text that follows a rule.
    Text(TextRule),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An IPv4 range in CIDR notation whose prefix lies within bounds; compared canonically.
    Cidr4 {
        /// Shortest prefix (largest range).
        shortest: u8,
        /// Longest prefix (smallest range).
        longest: u8,
    },
    /// An IPv6 range in CIDR notation; compared canonically.
    Cidr6,
    /// A JSON document (policy), as text or as a TOML table; compared by meaning.
    Policy,
    /// The address of a resource of a kind (or of a block with one part of it), or a physical id of it.
    Reference(KindName),
    /// The address of a block of this word: `vpc`.
    BlockReference(&'static str),
    /// Values in an order that counts.
    List(Box<Type>),
    /// Values without order or repetition.
    Set(Box<Type>),
    /// Values by a key that the user chooses.
    Map(Box<Type>),
    /// A table with known keys.
    Record {
        /// Its keys.
        attributes: Vec<Attribute>,
        /// What must hold between them.
        rules: Vec<Rule>,
    },
    /// Any of these, the first that fits.
    AnyOf(Vec<Type>),
}

/// What a text must look like.
#[derive(Clone, Copy, Debug)]
pub enum TextRule {
    /// Anything.
    Any,
    /// At most so many characters, at least one.
    AtMost(usize),
    /// A physical id that begins so: `dopt-`.
    Prefix(&'static str),
    /// One of a few characters classes that AWS allows, described for the user; the function judges.
    Described {
        /// What is allowed, in words.
        words: &'static str,
        /// Whether a text fits.
        fits: fn(&str) -> bool,
    },
}

impl TextRule {
    /// Whether a text follows the rule.
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::AtMost(limit) => !text.is_empty() && text.chars().count() <= *limit,
            Self::Prefix(prefix) => text.len() > prefix.len() && text.starts_with(prefix),
            Self::Described { fits, .. } => fits(text),
        }
    }

    /// What is expected, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Any => "text".to_owned(),
            Self::AtMost(limit) => format!("text of 1 to {limit} characters"),
            Self::Prefix(prefix) => format!("an id that begins with `{prefix}`"),
            Self::Described { words, .. } => (*words).to_owned(),
        }
    }
}

impl Type {
    /// What is expected, in words: "a whole number from 1 to 6".
    pub fn words(&self) -> String {
        match self {
            Self::Boolean => "true or false".to_owned(),
            Self::Integer { minimum: i64::MIN, maximum: i64::MAX } => "a whole number".to_owned(),
            Self::Integer { minimum, maximum: i64::MAX } => format!("a whole number of at least {minimum}"),
            Self::Integer { minimum, maximum } => format!("a whole number from {minimum} to {maximum}"),
            Self::Number => "a number".to_owned(),
            Self::Text(rule) => rule.words(),
            Self::Choice(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                match quoted.as_slice() {
                    [one] => one.clone(),
                    [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
                    [] => "nothing".to_owned(),
                }
            }
            Self::Cidr4 { shortest, longest } => {
                format!("an IPv4 range in CIDR notation, /{shortest} to /{longest}")
            }
            Self::Cidr6 => "an IPv6 range in CIDR notation".to_owned(),
            Self::Policy => "a policy document: a table, or JSON text".to_owned(),
            Self::Reference(kind) => format!("the address of an {kind}"),
            Self::BlockReference(word) => format!("the address of a {word} block"),
            Self::List(item) => format!("a list, each item {}", item.words()),
            Self::Set(item) => format!("a set, each item {}", item.words()),
            Self::Map(item) => format!("a table of your own keys, each value {}", item.words()),
            Self::Record { .. } => "a table".to_owned(),
            Self::AnyOf(types) => types.iter().map(Self::words).collect::<Vec<_>>().join(", or "),
        }
    }
}
