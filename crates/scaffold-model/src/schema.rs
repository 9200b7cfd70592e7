use crate::{Attribute, Disruption, KindName, Rule, Type, Value, Values};

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

/// What is true of a kind beyond its attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// How it carries its identity.
    pub identity: Identity,
    /// Whether a name is taken in every account and region once one has it, so that account and region
    /// stand in it.
    pub is_named_worldwide: bool,
    /// What physical ids begin with: `vpc-`. Empty when there is no such thing.
    pub id_prefix: &'static str,
    /// Whether physical ids are UUIDs. AWS's own things of the kind are in no blueprint, and are referred
    /// to by them.
    pub uuid_ids: bool,
    /// Whether its mark stays what it was made with: it cannot be adopted, and moved to another address it is made
    /// anew.
    pub mark_is_fixed: bool,
    /// Whether lists leave out for minutes what was just made, while it can be read by its name.
    pub lists_late: bool,
    /// Holds data that users would lose.
    pub holds_data: bool,
    /// While this attribute has a live value, the data is that of what it refers to: of a replica.
    pub data_elsewhere: Option<&'static str>,
    /// Whether a replacement is created before the old one goes.
    pub create_before_delete: bool,
    /// What deleting it does to those who use it.
    pub delete_disruption: Disruption,
    /// What replacing it does to them though the new one comes first.
    pub replace_disruption: Disruption,
    /// States between call and readiness, and how long AWS typically takes.
    pub lifecycle: Lifecycle,
    /// Combinations of attributes that AWS lets only one live resource have.
    pub unique: &'static [Unique],
    /// AWS needs this kind beside it, within the same resource of the scope kind, though no
    /// attribute says so: made after it, deleted before it.
    pub beside: Option<Beside>,
    /// What AWS made for it and takes away only some time after it has gone or has left.
    pub lingers: Option<Lingers>,
    /// References to it that do not keep it from being deleted, as `kind.attribute`.
    pub soft_referrers: &'static [&'static str],
    /// AWS's default quota, if there is one.
    pub quota: Option<Quota>,
    /// The attribute that keeps AWS from deleting it while its live value is one of these words.
    pub protected_by: Option<(&'static str, &'static [&'static str])>,
    /// What stays, on purpose, when it is deleted.
    pub keeps: &'static [Keeps],
    /// Outputs that another value comes out of after every change of an attribute: versions.
    pub renewed_outputs: &'static [&'static str],
    /// How a version goes up where others follow it.
    pub upgrade: Option<Upgrade>,
    /// What AWS does with changes that can wait.
    pub queue: Option<Queue>,
    /// Most resources that AWS puts on one page of its list.
    pub page_size: usize,
    /// AWS's creating call, as botocore names it: `CreateVpc`.
    pub create_operation: &'static str,
    /// Members of creating and modifying calls that no attribute carries, with the reason.
    pub left_out: &'static [(&'static str, &'static str)],
}

/// Something of AWS's own that outlives what it was made for, and is taken away in the name of somebody who must
/// live as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lingers {
    /// The attribute that refers to where it stands: those cannot go before it does.
    pub inside: &'static str,
    /// The attribute that refers to whom AWS is while it takes it away.
    pub as_whom: &'static str,
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
    /// AWS has no tags for it: a mark in a text of its own (a description, a comment, the id of a
    /// statement), which the creating call carries, says stack and address.
    Marked {
        /// Longest name that AWS takes, where the name is scaffold's to give.
        limit: Option<usize>,
    },
    /// The complete set of a tagged parent, which this attribute names. It is there whenever the
    /// parent is, and its physical id is the parent's.
    PartOf {
        /// The attribute that refers to the parent.
        attribute: &'static str,
    },
}

impl Identity {
    /// Longest name that AWS takes, of kinds that scaffold gives a deterministic name.
    pub fn name_limit(self) -> Option<usize> {
        match self {
            Self::TagsAndName { limit } => Some(limit),
            Self::Marked { limit } => limit,
            Self::Tags | Self::TagsAndToken | Self::PartOf { .. } => None,
        }
    }
}

