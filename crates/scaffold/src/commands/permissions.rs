use clap::{Args, ValueEnum};
use scaffold_report::Terminal;
use serde_json::{Value as Json, json};

use crate::arguments::BlueprintArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies::{Policies, Statement, policies};
use crate::policy_document::{LONGEST, documents};
use crate::{pipeline, present};

/// Print the smallest IAM policies that a plan and an apply of this blueprint need, offline
#[derive(Debug, Args)]
pub struct Permissions {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// How they are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PermissionsFormat,
    /// Only one of the two, as the document that IAM takes, or several, one after another
    #[arg(long = "for", value_name = "RUN")]
    pub run: Option<Run>,
    /// Only one document of several
    #[arg(long, value_name = "N", requires = "run")]
    pub part: Option<usize>,
}

/// How policies are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PermissionsFormat {
    /// With what each statement is for
    Text,
    /// For programs: `plan` and `apply`
    Json,
}

/// What is to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Run {
    /// Reading
    Plan,
    /// Reading, making, changing and removing
    Apply,
}

pub fn run(command: &Permissions, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let checked = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let policies = policies(&checked.graph);
    if !policies.unsaid.is_empty() {
        let kinds: Vec<&str> = policies.unsaid.iter().map(|kind| kind.as_str()).collect();
        let message = format!("the permissions of {} are not known to this version", kinds.join(", "));
        return Err(Failure::refused(message, "leave those out of the blueprint to see the others'"));
    }
    let text = match (command.run, command.format) {
        (Some(Run::Plan), _) => parts(documents(&policies.plan), command.part, terminal)?,
        (Some(Run::Apply), _) => parts(documents(&policies.apply), command.part, terminal)?,
        (None, PermissionsFormat::Json) => {
            let [plan, apply] =
                [&policies.plan, &policies.apply].map(|statements| whole(documents(statements)));
            pretty(&json!({ "plan": plan, "apply": apply }))
        }
        (None, PermissionsFormat::Text) => explained(&policies),
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

/// One document after another, or the one that was asked for.
fn parts(documents: Vec<Json>, part: Option<usize>, terminal: &Terminal) -> Result<String, Failure> {
    let count = documents.len();
    if let Some(part) = part {
        let document = part.checked_sub(1).and_then(|index| documents.get(index));
        let none = || {
            let (is, help) = if count == 1 {
                ("one document".to_owned(), "leave out `--part`".to_owned())
            } else {
                (format!("{count} documents"), format!("take one from 1 to {count}"))
            };
            Failure::usage(format!("printing part {part} of a policy of {is}"), help)
        };
        return document.map(pretty).ok_or_else(none);
    }
    if count > 1 {
        terminal.tell(&format!(
            "{count} documents, one after another, since a managed policy takes {LONGEST} characters: attach all of \
             them. `--part 1` prints the first alone.\n"
        ));
    }
    Ok(documents.iter().map(pretty).collect())
}

/// The document, or a list of them where one has not room for all.
fn whole(mut documents: Vec<Json>) -> Json {
    match documents.pop() {
        Some(only) if documents.is_empty() => only,
        last => documents.into_iter().chain(last).collect(),
    }
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

fn explained(policies: &Policies) -> String {
    let mut text = String::from("A plan reads, and needs\n");
    policies.plan.iter().for_each(|statement| say(statement, &mut text));
    text.push_str("\nAn apply or destroy needs that, and\n");
    let more = policies.apply.iter().filter(|statement| !policies.plan.contains(statement));
    more.for_each(|statement| say(statement, &mut text));
    text.push_str(
        "\nKinds that the blueprint does not name stay unread, and a plan says so: whoever takes the last of a\n\
         kind out of it needs to read that kind once more.\n\
         As IAM takes them: `scaffold permissions --for plan` and `--for apply`.\n",
    );
    let [plan, apply] =
        [&policies.plan, &policies.apply].map(|statements| match documents(statements).len() {
            1 => "one".to_owned(),
            count => count.to_string(),
        });
    text.push_str(&format!(
        "Managed policies of at most {LONGEST} characters: {plan} for a plan, {apply} for an apply.\n"
    ));
    text
}

fn say(statement: &Statement, text: &mut String) {
    let Statement { sid, why, actions, resources, condition } = statement;
    text.push_str(&format!("\n  {sid}: {why}\n"));
    actions.iter().for_each(|action| text.push_str(&format!("    {action}\n")));
    resources.iter().for_each(|resource| text.push_str(&format!("      on {resource}\n")));
    if let Some((operator, key, values)) = condition {
        text.push_str(&format!("      where {key} {operator} {}\n", values.join(", ")));
    }
}
