//! The language reference, made from the schemas: nothing in it is written twice.

mod table;
mod words;

use std::path::Path;

use scaffold_blocks::Page;
use scaffold_model::{Disruption, Facts, Identity, KindSchema, OutputSchema};

use table::{attributes, flow};
use words::{article, in_backticks, rule_sentence, type_words};

/// A path from the root, and what shall stand there.
pub(crate) type Generated = (String, String);

const FRAME: &str = include_str!("frame.md");
const HEAD: &str = "<!-- Made from the schemas by `cargo xtask docs`. -->\n\n";

/// Every page of the reference.
///
/// # Errors
/// When the schema of blueprints cannot be written as JSON.
pub(crate) fn pages(root: &Path) -> Result<Vec<Generated>, String> {
    let schema = scaffold_blueprint::json_schema(&scaffold_blocks::catalogue());
    let schema = serde_json::to_string_pretty(&schema).map_err(|error| format!("writing JSON: {error}"))?;
    let mut pages = vec![
        ("docs/reference/blueprint.md".to_owned(), front()),
        ("blueprints/blueprint.schema.json".to_owned(), format!("{schema}\n")),
    ];
    for page in scaffold_blocks::pages() {
        pages.push((format!("docs/reference/blocks/{}.md", page.schema.name), block(page)));
    }
    for page in scaffold_kinds::all() {
        pages.push((format!("docs/reference/kinds/{}.md", page.kind), kind(page, root)));
    }
    Ok(pages)
}

fn front() -> String {
    let mut text = format!("{HEAD}{FRAME}\n## Blocks\n");
    for page in scaffold_blocks::pages() {
        let schema = &page.schema;
        text += &format!("\n- [`{0}`](blocks/{0}.md): {1}", schema.name, first_sentence(schema.doc));
    }
    text += "\n\n## Kinds\n\nWhat blocks expand to. Each can be written directly, as `[<kind>.<name>]`.\n";
    for page in scaffold_kinds::all() {
        text += &format!("\n- [`{0}`](kinds/{0}.md): {1}", page.kind, first_sentence(page.schema.doc));
    }
    text + "\n"
}

fn block(page: &Page) -> String {
    let schema = &page.schema;
    let mut text = format!("{HEAD}# `{}`\n\n{}\n\n", schema.name, paragraphs(schema.doc));
    text += &format!(
        "Written as `[{}.<name>]`. Besides the attributes below it takes `tags`, `ignore` and `adjust` \
         (see [the blueprint](../blueprint.md)).\n\n## Attributes\n\n",
        schema.name
    );
    text += &attributes(&schema.attributes, None);
    text += &rules(&schema.rules);
    text += &outputs(&schema.outputs);
    text +=
        "## Parts\n\nWhat it expands to. Each can be referred to by its address and changed by `adjust`.\n\n";
    text += "| Part | Kind | |\n|---|---|---|\n";
    for part in &page.parts {
        text += &format!("| `{}` | [`{1}`](../kinds/{1}.md) | {2} |\n", part.name, part.kind, flow(part.doc));
    }
    text
}

fn kind(page: &KindSchema, root: &Path) -> String {
    let schema = &page.schema;
    let mut text = format!("{HEAD}# `{}`\n\n{}\n\n", page.kind, paragraphs(schema.doc));
    let besides = if page.is_taggable() { "`tags` and `ignore`" } else { "`ignore`" };
    text += &format!(
        "Written as `[{}.<name>]`. Besides the attributes below it takes {besides} \
         (see [the blueprint](../blueprint.md)).\n\n## Attributes\n\n",
        page.kind
    );
    text += &attributes(&schema.attributes, Some(page));
    text += &rules(&schema.rules);
    text += &outputs(&schema.outputs);
    text += &facts(page);
    text += &calls(page, root);
    text
}

fn rules(rules: &[scaffold_model::Rule]) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = rules.iter().map(|rule| format!("- {}\n", rule_sentence(rule))).collect();
    format!("## Rules\n\n{}\n", lines.concat())
}

fn outputs(outputs: &[OutputSchema]) -> String {
    let mut text = "## Outputs\n\n| Output | Gives | |\n|---|---|---|\n".to_owned();
    for output in outputs {
        let gives = type_words(&output.ty);
        text += &format!("| `{}` | {gives} | {} |\n", output.name, flow(output.doc));
    }
    text + "\n"
}

