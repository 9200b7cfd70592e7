use scaffold_model::{Disruption, Facts, Identity, Quota, TextRule, Type, Unique};

use crate::{choice, kind};

/// The days that AWS takes (`PutRetentionPolicy`).
const DAYS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

kind! {
    /// Keeps what services, functions and instances tell.
    pub struct LogGroup: "logs.log_group" {
        /// After how many days what it holds is deleted: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365,
        /// 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. Never when it is not said.
        retention_days: Option<i64> => of_type(days()).modified_by(&["PutRetentionPolicy.retentionInDays", "DeleteRetentionPolicy.logGroupName"]),
        /// ARN of the KMS key that encrypts what comes in from then on. CloudWatch Logs's own key when
        /// it is not said. The key's policy must let the service of the region use it.
        encryption_key: Option<String> => text(TextRule::Described { words: "the ARN of a KMS key: `arn:aws:kms:…`", fits: is_key }).created_by(&["kmsKeyId"]).modified_by(&["AssociateKmsKey.kmsKeyId", "DisassociateKmsKey.logGroupName"]),
        /// What can be done with what it holds, and at what price. `DELIVERY` keeps everything for a day.
        class: LogGroupClass => defaults_to("STANDARD").replaces().created_by(&["logGroupClass"]),
        /// Whether AWS refuses to delete it.
        deletion_protection: bool => defaults_to(false).created_by(&["deletionProtectionEnabled"]).modified_by(&["PutLogGroupDeletionProtection.deletionProtectionEnabled"]),
    }
    rules {
        scaffold_model::Rule::OnlyWhere { attributes: &["retention_days"], attribute: "class", is: &["STANDARD", "INFREQUENT_ACCESS", "ESSENTIALS"] },
    }
    outputs {
        /// Its ARN.
        id: String,
        /// ARN. Policies that allow writing name it with `:*` behind it.
        arn: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: 512 },
        id_prefix: "arn:",
        holds_data: true,
        delete_disruption: Disruption::DataLoss,
        replace_disruption: Disruption::DataLoss,
        // AWS deletes a group that is still written to.
        soft_referrers: &["ec2.flow_log.log_group", "lambda.function.log_group"],
        unique: &[Unique { attributes: &["name"], error: "ResourceAlreadyExistsException" }],
        quota: Some(Quota { limit: 1_000_000, within: None, error: "LimitExceededException" }),
        protected_by: Some(("deletion_protection", &["true"])),
        page_size: 50,
        create_operation: "CreateLogGroup",
        left_out: &[
            ("CreateLogGroup.logGroupName", "deterministic, from stack and address"),
            ("AssociateKmsKey.logGroupName", "says which group"),
            ("tags", "identity, `Name` and `tags`"),
            ("resourceIdentifier", "the key of query results is the account's, not a group's"),
        ],
        ..crate::facts::FACTS
    } }
}

fn days() -> Type {
    Type::AnyOf(DAYS.iter().map(|&days| Type::Integer { minimum: days, maximum: days }).collect())
}

fn is_key(text: &str) -> bool {
    text.starts_with("arn:") && text.len() <= 256 && text.contains(":kms:")
}

choice! {
    /// Classes of log groups.
    pub enum LogGroupClass {
        /// Everything that CloudWatch Logs can.
        Standard = "STANDARD",
        /// Kept at half the price; no metric filters, no live tail, no subscriptions.
        InfrequentAccess = "INFREQUENT_ACCESS",
        /// Passed on to Amazon S3 or Firehose; kept for a day.
        Delivery = "DELIVERY",
        /// A subset of features at a lower price.
        Essentials = "ESSENTIALS",
    }
}
