use std::collections::BTreeMap;

use scaffold_model::{
    Disruption, Facts, Identity, Lifecycle, Lingers, Quota, Rule, TextRule, Unique, Value, digest,
};

use super::function_parts::{
    ApplicationLogLevel, CODE_SHA256, FileSystem, FunctionVpc, ImageConfig, SystemLogLevel,
};
use crate::{Kind, Ref, choice, kind};

kind! {
    /// Code that runs when something asks for it. Its code is compared by AWS's own hash, so that it is
    /// sent again only where it is another.
    pub struct Function: "lambda.function" {
        /// How its code comes: as an archive, or as an image.
        package: Package => defaults_to("Zip").replaces().created_by(&["PackageType"]),
        /// SHA-256 of the zip, in base64: what AWS calls `CodeSha256`. The bytes come from where the
        /// blueprint says; from 8 MiB on they go by the ledger's bucket.
        code_sha256: Option<String> => text(CODE_SHA256).created_by(&["Code.ZipFile", "Code.S3Bucket", "Code.S3Key"]).modified_by(&["UpdateFunctionCode.ZipFile", "UpdateFunctionCode.S3Bucket", "UpdateFunctionCode.S3Key"]),
        /// The image, in a repository of Amazon ECR, by tag or by digest. Another image under the same tag
        /// is no difference.
        image: Option<String> => created_by(&["Code.ImageUri"]).modified_by(&["UpdateFunctionCode.ImageUri"]),
        /// What of the image's own settings holds otherwise.
        image_config: Option<ImageConfig> => created_by(&["ImageConfig"]).modified_by(&["UpdateFunctionConfiguration.ImageConfig"]),
        /// What runs the code: `python3.13`, `nodejs22.x`, `provided.al2023`.
        runtime: Option<String> => text(TextRule::Described { words: "a runtime, such as `python3.13`", fits: is_runtime }).created_by(&["Runtime"]).modified_by(&["UpdateFunctionConfiguration.Runtime"]),
        /// What of the code is called: `index.handler`.
        handler: Option<String> => text(TextRule::Described { words: "1 to 128 characters without spaces", fits: is_handler }).created_by(&["Handler"]).modified_by(&["UpdateFunctionConfiguration.Handler"]),
        /// Which processors it runs on.
        architecture: Architecture => defaults_to("x86_64").created_by(&["Architectures"]).modified_by(&["UpdateFunctionCode.Architectures"]),
        /// The role that it is while it runs.
        role: Ref => required().refers_to("iam.role").created_by(&["Role"]).modified_by(&["UpdateFunctionConfiguration.Role"]),
        /// What it is for.
        description: Option<String> => text(TextRule::AtMost(256)).created_by(&["Description"]).modified_by(&["UpdateFunctionConfiguration.Description"]),
        /// Memory in MiB: 128 to 10,240. Processors come with it.
        memory_mib: i64 => defaults_to(128).between(128, 10_240).created_by(&["MemorySize"]).modified_by(&["UpdateFunctionConfiguration.MemorySize"]),
        /// How long one invocation may take, in seconds: 1 to 900.
        timeout_seconds: i64 => defaults_to(3).between(1, 900).created_by(&["Timeout"]).modified_by(&["UpdateFunctionConfiguration.Timeout"]),
        /// Variables that the code sees. No secrets: whoever may read the function reads them.
        environment: BTreeMap<String, String> => created_by(&["Environment.Variables"]).modified_by(&["UpdateFunctionConfiguration.Environment.Variables"]),
        /// ARN of the KMS key that encrypts the variables. Lambda's own key when it is not said.
        encryption_key: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["KMSKeyArn"]).modified_by(&["UpdateFunctionConfiguration.KMSKeyArn"]),
        /// Size of `/tmp` in MiB: 512 to 10,240.
        ephemeral_storage_mib: i64 => defaults_to(512).between(512, 10_240).created_by(&["EphemeralStorage.Size"]).modified_by(&["UpdateFunctionConfiguration.EphemeralStorage.Size"]),
        /// ARNs of versions of layers, at most five, in the order in which they are laid over each other.
        layers: Vec<String> => text(TextRule::Prefix("arn:")).created_by(&["Layers"]).modified_by(&["UpdateFunctionConfiguration.Layers"]),
        /// A file system that it sees.
        file_system: Option<FileSystem> => created_by(&["FileSystemConfigs"]).modified_by(&["UpdateFunctionConfiguration.FileSystemConfigs"]),
        /// The network that it reaches. None when it is not said: the internet, and nothing private.
        vpc: Option<FunctionVpc> => created_by(&["VpcConfig"]).modified_by(&["UpdateFunctionConfiguration.VpcConfig"]),
        /// How many may run at the same time. As many as the account has left when it is not said; 0 stops it.
        reserved_concurrency: Option<i64> => between(0, 1_000_000).modified_by(&["PutFunctionConcurrency.ReservedConcurrentExecutions", "DeleteFunctionConcurrency.FunctionName"]),
        /// Whether requests are traced by AWS X-Ray.
        tracing: Tracing => defaults_to("PassThrough").created_by(&["TracingConfig.Mode"]).modified_by(&["UpdateFunctionConfiguration.TracingConfig.Mode"]),
        /// ARN of the queue or topic that gets what failed, where nobody waits for the answer.
        dead_letter: Option<String> => text(TextRule::Prefix("arn:")).created_by(&["DeadLetterConfig.TargetArn"]).modified_by(&["UpdateFunctionConfiguration.DeadLetterConfig.TargetArn"]),
        /// Where it writes what it tells. `/aws/lambda/` and its name when it is not said, which nothing
        /// deletes.
        log_group: Option<Ref> => refers_to("logs.log_group").created_by(&["LoggingConfig.LogGroup"]).modified_by(&["UpdateFunctionConfiguration.LoggingConfig.LogGroup"]),
        /// How it writes.
        log_format: LogFormat => defaults_to("Text").created_by(&["LoggingConfig.LogFormat"]).modified_by(&["UpdateFunctionConfiguration.LoggingConfig.LogFormat"]),
        /// From which level on the code's own lines are kept.
        application_log_level: Option<ApplicationLogLevel> => defaults_to("INFO").created_by(&["LoggingConfig.ApplicationLogLevel"]).modified_by(&["UpdateFunctionConfiguration.LoggingConfig.ApplicationLogLevel"]),
        /// From which level on Lambda's own lines are kept.
        system_log_level: Option<SystemLogLevel> => defaults_to("INFO").created_by(&["LoggingConfig.SystemLogLevel"]).modified_by(&["UpdateFunctionConfiguration.LoggingConfig.SystemLogLevel"]),
        /// Whether versions start from a snapshot of what the code has set up.
        snap_start: SnapStart => defaults_to("None").created_by(&["SnapStart.ApplyOn"]).modified_by(&["UpdateFunctionConfiguration.SnapStart.ApplyOn"]),
    }
    rules {
        Rule::ExactlyOneOf(&["code_sha256", "image"]),
        Rule::Requires { attribute: "package", is: &["Zip"], needs: &["code_sha256", "runtime", "handler"] },
        Rule::OnlyWhere { attributes: &["code_sha256", "runtime", "handler", "layers"], attribute: "package", is: &["Zip"] },
        Rule::OnlyWhere { attributes: &["image", "image_config"], attribute: "package", is: &["Image"] },
        Rule::OnlyWhere { attributes: &["application_log_level", "system_log_level"], attribute: "log_format", is: &["JSON"] },
    }
    outputs {
        /// Its ARN, without a version.
        id: String,
        /// ARN, without a version.
        arn: String,
        /// Its physical name.
        name: String,
        /// What it is: a digest of its code and of every setting that a version keeps. An alias names it.
        revision: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 64 },
        id_prefix: "arn:",
        delete_disruption: Disruption::Downtime,
        lifecycle: Lifecycle { creating: Some(("Pending", 4)), deleting: None },
        // Its network interfaces, which Lambda deletes with the rights of its role, up to 20 minutes later.
        lingers: Some(Lingers { inside: "vpc", as_whom: "role" }),
        // AWS deletes a function that these name; they go with it, or find nothing.
        soft_referrers: &["lambda.alias.function", "lambda.url.function", "lambda.permission.function", "lambda.event_source.function"],
        unique: &[Unique { attributes: &["name"], error: "ResourceConflictException" }],
        quota: Some(Quota { limit: 100_000, within: None, error: "CodeStorageExceededException" }),
        renewed_outputs: &["revision"],
        page_size: 50,
        create_operation: "CreateFunction",
        left_out: &[
            ("FunctionName", "deterministic, from stack and address"),
            ("Tags", "identity, `Name` and `tags`"),
            ("Publish", "versions are an alias's to publish"),
            ("PublishTo", "of managed instances; not yet"),
            ("Code.S3ObjectVersion", "its key says what is in it"),
            ("Code.S3ObjectStorageMode", "Lambda keeps its own copy"),
            ("UpdateFunctionCode.S3ObjectVersion", "its key says what is in it"),
            ("UpdateFunctionCode.S3ObjectStorageMode", "Lambda keeps its own copy"),
            ("Code.SourceKMSKeyArn", "a key of the archive's own; not yet"),
            ("UpdateFunctionCode.SourceKMSKeyArn", "a key of the archive's own; not yet"),
            ("UpdateFunctionCode.DryRun", "emulators apply it nevertheless"),
            ("RevisionId", "guards every update"),
            ("FileSystemConfigs.S3FilesConfig", "how files of S3 are read; not yet"),
            ("CodeSigningConfigArn", "signatures of code; not yet"),
            ("TenancyConfig", "tenants of one function; not yet"),
            ("CapacityProviderConfig", "managed instances; not yet"),
            ("DurableConfig", "durable functions; not yet"),
            ("RuntimeConfig", "a runtime's own version; AWS keeps it up to date"),
            ("AcceleratorConfig", "managed instances; not yet"),
        ],
        ..crate::facts::FACTS
    } }
}

