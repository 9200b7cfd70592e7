//! What must be true of every schema.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeSet;

use scaffold_kinds::{all, schema};
use scaffold_model::{Attribute, Identity, KindSchema, Mutability, Rule, Type, Value};

/// Calls `visit` for every table of attributes: of kinds, and of records inside them.
fn tables(visit: &mut impl FnMut(&str, &[Attribute], &[Rule])) {
    for kind in all() {
        visit(kind.kind.as_str(), &kind.schema.attributes, &kind.schema.rules);
        for attribute in &kind.schema.attributes {
            records(&format!("{}.{}", kind.kind, attribute.name), &attribute.ty, visit);
        }
    }
}

fn records(path: &str, ty: &Type, visit: &mut impl FnMut(&str, &[Attribute], &[Rule])) {
    match ty {
        Type::List(item) | Type::Set(item) | Type::Map(item) => records(path, item, visit),
        Type::AnyOf(types) => types.iter().for_each(|ty| records(path, ty, visit)),
        Type::Record { attributes, rules } => {
            visit(path, attributes, rules);
            for attribute in attributes {
                records(&format!("{path}.{}", attribute.name), &attribute.ty, visit);
            }
        }
        _ => {}
    }
}

fn is_documented(doc: &str) -> bool {
    doc.ends_with(['.', ')', '`']) && doc.len() > 3
}

#[test]
fn names_are_unique_and_well_formed() {
    let mut kinds = BTreeSet::new();
    for kind in all() {
        assert!(kinds.insert(kind.kind.as_str()), "{} stands twice", kind.kind);
        assert_eq!(kind.schema.name, kind.kind.as_str());
        assert!(!kind.kind.service().is_empty() && !kind.kind.kind().is_empty());
        assert!(std::ptr::eq(schema(kind.kind.as_str()).unwrap(), kind));
    }
    assert_eq!(schema("ec2.nothing").map(|kind| kind.kind.as_str()), None);
    tables(&mut |path, attributes, _| {
        let names: BTreeSet<_> = attributes.iter().map(|attribute| attribute.name).collect();
        assert_eq!(names.len(), attributes.len(), "{path} has an attribute twice");
        for taken in ["tags", "ignore", "adjust"] {
            assert!(!names.contains(taken), "{path}: every table takes `{taken}` already");
        }
    });
}

#[test]
fn everything_is_documented() {
    for kind in all() {
        assert!(is_documented(kind.schema.doc), "{}", kind.kind);
        assert!(kind.schema.output("id").is_some(), "{} has no id", kind.kind);
        for output in &kind.schema.outputs {
            assert!(is_documented(output.doc), "{}: output {}", kind.kind, output.name);
        }
    }
    tables(&mut |path, attributes, _| {
        for attribute in attributes {
            assert!(is_documented(attribute.doc), "{path}.{}: {:?}", attribute.name, attribute.doc);
        }
    });
}

#[test]
fn defaults_have_the_attributes_type_and_nothing_required_has_one() {
    tables(&mut |path, attributes, _| {
        for attribute in attributes {
            let name = attribute.name;
            let only_to = match &attribute.mutability {
                Mutability::InPlaceOnlyTo(value) if !value.is_null() => Some(value),
                _ => None,
            };
            for value in attribute.default().into_iter().chain(&attribute.left_alone_when).chain(only_to) {
                assert!(
                    has_type(value, &attribute.ty),
                    "{path}.{name}: `{value}` is not {}",
                    attribute.ty.words()
                );
            }
            assert!(
                !attribute.required || attribute.default().is_none(),
                "{path}.{name} is required and has a default"
            );
        }
    });
}

fn has_type(value: &Value, ty: &Type) -> bool {
    match (ty, value) {
        (Type::Boolean, Value::Boolean(_)) => true,
        (Type::Integer { minimum, maximum }, Value::Integer(number)) => (minimum..=maximum).contains(&number),
        (Type::Text(rule), Value::Text(text)) => rule.fits(text),
        (Type::Choice(words), Value::Text(text)) => words.contains(&text.as_str()),
        (Type::List(item) | Type::Set(item), Value::List(items)) => {
            items.iter().all(|value| has_type(value, item))
        }
        (Type::Record { attributes, .. }, Value::Map(entries)) => entries.iter().all(|(name, value)| {
            attributes.iter().any(|known| known.name == name && has_type(value, &known.ty))
        }),
        (Type::AnyOf(types), value) => types.iter().any(|ty| has_type(value, ty)),
        _ => false,
    }
}

