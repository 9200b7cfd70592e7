use scaffold_model::{StackId, name_beginning};

/// What of a name is hash, and the hyphen before it.
const HASH: usize = 9;

/// What names of the stack begin with where names have at most so many characters. Other stacks'
/// names may begin so, too: tags tell.
pub(crate) fn beginning(stack: &StackId, limit: usize) -> String {
    let whole = name_beginning(stack);
    let cut: String = whole.chars().take(limit.saturating_sub(HASH)).collect();
    if cut.len() < whole.len() { cut.trim_end_matches('-').to_owned() } else { cut }
}

/// The stack that a tag names.
pub(crate) fn stack_of(tag: &str) -> Option<StackId> {
    let (stack, region) = tag.rsplit_once('@')?;
    let (name, environment) = match stack.split_once('/') {
        Some((name, environment)) => (name, Some(environment.to_owned())),
        None => (stack, None),
    };
    Some(StackId { name: name.to_owned(), environment, region: region.to_owned() })
}

#[cfg(test)]
mod tests {
    use scaffold_model::{Address, KindName, physical_name};

    use super::*;

    #[test]
    fn every_name_of_a_stack_begins_so() {
        let kind = KindName::from("elasticache.replication_group");
        for tag in [
            "shop@us-east-1",
            "shop/prod@us-east-1",
            "a-name-of-24-characters-x/stage-number@eu-west-1",
            "aws@us-east-1",
        ] {
            let stack = stack_of(tag).unwrap();
            assert_eq!(stack.to_string(), tag);
            for address in ["cache.a", "cache.sessions/replication_group", "elasticache.replication_group.x"]
            {
                for limit in [40, 50, 255] {
                    let name = physical_name(&stack, &Address::parse(address).unwrap(), &kind, None, limit);
                    assert!(name.len() <= limit && name.starts_with(&beginning(&stack, limit)), "{name}");
                }
            }
        }
        let other = physical_name(
            &stack_of("store@us-east-1").unwrap(),
            &Address::parse("cache.a").unwrap(),
            &kind,
            None,
            40,
        );
        assert!(!other.starts_with(&beginning(&stack_of("shop@us-east-1").unwrap(), 40)));
    }
}
