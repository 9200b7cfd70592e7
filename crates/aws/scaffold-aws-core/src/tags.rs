use std::collections::BTreeMap;

use scaffold_model::{Address, LiveIdentity, TAG_ADDRESS, TAG_NAME, TAG_STACK, is_reserved_tag};

/// The identity that tags carry; none when they carry none that can be read.
pub fn identity_of(tags: &BTreeMap<String, String>) -> Option<LiveIdentity> {
    Some(LiveIdentity {
        stack: tags.get(TAG_STACK)?.clone(),
        address: Address::parse(tags.get(TAG_ADDRESS)?).ok()?,
        name: tags.get(TAG_NAME).cloned(),
    })
}

/// Tags without AWS's and identity's.
pub fn user_tags(tags: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    tags.iter()
        .filter(|(key, _)| !is_reserved_tag(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_apart() {
        let tags = [
            ("scaffold:stack", "shop@us-east-1"),
            ("scaffold:address", "vpc.main/vpc"),
            ("Name", "shop-main"),
            ("aws:cloudformation:stack-name", "x"),
        ];
        let tags: BTreeMap<_, _> = tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let identity = identity_of(&tags).unwrap();
        assert_eq!((identity.stack.as_str(), identity.address.as_str()), ("shop@us-east-1", "vpc.main/vpc"));
        assert_eq!(user_tags(&tags).into_keys().collect::<Vec<_>>(), ["Name"]);
        assert_eq!(identity_of(&BTreeMap::from([("scaffold:stack".into(), "a".into())])), None);
    }
}
