use scaffold_kinds::record;
use scaffold_kinds::s3::CorsMethod;
use scaffold_model::{TextRule, Type};

use crate::block::block;
use crate::given::Given;
use crate::kind_type::kind_type;
use crate::permissions::{Effect, is_action};

pub(crate) const BUCKET: &str = "bucket";

block! {
    /// Objects of any size, kept for good.
    ///
    /// Nobody reads or writes it but who is let: roles by `connects_to` of their blocks, CDNs that have it as an
    /// origin, and `policy`. Its name is unique among all buckets of all accounts; when it is not said it is made from
    /// stack, block, account and region. It is deleted only when it is empty, or with `empty_on_delete`.
    pub struct Bucket: "bucket" {
        /// Its name, when it must be a certain one: 3 to 63 lower-case letters, digits, hyphens and dots.
        name: Option<Given> => of_type(of("bucket")).replaces(),
        /// Whether what is overwritten or deleted is kept as an older version. Once it was on, `false` stops it: versions
        /// that are there stay.
        versioning: bool => defaults_to(true),
        /// Whether everyone may read every object. It stays closed to writing.
        public: bool => defaults_to(false),
        /// ARN of the KMS key that encrypts objects. S3's own when it is not said.
        encryption_key: Option<Given> => text(TextRule::Prefix("arn:")),
        /// What becomes of objects with time.
        lifecycle: Vec<Lifecycle>,
        /// Which pages of other sites may use it from a browser.
        cors: Vec<Cors>,
        /// Writes every request down in another bucket.
        access_logs: Option<BucketLogs>,
        /// Who else may do what: statements of its policy.
        policy: Vec<PolicyStatement>,
        /// Whether it is kept from being deleted. To delete it, apply `false` first.
        deletion_protection: bool => defaults_to(true),
        /// Whether everything in it is deleted with it, older versions too. It must have been applied before.
        empty_on_delete: bool => defaults_to(false),
    }
    outputs {
        /// Its name.
        name: String = "bucket.name",
        /// ARN.
        arn: String = "bucket.arn",
        /// Its name in DNS, with the region in it.
        regional_domain_name: String = "bucket.regional_domain_name",
    }
    parts {
        /// The bucket itself. It holds data.
        "bucket": "s3.bucket",
        /// Who may do what with it, where anybody may by it: `public`, `policy`, CDNs that read from it, buckets that
        /// write their requests down there.
        "policy": "s3.bucket_policy",
        /// Whom it tells of its objects, where a function has it among its `events`.
        "notification": "s3.bucket_notification",
    }
}

record! {
    /// What becomes of objects with time.
    pub struct Lifecycle {
        /// Objects whose names begin so; all of them when it is not said.
        prefix: Option<String> => text(TextRule::AtMost(1_024)),
        /// After how many days they are deleted; with versioning, are no current version any more.
        expire_days: Option<i64> => between(1, 36_500),
        /// After how many days they go to Glacier, which is cheap to keep and slow to read.
        archive_days: Option<i64> => between(0, 36_500),
        /// For how many days older versions are kept.
        noncurrent_expire_days: Option<i64> => between(1, 36_500),
        /// After how many days parts of an upload go that nobody finished.
        abort_uploads_days: Option<i64> => defaults_to(7_i64).between(1, 36_500),
    }
}

record! {
    /// Which pages of other sites may use the bucket.
    pub struct Cors {
        /// Sites: `"https://shop.example.com"`, or `"*"`.
        origins: Vec<String> => text(TextRule::AtMost(255)).required(),
        /// Methods: `"GET"`, `"HEAD"`, `"PUT"`, `"POST"`, `"DELETE"`.
        methods: Vec<CorsMethod> => required(),
        /// Headers that they may send.
        headers: Vec<String> => text(TextRule::AtMost(255)),
        /// Headers of answers that they may see.
        expose_headers: Vec<String> => text(TextRule::AtMost(255)),
        /// For how long a browser remembers that, in seconds.
        max_age_seconds: Option<i64> => between(0, 86_400),
    }
}

record! {
    /// Where requests are written down.
    pub struct BucketLogs {
        /// The bucket that takes them; its policy lets S3 put them there.
        bucket: Option<String> => of_type(Type::BlockReference("bucket")).required(),
        /// What names of its objects begin with: `"requests/"`.
        prefix: Option<String> => text(TextRule::AtMost(255)),
    }
}

record! {
    /// A statement of the bucket's policy.
    pub struct PolicyStatement {
        /// Whether it allows or denies.
        effect: Effect => defaults_to("Allow"),
        /// Who: the name of a service (`"logging.s3.amazonaws.com"`), the ARN of a role or a user, the number of
        /// an account, or `"*"` for everyone.
        principals: Vec<Given> => text(TextRule::AtMost(2_048)).required(),
        /// What: `["s3:PutObject"]`.
        actions: Vec<Given> => text(TextRule::Described { words: "an action of S3, such as `s3:GetObject`", fits: is_action_of_s3 }).required(),
        /// On which objects, by how their names begin: `"logs/*"`. The bucket itself, and all of its objects, when it
        /// is not said.
        objects: Vec<Given> => text(TextRule::AtMost(1_024)),
        /// When, as IAM writes it: `{ StringEquals = { "aws:SourceAccount" = "123456789012" } }`.
        conditions: std::collections::BTreeMap<String, std::collections::BTreeMap<String, Given>> => of_type(crate::permissions::conditions()),
    }
}

/// AWS refuses actions of other services in a bucket's policy.
fn is_action_of_s3(text: &str) -> bool {
    is_action(text) && (text == "*" || text.starts_with("s3:"))
}

fn of(attribute: &str) -> Type {
    kind_type("s3.bucket", attribute)
}
