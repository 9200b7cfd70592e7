use scaffold_model::{Attribute, KindSchema, Rule, Type};

use super::words::{change, in_backticks, rule_sentence, silence, toml, type_words};

/// Every attribute with its own heading. Without a kind they are a block's.
pub(crate) fn attributes(attributes: &[Attribute], kind: Option<&KindSchema>) -> String {
    attributes.iter().map(|attribute| section(attribute, kind)).collect()
}

fn section(attribute: &Attribute, kind: Option<&KindSchema>) -> String {
    let mut text = format!("### `{}`\n\n{}\n\n", attribute.name, flow(attribute.doc));
    text += &format!("- Takes {}\n", type_words(&attribute.ty));
    text += &if attribute.required {
        "- Required\n".to_owned()
    } else {
        format!("- Silence {}\n", silence(attribute))
    };
    text += &format!("- A change is {}\n", as_predicate(&change(attribute, kind.is_none())));
    if let Some(value) = &attribute.left_alone_when {
        text += &format!("- `{}` leaves it to others\n", toml(value));
    }
    if let Some(scope) = attribute.exclusive_within {
        let within = if scope.is_empty() { String::new() } else { format!(" within the same `{scope}`") };
        text += &format!("- Held by one resource at a time{within}\n");
    }
    if let Some(kind) = kind {
        let creating =
            attribute.create_members.iter().map(|member| format!("{}.{member}", kind.facts.create_operation));
        let modifying = attribute.modify_members.iter().map(|call| (*call).to_owned());
        let mut calls: Vec<String> = creating.chain(modifying).collect();
        calls.dedup();
        text += &format!("- In AWS {}\n", in_backticks(&calls));
    }
    text += "\n";
    if let Some((fields, rules)) = record(&attribute.ty) {
        text += &record_table(fields, rules);
    }
    text
}

/// `replaces the resource` does not read after `A change is`.
fn as_predicate(change: &str) -> String {
    match change.strip_prefix("replaces ") {
        Some(rest) => format!("a replacement of {rest}"),
        None => change.to_owned(),
    }
}

/// The keys of a table, also inside a list or set.
fn record(ty: &Type) -> Option<(&[Attribute], &[Rule])> {
    match ty {
        Type::Record { attributes, rules } => Some((attributes, rules)),
        Type::List(item) | Type::Set(item) | Type::Map(item) => record(item),
        _ => None,
    }
}

fn record_table(fields: &[Attribute], rules: &[Rule]) -> String {
    let mut text = "| Key | Takes | |\n|---|---|---|\n".to_owned();
    for field in fields {
        let required = if field.required { " (required)" } else { "" };
        text +=
            &format!("| `{}`{required} | {} | {} |\n", field.name, type_words(&field.ty), flow(field.doc));
    }
    text += "\n";
    if !rules.is_empty() {
        let lines: Vec<String> = rules.iter().map(|rule| format!("- {}\n", rule_sentence(rule))).collect();
        text += &format!("{}\n", lines.concat());
    }
    text
}

/// A doc comment in one line.
pub(crate) fn flow(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
