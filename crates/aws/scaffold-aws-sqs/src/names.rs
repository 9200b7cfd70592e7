use scaffold_model::{StackId, name_beginning};

/// Longest name without `.fifo`, and what of it is hash, with the hyphen before it.
const LIMIT: usize = 75;
const HASH: usize = 9;

/// What names of the stack's queues begin with. Other stacks' may begin so, too: tags tell.
pub(crate) fn beginning(stack: &StackId) -> String {
    let whole = name_beginning(stack);
    let cut: String = whole.chars().take(LIMIT - HASH).collect();
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

/// A queue's place in a URL: what comes before, the account, the name.
fn taken_apart(url: &str) -> Option<(&str, &str, &str)> {
    let (rest, name) = url.trim_end_matches('/').rsplit_once('/')?;
    let (before, account) = rest.rsplit_once('/')?;
    Some((before, account, name))
}

/// `jobs` for `https://sqs.us-east-1.amazonaws.com/123456789012/jobs`.
pub(crate) fn name_of(url: &str) -> &str {
    taken_apart(url).map_or(url, |(_, _, name)| name)
}

/// The account in a URL.
pub(crate) fn account_of(url: &str) -> Option<&str> {
    taken_apart(url).map(|(_, account, _)| account)
}

/// The URL of another queue by its ARN: as that of this one, whose endpoint it shares.
pub(crate) fn url_beside(url: &str, arn: &str) -> Option<String> {
    let (before, ..) = taken_apart(url)?;
    let mut end = arn.rsplit(':');
    let (name, account) = (end.next()?, end.next()?);
    Some(format!("{before}/{account}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_arns_say_the_same() {
        let url = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs.fifo";
        assert_eq!((account_of(url), name_of(url)), (Some("123456789012"), "jobs.fifo"));
        let other = url_beside(url, "arn:aws:sqs:us-east-1:210987654321:failed.fifo").unwrap();
        assert_eq!(other, "https://sqs.us-east-1.amazonaws.com/210987654321/failed.fifo");
        assert_eq!(url_beside("jobs", "arn"), None);
    }

    #[test]
    fn names_of_a_stack_begin_with_it() {
        let stack = stack_of("shop/prod@us-east-1").unwrap();
        assert_eq!(
            (stack.to_string().as_str(), beginning(&stack).as_str()),
            ("shop/prod@us-east-1", "shop-prod-")
        );
    }
}
