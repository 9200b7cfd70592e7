use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use scaffold_model::nearest;
use scaffold_report::Terminal;

use crate::commands::schema;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gallery::{TEMPLATES, Template};

/// Write a starter blueprint from the gallery; without a name, list them
#[derive(Debug, Args)]
pub struct New {
    /// Which one
    pub template: Option<String>,
    /// Where to; made if it is not there. Nothing is ever overwritten
    #[arg(default_value = ".")]
    pub directory: PathBuf,
}

pub fn run(command: &New, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Some(name) = &command.template else {
        terminal.print(&list())?;
        return Ok(Exit::Done);
    };
    let template = find(name)?;
    fs::create_dir_all(&command.directory)
        .map_err(Failure::file(format!("making the directory {}", command.directory.display())))?;
    let is_here = command.directory == Path::new(".");
    let place = |file: &str| if is_here { PathBuf::from(file) } else { command.directory.join(file) };
    if let Some((taken, _)) = template.files.iter().find(|(file, _)| place(file).exists()) {
        return Err(taken_already(&place(taken)));
    }
    for (file, text) in template.files {
        write_new(&place(file), text)?;
        terminal.print(&format!("wrote {}\n", place(file).display()))?;
    }
    // Editors find it by the blueprint's `#:schema` line.
    let schema = place("blueprint.schema.json");
    if !schema.exists() {
        write_new(&schema, &schema::text())?;
        terminal.print(&format!("wrote {}\n", schema.display()))?;
    }
    let where_to = if is_here { String::new() } else { format!("cd {} && ", command.directory.display()) };
    terminal.tell(&format!("next: {where_to}scaffold plan --sandbox\n"));
    Ok(Exit::Done)
}

/// Makes the file only if it is not there, also when another process is about to.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)
            .map_err(Failure::file(format!("making the directory {}", directory.display())))?;
    }
    let opened = fs::OpenOptions::new().write(true).create_new(true).open(path);
    match opened.and_then(|mut file| file.write_all(text.as_bytes())) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken_already(path)),
        other => other.map_err(Failure::file(format!("writing {}", path.display()))),
    }
}

fn taken_already(path: &Path) -> Failure {
    let help = "name another directory: `scaffold new TEMPLATE DIR`";
    Failure::refused(format!("{} is there already, and nothing is overwritten", path.display()), help)
}

fn find(name: &str) -> Result<&'static Template, Failure> {
    let found = TEMPLATES.iter().find(|template| template.name == name);
    found.ok_or_else(|| {
        let near = nearest(name, TEMPLATES.iter().map(|template| template.name));
        let help = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        Failure::usage(format!("there is no template `{name}`"), format!("{help}{}", list().trim_end()))
    })
}

fn list() -> String {
    let lines = TEMPLATES.iter().map(|template| format!("  {:16} {}\n", template.name, template.about));
    format!("templates:\n{}", lines.collect::<String>())
}
