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
    for (index, Nested { path, fields, rules }) in nested(attribute.name, &attribute.ty).iter().enumerate() {
        if index > 0 || *path != attribute.name {
            text += &format!("In `{path}`:\n\n");
        }
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

/// A table inside an attribute.
struct Nested<'a> {
    /// `listeners.<name>.default`
    path: String,
    fields: &'a [Attribute],
    rules: &'a [Rule],
}

/// Every table inside a type, the outer ones first.
fn nested<'a>(path: &str, ty: &'a Type) -> Vec<Nested<'a>> {
    match ty {
        Type::Record { attributes, rules } => {
            let here = Nested { path: path.to_owned(), fields: attributes, rules };
            let inside =
                attributes.iter().flat_map(|field| nested(&format!("{path}.{}", field.name), &field.ty));
            std::iter::once(here).chain(inside).collect()
        }
        Type::List(item) | Type::Set(item) => nested(path, item),
        Type::Map(item) => nested(&format!("{path}.<name>"), item),
        Type::AnyOf(types) => types.iter().flat_map(|ty| nested(path, ty)).collect(),
        _ => Vec::new(),
    }
}

fn record_table(fields: &[Attribute], rules: &[Rule]) -> String {
    let mut text = "| Key | Takes | |\n|---|---|---|\n".to_owned();
    for field in fields {
        let required = if field.required { " (required)" } else { "" };
        let default = field.default().map(|value| format!("; `{}` in silence", toml(value)));
        text += &format!(
            "| `{}`{required} | {}{} | {} |\n",
            field.name,
            type_words(&field.ty),
            default.unwrap_or_default(),
            flow(field.doc)
        );
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
