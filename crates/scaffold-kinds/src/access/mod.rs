//! Which of IAM's actions reading and making a kind takes: one file a service, one line a kind. After
//! AWS's Service Authorization Reference.

mod actions;
mod autoscaling;
mod cloudfront;
mod ec2;
mod elasticache;
mod elbv2;
mod events;
mod iam;
mod lambda;
mod logs;
mod rds;
mod s3;
mod secrets;
mod sqs;

pub use actions::{Access, Also, OnlyIf};

/// One line per service.
const SERVICES: &[&[Access]] = &[
    ec2::ACCESS_OF,
    elbv2::ACCESS_OF,
    autoscaling::ACCESS_OF,
    iam::ACCESS_OF,
    logs::ACCESS_OF,
    secrets::ACCESS_OF,
    rds::ACCESS_OF,
    elasticache::ACCESS_OF,
    sqs::ACCESS_OF,
    s3::ACCESS_OF,
    lambda::ACCESS_OF,
    events::ACCESS_OF,
    cloudfront::ACCESS_OF,
];

/// IAM's actions of a kind. None where nobody has said them yet.
pub fn access(kind: &str) -> Option<&'static Access> {
    SERVICES.iter().copied().flatten().find(|access| access.kind == kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all() -> impl Iterator<Item = &'static Access> {
        SERVICES.iter().copied().flatten()
    }

    #[test]
    fn every_kind_says_what_it_takes() {
        for schema in crate::all() {
            assert!(access(schema.kind.as_str()).is_some(), "{} says nothing", schema.kind);
        }
    }

    #[test]
    fn each_kind_is_said_once_and_exists() {
        let mut seen = BTreeSet::new();
        for access in all() {
            assert!(crate::schema(access.kind).is_some(), "there is no {}", access.kind);
            assert!(seen.insert(access.kind), "{} stands twice", access.kind);
            assert!(!access.read.is_empty() && !access.create.is_empty(), "{}", access.kind);
            for pattern in patterns(access) {
                assert!(pattern == "*" || pattern.starts_with("arn:aws:"), "{pattern}");
                let named = crate::schema(access.names_of.unwrap_or(access.kind)).unwrap();
                let has_names = named.facts.identity.name_limit().is_some();
                assert!(has_names || !pattern.contains("{name}"), "{}: {pattern}", access.kind);
            }
        }
    }

    fn patterns(access: &Access) -> Vec<&'static str> {
        let also = access.also.iter().flat_map(|also| also.resources);
        let condition = access.only_if.iter().map(|only_if| only_if.value);
        access.resources.iter().chain(access.uses).chain(also).copied().chain(condition).collect()
    }

    /// Kinds whose ARNs hold a name of scaffold's making are known by it.
    #[test]
    fn what_has_a_name_is_known_by_it() {
        // EC2's ARNs hold ids. So do those of CloudFront but for its functions'.
        let by_id = |kind: &str| {
            kind.starts_with("ec2.") || kind.starts_with("cloudfront.") && kind != "cloudfront.function"
        };
        for access in all() {
            let is_named = crate::schema(access.kind).unwrap().facts.identity.name_limit().is_some();
            let is_known = || access.resources.iter().all(|pattern| pattern.contains("{name}"));
            let by_path = || access.resources.iter().all(|pattern| pattern.contains("/{stack}/"));
            assert!(!is_named || by_id(access.kind) || is_known() || by_path(), "{}", access.kind);
        }
    }

    /// What creates and modifies in the schema is allowed. Calls that IAM has other names for are few.
    #[test]
    fn operations_of_the_schema_are_among_the_actions() {
        for access in all() {
            let schema = crate::schema(access.kind).unwrap();
            let action = |operation: &str| format!("{}:{}", prefix(access.kind), action_of(operation));
            let writes: Vec<&str> = [access.create, access.change, access.delete].concat();
            let create = action(schema.facts.create_operation);
            assert!(access.create.contains(&create.as_str()), "{}: {create}", access.kind);
            for attribute in &schema.schema.attributes {
                for member in attribute.modify_members {
                    let operation = action(member.split('.').next().unwrap());
                    assert!(writes.contains(&operation.as_str()), "{}: {operation}", access.kind);
                }
            }
        }
    }

    /// The few calls that IAM has another word for.
    fn action_of(operation: &str) -> &str {
        match operation {
            "PutPublicAccessBlock" => "PutBucketPublicAccessBlock",
            "PutBucketEncryption" => "PutEncryptionConfiguration",
            "PutBucketLifecycleConfiguration" => "PutLifecycleConfiguration",
            "PutBucketCors" => "PutBucketCORS",
            "PutBucketNotificationConfiguration" => "PutBucketNotification",
            "CreateDistributionWithTags" => "CreateDistribution",
            other => other,
        }
    }

    /// The service as IAM writes it.
    fn prefix(kind: &str) -> &str {
        match kind.split('.').next().unwrap() {
            "elbv2" => "elasticloadbalancing",
            "secrets" => "secretsmanager",
            other => other,
        }
    }
}
