//! Whose a member of a shared set is, as its id says it: S3 has no tags on statements and notifications.

use scaffold_aws_core::Tags;
use scaffold_model::{Address, LiveIdentity, StackId, TAG_ADDRESS, TAG_STACK};

/// What stands before the stack. No encoded text has a capital letter but `X`.
const OF: &str = "Scaffold";
const AT: &str = "At";
const NUMBER: &str = "N";

/// An id taken apart: `ReadsScaffoldshopX40us-east-1Ats3X2e…N1`, in letters and digits alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// The user's own id.
    pub id: String,
    pub stack: String,
    pub address: String,
    /// Tells members apart that have the same id, or none.
    pub number: usize,
}

impl Marker {
    pub fn new(id: &str, (stack, address): (&StackId, &Address), number: usize) -> Self {
        Self { id: id.to_owned(), stack: stack.to_string(), address: address.to_string(), number }
    }

    /// None where an id is nobody's of ours.
    pub fn read(text: &str) -> Option<Self> {
        let (id, rest) = text.rsplit_once(OF)?;
        let (stack, rest) = rest.split_once(AT)?;
        let (address, number) = rest.split_once(NUMBER)?;
        Some(Self {
            id: id.to_owned(),
            stack: decoded(stack)?,
            address: decoded(address)?,
            number: number.parse().ok()?,
        })
    }

    pub fn text(&self) -> String {
        let Self { id, stack, address, number } = self;
        format!("{id}{OF}{}{AT}{}{NUMBER}{number}", encoded(stack), encoded(address))
    }

    /// Whether a stack finds it foreign. Without a stack nothing is.
    pub fn is_foreign(&self, stack: Option<&str>) -> bool {
        stack.is_some_and(|stack| stack != self.stack)
    }

    /// With what tags say of stack and address.
    pub fn moved(self, tags: &Tags) -> Self {
        let said = |key: &str, was: String| tags.get(key).cloned().unwrap_or(was);
        Self { stack: said(TAG_STACK, self.stack), address: said(TAG_ADDRESS, self.address), ..self }
    }

    pub fn identity(&self) -> Option<LiveIdentity> {
        Some(LiveIdentity {
            stack: self.stack.clone(),
            address: Address::parse(&self.address).ok()?,
            name: None,
        })
    }
}

fn encoded(text: &str) -> String {
    let letter = |byte: u8| {
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
            char::from(byte).to_string()
        } else {
            format!("X{byte:02x}")
        }
    };
    text.bytes().map(letter).collect()
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('X');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_say_whose_they_are() {
        let marker = Marker {
            id: "ReadsScaffold".to_owned(),
            stack: "shop/prod@us-east-1".to_owned(),
            address: "bucket.my_files/policy".to_owned(),
            number: 12,
        };
        let text = marker.text();
        assert!(text.chars().all(|c| c.is_ascii_alphanumeric()), "{text}");
        assert_eq!(Marker::read(&text), Some(marker));
        for other in ["Reads", "", "ReadsScaffold", "ReadsScaffoldshopAtX", "ReadsScaffoldshopAtxNone"] {
            assert_eq!(Marker::read(other), None, "{other}");
        }
    }
}
