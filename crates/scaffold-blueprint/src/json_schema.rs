use crate::blueprint::Catalogue;

/// TODO
pub fn json_schema(catalogue: &Catalogue) -> serde_json::Value {
    let _ = catalogue;
    serde_json::Value::Null
}
