//! The replicas of a database: so many, or each by its name.

use std::collections::BTreeMap;

use scaffold_kinds::{AttributeType, DecodeError, record};
use scaffold_model::{Disruption, Rule, TextRule, Type, Value, Values};

use crate::given::Given;
use crate::kind_type::kind_type;

/// What says how many there are.
pub(crate) const COUNT: &str = "count";

/// RDS makes so many of one source.
const MOST: i64 = 15;

/// The replicas of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replicas {
    /// How many.
    pub count: Option<i64>,
    /// Or which.
    pub named: BTreeMap<String, Replica>,
}

record! {
    /// A replica that has a name.
    pub struct Replica {
        /// Processors and memory. Those of the primary when it is not said.
        instance_class: Option<Given> => of_type(kind_type("rds.instance", "instance_class")).disrupts(Disruption::Downtime),
        /// The zone that it is made in: `"us-east-1b"`. AWS chooses when it is not said.
        zone: Option<String> => text(TextRule::AtMost(64)),
        /// Whether a second one in another zone takes over when it fails.
        multi_az: Option<bool> => defaults_to(false),
        /// Settings of its own, in place of the primary's.
        parameters: Option<BTreeMap<String, Given>>,
        /// Another region to stand in: `"eu-west-1"`. What it needs there is made elsewhere, and named below.
        region: Option<String> => of_type(kind_type("rds.instance", "region")).replaces(),
        /// With `region`: ARN of the KMS key there that encrypts its storage.
        encryption_key: Option<Given> => of_type(kind_type("rds.instance", "encryption_key")).replaces(),
        /// With `region`: name of the subnet group there. That of the default VPC when it is not said.
        subnet_group: Option<Given> => text(TextRule::AtMost(255)).disrupts(Disruption::Downtime),
        /// With `region`: security groups there, `["sg-…"]`. The VPC's own when none is said.
        security_groups: Option<Vec<Given>> => of_type(Type::List(Box::new(Type::Text(TextRule::Prefix("sg-"))))),
        /// Makes it a primary of its own, which cannot be undone: it takes no more from its source, is
        /// backed up and protected as the block says, and keeps its password. Only of one that is there.
        promote: Option<bool> => defaults_to(false).disrupts(Disruption::Downtime),
    }
    rules {
        Rule::OnlyWhere { attributes: &["zone"], attribute: "multi_az", is: &["false"] },
        Rule::OnlyWhere { attributes: &["encryption_key", "subnet_group", "security_groups"], attribute: "region", is: &[] },
        // RDS copies nothing encrypted into a region without a key of that region.
        Rule::Requires { attribute: "region", is: &[], needs: &["encryption_key"] },
    }
}

impl AttributeType for Replicas {
    fn ty() -> Type {
        let count = Type::Integer { minimum: 0, maximum: MOST };
        Type::Map(Box::new(Type::AnyOf(vec![count, Replica::ty()])))
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        let empty = Values::new();
        let entries = value.as_map().unwrap_or(&empty);
        let count = entries.get(COUNT).and_then(Value::as_integer);
        // What is neither is told by the checks.
        let tables = entries.iter().filter(|(_, entry)| entry.as_map().is_some());
        let named = tables.map(|(name, entry)| Ok((name.clone(), Replica::decode(entry)?)));
        Ok(Self { count, named: named.collect::<Result<_, _>>()? })
    }

    fn encode(&self) -> Value {
        let count = self.count.map(|count| (COUNT.to_owned(), Value::Integer(count)));
        let named = self.named.iter().map(|(name, replica)| (name.clone(), replica.encode()));
        Value::Map(named.chain(count).collect())
    }
}

/// A replica, as it is expanded.
pub(crate) struct Numbered<'a> {
    /// `1`, or its name.
    pub(crate) name: String,
    /// Where it is written: `replicas.count`, `replicas.reporting`.
    pub(crate) path: String,
    /// What is said of it.
    pub(crate) said: Option<&'a Replica>,
}

impl Numbered<'_> {
    /// `replica-1`.
    pub(crate) fn part(&self) -> String {
        format!("replica-{}", self.name)
    }

    /// Whether it is a primary of its own.
    pub(crate) fn is_promoted(&self) -> bool {
        self.said.is_some_and(|said| said.promote == Some(true))
    }

    /// The region that it stands in, where it says one.
    pub(crate) fn region(&self) -> Option<&str> {
        self.said.and_then(|said| said.region.as_deref())
    }

    /// Whether it has a group of settings of its own: groups are of one region.
    pub(crate) fn has_settings(&self) -> bool {
        self.said.is_some_and(|said| said.parameters.is_some() || said.region.is_some())
    }

    /// The group of settings that it has: its own, or the primary's.
    pub(crate) fn parameter_group(&self) -> String {
        match self.has_settings() {
            true => format!("parameter_group.{}", self.name),
            false => "parameter_group".to_owned(),
        }
    }
}

impl Replicas {
    /// Every one of them.
    pub(crate) fn all(&self) -> Vec<Numbered<'_>> {
        let named = self.named.iter().map(|(name, replica)| Numbered {
            name: name.clone(),
            path: format!("replicas.{name}"),
            said: Some(replica),
        });
        // Of both, which is told, the names say more.
        let count = self.count.filter(|_| self.named.is_empty()).unwrap_or(0);
        let counted = (1..=count).map(|number| Numbered {
            name: number.to_string(),
            path: format!("replicas.{COUNT}"),
            said: None,
        });
        named.chain(counted).collect()
    }
}