impl Function {
    /// What of it a version keeps, in sixteen hexadecimal digits: its code, by AWS's hash of archive or
    /// image, and its settings. How many may run is the function's, not a version's.
    pub fn revision(&self, code_sha256: &str) -> String {
        let mut settings = self.encode();
        settings.retain(|name, _| !["code_sha256", "image", "reserved_concurrency"].contains(&name.as_str()));
        settings.retain(|_, value| !is_nothing(value));
        let whole = Value::List(vec![Value::text(code_sha256), Value::Map(settings)]);
        digest(whole.to_json().to_string().as_bytes())[..16].to_owned()
    }
}

/// Silence and nothing are the same.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        value => value.is_null(),
    }
}

fn is_runtime(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.';
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.len() <= 64 && text.chars().all(fits)
}

fn is_handler(text: &str) -> bool {
    (1..=128).contains(&text.len()) && !text.contains(char::is_whitespace)
}

choice! {
    /// How code comes.
    pub enum Package {
        /// An archive.
        Zip = "Zip",
        /// An image of containers.
        Image = "Image",
    }
}

choice! {
    /// Processors.
    pub enum Architecture {
        /// AWS Graviton.
        Arm = "arm64",
        /// Intel's and AMD's.
        Intel = "x86_64",
    }
}

choice! {
    /// Tracing by AWS X-Ray.
    pub enum Tracing {
        /// As whoever calls it says.
        PassThrough = "PassThrough",
        /// Some of the requests.
        Active = "Active",
    }
}

choice! {
    /// How a function writes.
    pub enum LogFormat {
        /// Lines.
        Text = "Text",
        /// Objects.
        Json = "JSON",
    }
}

choice! {
    /// Whether versions start from a snapshot.
    pub enum SnapStart {
        /// Never.
        Never = "None",
        /// Each version that is published.
        Published = "PublishedVersions",
    }
}
