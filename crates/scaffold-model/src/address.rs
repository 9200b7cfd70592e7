use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a resource stands in a blueprint, and its identity in the cloud.
///
/// `vpc.main` is a block, `vpc.main/subnet.public-1` a part that it expands to,
/// `ec2.security_group.office` a resource written directly. Those of another stack begin with it:
/// `@network/vpc.main`, see [`Address::parse_abroad`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Address(String);

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an address: write `<block>.<name>`, `<block>.<name>/<part>` or `<service>.<kind>.<name>`"
)]
pub struct AddressError(pub String);

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When the text has not the form of one.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        Self::parse_local(text, false)
    }

    fn parse_local(text: &str, several: bool) -> Result<Self, AddressError> {
        let error = || AddressError(text.to_owned());
        let (head, part) = match text.split_once('/') {
            Some((head, part)) => (head, Some(part)),
            None => (text, None),
        };
        let words: Vec<&str> = head.split('.').collect();
        let shape = matches!(words.len(), 2 | 3)
            && words[..words.len() - 1].iter().all(|word| is_word(word))
            && words.last().is_some_and(|name| is_valid_name(name));
        let part = part.map(|part| part.strip_suffix('*').filter(|_| several).unwrap_or(part));
        let part_fits = part.is_none_or(|part| !part.is_empty() && part.split('.').all(is_part_word));
        if shape && part_fits { Ok(Self(text.to_owned())) } else { Err(error()) }
    }

    /// Reads an address in another stack: `@network/vpc.main` in the one of this name and the reader's
    /// own environment, `@network/prod/vpc.main` in that environment, `@network//vpc.main` in none.
    /// A part may end in `*`, and stands for all that begin so.
    ///
    /// # Errors
    /// When the text has not the form of one.
    pub fn parse_abroad(text: &str) -> Result<Self, AddressError> {
        let error = || AddressError(text.to_owned());
        let (prefix, local) = text.split_at(local_begin(text).filter(|at| *at > 0).ok_or_else(error)?);
        let words: Vec<&str> = prefix.trim_start_matches('@').split('/').collect();
        let is_stack = match words.as_slice() {
            [stack, ""] => is_valid_name(stack),
            [stack, environment, ""] => {
                is_valid_name(stack) && (environment.is_empty() || is_valid_name(environment))
            }
            _ => false,
        };
        if !is_stack || prefix.matches('@').count() != 1 {
            return Err(error());
        }
        Self::parse_local(local, true).map(|_| Self(text.to_owned())).map_err(|_| error())
    }

    /// Reads an address in this stack or in another.
    ///
    /// # Errors
    /// When the text has not the form of one.
    pub fn parse_anywhere(text: &str) -> Result<Self, AddressError> {
        if text.starts_with('@') { Self::parse_abroad(text) } else { Self::parse(text) }
    }

    /// The address of a block: `vpc.main`.
    pub fn block(word: &str, name: &str) -> Self {
        Self(format!("{word}.{name}"))
    }

    /// The address of a part of this block: `vpc.main/subnet.public-1`.
    pub fn part(&self, part: &str) -> Self {
        Self(format!("{}/{part}", self.block_address().0))
    }

    /// The address of the block (or direct resource) that this belongs to.
    pub fn block_address(&self) -> Self {
        Self(self.head().to_owned())
    }

    /// The part after `/`, if any: `subnet.public-1`.
    pub fn part_name(&self) -> Option<&str> {
        self.local_text().split_once('/').map(|(_, part)| part)
    }

    /// Whether it is in another stack.
    pub fn is_abroad(&self) -> bool {
        self.0.starts_with('@')
    }

    /// The address as the stack that it is in writes it.
    pub fn local(&self) -> Self {
        Self(self.local_text().to_owned())
    }

    /// What it says of the other stack: `network` or `network/prod`; nothing of one in this stack.
    pub fn stack_words(&self) -> Option<&str> {
        self.0.get(1..self.local_begin().checked_sub(1)?)
    }

    fn local_begin(&self) -> usize {
        local_begin(&self.0).unwrap_or_default()
    }

    fn local_text(&self) -> &str {
        &self.0[self.local_begin()..]
    }

    /// The name that the user gave: `main`.
    pub fn name(&self) -> &str {
        self.head().rsplit('.').next().unwrap_or_default()
    }

    /// What stands before the name: `vpc`, or `ec2.security_group`.
    pub fn word(&self) -> &str {
        self.head()[self.local_begin()..].rsplit_once('.').map_or("", |(word, _)| word)
    }

    /// Everything before a part.
    fn head(&self) -> &str {
        match self.local_text().find('/') {
            Some(end) => &self.0[..self.local_begin() + end],
            None => &self.0,
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_anywhere(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Borrow<str> for Address {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Whether a text is a name that a user may give: `[a-z][a-z0-9]*(-[a-z0-9]+)*`.
pub fn is_valid_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('-').all(|piece| {
            !piece.is_empty() && piece.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// Where the address proper begins in one that may be of another stack: after the last `/` before the
/// first dot, since names of stacks and environments have none.
fn local_begin(text: &str) -> Option<usize> {
    if !text.starts_with('@') {
        return Some(0);
    }
    text[..text.find('.')?].rfind('/').map(|slash| slash + 1)
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn is_part_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
}

macro_rules! text_newtype {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

text_newtype! {
    /// `<service>.<kind>`, such as `ec2.subnet`.
    KindName
}

text_newtype! {
    /// The cloud's own identifier of a live resource, such as `subnet-0a1b2c`.
    PhysicalId
}

impl KindName {
    /// The service part: `ec2`.
    pub fn service(&self) -> &str {
        self.0.split_once('.').map_or(self.0.as_str(), |(service, _)| service)
    }

    /// The kind part: `subnet`.
    pub fn kind(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, kind)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        let address = Address::parse("vpc.main/subnet.public-1").unwrap();
        assert_eq!(address.word(), "vpc");
        assert_eq!(address.name(), "main");
        assert_eq!(address.part_name(), Some("subnet.public-1"));
        assert_eq!(Address::parse("ec2.security_group.office").unwrap().word(), "ec2.security_group");
    }

    #[test]
    fn addresses_in_other_stacks_come_apart() {
        let part = Address::parse_abroad("@network/prod/vpc.main/subnet.private-1").unwrap();
        assert_eq!((part.word(), part.name()), ("vpc", "main"));
        assert_eq!(part.part_name(), Some("subnet.private-1"));
        assert_eq!(part.block_address().as_str(), "@network/prod/vpc.main");
        assert_eq!(part.part("vpc").as_str(), "@network/prod/vpc.main/vpc");
        assert_eq!(part.local(), Address::parse("vpc.main/subnet.private-1").unwrap());
        assert!(part.is_abroad() && !part.local().is_abroad());
        let all: Address = serde_json::from_str("\"@network/vpc.main/subnet.private-*\"").unwrap();
        assert_eq!(all.part_name(), Some("subnet.private-*"));
    }

    #[test]
    fn what_is_no_address_in_another_stack_is_refused() {
        for text in [
            "vpc.main",
            "@",
            "@network",
            "@network/",
            "@/vpc.main",
            "@@network/vpc.main",
            "@Network/vpc.main",
            "@network/a/b/vpc.main",
            "@network/vpc.main/",
            "@network/vpc.main/*",
            "@network/vpc",
            "@network.vpc.main",
            "@a@b/vpc.main",
        ] {
            assert!(Address::parse_abroad(text).is_err(), "{text}");
            assert!(Address::parse(text).is_ok() == (text == "vpc.main"), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in
            ["", "vpc", "vpc.", "vpc.Main", "vpc.a--b", "a.b.c.d", "vpc.main/", "vpc.main/x y", "VPC.main"]
        {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
