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
    /// Members of AWS's creating call that carry it; empty when the value is set after creation.
    pub create_members: &'static [&'static str],
    /// AWS's modifying calls that carry it, as `Operation.Member`.
    pub modify_members: &'static [&'static str],
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

/// How a declaration reads: `required().replaces().created_by(&["CidrBlock"])`.
impl Attribute {
    /// A blueprint must say it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Silence is this value, enforced.
    #[must_use]
    pub fn defaults_to(mut self, value: impl Into<Value>) -> Self {
        self.class = Class::Default(value.into());
        self
    }

    /// Silence is whatever AWS chose.
    #[must_use]
    pub fn provider_chosen(mut self) -> Self {
        self.class = Class::ProviderChosen;
        self
    }

    /// Another class than plain.
    #[must_use]
    pub fn class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    /// A change replaces the resource.
    #[must_use]
    pub fn replaces(mut self) -> Self {
        self.mutability = Mutability::Replace;
        self
    }

    /// In place towards this value, a replacement towards any other.
    #[must_use]
    pub fn in_place_only_to(mut self, value: impl Into<Value>) -> Self {
        self.mutability = Mutability::InPlaceOnlyTo(value.into());
        self
    }

    /// A change is refused.
    #[must_use]
    pub fn refuses_change(mut self, help: &'static str) -> Self {
        self.mutability = Mutability::Refuse(help);
        self
    }

    /// A change in place disturbs so much.
    #[must_use]
    pub fn disrupts(mut self, disruption: Disruption) -> Self {
        self.disruption = disruption;
        self
    }

    /// A change to less, or to an earlier version, is refused.
    #[must_use]
    pub fn only_grows(mut self, help: &'static str) -> Self {
        self.mutability = Mutability::OnlyGrows(help);
        self
    }

    /// Holds the address of a resource of this kind: itself, or every item of a list or set.
    #[must_use]
    pub fn refers_to(mut self, kind: &'static str) -> Self {
        let reference = Type::Reference(KindName::from(kind));
        self.ty = match self.ty {
            Type::Set(_) => Type::Set(Box::new(reference)),
            Type::List(_) => Type::List(Box::new(reference)),
            _ => reference,
        };
        self
    }

    /// Another, narrower type than the field's own; inside a list or set that of its items.
    #[must_use]
    pub fn of_type(mut self, ty: Type) -> Self {
        self.ty = match self.ty {
            Type::Set(_) if !matches!(ty, Type::Set(_)) => Type::Set(Box::new(ty)),
            Type::List(_) if !matches!(ty, Type::List(_)) => Type::List(Box::new(ty)),
            _ => ty,
        };
        self
    }

    /// A whole number within bounds, both included.
    #[must_use]
    pub fn between(self, minimum: i64, maximum: i64) -> Self {
        self.of_type(Type::Integer { minimum, maximum })
    }

    /// An IPv4 range whose prefix lies within bounds, both included.
    #[must_use]
    pub fn prefix_between(self, shortest: u8, longest: u8) -> Self {
        self.of_type(Type::Cidr4 { shortest, longest })
    }

    /// Text that follows a rule.
    #[must_use]
    pub fn text(self, rule: crate::TextRule) -> Self {
        self.of_type(Type::Text(rule))
    }

    /// Held by at most one resource of the kind within the same value of that attribute.
    #[must_use]
    pub fn exclusive_within(mut self, scope: &'static str) -> Self {
        self.exclusive_within = Some(scope);
        self
    }

    /// Claiming an exclusive value takes it from its holder in one call.
    #[must_use]
    pub fn takes_over(mut self) -> Self {
        self.takes_over = true;
        self
    }

    /// This value leaves the attribute to others.
    #[must_use]
    pub fn left_alone_when(mut self, value: impl Into<Value>) -> Self {
        self.left_alone_when = Some(value.into());
        self
    }

    /// Nothing live is equal to any value.
    #[must_use]
    pub fn equal_while_unset(mut self) -> Self {
        self.equal_while_unset = true;
        self
    }

    /// A live value is equal, too, if a declared entry of that map has it under that key.
    #[must_use]
    pub fn also_equal_to(mut self, map: &'static str, key: &'static str) -> Self {
        self.also_equal_to = Some((map, key));
        self
    }

    /// May be said as a parameter of Systems Manager: `{ parameter = "/path" }`. After the type's own
    /// narrowing.
    #[must_use]
    pub fn by_parameter(mut self) -> Self {
        self.ty = Type::AnyOf(vec![self.ty, parameter()]);
        self.by_parameter = true;
        self
    }

    /// A replaced reference joins before others move to it, and leaves after they did.
    #[must_use]
    pub fn widens_first(mut self) -> Self {
        self.widens_first = true;
        self
    }

    /// More is equal, too, while that attribute is set.
    #[must_use]
    pub fn grown_by(mut self, attribute: &'static str) -> Self {
        self.grown_by = Some(attribute);
        self
    }

    /// Members of AWS's creating call that carry it.
    #[must_use]
    pub fn created_by(mut self, members: &'static [&'static str]) -> Self {
        self.create_members = members;
        self
    }

    /// AWS's modifying calls that carry it, as `Operation.Member`.
    #[must_use]
    pub fn modified_by(mut self, members: &'static [&'static str]) -> Self {
        self.modify_members = members;
        self
    }
}

/// `{ parameter = "/path" }`.
fn parameter() -> Type {
    let path = Attribute {
        name: "parameter",
        doc: "The parameter's path.",
        ty: Type::Text(crate::text_rule::PARAMETER),
        required: true,
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
        create_members: &[],
        modify_members: &[],
    };
    Type::Record { attributes: vec![path], rules: Vec::new() }
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
