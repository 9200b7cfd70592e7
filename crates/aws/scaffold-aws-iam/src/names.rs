//! Names and paths. The path carries stack and address, so that one list by its beginning finds all
//! that is the stack's, and nothing of another stack or region.

use std::collections::BTreeMap;

use scaffold_kinds::iam::path_of_stack;
use scaffold_model::{Address, Live, LiveIdentity, StackId, TAG_STACK};
use scaffold_provider::CreateRequest;

/// `web` for `arn:aws:iam::123456789012:role/some/path/web`.
pub(crate) fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The path that a creating call asks for.
pub(crate) fn path_of(request: &CreateRequest) -> String {
    format!("{}{}/", path_of_stack(&request.stack), request.address)
}

/// The identity that a path carries.
fn identity_of_path(path: &str) -> Option<LiveIdentity> {
    let (region, rest) = path.strip_prefix("/scaffold/")?.split_once('/')?;
    let (stack, address) = rest.split_once('/')?;
    let address = Address::parse(address.strip_suffix('/')?).ok()?;
    Some(LiveIdentity { stack: format!("{}@{region}", stack.replace('@', "/")), address, name: None })
}

/// Whoever took its tags away did not take it out of its stack: the path still says whose it is.
pub(crate) fn with_identity(mut live: Live, path: &str, tagged: bool) -> Live {
    if !tagged {
        live.identity = live.identity.or_else(|| identity_of_path(path));
    }
    live
}

/// Whether something is the stack's.
pub(crate) fn is_of(stack: &StackId, live: &Live) -> bool {
    live.identity.as_ref().is_some_and(|identity| identity.stack == stack.to_string())
}

/// Whether something is what a creating call asks for.
pub(crate) fn is_what(request: &CreateRequest, live: &Live) -> bool {
    is_of(&request.stack, live)
        && live.identity.as_ref().is_some_and(|identity| identity.address == request.address)
}

/// Whether tags would give it to a stack that its path does not lie in, where no survey would find it.
pub(crate) fn leaves_its_path(arn: &str, tags: &BTreeMap<String, String>) -> bool {
    let Some(stack) = tags.get(TAG_STACK) else { return false };
    let path = arn.split_once('/').map_or("", |(_, rest)| rest);
    let path = path.rsplit_once('/').map_or(String::new(), |(path, _)| format!("/{path}/"));
    identity_of_path(&path).is_none_or(|identity| identity.stack != *stack)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:iam::123456789012:role/scaffold/us-east-1/shop@prod/vpc.main/flow-logs/shop-prod-main-0123abcd";

    #[test]
    fn a_path_carries_stack_and_address() {
        let identity = identity_of_path("/scaffold/us-east-1/shop@prod/vpc.main/flow-logs/").unwrap();
        assert_eq!(identity.stack, "shop/prod@us-east-1");
        assert_eq!(identity.address.as_str(), "vpc.main/flow-logs");
        assert_eq!(identity_of_path("/service-role/"), None);
        assert_eq!(name_of(ARN), "shop-prod-main-0123abcd");
    }

    #[test]
    fn tags_follow_the_path() {
        let tags = |stack: &str| BTreeMap::from([(TAG_STACK.to_owned(), stack.to_owned())]);
        assert!(!leaves_its_path(ARN, &tags("shop/prod@us-east-1")));
        assert!(leaves_its_path(ARN, &tags("shop@us-east-1")));
        assert!(leaves_its_path("arn:aws:iam::123456789012:role/by-hand", &tags("shop@us-east-1")));
        assert!(!leaves_its_path("arn:aws:iam::123456789012:role/by-hand", &BTreeMap::new()));
    }
}
