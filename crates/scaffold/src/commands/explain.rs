use clap::Args;
use scaffold_model::nearest;
use scaffold_report::Terminal;

use crate::codes;
use crate::exit::Exit;
use crate::failure::Failure;

/// Explain the code of a diagnostic; without one, list them
#[derive(Debug, Args)]
pub struct Explain {
    /// As in `error[CODE]`
    pub code: Option<String>,
}

pub fn run(command: &Explain, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let codes = codes::all();
    let Some(name) = &command.code else {
        let mut names: Vec<&str> = codes.iter().map(|code| code.name).collect();
        names.sort_unstable();
        terminal.print(&format!("{}\n", names.join("\n")))?;
        return Ok(Exit::Done);
    };
    match codes.iter().find(|code| code.name == name) {
        Some(code) => {
            terminal.print(&format!("{}\n\n{}\n", code.name, code.explanation.trim()))?;
            Ok(Exit::Done)
        }
        None => {
            let near = nearest(name, codes.iter().map(|code| code.name));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            Err(Failure::usage(
                format!("there is no code `{name}`"),
                format!("{near}`scaffold explain` lists them"),
            ))
        }
    }
}
