use crate::rib::{Rib, WORDS, Words};
use crate::{
    autoscaling, cloudfront, ec2, elasticache, elbv2, events, iam, lambda, logs, rds, s3, secrets, sqs,
};

/// One line per service.
const SERVICES: &[&[&dyn Rib]] = &[
    ec2::RIBS,
    elbv2::RIBS,
    autoscaling::RIBS,
    iam::RIBS,
    logs::RIBS,
    secrets::RIBS,
    rds::RIBS,
    elasticache::RIBS,
    cloudfront::RIBS,
    sqs::RIBS,
    s3::RIBS,
    lambda::RIBS,
    events::RIBS,
];

/// What is particular about a kind.
pub fn rib(kind: &str) -> &'static dyn Rib {
    SERVICES.iter().copied().flatten().find(|rib| rib.words().kind == kind).copied().unwrap_or(&Unknown)
}

/// A kind that nobody wrote a file for: all that its schema declares holds.
struct Unknown;

impl Rib for Unknown {
    fn words(&self) -> &'static Words {
        &WORDS
    }
}

#[cfg(test)]
mod tests {
    use super::rib;

    #[test]
    fn every_kind_has_its_file() {
        for schema in scaffold_kinds::all() {
            assert_eq!(rib(schema.kind.as_str()).words().kind, schema.kind.as_str());
        }
    }
}
