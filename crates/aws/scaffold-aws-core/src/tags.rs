use std::collections::BTreeMap;

use scaffold_model::{
    Address, LiveIdentity, StackId, TAG_ADDRESS, TAG_NAME, TAG_STACK, Value, is_reserved_tag,
};
use scaffold_provider::UpdateRequest;

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// The identity that tags carry; none when they carry none that can be read.
pub fn identity_of(tags: &Tags) -> Option<LiveIdentity> {
    Some(LiveIdentity {
        stack: tags.get(TAG_STACK)?.clone(),
        address: Address::parse(tags.get(TAG_ADDRESS)?).ok()?,
        name: tags.get(TAG_NAME).cloned(),
    })
}

/// Tags without AWS's and identity's.
pub fn user_tags(tags: &Tags) -> Tags {
    tags.iter()
        .filter(|(key, _)| !is_reserved_tag(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Whether tags carry the stack's identity.
pub fn are_of(stack: &StackId, tags: &Tags) -> bool {
    tags.get(TAG_STACK).is_some_and(|of| *of == stack.to_string())
}

/// What an update does to tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagChange {
    /// Keys to take away.
    pub unwanted: Vec<String>,
    /// Tags to set.
    pub wanted: Tags,
}

impl TagChange {
    /// Makes user tags and `Name` what the patch says: takes away what was there as planned and is
    /// wanted no more, sets what is new or other. Whoever else tags it is left alone.
    pub fn of(request: &UpdateRequest) -> Self {
        if !request.changes("tags") {
            return Self { unwanted: Vec::new(), wanted: Tags::new() };
        }
        let before = texts(request.before("tags"));
        let after = texts(request.patch.get("tags").unwrap_or(&Value::Null));
        let is_unwanted = |key: &&String| !after.contains_key(*key) && !is_reserved_tag(key);
        let unwanted = before.keys().filter(is_unwanted).cloned().collect();
        let wanted = after
            .into_iter()
            .filter(|(key, value)| before.get(key) != Some(value) && !is_reserved_tag(key))
            .collect();
        Self { unwanted, wanted }
    }
}

fn texts(value: &Value) -> Tags {
    value
        .as_map()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.clone(), value.to_string()))
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
