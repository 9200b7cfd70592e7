use scaffold_model::LiveIdentity;
use scaffold_provider::CreateRequest;

/// Whether something live is what a request asks for, made by a run before.
pub fn is_asked_for(request: &CreateRequest, there: &LiveIdentity) -> bool {
    there.stack == request.stack.to_string() && there.address == request.address
}

/// How "there is a bucket `x` already, which …" goes on: whose it is, and what to do.
pub fn taken_by(request: &CreateRequest, there: Option<&LiveIdentity>, id: &str) -> String {
    let wanted = &request.address;
    match there.filter(|there| there.stack == request.stack.to_string()) {
        Some(LiveIdentity { address, .. }) => format!(
            "is {address} of this very stack; where it is to be {wanted} from now on, say so by `[[moved]]` with `from = \
             \"{address}\"` and `to = \"{wanted}\"`, else give {wanted} another name"
        ),
        None => format!(
            "does not carry this stack's tags; take it over with `scaffold import {wanted} {id}`, or delete it"
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use scaffold_model::{Address, StackId, Values};

    use super::*;

    #[test]
    fn whose_it_is_says_what_to_do() {
        let stack = StackId { name: "shop".into(), environment: None, region: "us-east-1".into() };
        let address = Address::block("bucket", "new").part("bucket");
        let (values, tags) = (Values::new(), BTreeMap::new());
        let request = CreateRequest { stack, address, values, tags, name: None };
        let of = |stack: &str, name: &str| LiveIdentity {
            stack: stack.into(),
            address: Address::block("bucket", name).part("bucket"),
            name: None,
        };
        assert!(is_asked_for(&request, &of("shop@us-east-1", "new")));
        assert!(!is_asked_for(&request, &of("shop@us-east-1", "old")));
        let own = taken_by(&request, Some(&of("shop@us-east-1", "old")), "files");
        assert!(own.starts_with("is bucket.old/bucket of this very stack"), "{own}");
        assert!(own.contains("`from = \"bucket.old/bucket\"` and `to = \"bucket.new/bucket\"`"), "{own}");
        for there in [None, Some(&of("store@us-east-1", "old"))] {
            let other = taken_by(&request, there, "files");
            assert!(other.starts_with("does not carry this stack's tags"), "{other}");
            assert!(other.contains("`scaffold import bucket.new/bucket files`"), "{other}");
        }
    }
}
