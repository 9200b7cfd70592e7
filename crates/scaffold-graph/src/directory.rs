use std::collections::BTreeMap;

use scaffold_model::{Address, BlockForm, Gaps, KindSchema, Reference, Resource, Resources, StackId, Value};

/// What stands at which address.
pub(crate) struct Directory<'a> {
    pub(crate) resources: &'a [Resource],
    block_outputs: &'a BTreeMap<Address, BTreeMap<String, Value>>,
    by_address: BTreeMap<&'a Address, usize>,
    by_block: BTreeMap<Address, Vec<usize>>,
    gaps: &'a Gaps,
    /// The reader's own stack.
    pub(crate) stack: &'a StackId,
    /// What blocks of each word may hold.
    pub(crate) forms: &'a BTreeMap<String, BlockForm>,
}

/// What an address with an output's name gives.
pub(crate) enum Given<'a> {
    /// An output of a block, in terms of its parts.
    Block(&'a Value),
    /// An output or attribute of a resource.
    Resource(usize),
    /// The block or resource is there, but gives only these.
    NoSuchOutput(Vec<&'a str>),
    /// Nothing stands there.
    NoSuchAddress,
}

impl<'a> Directory<'a> {
    pub(crate) fn of(resources: &'a Resources) -> Self {
        let mut by_address = BTreeMap::new();
        let mut by_block: BTreeMap<Address, Vec<usize>> = BTreeMap::new();
        for (index, resource) in resources.resources.iter().enumerate() {
            by_address.entry(&resource.address).or_insert(index);
            by_block.entry(resource.address.block_address()).or_default().push(index);
        }
        Self {
            resources: &resources.resources,
            block_outputs: &resources.block_outputs,
            by_address,
            by_block,
            gaps: &resources.gaps,
            stack: &resources.stack,
            forms: &resources.forms,
        }
    }

    pub(crate) fn index(&self, address: &Address) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    pub(crate) fn schema(&self, index: usize) -> Option<&'static KindSchema> {
        self.resources.get(index).and_then(|resource| scaffold_kinds::schema(resource.kind.as_str()))
    }

    /// Whether a block or resource has the address.
    pub(crate) fn has(&self, address: &Address) -> bool {
        self.by_address.contains_key(address) || self.by_block.contains_key(address)
    }

    /// Whether something may have the address that is missing because of a mistake already told.
    pub(crate) fn may_have(&self, address: &Address) -> bool {
        let block = address.block_address();
        self.gaps.blocks.contains(&block) || (!self.has(&block) && self.gaps.hold(address))
    }

    /// Parts of a block, in its order.
    pub(crate) fn parts(&self, block: &Address) -> &[usize] {
        self.by_block.get(block).map_or(&[], Vec::as_slice)
    }

    /// Every address that can be written: blocks first, then resources.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.by_block.keys().map(Address::as_str).chain(self.by_address.keys().map(|a| a.as_str()))
    }

    /// Addresses that an attribute for this kind takes.
    pub(crate) fn addresses_of(&self, kind: &str) -> Vec<&str> {
        let is = |index: &&usize| self.resources[**index].kind.as_str() == kind;
        let blocks = self
            .by_block
            .iter()
            .filter(|(block, parts)| {
                !self.by_address.contains_key(block) && parts.iter().filter(is).count() == 1
            })
            .map(|(block, _)| block.as_str());
        let resources =
            self.by_address.iter().filter(|(_, index)| is(index)).map(|(address, _)| address.as_str());
        let mut all: Vec<&str> = blocks.chain(resources).collect();
        all.dedup();
        all
    }

    /// What is told of an output that a block of this word has in other settings.
    pub(crate) fn in_other_settings(&self, Reference { address, path }: &Reference) -> Option<String> {
        let form = self.forms.get(address.word()).filter(|_| address.part_name().is_none())?;
        let words = form.words.get(path)?.trim_end_matches('.');
        let mut letters = words.chars();
        let first = letters.next()?;
        let is_name = letters.clone().next().is_some_and(char::is_uppercase);
        let first = if is_name { first } else { first.to_ascii_lowercase() };
        Some(format!("as it is written it has none; `{path}` is {first}{}", letters.as_str()))
    }

    /// What an expression names.
    pub(crate) fn given(&self, reference: &Reference) -> Given<'a> {
        let path = reference.path.as_str();
        if let Some(outputs) = self.block_outputs.get(&reference.address) {
            return match outputs.get(path) {
                Some(value) => Given::Block(value),
                None => Given::NoSuchOutput(outputs.keys().map(String::as_str).collect()),
            };
        }
        let Some(index) = self.index(&reference.address) else {
            let is_block = self.by_block.contains_key(&reference.address);
            return if is_block { Given::NoSuchOutput(Vec::new()) } else { Given::NoSuchAddress };
        };
        let Some(KindSchema { schema, .. }) = self.schema(index) else { return Given::Resource(index) };
        if schema.output(path).is_some() || schema.attribute(path).is_some() {
            return Given::Resource(index);
        }
        let outputs = schema.outputs.iter().map(|output| output.name);
        let attributes = schema.attributes.iter().map(|attribute| attribute.name);
        let besides = attributes.filter(|name| schema.output(name).is_none());
        Given::NoSuchOutput(outputs.chain(besides).collect())
    }
}
