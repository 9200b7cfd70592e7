use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Address, KindName, KindSchema, PhysicalId};

/// Tag that names the stack.
pub const TAG_STACK: &str = "scaffold:stack";
/// Tag that names the address.
pub const TAG_ADDRESS: &str = "scaffold:address";
/// Tag that holds the physical name that the creating call asked for, on named kinds.
pub const TAG_NAME: &str = "scaffold:name";
/// Tags that a user may set on one resource; AWS allows 50, the rest is identity.
pub const MAX_USER_TAGS: usize = 45;

/// Digits of an account's number, and of a name's hash.
const ACCOUNT_DIGITS: usize = 12;
const HASH_DIGITS: usize = 8;

/// Whether a tag key belongs to AWS or to identity, and so never to the user.
pub fn is_reserved_tag(key: &str) -> bool {
    key.to_ascii_lowercase().starts_with("aws:") || key.starts_with("scaffold:")
}

/// One blueprint in one environment and one region: `shop/prod@us-east-1`.
///
/// `/` and `@` cannot occur in names, so different stacks never share the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StackId {
    /// `[blueprint] name`.
    pub name: String,
    /// `--env`.
    pub environment: Option<String>,
    /// `[blueprint] region`, or `--region`.
    pub region: String,
}

impl StackId {
    /// The stack's name and environment as they begin physical names: `shop-prod`.
    pub fn prefix(&self) -> String {
        match &self.environment {
            Some(environment) => format!("{}-{environment}", self.name),
            None => self.name.clone(),
        }
    }
}

impl fmt::Display for StackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if let Some(environment) = &self.environment {
            write!(f, "/{environment}")?;
        }
        write!(f, "@{}", self.region)
    }
}

/// Lower-case hexadecimal SHA-256.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 in base64: what AWS calls `CodeSha256`.
pub fn code_sha256(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(44);
    for three in Sha256::digest(bytes).chunks(3) {
        let bits =
            three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            text.push(if place > three.len() { '=' } else { char::from(DIGITS[digit as usize]) });
        }
    }
    text
}

/// Eight hexadecimal digits over several texts, none of which can run into the next.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The deterministic name of a named kind: `<stack>[-<env>]-<name>-<part>` cut to fit, then `-` and a
/// hash of stack, address and kind. A replacement hashes its predecessor's id in, so that both can live.
pub fn physical_name(
    stack: &StackId,
    address: &Address,
    kind: &KindName,
    predecessor: Option<&PhysicalId>,
    limit: usize,
) -> String {
    let stack_text = stack.to_string();
    let mut parts = vec![stack_text.as_str(), address.as_str(), kind.as_str()];
    parts.extend(predecessor.map(PhysicalId::as_str));
    let hash = short_hash(&parts);
    let readable = readable_name(stack, address);
    let room = limit.saturating_sub(hash.len() + 1);
    let cut: String = readable.chars().take(room).collect();
    format!("{}-{hash}", cut.trim_end_matches('-'))
}

/// The name that a new resource gets, where its kind has names. Of what is named worldwide it holds
/// account and region, too: `<stack>[-<env>]-<name>-<part>-<account>-<region>-<hash>`.
pub fn name_to_make(
    schema: &KindSchema,
    (stack, account): (&StackId, &str),
    address: &Address,
    predecessor: Option<&PhysicalId>,
) -> Option<String> {
    let limit = schema.facts.identity.name_limit()?;
    if !schema.facts.is_named_worldwide {
        return Some(physical_name(stack, address, &schema.kind, predecessor, limit));
    }
    let place = format!("{account}-{}", stack.region);
    let stack_text = stack.to_string();
    let mut parts = vec![account, stack_text.as_str(), address.as_str(), schema.kind.as_str()];
    parts.extend(predecessor.map(PhysicalId::as_str));
    let hash = short_hash(&parts);
    let room = limit.saturating_sub(place.len() + hash.len() + 2);
    let cut: String = readable_name(stack, address).chars().take(room).collect();
    Some(format!("{}-{place}-{hash}", cut.trim_end_matches('-')))
}

/// `<stack>[-<env>]-<name>[-<part>]` in lower-case letters, digits and single hyphens. It is the
/// `Name` tag, and the beginning of every physical name.
pub(crate) fn readable_name(stack: &StackId, address: &Address) -> String {
    match address.part_name() {
        Some(part) => readable(&format!("{}-{}-{part}", stack.prefix(), address.name())),
        None => readable(&format!("{}-{}", stack.prefix(), address.name())),
    }
}

