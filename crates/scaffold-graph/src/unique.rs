use std::collections::BTreeMap;

use scaffold_model::{Attribute, Diagnostic, KindSchema, Resource, Value};

use crate::codes;

/// Two resources that ask for what AWS gives to one alone. Names that follow from addresses are no attributes, and
/// never the same.
pub(crate) fn check(resources: &[Resource]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(&str, &[&str], String), &Resource> = BTreeMap::new();
    let mut problems = Vec::new();
    for resource in resources {
        let Some(kind) = scaffold_kinds::schema(resource.kind.as_str()) else { continue };
        for unique in kind.facts.unique {
            let Some(values) = said(resource, kind, unique.attributes) else { continue };
            let words: Vec<String> = values.iter().map(ToString::to_string).collect();
            let key = (kind.kind.as_str(), unique.attributes, words.join(" / "));
            let Some(earlier) = first.get(&key) else {
                first.insert(key, resource);
                continue;
            };
            // Of its own parts a block says so itself, in its own words.
            if earlier.address.block_address() != resource.address.block_address() {
                problems.push(told(earlier, resource, unique.attributes, &key.2));
            }
        }
    }
    problems
}

/// The values, where all of them are said.
fn said(resource: &Resource, kind: &KindSchema, attributes: &[&str]) -> Option<Vec<Value>> {
    let value = |name: &&str| {
        let attribute = kind.schema.attribute(name)?;
        let value = resource.values.get(*name).or_else(|| Attribute::default(attribute))?;
        (!value.is_null()).then(|| value.clone())
    };
    attributes.iter().map(value).collect()
}

fn told(first: &Resource, again: &Resource, attributes: &[&str], value: &str) -> Diagnostic {
    let names: Vec<String> = attributes.iter().map(|name| format!("`{name}`")).collect();
    let last = attributes.last().copied().unwrap_or_default();
    let message = format!(
        "{} and {} ask for the same {}, `{value}`, and AWS gives it to one",
        first.address,
        again.address,
        names.join(" and ")
    );
    Diagnostic::error(&codes::ASKED_FOR_TWICE, message)
        .at(again.origin_of(last), "again here")
        .at(first.origin_of(last), "first here")
        .help("give one of them another, or take one of them out")
}
