//! What a role needs of the keys of KMS that encrypt what it uses.

use scaffold_blueprint::Block;
use scaffold_model::{Value, Values};

use crate::block::Context;
use crate::permissions::allow;

/// Keys as IAM knows them.
#[derive(PartialEq)]
enum Keys {
    /// One, by its ARN.
    Of(Value),
    /// Those that have an alias: IAM takes no alias for its key.
    With { alias: Value, among: String },
}

/// Statements that allow actions on the user's own keys that encrypt what is in these blocks, each key once.
pub(crate) fn statements<'a>(
    actions: &[&str],
    blocks: impl Iterator<Item = &'a Block>,
    context: &Context<'_>,
) -> Vec<Value> {
    let mut known: Vec<Keys> = Vec::new();
    for keys in blocks.filter_map(|block| Keys::named(block.values.get("encryption_key")?, context)) {
        if !known.contains(&keys) {
            known.push(keys);
        }
    }
    let (mut arns, mut statements) = (Vec::new(), Vec::new());
    for keys in known {
        match keys {
            Keys::Of(arn) => arns.push(arn),
            Keys::With { alias, among } => statements.push(with_alias(actions, alias, among)),
        }
    }
    if !arns.is_empty() {
        statements.insert(0, allow(actions, arns));
    }
    statements
}

fn with_alias(actions: &[&str], alias: Value, among: String) -> Value {
    let mut statement = allow(actions, vec![Value::Text(among)]);
    if let Value::Map(statement) = &mut statement {
        let has = Value::Map(Values::from([("kms:ResourceAliases".to_owned(), alias)]));
        let condition = Value::Map(Values::from([("ForAnyValue:StringEquals".to_owned(), has)]));
        statement.insert("Condition".to_owned(), condition);
    }
    statement
}

impl Keys {
    /// None of what AWS manages itself: whoever may use the service may use that.
    fn named(key: &Value, context: &Context<'_>) -> Option<Self> {
        let of_region = |what: &str| format!("arn:aws:kms:{}:*:key/{what}", context.stack.region);
        match key {
            Value::Text(text) if text.starts_with("alias/") || text.contains(":alias/") => {
                let (before, name) = text.split_once("alias/")?;
                let among = if before.is_empty() { of_region("*") } else { format!("{before}key/*") };
                let alias = Value::text(format!("alias/{name}"));
                (!name.starts_with("aws/")).then_some(Self::With { alias, among })
            }
            Value::Text(text) if text.starts_with("arn:") => Some(Self::Of(key.clone())),
            Value::Text(id) => Some(Self::Of(Value::Text(of_region(id)))),
            Value::Concat(pieces) => match pieces.first()?.as_text()? {
                begins if begins.starts_with("alias/") => {
                    Some(Self::With { alias: key.clone(), among: of_region("*") })
                }
                begins if begins.starts_with("arn:") => Some(Self::Of(key.clone())),
                _ => None,
            },
            Value::Pending(reference) => reference.path.ends_with("arn").then(|| Self::Of(key.clone())),
            _ => None,
        }
    }
}
