use scaffold_model::Type;

use crate::block::{Context, Expands, block};
use crate::given::Given;
use crate::kind_type::kind_type;
use crate::part::{Expansion, Part};

const SECRET: &str = "secret";

block! {
    /// A place for a password, a key or a token, which somebody else puts there: it is made without a value, and
    /// no blueprint, plan or history ever holds one.
    ///
    /// Put the first value there by `aws secretsmanager put-secret-value`, or by whatever rotates it. Whoever
    /// names it in `connects_to` with `access = "read"` may read it. Deleted, it can be restored for
    /// `recovery_days`.
    pub struct Secret: "secret" {
        /// What it is for.
        description: Option<Given> => of_type(of("description")),
        /// ARN of the KMS key that encrypts it. Secrets Manager's own when it is not said.
        encryption_key: Option<Given> => of_type(of("encryption_key")),
        /// For how many days it can be restored when it was deleted: 7 to 30.
        recovery_days: i64 => defaults_to(30_i64).between(7, 30),
        /// Whether it is kept from being deleted. To delete it, apply `false` first.
        deletion_protection: bool => defaults_to(true),
    }
    outputs {
        /// ARN.
        arn: String = "secret.arn",
        /// Its physical name.
        name: String = "secret.name",
    }
    parts {
        /// The secret itself. It holds data.
        "secret": "secrets.secret",
    }
}

fn of(attribute: &str) -> Type {
    kind_type("secrets.secret", attribute)
}

impl Expands for Secret {
    fn expand(&self, context: &Context<'_>) -> Expansion {
        let part = Part::new(SECRET, "secrets.secret")
            .with("content", "nothing")
            .asked_if("description", "description", self.description.clone())
            .asked_if("encryption_key", "encryption_key", self.encryption_key.clone())
            .asked("recovery_days", "recovery_days", self.recovery_days)
            .asked("deletion_protection", "deletion_protection", self.deletion_protection);
        Expansion {
            parts: vec![part],
            outputs: ["arn", "name"].map(|name| (name.to_owned(), context.output_of(SECRET, name))).into(),
            all_parts: true,
            diagnostics: Vec::new(),
        }
    }
}