/// What every physical name of a stack begins with, unless it is cut shorter than that. Other stacks'
/// names may begin so, too: tags tell.
pub fn name_beginning(stack: &StackId) -> String {
    let mut name = readable(&format!("{}-x", stack.prefix()));
    name.pop();
    name
}

/// What every name begins with that a kind's resources of a stack get, however short it is cut, with the hyphen behind
/// it. None where the kind has no names of scaffold's making.
pub fn beginning_of_names(schema: &KindSchema, stack: &StackId) -> Option<String> {
    let limit = schema.facts.identity.name_limit()?;
    let place = if schema.facts.is_named_worldwide { ACCOUNT_DIGITS + stack.region.len() + 2 } else { 0 };
    let room = limit.saturating_sub(HASH_DIGITS + 1 + place);
    let cut: String = name_beginning(stack).chars().take(room).collect();
    Some(format!("{}-", cut.trim_end_matches('-')))
}

fn readable(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' };
        if c != '-' || !name.ends_with('-') {
            name.push(c);
        }
    }
    let name = name.trim_matches('-');
    if ["internal-", "sg-", "aws"].iter().any(|taken| name.starts_with(taken)) {
        format!("s-{name}")
    } else {
        name.to_owned()
    }
}

impl Address {
    /// The `Name` tag of a resource at this address.
    pub fn display_name(&self, stack: &StackId) -> String {
        readable_name(stack, self)
    }

    /// The other stack that it is in, for a reader in this one.
    pub fn stack_abroad(&self, reader: &StackId) -> Option<StackId> {
        let words = self.stack_words()?;
        let (name, environment) = match words.split_once('/') {
            None => (words, reader.environment.clone()),
            Some((name, environment)) => (name, Some(environment.to_owned()).filter(|word| !word.is_empty())),
        };
        Some(StackId { name: name.to_owned(), environment, region: reader.region.clone() })
    }
}

/// The client token of a creating call: the same request of the same resource gives the same token,
/// and `attempt` tells dead answers apart. 64 characters at most, as EC2 allows.
pub fn client_token(
    stack: &StackId,
    address: &Address,
    kind: &KindName,
    request_digest: &str,
    attempt: u32,
) -> String {
    let stack_text = stack.to_string();
    let attempt_text = attempt.to_string();
    let parts = [stack_text.as_str(), address.as_str(), kind.as_str(), request_digest, &attempt_text];
    let joined = parts.iter().map(|part| format!("{}:{part}", part.len())).collect::<String>();
    digest(joined.as_bytes())[..48].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> StackId {
        StackId { name: "shop".into(), environment: Some("prod".into()), region: "us-east-1".into() }
    }

    #[test]
    fn names_fit_and_differ() {
        let kind = KindName::from("ec2.security_group");
        let address = Address::parse("autoscaling_group.web/security_group").unwrap();
        let name = physical_name(&stack(), &address, &kind, None, 32);
        assert!(name.len() <= 32 && name.starts_with("shop-prod-web-"), "{name}");
        let next = physical_name(&stack(), &address, &kind, Some(&PhysicalId::from("sg-1")), 32);
        assert_ne!(name, next);
    }

    #[test]
    fn reserved_beginnings_are_avoided() {
        let stack = StackId { name: "aws-thing".into(), environment: None, region: "eu-west-1".into() };
        let address = Address::parse("vpc.main").unwrap();
        assert_eq!(address.display_name(&stack), "s-aws-thing-main");
        assert_eq!(name_beginning(&stack), "s-aws-thing-");
    }

    #[test]
    fn code_goes_by_its_hash_in_base64() {
        assert_eq!(code_sha256(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(code_sha256(b"abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn other_stacks_are_of_the_same_environment_unless_another_is_said() {
        let of = |text: &str, environment: Option<&str>| {
            let reader = StackId { environment: environment.map(str::to_owned), ..stack() };
            let address = Address::parse_abroad(text).unwrap();
            address.stack_abroad(&reader).unwrap().to_string()
        };
        assert_eq!(of("@network/vpc.main", None), "network@us-east-1");
        assert_eq!(of("@network/vpc.main/vpc", Some("dev")), "network/dev@us-east-1");
        assert_eq!(of("@network/prod/vpc.main/subnet.a-1", Some("dev")), "network/prod@us-east-1");
        assert_eq!(of("@network//vpc.main", Some("dev")), "network@us-east-1");
        assert_eq!(Address::parse("vpc.main").unwrap().stack_abroad(&stack()), None);
    }

    #[test]
    fn stacks_read_as_in_the_tag() {
        assert_eq!(stack().to_string(), "shop/prod@us-east-1");
    }
}
