use std::collections::BTreeSet;

use scaffold_model::{Facts, Identity, Quota, TextRule, Unique};

use super::{ARN, NAME};
use crate::{choice, kind};

/// Longest code (`FunctionCode`), in bytes.
const CODE: usize = 10_240;

kind! {
    /// JavaScript that runs at every edge on what viewers ask and are answered. What is compared is what is
    /// published: the stage `LIVE`.
    pub struct Function: "cloudfront.function" {
        /// The code.
        code: String => required().text(TextRule::Described { words: "JavaScript of at most 10 KiB", fits: is_code }).created_by(&["FunctionCode"]).modified_by(&["UpdateFunction.FunctionCode"]),
        /// What it runs on.
        runtime: FunctionRuntime => defaults_to("cloudfront-js-2.0").created_by(&["FunctionConfig.Runtime"]).modified_by(&["UpdateFunction.FunctionConfig.Runtime"]),
        /// What it is for.
        comment: String => defaults_to("Managed by scaffold").text(TextRule::AtMost(128)).created_by(&["FunctionConfig.Comment"]).modified_by(&["UpdateFunction.FunctionConfig.Comment"]),
        /// The key value store that it reads (ARN); AWS takes one.
        key_value_stores: BTreeSet<String> => text(ARN).created_by(&["FunctionConfig.KeyValueStoreAssociations"]).modified_by(&["UpdateFunction.FunctionConfig.KeyValueStoreAssociations"]),
    }
    outputs {
        /// Its ARN.
        id: String,
        /// ARN.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: NAME },
        id_prefix: "arn:",
        unique: &[Unique { attributes: &["name"], error: "FunctionAlreadyExists" }],
        quota: Some(Quota { limit: 100, within: None, error: "TooManyFunctions" }),
        create_operation: "CreateFunction",
        left_out: &[
            ("Name", "deterministic, from stack and address"),
            ("CreateFunction.Tags", "identity, `Name` and `tags`"),
            ("UpdateFunction.IfMatch", "what was read a moment before"),
        ],
        ..crate::facts::FACTS
    } }
}

choice! {
    /// What functions run on.
    pub enum FunctionRuntime {
        /// The first one, without `async` and key value stores.
        Js1 = "cloudfront-js-1.0",
        /// The second one.
        Js2 = "cloudfront-js-2.0",
    }
}

fn is_code(text: &str) -> bool {
    (1..=CODE).contains(&text.len())
}
