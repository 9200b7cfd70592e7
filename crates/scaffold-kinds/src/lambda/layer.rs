use std::collections::BTreeSet;

use scaffold_model::{Facts, Identity, TextRule, Unique};

use super::function::Architecture;
use super::function_parts::CODE_SHA256;
use crate::kind;

kind! {
    /// Code that functions share. A change is a new version, which functions name; of those that came
    /// before, the last three are kept.
    pub struct Layer: "lambda.layer" {
        /// SHA-256 of the zip, in base64: what AWS calls `CodeSha256`. From 8 MiB on it goes by the ledger's bucket.
        code_sha256: String => required().text(CODE_SHA256).created_by(&["Content.ZipFile", "Content.S3Bucket", "Content.S3Key"]).modified_by(&["PublishLayerVersion.Content.ZipFile", "PublishLayerVersion.Content.S3Bucket", "PublishLayerVersion.Content.S3Key"]),
        /// Runtimes that it is meant for: `python3.13`.
        runtimes: BTreeSet<String> => text(TextRule::AtMost(64)).created_by(&["CompatibleRuntimes"]).modified_by(&["PublishLayerVersion.CompatibleRuntimes"]),
        /// Processors that it is meant for.
        architectures: BTreeSet<Architecture> => created_by(&["CompatibleArchitectures"]).modified_by(&["PublishLayerVersion.CompatibleArchitectures"]),
        /// Its licence: a word of SPDX, an address, or the text.
        license: Option<String> => text(TextRule::AtMost(512)).created_by(&["LicenseInfo"]).modified_by(&["PublishLayerVersion.LicenseInfo"]),
    }
    outputs {
        /// ARN of the layer, without a version.
        id: String,
        /// ARN of its last version, which functions name.
        arn: String,
        /// Its physical name.
        name: String,
        /// The number of its last version.
        version: String,
    }
    facts { Facts {
        identity: Identity::Marked { limit: Some(140) },
        // It stands in its versions, which nothing changes.
        mark_is_fixed: true,
        id_prefix: "arn:",
        unique: &[Unique { attributes: &["name"], error: "ResourceConflictException" }],
        renewed_outputs: &["arn", "version"],
        page_size: 50,
        create_operation: "PublishLayerVersion",
        left_out: &[
            ("LayerName", "deterministic, from stack and address"),
            ("Description", "holds the mark of stack and address"),
            ("Content.S3ObjectVersion", "its key says what is in it"),
            ("Content.S3ObjectStorageMode", "Lambda keeps its own copy"),
        ],
        ..crate::facts::FACTS
    } }
}
