use std::collections::BTreeMap;

use scaffold_model::{Class, Disruption, Facts, Identity, Keeps, Quota, TextRule, Unique};

use crate::{choice, kind, record};

kind! {
    /// A password that AWS makes up and keeps, or a place for what somebody else puts there. Scaffold writes
    /// neither, and shows neither to anybody: a password is read at the call that needs it.
    pub struct Secret: "secrets.secret" {
        /// What it is for.
        description: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(2048)).created_by(&["Description"]).modified_by(&["UpdateSecret.Description"]),
        /// ARN of the KMS key that encrypts it. Secrets Manager's own when it is not said.
        encryption_key: Option<String> => text(TextRule::Described { words: "the ARN of a KMS key: `arn:aws:kms:…:key/…`", fits: is_key }).created_by(&["KmsKeyId"]).modified_by(&["UpdateSecret.KmsKeyId"]),
        /// What it begins with, used when the secret is made: a password, or nothing, so that somebody else
        /// puts the first value there.
        content: Option<SecretContent> => class(Class::CreateOnly).created_by(&["SecretString"]),
        /// What the password is made of, where there is one; used when the secret is made.
        password: Option<GeneratedPassword> => class(Class::CreateOnly).created_by(&["SecretString"]),
        /// What stands beside the password, in JSON: `{ username = "app" }`; used when the secret is made.
        /// Nothing of it is secret.
        values: BTreeMap<String, String> => class(Class::CreateOnly).created_by(&["SecretString"]),
        /// For how many days it can be restored when it was deleted: 7 to 30. It stands in a tag, so that it
        /// holds when the blueprint does not speak of the secret any more.
        recovery_days: i64 => defaults_to(30).between(7, 30).modified_by(&["TagResource.Tags"]),
        /// Whether `scaffold` refuses to delete it: kept in the tag `scaffold:protected`, since Secrets Manager
        /// has no such flag. Turn it off in one apply, delete in the next.
        deletion_protection: bool => defaults_to(false).modified_by(&["TagResource.Tags", "UntagResource.TagKeys"]),
    }
    outputs {
        /// Its ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
        /// The id of the version that holds now, where there is one.
        version: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 512 },
        id_prefix: "arn:",
        // "ListSecrets … might not reflect changes from the last five minutes."
        lists_late: true,
        holds_data: true,
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        unique: &[Unique { attributes: &["name"], error: "ResourceExistsException" }],
        quota: Some(Quota { limit: 500_000, within: None, error: "LimitExceededException" }),
        protected_by: Some(("deletion_protection", &["true"])),
        keeps: &[Keeps { what: "the secret itself, for the days in which AWS can restore it", unless: None }],
        create_operation: "CreateSecret",
        left_out: &[
            ("Name", "deterministic, from stack and address"),
            ("CreateSecret.Tags", "identity, `Name` and `tags`"),
            ("ClientRequestToken", "of the creating call: from stack, address and request"),
            ("SecretBinary", "passwords are text"),
            ("AddReplicaRegions", "replicas in other regions; not yet"),
            ("ForceOverwriteReplicaSecret", "replicas in other regions; not yet"),
            ("Type", "secrets that others manage; not yet"),
            ("CreateSecret.CrossAccountPrimaryARN", "secrets that others manage; not yet"),
            ("UpdateSecret.SecretString", "a new value is a rotation's to make"),
        ],
        ..crate::facts::FACTS
    } }
}

record! {
    /// What a password is made of. Never of what RDS forbids: `/`, `@`, quotes, backslashes and spaces.
    pub struct GeneratedPassword {
        /// How long it is.
        length: i64 => defaults_to(32).between(8, 41).created_by(&["SecretString"]),
        /// Characters that it does without.
        exclude_characters: Option<String> => text(TextRule::AtMost(128)).created_by(&["SecretString"]),
        /// Whether it has letters and digits only.
        exclude_punctuation: bool => defaults_to(false).created_by(&["SecretString"]),
    }
}

choice! {
    /// What a secret begins with.
    pub enum SecretContent {
        /// A password that AWS makes up.
        Password = "password",
        /// Nothing.
        Nothing = "nothing",
    }
}

fn is_key(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":kms:") && text.contains(":key/") && text.len() <= 2048
}
