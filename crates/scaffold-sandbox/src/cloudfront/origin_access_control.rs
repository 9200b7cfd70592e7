use scaffold_model::PhysicalId;

use super::ids::short;
use crate::place::Place;
use crate::record::Record;
use crate::rib::{Rib, WORDS, Words};

/// How requests to an origin are signed.
pub struct OriginAccessControl;

impl Rib for OriginAccessControl {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "cloudfront.origin_access_control",
            arn: "origin-access-control",
            list: "ListOriginAccessControls",
            delete: "DeleteOriginAccessControl",
            not_found: "NoSuchOriginAccessControl",
            in_use: "OriginAccessControlInUse",
            ..WORDS
        }
    }

    fn id(&self, _place: &Place, record: &Record) -> Option<PhysicalId> {
        Some(PhysicalId::new(short(record)))
    }

    fn takes_many(&self, _operation: &str) -> bool {
        true
    }
}
