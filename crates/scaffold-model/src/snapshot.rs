use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Address, CloudId, KindName, PhysicalId, ServiceCost, StackId, User, Value, Values};

/// What is live of one stack, read once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Where it was read.
    pub cloud: CloudId,
    /// Live resources that carry the stack's identity.
    pub resources: Vec<Live>,
    /// Kinds that could not be read.
    pub unread: Vec<Unread>,
    /// Answers to look-ups. (A list of pairs in JSON.)
    #[serde(with = "answers")]
    pub answers: BTreeMap<Lookup, Answer>,
    /// What reading cost.
    pub cost: Vec<ServiceCost>,
}

/// A live resource in the words of its kind's schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// What it is.
    pub kind: KindName,
    /// The cloud's identifier.
    pub id: PhysicalId,
    /// The identity that it carries. `None` for complete sets without a tag of their own, and for
    /// what is not ours.
    pub identity: Option<LiveIdentity>,
    /// Its own physical name, for named kinds.
    pub name: Option<String>,
    /// Attributes and outputs. Physical ids where the schema has references. What AWS does not
    /// report is missing.
    pub values: Values,
    /// Tags without AWS's and identity's.
    pub tags: BTreeMap<String, String>,
    /// Whether it can be used.
    pub state: LiveState,
    /// Creation time as AWS tells it (RFC 3339), where it does.
    pub created: Option<String>,
    /// Things inside it that belong to others and are kept: rules tagged by another stack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign: Vec<String>,
}

/// Identity tags.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LiveIdentity {
    /// `scaffold:stack`.
    pub stack: String,
    /// `scaffold:address`.
    pub address: Address,
    /// `scaffold:name`.
    pub name: Option<String>,
}

/// Where a live resource is in its life. The text is AWS's own status word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "status")]
pub enum LiveState {
    /// Usable.
    Ready,
    /// Being made or changed.
    Pending(String),
    /// Going away.
    Deleting(String),
    /// Will never be usable.
    Failed(String),
}

impl Live {
    /// A live value; `Null` when it is not reported.
    pub fn value(&self, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.values.get(name).unwrap_or(&NULL)
    }

    /// What a reference to it resolves to: an output or attribute, `id` being the physical id.
    pub fn output(&self, path: &str) -> Option<Value> {
        match path {
            "id" => Some(self.values.get("id").cloned().unwrap_or_else(|| Value::text(self.id.as_str()))),
            other => self.values.get(other).cloned(),
        }
    }
}

/// A kind that could not be read although nothing desired needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The kind.
    pub kind: KindName,
    /// Why.
    pub why: String,
    /// Whether the endpoint has no such kind at all, so that none was ever made there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_offered: bool,
}

/// A question that the planner has for the cloud.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// The standard zones of the region that are available, by name. Answer: a list of texts.
    Zones,
    /// The value of a parameter of Systems Manager, such as the id of an image. Answer: a text, or
    /// `Null` where there is no such parameter.
    Parameter {
        /// Its path.
        name: String,
    },
    /// The id of one of AWS's own prefix lists of the region. Answer: a text, or `Null` where there is none
    /// of that name.
    PrefixList {
        /// Its name: `com.amazonaws.global.cloudfront.origin-facing`.
        name: String,
    },
    /// The names that AWS has for the parameters of a family. Answer: a list of texts, or `Null` where
    /// AWS cannot say.
    ParameterNames {
        /// The kind that parameters are set by.
        kind: KindName,
        /// The family: `postgres16`.
        family: String,
    },
    /// The versions that AWS upgrades a version of an engine to. Answer: a list of texts, or `Null` where
    /// AWS cannot say.
    UpgradeTargets {
        /// The kind that has the version.
        kind: KindName,
        /// The engine by its word.
        engine: String,
        /// The version that is live.
        version: String,
    },
    /// Who uses these resources of a kind, whoever owns them. Answer: users.
    Users {
        /// The kind.
        kind: KindName,
        /// Which of them.
        ids: Vec<PhysicalId>,
    },
    /// What another stack has of a kind. Answer: live resources.
    Stack {
        /// The other stack.
        stack: StackId,
        /// The kind.
        kind: KindName,
    },
}

/// What the cloud said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A value.
    Value(Value),
    /// Users.
    Users(Vec<User>),
    /// Live resources of another stack.
    Live(Vec<Live>),
}

mod answers {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Answer, Lookup};

    pub fn serialize<S: Serializer>(
        map: &BTreeMap<Lookup, Answer>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Lookup, Answer>, D::Error> {
        Ok(Vec::<(Lookup, Answer)>::deserialize(deserializer)?.into_iter().collect())
    }
}
