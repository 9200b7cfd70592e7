use std::collections::BTreeSet;

use crate::{Address, Diagnostic, nearest};

/// What a stage made of something wrong, so that the stages after it can tell what they find wrong
/// in the rest. Values that are wrong are `Null` in it; what else is missing, its [`Gaps`] say.
#[derive(Clone, Debug)]
pub struct Partial<T> {
    /// What is sound.
    pub value: Box<T>,
    /// Why it is not whole: at least one error.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Partial<T> {
    /// What is sound; the rest is told.
    pub fn tell(self, diagnostics: &mut Vec<Diagnostic>) -> T {
        diagnostics.extend(self.diagnostics);
        *self.value
    }
}

/// What is missing because of a mistake that is already told. That something refers to it is not
/// told again.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Gaps {
    /// Blocks of which parts may be missing.
    pub blocks: BTreeSet<Address>,
    /// Tables that could not be read as blocks.
    pub tables: BTreeSet<LostTable>,
}

/// What can be told of a table that could not be read as a block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct LostTable {
    /// What stands before the name: `vpc`. None where it is wrong or lost.
    pub word: Option<String>,
    /// Its name, as written even where that is wrong. None where it is lost.
    pub name: Option<String>,
}

impl Gaps {
    /// Whether what is missing may have had this address.
    pub fn hold(&self, address: &Address) -> bool {
        self.blocks.contains(&address.block_address())
            || self.tables.iter().any(|table| {
                table.word.as_deref().is_none_or(|word| word == address.word())
                    && table.name.as_deref().is_none_or(|name| nearest(name, [address.name()]).is_some())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_hold_what_may_have_been_meant() {
        let address = |text: &str| Address::parse(text).unwrap();
        let gaps = |word: Option<&str>, name: Option<&str>| Gaps {
            blocks: BTreeSet::from([address("vpc.broken")]),
            tables: BTreeSet::from([LostTable {
                word: word.map(str::to_owned),
                name: name.map(str::to_owned),
            }]),
        };
        let all = ["vpc.broken/subnet.public-1", "vpc.main/vpc", "ec2.vpc.main", "vpc.other"];
        let held = |gaps: Gaps| all.map(|text| gaps.hold(&address(text)));
        assert_eq!(held(gaps(Some("vpc"), None)), [true, true, false, true]);
        assert_eq!(held(gaps(None, Some("Main"))), [true, true, true, false]);
        assert_eq!(held(gaps(None, None)), [true; 4]);
        assert_eq!(held(Gaps::default()), [false; 4]);
    }
}
