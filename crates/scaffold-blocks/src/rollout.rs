use scaffold_kinds::{AttributeType, Choice, DecodeError, choice, record};
use scaffold_model::{Type, Value, Values};

/// How a group replaces instances that are not as it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rollout {
    /// Not at all.
    None,
    /// A few at a time.
    Rolling(Rolling),
}

record! {
    /// A few at a time.
    pub struct Rolling {
        /// How much of the group stays healthy meanwhile, in percent.
        min_healthy_percent: i64 => defaults_to(90_i64).between(0, 100),
        /// How long a new instance takes until it counts as healthy, in seconds.
        warmup_seconds: i64 => defaults_to(120_i64).between(0, 31_536_000),
    }
}

choice! {
    /// No replacement.
    pub enum NoRollout {
        /// None.
        None = "none",
    }
}

impl Rollout {
    /// What silence is.
    pub(crate) fn default_value() -> Value {
        let values = [("min_healthy_percent", 90), ("warmup_seconds", 120)];
        let values = values.map(|(name, value)| (name.to_owned(), Value::Integer(value)));
        Value::Map(Values::from(values))
    }
}

impl AttributeType for Rollout {
    fn ty() -> Type {
        Type::AnyOf(vec![Rolling::ty(), NoRollout::ty()])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        if value.as_text() == Some(NoRollout::None.word()) {
            return Ok(Self::None);
        }
        let mut values = Self::default_value();
        if let (Value::Map(values), Value::Map(said)) = (&mut values, value) {
            values.extend(said.clone());
        }
        Rolling::decode(&values).map(Self::Rolling)
    }

    fn encode(&self) -> Value {
        match self {
            Self::None => Value::from(NoRollout::None.word()),
            Self::Rolling(rolling) => rolling.encode(),
        }
    }
}
