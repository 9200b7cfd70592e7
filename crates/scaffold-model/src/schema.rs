use crate::{Disruption, KindName, Type, Value, Values};

/// What a table of a blueprint may hold: the attributes of a block or of a kind.
#[derive(Clone, Debug)]
pub struct Schema {
    /// `vpc` for a block, `ec2.vpc` for a kind.
    pub name: String,
    /// What it is, in Markdown; the first sentence stands alone.
    pub doc: &'static str,
    /// Attributes in the order of the documentation.
    pub attributes: Vec<Attribute>,
    /// What must hold between attributes.
    pub rules: Vec<Rule>,
    /// What others can refer to.
    pub outputs: Vec<OutputSchema>,
}

/// What must hold between attributes of one table.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// One of them is set, and only one.
    ExactlyOneOf(&'static [&'static str]),
    /// No two of them are set.
    AtMostOneOf(&'static [&'static str]),
    /// Where `attribute` has one of the values (any value when none is listed), by declaration or
    /// default, the others are set.
    Requires {
        /// The attribute.
        attribute: &'static str,
        /// Its values.
        is: &'static [&'static str],
        /// What must be set.
        needs: &'static [&'static str],
    },
    /// These are set only where `attribute` has one of the values, by declaration or default.
    OnlyWhere {
        /// What is bound.
        attributes: &'static [&'static str],
        /// The attribute.
        attribute: &'static str,
        /// Its values.
        is: &'static [&'static str],
    },
}

/// What others can refer to: `${vpc.main.id}`.
#[derive(Clone, Debug)]
pub struct OutputSchema {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its type.
    pub ty: Type,
}

/// What an AWS resource is.
#[derive(Clone, Debug)]
pub struct KindSchema {
    /// `ec2.subnet`.
    pub kind: KindName,
    /// Attributes and outputs.
    pub schema: Schema,
    /// How it carries its identity, what AWS refuses, how long things take.
    pub facts: Facts,
}

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
}

/// What is true of a kind beyond its attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// How it carries its identity.
    pub identity: Identity,
    /// What physical ids begin with: `vpc-`. Empty when there is no such thing.
    pub id_prefix: &'static str,
    /// Holds data that users would lose.
    pub holds_data: bool,
    /// Whether a replacement is created before the old one goes.
    pub create_before_delete: bool,
    /// What deleting (and so replacing) it does to those who use it.
    pub delete_disruption: Disruption,
    /// States between call and readiness, and how long AWS typically takes.
    pub lifecycle: Lifecycle,
    /// Combinations of attributes that AWS lets only one live resource have.
    pub unique: &'static [Unique],
    /// AWS needs this kind beside it, within the same resource of the scope kind, though no
    /// attribute says so: made after it, deleted before it.
    pub beside: Option<Beside>,
    /// References to it that do not keep it from being deleted, as `kind.attribute`.
    pub soft_referrers: &'static [&'static str],
    /// AWS's default quota, if there is one.
    pub quota: Option<Quota>,
    /// Most resources that AWS puts on one page of its list.
    pub page_size: usize,
    /// AWS's creating call, as botocore names it: `CreateVpc`.
    pub create_operation: &'static str,
    /// Members of creating and modifying calls that no attribute carries, with the reason.
    pub left_out: &'static [(&'static str, &'static str)],
}

/// How a kind carries its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Tags in the creating call; no token and no unique name, so a create is never repeated blindly.
    Tags,
    /// Tags and a client token in the creating call.
    TagsAndToken,
    /// Tags in the creating call and a deterministic unique name of at most so many characters.
    TagsAndName {
        /// Longest name that AWS takes.
        limit: usize,
    },
    /// The complete set of a tagged parent, which this attribute names. It is there whenever the
    /// parent is, and its physical id is the parent's.
    PartOf {
        /// The attribute that refers to the parent.
        attribute: &'static str,
    },
}

/// States in between. Names are AWS's own; seconds are typical, from AWS's documentation or experience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// State after the creating call and seconds until it is ready.
    pub creating: Option<(&'static str, u32)>,
    /// State after the deleting call and seconds until it is gone.
    pub deleting: Option<(&'static str, u32)>,
}

/// A kind that another needs beside it: a NAT gateway an internet gateway in its VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// What is needed.
    pub kind: &'static str,
    /// Both refer, directly or not, to the same resource of this kind.
    pub scope: &'static str,
}

/// A combination that AWS lets only one live resource have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unique {
    /// The attributes (`name` is the physical name).
    pub attributes: &'static [&'static str],
    /// AWS's error code for the second one.
    pub error: &'static str,
}

/// A quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// AWS's default.
    pub limit: usize,
    /// Within the same value of this attribute; the region when `None`.
    pub within: Option<&'static str>,
    /// AWS's error code beyond it.
    pub error: &'static str,
}

impl Schema {
    /// An attribute by name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// An output by name.
    pub fn output(&self, name: &str) -> Option<&OutputSchema> {
        self.outputs.iter().find(|output| output.name == name)
    }
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

impl KindSchema {
    /// Whether resources of the kind carry tags of their own.
    pub fn is_taggable(&self) -> bool {
        !matches!(self.facts.identity, Identity::PartOf { .. })
    }

    /// The attribute that names the parent, for complete sets.
    pub fn parent_attribute(&self) -> Option<&'static str> {
        match self.facts.identity {
            Identity::PartOf { attribute } => Some(attribute),
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

impl Schema {
    /// Values with defaults added where nothing is declared, inside tables too.
    pub fn complete(&self, values: &Values) -> Values {
        complete(&self.attributes, values)
    }
}

fn complete(attributes: &[Attribute], values: &Values) -> Values {
    let mut completed = values.clone();
    completed.retain(|_, value| !value.is_null());
    for attribute in attributes {
        match (completed.get_mut(attribute.name), attribute.default()) {
            (Some(value), _) => complete_inside(&attribute.ty, value),
            (None, Some(default)) => {
                completed.insert(attribute.name.to_owned(), default.clone());
            }
            (None, None) => {}
        }
    }
    completed
}

fn complete_inside(ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::Record { attributes, .. }, Value::Map(entries)) => *entries = complete(attributes, entries),
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter_mut().for_each(|value| complete_inside(item, value));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.values_mut().for_each(|value| complete_inside(item, value));
        }
        _ => {}
    }
}
