use std::collections::BTreeMap;

use scaffold_model::{Address, Answer, Lookup, Snapshot, ZoneNumber};

/// Which zone each number of each block stands for: that of what is live, else the first of the
/// region that no other number of the block has.
#[derive(Default)]
pub(crate) struct Zones {
    taken: BTreeMap<Address, BTreeMap<u32, String>>,
}

/// Why a number has no zone.
pub(crate) enum NoZone {
    /// The region's zones are not known yet.
    Unknown,
    /// There are not so many.
    TooFew(usize),
}

impl Zones {
    /// Learns from a live resource. The first to speak for a number is believed.
    pub(crate) fn learn(&mut self, zone: &ZoneNumber, name: &str) {
        self.taken
            .entry(zone.block.clone())
            .or_default()
            .entry(zone.number)
            .or_insert_with(|| name.to_owned());
    }

    /// The zone of a number.
    pub(crate) fn of(&mut self, zone: &ZoneNumber, snapshot: &Snapshot) -> Result<String, NoZone> {
        let taken = self.taken.entry(zone.block.clone()).or_default();
        if let Some(name) = taken.get(&zone.number) {
            return Ok(name.clone());
        }
        let Some(Answer::Value(answer)) = snapshot.answers.get(&Lookup::Zones) else {
            return Err(NoZone::Unknown);
        };
        let mut names: Vec<&str> =
            answer.as_list().unwrap_or_default().iter().filter_map(|name| name.as_text()).collect();
        names.sort_unstable();
        let free = names.iter().find(|name| !taken.values().any(|other| other == *name));
        let name = free.ok_or(NoZone::TooFew(names.len()))?;
        taken.insert(zone.number, (*name).to_owned());
        Ok((*name).to_owned())
    }
}
