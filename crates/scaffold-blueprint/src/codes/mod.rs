//! Every mistake that a blueprint can hold, with what `scaffold explain` says of it.

use scaffold_model::Code;

macro_rules! codes {
    ($($constant:ident = $name:literal, $explanation:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub static $constant: scaffold_model::Code =
                scaffold_model::Code { name: $name, explanation: $explanation };
        )*
        pub(super) const ALL: &[&scaffold_model::Code] = &[$(&$constant),*];
    };
}

mod attributes;
mod files;
mod frame;
mod tables;
mod values;

pub use attributes::*;
pub use files::*;
pub use frame::*;
pub use tables::*;
pub use values::*;

const LISTS: [&[&Code]; 5] = [files::ALL, frame::ALL, values::ALL, tables::ALL, attributes::ALL];

const COUNT: usize = LISTS[0].len() + LISTS[1].len() + LISTS[2].len() + LISTS[3].len() + LISTS[4].len();

const fn joined() -> [&'static Code; COUNT] {
    let mut all = [LISTS[0][0]; COUNT];
    let (mut list, mut at) = (0, 0);
    while list < LISTS.len() {
        let mut index = 0;
        while index < LISTS[list].len() {
            all[at] = LISTS[list][index];
            at += 1;
            index += 1;
        }
        list += 1;
    }
    all
}

static ALL: [&Code; COUNT] = joined();

/// Every code of this crate.
pub const CODES: &[&Code] = &ALL;
