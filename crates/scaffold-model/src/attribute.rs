use crate::{Disruption, KindName, Rule, TextRule, Value};

/// One attribute: everything that checking, diff, documentation, sandbox and tests know of it.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The word that a user types.
    pub name: &'static str,
    /// What it means, with units, in Markdown.
    pub doc: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether a blueprint must say it.
    pub required: bool,
    /// What silence means, and who owns the value.
    pub class: Class,
    /// What a change does.
    pub mutability: Mutability,
    /// What a change in place does to those who use the resource.
    pub disruption: Disruption,
    /// The value is held by at most one resource of the kind within the same value of that other
    /// attribute (`""`: within the region), so releasing goes before claiming. Ranges are held
    /// when they overlap.
    pub exclusive_within: Option<&'static str>,
    /// Claiming takes the value from its holder in one call of AWS's, so claiming goes before
    /// releasing, and nobody is without in between.
    pub takes_over: bool,
    /// This value leaves the attribute to others: any live value is equal to it.
    pub left_alone_when: Option<Value>,
    /// Nothing live is equal to any value: AWS sets it when something else comes to refer to it.
    pub equal_while_unset: bool,
    /// A live value is equal, too, if a declared entry of that map has it under that key: what a
    /// schedule moves a group's sizes to.
    pub also_equal_to: Option<(&'static str, &'static str)>,
    /// `{ parameter = "/path" }` stands for the value of that parameter of Systems Manager, read at
    /// planning time and pinned in the plan.
    pub by_parameter: bool,
    /// Where a reference in this set is replaced, the new one joins before others move to it, and the
    /// old one leaves after they did: two steps.
    pub widens_first: bool,
    /// More is equal, too, while this attribute is set: what storage autoscaling has grown.
    pub grown_by: Option<&'static str>,
    /// An attribute that a change of this one moves to a word, which another call repairs: a reboot.
    pub sets_off: Option<(&'static str, &'static str)>,
    /// A number that grows by so many percent at least: AWS rounds what is less up.
    pub least_growth: Option<i64>,
    /// AWS keeps a change for the window that [`Facts::queue`](crate::Facts) names, unless it is told not to.
    pub queued: bool,
    /// While that attribute is `true` live, a change is a failover for those who use the resource.
    pub fails_over_with: Option<&'static str>,
    /// Its words change in these steps alone.
    pub stepwise: Option<Stepwise>,
    /// It changes only while another attribute has a value.
    pub only_while: Option<OnlyWhile>,
    /// Its keys are names that AWS lists for the value of that other attribute: the parameters of a family.
    pub keys_of: Option<&'static str>,
    /// Members of AWS's creating call that carry it; empty when the value is set after creation.
    pub create_members: &'static [&'static str],
    /// AWS's modifying calls that carry it, as `Operation.Member`.
    pub modify_members: &'static [&'static str],
}

/// Words that users of a resource must follow one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stepwise {
    /// From which to which AWS goes.
    pub steps: &'static [(&'static str, &'static str)],
    /// What is to be done between two steps.
    pub between: &'static str,
}

/// What another attribute must be, before and after, for one to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnlyWhile {
    /// The other attribute. Where it is not there, live or desired, it does not keep from anything.
    pub attribute: &'static str,
    /// Its value.
    pub is: &'static str,
    /// What is to be done between setting that and the change.
    pub between: &'static str,
}

/// What silence about an attribute means and who owns its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Class {
    /// Silence is absence, enforced.
    Plain,
    /// Silence is this value, enforced.
    Default(Value),
    /// Silence is whatever AWS chose, never a difference.
    ProviderChosen,
    /// Moved by something else at run time; a difference only if declared.
    ControllerOwned,
    /// Used once; later never a difference.
    CreateOnly,
    /// How to act; never a difference by itself.
    Directive,
    /// Cannot be read back.
    WriteOnly,
}

/// What changing an attribute of a live resource does.
#[derive(Clone, Debug, PartialEq)]
pub enum Mutability {
    /// A modifying call.
    InPlace,
    /// A new resource takes the old one's place.
    Replace,
    /// In place towards this value, a replacement towards any other.
    InPlaceOnlyTo(Value),
    /// Refused, with this help.
    Refuse(&'static str),
    /// In place to more, or to a later version; to less it is refused, with this help.
    OnlyGrows(&'static str),
}

impl Attribute {
    /// The value that silence stands for, if the schema says one.
    pub fn default(&self) -> Option<&Value> {
        match &self.class {
            Class::Default(value) => Some(value),
            _ => None,
        }
    }
}

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

impl Type {
    /// What is expected, in words: "a whole number from 1 to 6".
    pub fn words(&self) -> String {
        match self {
            Self::Boolean => "true or false".to_owned(),
            Self::Integer { minimum: i64::MIN, maximum: i64::MAX } => "a whole number".to_owned(),
            Self::Integer { minimum, maximum } if minimum == maximum => minimum.to_string(),
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
            Self::BlockReference(word) => {
                let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                format!("the address of {article} {word} block")
            }
            Self::List(item) => format!("a list, each item {}", item.words()),
            Self::Set(item) => format!("a set, each item {}", item.words()),
            Self::Map(item) => format!("a table of your own keys, each value {}", item.words()),
            Self::Record { .. } => "a table".to_owned(),
            Self::AnyOf(types) => types.iter().map(Self::words).collect::<Vec<_>>().join(", or "),
        }
    }
}
