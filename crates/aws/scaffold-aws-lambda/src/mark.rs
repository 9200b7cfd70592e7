use scaffold_aws_core::Tags;
use scaffold_model::{Address, LiveIdentity, StackId, TAG_ADDRESS, TAG_STACK, short_hash};

/// What marks a description as ours.
const WORD: &str = "scaffold ";

/// The description that says whose something is: `scaffold shop@us-east-1 lambda.alias.live`.
pub(crate) fn description(stack: &str, address: &str) -> String {
    format!("{WORD}{stack} {address}")
}

/// The description that tags ask for.
pub(crate) fn description_of(tags: &Tags) -> Option<String> {
    Some(description(tags.get(TAG_STACK)?, tags.get(TAG_ADDRESS)?))
}

/// Whose something is, by its description.
pub(crate) fn identity(description: Option<&str>, name: Option<&str>) -> Option<LiveIdentity> {
    let (stack, address) = description?.strip_prefix(WORD)?.split_once(' ')?;
    Some(LiveIdentity {
        stack: stack.to_owned(),
        address: Address::parse(address).ok()?,
        name: name.map(str::to_owned),
    })
}

/// The id of a statement that says whose it is. AWS takes letters, digits, `-` and `_`, of which addresses
/// use no capital letters: `D` stands for a dot, `S` for a slash. The stack is hashed; its function's tags say it.
/// What is allowed is part of it, so that another statement can be put in beside the one that it replaces.
pub(crate) fn statement(stack: &str, address: &str, content: &str) -> String {
    let address = address.replace('.', "D").replace('/', "S");
    format!("scaffold-{}-{}-{address}", short_hash(&[stack]), content.get(..8).unwrap_or(content))
}

/// The address in the id of a statement of that stack.
pub(crate) fn address_in(statement: &str, stack: &StackId) -> Option<Address> {
    let rest = statement.strip_prefix("scaffold-")?;
    let rest = rest.strip_prefix(&short_hash(&[&stack.to_string()]))?.strip_prefix('-')?;
    let (_, address) = rest.split_once('-')?;
    Address::parse(&address.replace('D', ".").replace('S', "/")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_says_whose_it_is() {
        let stack =
            StackId { name: "shop".into(), environment: Some("prod".into()), region: "us-east-1".into() };
        let other = StackId { environment: None, ..stack.clone() };
        let address = "function.api-1/permission.my_queue-2";
        let text = statement(&stack.to_string(), address, "0123456789abcdef");
        assert!(
            text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) && text.len() <= 100,
            "{text}"
        );
        assert_eq!(address_in(&text, &stack).unwrap().as_str(), address);
        assert_eq!(address_in(&text, &other), None);
        assert_eq!(address_in("AllowExecution", &stack), None);
    }

    #[test]
    fn the_longest_address_is_as_long_as_a_statement_may_be() {
        let address = "a".repeat(scaffold_kinds::lambda::LONGEST_ADDRESS);
        assert_eq!(statement("shop@us-east-1", &address, "0123456789abcdef").len(), 100);
    }

    #[test]
    fn a_description_says_whose_it_is() {
        let text = description("shop/prod@us-east-1", "function.api/alias");
        let identity = identity(Some(&text), None).unwrap();
        assert_eq!(
            (identity.stack.as_str(), identity.address.as_str()),
            ("shop/prod@us-east-1", "function.api/alias")
        );
        assert_eq!(super::identity(Some("scaffold of a house"), None), None);
        assert_eq!(super::identity(Some("what it is for"), None), None);
    }
}