#[test]
fn rules_name_attributes_and_their_values() {
    tables(&mut |path, attributes, rules| {
        let attribute = |name: &str| {
            let found = attributes.iter().find(|attribute| attribute.name == name);
            found.unwrap_or_else(|| panic!("{path}: a rule names `{name}`, which is no attribute"))
        };
        for rule in rules {
            let (names, condition, is): (&[&str], _, &[&str]) = match rule {
                Rule::ExactlyOneOf(names) | Rule::AtMostOneOf(names) => (names, None, &[]),
                Rule::Requires { attribute, is, needs } => (needs, Some(attribute), is),
                Rule::OnlyWhere { attributes, attribute, is } => (attributes, Some(attribute), is),
            };
            names.iter().for_each(|name| {
                attribute(name);
            });
            let Some(condition) = condition.map(|name| attribute(name)) else { continue };
            for word in is {
                let value = match condition.ty {
                    Type::Boolean => Value::Boolean(*word == "true"),
                    _ => Value::from(*word),
                };
                assert!(has_type(&value, &condition.ty), "{path}: `{}` is never `{word}`", condition.name);
            }
        }
    });
}

fn references<'a>(attributes: &'a [Attribute], found: &mut Vec<&'a str>) {
    fn of_type<'a>(ty: &'a Type, found: &mut Vec<&'a str>) {
        match ty {
            Type::Reference(kind) => found.push(kind.as_str()),
            Type::List(item) | Type::Set(item) | Type::Map(item) => of_type(item, found),
            Type::Record { attributes, .. } => references(attributes, found),
            _ => {}
        }
    }
    attributes.iter().for_each(|attribute| of_type(&attribute.ty, found));
}

#[test]
fn references_lead_to_kinds() {
    for kind in all() {
        let mut found = Vec::new();
        references(&kind.schema.attributes, &mut found);
        for target in found {
            assert!(schema(target).is_some(), "{} refers to {target}, which is no kind", kind.kind);
        }
    }
}

#[test]
fn facts_name_attributes_and_kinds() {
    for kind in all() {
        let KindSchema { kind: name, schema: table, facts } = kind;
        let has = |attribute: &str| attribute == "name" || table.attribute(attribute).is_some();
        for unique in facts.unique {
            assert!(unique.attributes.iter().all(|attribute| has(attribute)), "{name}: {unique:?}");
        }
        if let Some(within) = facts.quota.and_then(|quota| quota.within) {
            let of_parent = || {
                let mut found = Vec::new();
                references(&table.attributes, &mut found);
                found
                    .iter()
                    .any(|kind| schema(kind).is_some_and(|kind| kind.schema.attribute(within).is_some()))
            };
            assert!(has(within) || of_parent(), "{name}: its quota is within `{within}`");
        }
        if let Some(beside) = facts.beside {
            assert!(schema(beside.kind).is_some() && schema(beside.scope).is_some(), "{name}: {beside:?}");
        }
        for referrer in facts.soft_referrers {
            let (kind, attribute) = referrer.rsplit_once('.').unwrap();
            assert!(schema(kind).unwrap().schema.attribute(attribute).is_some(), "{name}: {referrer}");
        }
        if let Identity::PartOf { attribute } = facts.identity {
            let parent = table.attribute(attribute).unwrap();
            assert!(parent.required && matches!(parent.ty, Type::Reference(_)), "{name}: {attribute}");
        }
        for attribute in &table.attributes {
            let scope = attribute.exclusive_within.unwrap_or_default();
            assert!(scope.is_empty() || has(scope), "{name}.{}: exclusive within {scope}", attribute.name);
        }
        assert!(facts.page_size > 0 && !facts.create_operation.is_empty());
    }
}
