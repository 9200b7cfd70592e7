//! What a role may do.

use std::collections::BTreeMap;

use scaffold_kinds::{AttributeType, Choice, choice, record};
use scaffold_model::{TextRule, Type, Value, Values};

use crate::given::Given;

record! {
    /// A statement of an IAM policy.
    pub struct Permission {
        /// Whether it allows or denies.
        effect: Effect => defaults_to("Allow"),
        /// What: `["s3:GetObject"]`.
        actions: Vec<Given> => text(TextRule::Described { words: "an action of IAM, such as `s3:GetObject`", fits: is_action }).required(),
        /// On what: ARNs, also of what the blueprint makes (`"${logs.log_group.app.arn}:*"`).
        resources: Vec<Given> => text(TextRule::Described { words: "an ARN, or `*`", fits: is_resource }).required(),
        /// When, as IAM writes it: `{ StringEquals = { "aws:RequestedRegion" = "us-east-1" } }`.
        conditions: BTreeMap<String, BTreeMap<String, Given>> => of_type(conditions()),
    }
}

choice! {
    /// What a statement does.
    pub enum Effect {
        /// It allows.
        Allow = "Allow",
        /// It denies, whatever else allows.
        Deny = "Deny",
    }
}

/// Conditions of a statement.
pub(crate) fn conditions() -> Type {
    let text = Type::Text(TextRule::Any);
    let values = Type::AnyOf(vec![text.clone(), Type::List(Box::new(text))]);
    Type::Map(Box::new(Type::Map(Box::new(values))))
}

pub(crate) fn is_action(text: &str) -> bool {
    let fits = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    text == "*"
        || text.split_once(':').is_some_and(|(service, action)| fits(service, "-") && fits(action, "*?"))
}

fn is_resource(text: &str) -> bool {
    text == "*" || text.starts_with("arn:")
}

/// The policy of statements.
pub(crate) fn policy(statements: Vec<Value>) -> Value {
    map([("Version", Value::from("2012-10-17")), ("Statement", Value::List(statements))])
}

/// Who may be a role: a service.
pub(crate) fn trust(service: &str) -> Value {
    policy(vec![map([
        ("Effect", Value::from("Allow")),
        ("Principal", map([("Service", Value::from(service))])),
        ("Action", Value::from("sts:AssumeRole")),
    ])])
}

/// A statement that allows actions on resources.
pub(crate) fn allow(actions: &[&str], resources: Vec<Value>) -> Value {
    map([
        ("Effect", Value::from("Allow")),
        ("Action", Value::List(actions.iter().map(|action| Value::from(*action)).collect())),
        ("Resource", Value::List(resources)),
    ])
}

impl Permission {
    /// As IAM writes it.
    pub(crate) fn statement(&self) -> Value {
        let given = |values: &[Given]| Value::List(values.iter().map(|Given(value)| value.clone()).collect());
        let Value::Map(mut statement) = map([
            ("Effect", Value::from(self.effect.word())),
            ("Action", given(&self.actions)),
            ("Resource", given(&self.resources)),
        ]) else {
            return Value::Null;
        };
        if !self.conditions.is_empty() {
            statement.insert("Condition".to_owned(), self.conditions.encode());
        }
        Value::Map(statement)
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Values>())
}
