use clap::{Args, ValueEnum};
use scaffold_report::Terminal;
use serde_json::json;

use crate::arguments::BlueprintArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::policies::{Policies, Statement, document, policies};
use crate::{pipeline, present};

/// Print the smallest IAM policies that a plan and an apply of this blueprint need, offline
#[derive(Debug, Args)]
pub struct Permissions {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// How they are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PermissionsFormat,
    /// Only one of the two, as the document that IAM takes
    #[arg(long = "for", value_name = "RUN")]
    pub run: Option<Run>,
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
        (Some(Run::Plan), _) => pretty(&document(&policies.plan)),
        (Some(Run::Apply), _) => pretty(&document(&policies.apply)),
        (None, PermissionsFormat::Json) => {
            pretty(&json!({ "plan": document(&policies.plan), "apply": document(&policies.apply) }))
        }
        (None, PermissionsFormat::Text) => explained(&policies),
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

fn pretty(json: &serde_json::Value) -> String {
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
        [&policies.plan, &policies.apply].map(|statements| document(statements).to_string().len());
    text.push_str(&format!(
        "They have {plan} and {apply} characters; a managed policy takes 6144, those inside a role 10240 together.\n"
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
