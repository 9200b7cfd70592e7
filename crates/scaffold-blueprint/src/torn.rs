//! Where something had to be left out of a file, so that what seems to be missing may not be.

use std::collections::BTreeSet;

use scaffold_model::Origin;

#[derive(Clone, Debug, Default)]
pub(crate) struct Torn {
    /// Tables that lost a line: file, and line of the header.
    tables: BTreeSet<(String, usize)>,
    /// A table's header itself was lost.
    pub headers: bool,
}

impl Torn {
    pub fn table(&mut self, file: &str, header: usize) {
        self.tables.insert((file.to_owned(), header));
    }

    /// Whether the table that begins here lost something.
    pub fn at(&self, origin: &Origin) -> bool {
        self.tables.contains(&(origin.file.clone(), origin.line))
    }

    pub fn anywhere(&self) -> bool {
        self.headers || !self.tables.is_empty()
    }

    pub fn append(&mut self, mut other: Self) {
        self.tables.append(&mut other.tables);
        self.headers |= other.headers;
    }
}
