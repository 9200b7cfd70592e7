//! `adjust`: what shall be different in one part of a block.

use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, Origin, Schema, Value, Values};

use crate::blueprint::Adjustment;
use crate::check::{Checker, Form};
use crate::document::Node;
use crate::tags;

/// An `adjust` table that was checked against the schema of its part.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What is said, without `tags`; `Null` for what is wrong.
    pub values: Values,
    /// `tags`, to be laid over those of the block.
    pub tags: BTreeMap<String, Value>,
    /// Where values stand.
    pub origins: BTreeMap<String, Origin>,
    /// What is wrong. Rules between attributes are for [`crate::judge`], once values are laid over
    /// those of the part.
    pub diagnostics: Vec<Diagnostic>,
}

impl Adjustment {
    /// Checks what is said against the schema of the part. Nothing is required.
    pub fn check(&self, schema: &Schema) -> Checked {
        let subject = format!("{}/{}", self.block, self.part);
        let mut checker = Checker::new(subject, &self.known, false);
        let form = Form { attributes: &schema.attributes, rules: &[], besides: &["tags"], partial: true };
        let values = checker.fields("", &form, &self.body, &self.origin);
        let tags =
            self.body.get("tags").map(|node: &Node| tags::tags(&mut checker, node)).unwrap_or_default();
        Checked { values, tags, origins: checker.origins, diagnostics: checker.diagnostics }
    }
}
