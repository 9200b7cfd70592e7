use std::collections::BTreeMap;

use scaffold_model::{Address, Attribute, Cause, DesiredState, Live, Moved, Reference, Value, Values};

use crate::equality::is_equal;
use crate::identify::{Identified, moved_address};
use crate::parameters::parameter_of;

/// Tells what moved, the blueprint or the cloud, against what was asked for before.
pub(crate) struct Labels<'a> {
    base: Option<DesiredState>,
    live: BTreeMap<Address, &'a Live>,
}

impl<'a> Labels<'a> {
    /// No base: every cause is unknown.
    pub(crate) fn none() -> Self {
        Self { base: None, live: BTreeMap::new() }
    }

    /// The base's addresses are brought to where `[[moved]]` puts them.
    pub(crate) fn new(base: Option<&DesiredState>, moved: &[Moved], identified: &Identified<'a>) -> Self {
        let move_reference = |reference: &Reference| {
            Some(Value::pending(moved_address(moved, &reference.address), reference.path.as_str()))
        };
        let move_values = |values: &Values| -> Values {
            values.iter().map(|(name, value)| (name.clone(), value.substitute(&move_reference))).collect()
        };
        let base = base.map(|base| DesiredState {
            label: base.label.clone(),
            resources: base
                .resources
                .iter()
                .map(|(address, values)| (moved_address(moved, address), move_values(values)))
                .collect(),
        });
        let live = identified
            .candidates
            .iter()
            .filter_map(|(address, found)| found.first().map(|found| (address.clone(), found.live)))
            .collect();
        Self { base, live }
    }

    pub(crate) fn name(&self) -> Option<String> {
        self.base.as_ref().map(|base| base.label.clone())
    }

    /// Why something desired is not live: it is new in the blueprint, or it was lost.
    pub(crate) fn missing(&self, address: &Address) -> Cause {
        match &self.base {
            None => Cause::Unknown,
            Some(base) if base.resources.contains_key(address) => Cause::Drift,
            Some(_) => Cause::ThisChange,
        }
    }

    /// Why something live is not desired: its block was taken out, or it was never asked for.
    pub(crate) fn unwanted(&self, address: &Address) -> Cause {
        match &self.base {
            None => Cause::Unknown,
            Some(base) if base.resources.contains_key(address) => Cause::ThisChange,
            Some(_) => Cause::Drift,
        }
    }

    /// Why an attribute differs. The base's references are to what is live, not to what comes: where
    /// neither side moved, what it refers to is replaced, and the cause is there.
    pub(crate) fn differs(&self, difference: &Difference<'_>) -> Cause {
        let Difference { address, attribute, asked, live } = *difference;
        let Some(base) = &self.base else { return Cause::Unknown };
        let Some(values) = base.resources.get(address) else { return Cause::ThisChange };
        let before = values.get(attribute.name).cloned().unwrap_or_default();
        let was = before.substitute(&|to| self.live.get(&to.address)?.output(&to.path));
        // What a parameter held then nobody knows: that is no drift.
        match (before == *asked, parameter_of(&was).is_some() || is_equal(attribute, &was, live)) {
            (true, true) => Cause::Unknown,
            (true, false) => Cause::Drift,
            (false, true) => Cause::ThisChange,
            (false, false) => Cause::Both,
        }
    }
}

/// An attribute that differs.
pub(crate) struct Difference<'a> {
    pub address: &'a Address,
    pub attribute: &'a Attribute,
    /// The value of the blueprint before references are resolved, as the base has it too.
    pub asked: &'a Value,
    pub live: &'a Value,
}

/// One cause over several.
pub(crate) fn together(causes: impl IntoIterator<Item = Cause>) -> Cause {
    causes
        .into_iter()
        .reduce(|left, right| match (left, right) {
            (left, right) if left == right => left,
            (Cause::Unknown, other) | (other, Cause::Unknown) => other,
            _ => Cause::Both,
        })
        .unwrap_or(Cause::Unknown)
}