/// States in between. Names are AWS's own; seconds are typical, from AWS's documentation or experience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// State after the creating call and seconds until it is ready.
    pub creating: Option<(&'static str, u32)>,
    /// State after the deleting call and seconds until it is gone.
    pub deleting: Option<(&'static str, u32)>,
}

/// What stays when a resource is deleted: a last snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeps {
    /// What, in words.
    pub what: &'static str,
    /// Nothing stays while the live value of this attribute is this word.
    pub unless: Option<(&'static str, &'static str)>,
}

/// A kind that another needs beside it: a NAT gateway an internet gateway in its VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beside {
    /// What is needed.
    pub kind: &'static str,
    /// Both refer, directly or not, to the same resource of this kind.
    pub scope: &'static str,
}

/// How versions of a source and its replicas go up: replicas first, but where AWS takes them along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The attribute that is the version.
    pub version: &'static str,
    /// The attribute of a replica that refers to its source.
    pub source: &'static str,
    /// The attribute whose word says whether AWS takes replicas along.
    pub engine: &'static str,
    /// The attribute that says where a resource is; AWS takes nothing along to elsewhere.
    pub region: &'static str,
    /// How many numbers of a version make the major one, by the engine's word.
    pub majors: &'static [(&'static str, usize)],
    /// Words whose major upgrades take replicas of the region along.
    pub along: &'static [&'static str],
}

/// What AWS does with changes of [`queued`](Attribute::queued) attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// A directive, and the word by which nothing waits.
    pub unless: (&'static str, &'static str),
    /// The attribute that says when the window is.
    pub window: &'static str,
    /// The output that tells what waits.
    pub pending: &'static str,
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

    /// Values with defaults added where nothing is declared, inside tables too. What the rules let be
    /// said only elsewhere has no default here.
    pub fn complete(&self, values: &Values) -> Values {
        complete(&self.attributes, &self.rules, values)
    }

    /// Whether the rules let an attribute be said beside these values.
    pub fn takes(&self, name: &str, values: &Values) -> bool {
        takes(&self.attributes, &self.rules, name, values)
    }
}

impl KindSchema {
    /// Whether resources of the kind carry tags of their own.
    pub fn is_taggable(&self) -> bool {
        !matches!(self.facts.identity, Identity::PartOf { .. } | Identity::Marked { .. })
    }

    /// The attribute that names the parent, for complete sets.
    pub fn parent_attribute(&self) -> Option<&'static str> {
        match self.facts.identity {
            Identity::PartOf { attribute } => Some(attribute),
            _ => None,
        }
    }
}

fn complete(attributes: &[Attribute], rules: &[Rule], values: &Values) -> Values {
    let mut completed = values.clone();
    completed.retain(|_, value| !value.is_null());
    for attribute in attributes {
        match (completed.get_mut(attribute.name), attribute.default()) {
            (Some(value), _) => complete_inside(&attribute.ty, value),
            (None, Some(default)) if takes(attributes, rules, attribute.name, values) => {
                completed.insert(attribute.name.to_owned(), default.clone());
            }
            (None, _) => {}
        }
    }
    completed
}

/// Whether the rules of a table let an attribute be said beside these values. Where they do not, it
/// has no default either.
pub fn takes(attributes: &[Attribute], rules: &[Rule], name: &str, values: &Values) -> bool {
    let value = |name: &str| {
        let declared = values.get(name).filter(|value| !value.is_null());
        declared.or_else(|| attributes.iter().find(|attribute| attribute.name == name)?.default())
    };
    rules.iter().all(|rule| match rule {
        Rule::OnlyWhere { attributes, attribute, is } if attributes.contains(&name) => {
            value(attribute).is_some_and(|value| is.is_empty() || is.contains(&value.to_string().as_str()))
        }
        _ => true,
    })
}

fn complete_inside(ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::Record { attributes, rules }, Value::Map(entries)) => {
            *entries = complete(attributes, rules, entries);
        }
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter_mut().for_each(|value| complete_inside(item, value));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.values_mut().for_each(|value| complete_inside(item, value));
        }
        _ => {}
    }
}
