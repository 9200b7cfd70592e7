use std::collections::BTreeMap;
use std::sync::Arc;

use scaffold_model::{
    Diagnostic, Gaps, KindSchema, Moved, Origin, Output, Schema, SourceFile, StackId, Value, Values,
};

use crate::check::Known;
use crate::document::Table;

/// What words a blueprint may use.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Schemas of blocks: `vpc`.
    pub blocks: Vec<&'static Schema>,
    /// Schemas of kinds, for direct tables: `ec2.vpc`.
    pub kinds: Vec<&'static KindSchema>,
}

impl Catalogue {
    /// The schema of a block by its word.
    pub fn block(&self, word: &str) -> Option<&'static Schema> {
        self.blocks.iter().find(|schema| schema.name == word).copied()
    }

    /// The schema of a kind by its name.
    pub fn kind(&self, name: &str) -> Option<&'static KindSchema> {
        self.kinds.iter().find(|schema| schema.kind.as_str() == name).copied()
    }

    /// Everything that stands before a name.
    pub(crate) fn words(&self) -> Vec<String> {
        let blocks = self.blocks.iter().map(|schema| schema.name.clone());
        blocks.chain(self.kinds.iter().map(|schema| schema.kind.as_str().to_owned())).collect()
    }

    /// Whether some kind belongs to this service: `ec2`.
    pub fn has_service(&self, word: &str) -> bool {
        self.kinds.iter().any(|schema| schema.kind.service() == word)
    }
}

/// What is parsed.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Files of one blueprint, in name order.
    pub files: Vec<SourceFile>,
    /// Files that overlay them (`<stem>.<env>.toml`).
    pub overlays: Vec<SourceFile>,
    /// `--env`.
    pub environment: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--var`: text by variable name.
    pub variables: BTreeMap<String, String>,
    /// `SCAFFOLD_VAR_*`, where `--var` says nothing. They may be meant for another blueprint.
    pub environment_variables: BTreeMap<String, String>,
}

/// A blueprint whose every attribute is checked against its schema. In a partial one, name and
/// region are empty where they are wrong.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// The stack.
    pub stack: StackId,
    /// `account`.
    pub account: Option<String>,
    /// `role`.
    pub role: Option<String>,
    /// `foreign_tags`.
    pub foreign_tags: Vec<String>,
    /// `tags`, for every resource.
    pub tags: BTreeMap<String, Value>,
    /// SHA-256 over texts, environment, region and variable values.
    pub digest: String,
    /// Blocks and direct tables, in order.
    pub blocks: Vec<Block>,
    /// `[outputs]`. Expressions are `Value::Pending` to the *block* address as written.
    pub outputs: Vec<Output>,
    /// `[[moved]]`.
    pub moved: Vec<Moved>,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
    /// Tables that could not be read.
    pub gaps: Gaps,
}

/// A block, or a resource written directly.
#[derive(Clone, Debug)]
pub struct Block {
    /// `vpc.main`, `ec2.security_group.office`.
    pub address: scaffold_model::Address,
    /// Checked values without `tags`, `ignore`, `adjust`; `Null` for what is wrong, at any depth. A reference attribute holds the address
    /// as written, as text; an expression `${vpc.main.id}` is `Value::Pending` with that address.
    pub values: Values,
    /// `tags` of the block alone.
    pub tags: BTreeMap<String, Value>,
    /// `ignore`, with where each stands.
    pub ignore: Vec<(String, Origin)>,
    /// `adjust`: part name to what shall be different there.
    pub adjust: Vec<Adjustment>,
    /// The table header.
    pub origin: Origin,
    /// Where values stand: `cidr_block`, `routes[0].destination`, `tags.team`.
    pub origins: BTreeMap<String, Origin>,
    /// Where keys of the user's own stand, by the paths of their values: `environment.STAGE`.
    pub keys: BTreeMap<String, Origin>,
    /// Files that it names, as written, with where each stands.
    pub files: Vec<(String, Origin)>,
    /// Directories and archives of code that it names, as written, with where each stands.
    pub code: Vec<(String, Origin)>,
}

/// An `adjust` table, not yet checked: which kind its part has is known when the block is expanded.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// `subnet.public-1`.
    pub part: String,
    /// Where the part is named.
    pub origin: Origin,
    pub(crate) block: scaffold_model::Address,
    pub(crate) body: Table,
    pub(crate) known: Arc<Known>,
}
