use scaffold_model::{Facts, Identity, TextRule, Unique};

use super::function_parts::is_alias_name;
use crate::{Ref, kind};

kind! {
    /// A name for one published version of a function. It moves only when the new version is ready;
    /// versions that no alias names are deleted, but for the last three.
    pub struct Alias: "lambda.alias" {
        /// The function.
        function: Ref => required().refers_to("lambda.function").replaces().created_by(&["FunctionName"]),
        /// Its name: letters, digits, `-` and `_`, not digits alone.
        name: String => required().text(TextRule::Described { words: "1 to 128 letters, digits, `-` and `_`, not digits alone", fits: is_alias_name }).replaces().created_by(&["Name"]),
        /// What its version is: `${lambda.function.….revision}` of its function, code and settings. Where
        /// it differs, a version is published and the alias moves to it. When it is not said, the alias
        /// stays with the version that it was made with.
        revision: Option<String> => provider_chosen().created_by(&["FunctionVersion"]).modified_by(&["UpdateAlias.FunctionVersion"]),
        /// How many instances of its version are kept ready. None when it is not said.
        provisioned_concurrency: Option<i64> => between(1, 1_000_000).modified_by(&["PutProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", "DeleteProvisionedConcurrencyConfig.Qualifier"]),
    }
    outputs {
        /// Its ARN.
        id: String,
        /// ARN: that of the function, and the alias's name.
        arn: String,
        /// The number of the version that it names.
        version: String,
    }
    facts { Facts {
        identity: Identity::Marked { limit: None },
        id_prefix: "arn:",
        soft_referrers: &["lambda.url.alias", "lambda.permission.alias", "lambda.event_source.alias"],
        unique: &[Unique { attributes: &["function", "name"], error: "ResourceConflictException" }],
        renewed_outputs: &["version"],
        page_size: 50,
        create_operation: "CreateAlias",
        left_out: &[
            ("Description", "holds the mark of stack and address"),
            ("RoutingConfig", "two versions side by side; not yet"),
            ("UpdateAlias.RevisionId", "guards every update"),
        ],
        ..crate::facts::FACTS
    } }
}
