//! A bucket's policy taken apart: what is the stack's, and what others asked for.

use scaffold_model::{Address, LiveIdentity, StackId};
use serde_json::{Map, Value as Json};

use crate::marker::Marker;

const SID: &str = "Sid";
const STATEMENT: &str = "Statement";

/// A policy as one stack sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements {
    /// What stands beside the statements.
    frame: Map<String, Json>,
    /// Ours, and those that nobody marked, with the ids that users gave them.
    own: Vec<Json>,
    /// Those of other stacks, as they are.
    pub others: Vec<Json>,
    pub identity: Option<LiveIdentity>,
}

impl Statements {
    /// Takes a document apart. One that cannot be read has no statements.
    pub fn read(document: &str, stack: Option<&str>) -> Self {
        let mut read = Self::default();
        for (key, value) in entries(document) {
            if key != STATEMENT {
                read.frame.insert(key, value);
                continue;
            }
            for mut statement in as_list(value) {
                let marker = statement.get(SID).and_then(Json::as_str).and_then(Marker::read);
                match marker {
                    Some(marker) if marker.is_foreign(stack) => read.others.push(statement),
                    Some(marker) => {
                        read.identity = read.identity.or_else(|| marker.identity());
                        set_id(&mut statement, marker.id);
                        read.own.push(statement);
                    }
                    None => read.own.push(statement),
                }
            }
        }
        read
    }

    /// The stack's document in its own words; none where it has no statements.
    pub fn own(&self) -> Option<String> {
        if self.own.is_empty() { None } else { Some(document(&self.frame, self.own.clone())) }
    }

    /// What others asked for, in words.
    pub fn foreign(&self) -> Vec<String> {
        let words = |statement: &Json| {
            let id = statement.get(SID)?.as_str()?;
            let Marker { id, stack, .. } = Marker::read(id)?;
            let action = statement.get("Action").map_or_else(String::new, |action| format!(" on {action}"));
            Some(format!("statement `{id}`{action} (from stack {stack})"))
        };
        self.others.iter().filter_map(words).collect()
    }

    /// The document with the wanted statements, marked, before those of others; none where there is none at all.
    pub fn written(&self, stack: &StackId, wanted: Option<(&str, &Address)>) -> Option<String> {
        let mut frame = Map::new();
        let mut all = Vec::new();
        let wanted = wanted.into_iter().flat_map(|(text, address)| {
            entries(text).into_iter().map(move |(key, value)| (key, value, address))
        });
        for (key, value, address) in wanted {
            if key == STATEMENT {
                all.extend(as_list(value).into_iter().enumerate().map(|(number, mut statement)| {
                    let id = statement.get(SID).and_then(Json::as_str).unwrap_or_default();
                    let id = Marker::new(id, (stack, address), number).text();
                    set_id(&mut statement, id);
                    statement
                }));
            } else {
                frame.insert(key, value);
            }
        }
        if all.is_empty() {
            frame = self.frame.clone();
        }
        all.extend(self.others.clone());
        if all.is_empty() { None } else { Some(document(&frame, all)) }
    }
}

/// The document with other marks, where `mark` gives some.
pub(crate) fn marked_again(text: &str, mark: impl Fn(Marker) -> Option<Marker>) -> String {
    let mut all = entries(text);
    let Some(statements) = all.get_mut(STATEMENT).and_then(Json::as_array_mut) else {
        return text.to_owned();
    };
    let mut is_other = false;
    for statement in statements {
        let marker = statement.get(SID).and_then(Json::as_str).and_then(Marker::read);
        if let Some(marker) = marker.and_then(&mark) {
            set_id(statement, marker.text());
            is_other = true;
        }
    }
    if is_other { Json::Object(all).to_string() } else { text.to_owned() }
}

fn entries(document: &str) -> Map<String, Json> {
    match serde_json::from_str(document) {
        Ok(Json::Object(entries)) => entries,
        _ => Map::new(),
    }
}

fn document(frame: &Map<String, Json>, statements: Vec<Json>) -> String {
    let mut all = frame.clone();
    all.insert(STATEMENT.to_owned(), Json::Array(statements));
    Json::Object(all).to_string()
}

fn as_list(value: Json) -> Vec<Json> {
    match value {
        Json::Array(items) => items,
        one => vec![one],
    }
}

/// At its place; an empty one is none.
fn set_id(statement: &mut Json, id: String) {
    let Json::Object(entries) = statement else { return };
    if id.is_empty() {
        entries.shift_remove(SID);
    } else {
        entries.insert(SID.to_owned(), Json::String(id));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn stack(name: &str) -> StackId {
        StackId { name: name.to_owned(), environment: None, region: "us-east-1".to_owned() }
    }

    #[test]
    fn each_stack_sees_its_own_and_keeps_those_of_others() {
        let address = Address::parse("s3.bucket_policy.assets").unwrap();
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject"},{"Sid":"B","Effect":"Deny"}]}"#;
        let (shop, other) = (stack("shop"), stack("other"));
        let first = Statements::default().written(&shop, Some((text, &address))).unwrap();
        let seen = Statements::read(&first, Some("shop@us-east-1"));
        assert_eq!((seen.own().as_deref(), seen.others.len()), (Some(text), 0));
        assert_eq!(seen.identity.as_ref().map(|own| own.address.clone()), Some(address.clone()));

        let theirs = Statements::read(&first, Some("other@us-east-1"));
        assert_eq!((theirs.own(), theirs.foreign().len()), (None, 2));
        assert!(theirs.foreign()[1].contains("(from stack shop@us-east-1)"), "{:?}", theirs.foreign());
        let both = theirs.written(&other, Some((text, &address))).unwrap();
        assert_eq!(Statements::read(&both, Some("shop@us-east-1")).own().as_deref(), Some(text));
        assert_eq!(Statements::read(&both, Some("other@us-east-1")).own().as_deref(), Some(text));

        let left = Statements::read(&both, Some("other@us-east-1")).written(&other, None);
        assert_eq!(Statements::read(&left.unwrap(), Some("shop@us-east-1")).own().as_deref(), Some(text));
        assert_eq!(seen.written(&shop, None), None);
    }
}