fn facts(page: &KindSchema) -> String {
    let Facts { identity, id_prefix, lifecycle, quota, .. } = &page.facts;
    let mut lines = vec![identity_words(identity)];
    if !id_prefix.is_empty() {
        lines.push(format!(
            "A physical id, `{id_prefix}…`, can stand where {} `{}` is expected.",
            article(page.kind.as_str()),
            page.kind
        ));
    }
    lines.push(match page.facts.create_before_delete {
        true => "Replaced by making the new one first.".to_owned(),
        false => "Replaced by deleting the old one first.".to_owned(),
    });
    let disturbing =
        [("Deleting", page.facts.delete_disruption), ("Replacing", page.facts.replace_disruption)];
    for (doing, disruption) in disturbing.into_iter().filter(|(_, it)| *it != Disruption::None) {
        lines.push(format!("{doing} it is {}.", words::disruption(disruption)));
    }
    if page.facts.holds_data {
        lines.push("Holds data: deleted or replaced only with `--allow-data-loss`.".to_owned());
    }
    if let Some((state, seconds)) = lifecycle.creating {
        lines.push(format!("Is `{state}` for about {seconds} s after it is made."));
    }
    if let Some((state, seconds)) = lifecycle.deleting {
        lines.push(format!("Is `{state}` for about {seconds} s before it is gone."));
    }
    if let Some(beside) = page.facts.beside {
        let (kind, scope) = (beside.kind, beside.scope);
        lines.push(format!("Needs an `{kind}` in the same `{scope}`: made after it, deleted before it."));
    }
    for unique in page.facts.unique {
        lines.push(format!(
            "One per {}: AWS refuses a second with `{}`.",
            in_backticks(unique.attributes),
            unique.error
        ));
    }
    if let Some(quota) = quota {
        let within = quota.within.map_or("region".to_owned(), |within| format!("`{within}`"));
        lines.push(format!("AWS's default quota: {} per {within} (`{}`).", quota.limit, quota.error));
    }
    format!("## In AWS\n\n- {}\n", lines.join("\n- "))
}

fn identity_words(identity: &Identity) -> String {
    match identity {
        Identity::Tags => "Identity: tags, set in the creating call. The call has no token, so it is never \
                           repeated blindly."
            .to_owned(),
        Identity::TagsAndToken => "Identity: tags and a client token, set in the creating call.".to_owned(),
        Identity::TagsAndName { limit } => {
            format!("Identity: tags and a name of at most {limit} characters, set in the creating call.")
        }
        Identity::Marked { .. } => {
            "Identity: a mark in a text of its own, set in the creating call: AWS has \
                                    no tags for it."
                .to_owned()
        }
        Identity::PartOf { attribute } => {
            format!("Identity: the complete set of what `{attribute}` names. It is there whenever that is.")
        }
    }
}

/// The calls, and what AWS has that is left out.
fn calls(page: &KindSchema, root: &Path) -> String {
    let mut text = format!("- Made by `{}`.\n", page.facts.create_operation);
    if let Some(reading) = reading(page, root) {
        text += &format!("- {reading}\n");
    }
    let left_out: Vec<&(&str, &str)> = page
        .facts
        .left_out
        .iter()
        .filter(|(member, _)| !matches!(*member, "DryRun" | "TagSpecifications" | "ClientToken"))
        .collect();
    if !left_out.is_empty() {
        text += "\n### Left out\n\nWhat AWS's calls take and no attribute carries.\n\n| Member | Why |\n|---|---|\n";
        for (member, reason) in left_out {
            text += &format!("| `{member}` | {reason} |\n");
        }
    }
    text
}

/// What a survey costs, in the words of the crate that makes the calls: "A survey is …".
fn reading(page: &KindSchema, root: &Path) -> Option<String> {
    let (service, kind) = (page.kind.service(), page.kind.kind());
    let path = root.join(format!("crates/aws/scaffold-aws-{service}/src/{kind}.rs"));
    let source = std::fs::read_to_string(path).ok()?;
    let doc: Vec<&str> = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let doc = doc.join(" ");
    doc.find("A survey is").and_then(|start| doc.get(start..)).map(str::to_owned)
}

fn paragraphs(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

fn first_sentence(doc: &str) -> String {
    let line = doc.lines().map(str::trim).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    match line.find(". ") {
        Some(end) => line[..=end].to_owned(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_and_part_has_its_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let pages = pages(&root).unwrap();
        let text = |path: String| pages.iter().find(|(name, _)| *name == path).map(|(_, text)| text).unwrap();
        for page in scaffold_blocks::pages() {
            let text = text(format!("docs/reference/blocks/{}.md", page.schema.name));
            assert!(page.schema.attributes.iter().all(|a| text.contains(&format!("### `{}`", a.name))));
            assert!(page.parts.iter().all(|part| text.contains(&format!("| `{}` |", part.name))));
        }
        for page in scaffold_kinds::all() {
            let text = text(format!("docs/reference/kinds/{}.md", page.kind));
            assert!(page.schema.attributes.iter().all(|a| text.contains(&format!("### `{}`", a.name))));
            assert!(text.contains("A survey is"), "{}: nothing says what reading costs", page.kind);
        }
    }

    #[test]
    fn the_first_sentence_stands_alone() {
        assert_eq!(first_sentence("A range, over\n two lines. More.\n\nMore."), "A range, over two lines.");
        assert_eq!(first_sentence("All of it."), "All of it.");
    }
}
