use std::path::PathBuf;

use clap::Args;
use scaffold_model::{LeftOut, StackId};
use scaffold_report::Terminal;

use crate::arguments::{BlueprintArguments, CloudArguments, Consent, url};
use crate::carry_out::events_file;
use crate::clouds::{self, Connected, Place};
use crate::code::Code;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pipeline::{self, Checked};
use crate::present::{self, VerdictPresentation};
use crate::rehearsal::{self, Names, Piece, Played, Setting};

/// Rehearse: apply, plan again, destroy, and look whether all is gone
///
/// On a fresh sandbox in memory, or with --on on an emulator, as a stack of its own. AWS is never gone to.
#[derive(Debug, Args)]
pub struct DryRun {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// Endpoint of an emulator, such as http://localhost:4566 [default: a sandbox of this run alone]
    #[arg(long, value_name = "URL", value_parser = url, help_heading = "Cloud")]
    pub on: Option<String>,
    /// The host of --on is an emulator's, though it is neither this machine nor a private address
    #[arg(long, requires = "on", help_heading = "Cloud")]
    pub emulator: bool,
    /// Profile whose credentials the emulator wants [default: made-up ones, which AWS would refuse]
    #[arg(long, value_name = "NAME", requires = "on", help_heading = "Cloud")]
    pub profile: Option<String>,
    /// Leave out what the endpoint lacks, and whatever refers to it
    #[arg(long, requires = "on")]
    pub only_available: bool,
    /// Apply the blueprint of this git revision first, such as main, so that the change is rehearsed
    #[arg(long, value_name = "REVISION")]
    pub base: Option<String>,
    /// The change may lose the data of this address; what the rehearsal itself takes away needs no leave
    #[arg(long = "allow-data-loss", value_name = "ADDRESS")]
    pub allow_data_loss: Vec<String>,
    /// Only take away what a rehearsal left that was killed, by the name that it told
    #[arg(
        long, value_name = "NAME", requires = "on", value_parser = rehearsal::clean_up_name,
        conflicts_with_all = ["base", "only_available", "allow_data_loss"]
    )]
    pub clean_up: Option<String>,
    /// Steps at one time
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub parallelism: u16,
    /// Write events to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    #[command(flatten)]
    pub presentation: VerdictPresentation,
}

pub async fn run(command: &DryRun, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if let Some(endpoint) = &command.on {
        rehearsal::guard_endpoint(endpoint, command.emulator)?;
    }
    let head = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&head.warnings, &head.files, terminal);
    let stack = head.graph.desired.stack.clone();
    let Base { there, notes } = base(command, &head)?;
    let code = there.iter().fold(head.code.clone(), |code, (base, _)| code.and(&base.code));
    let connected = connect(command, &stack.region, code, terminal).await?;
    let name = command.on.as_ref().map(|_| command.clean_up.clone().unwrap_or_else(rehearsal::fresh_name));
    let head = rehearsal::as_another_stack(&head, name.as_deref())?;
    let base = there.map(|(base, revision)| {
        rehearsal::as_another_stack(&base, name.as_deref()).map(|base| (base, revision))
    });
    let base = base.transpose()?;
    let piece = Piece { head, base, allow_data_loss: command.allow_data_loss.clone() };
    rehearse(command, (&stack, name.as_deref()), Prepared { piece, notes, connected }, terminal).await
}

struct Prepared {
    piece: Piece,
    notes: Vec<String>,
    connected: Connected,
}

async fn rehearse(
    command: &DryRun,
    (stack, name): (&StackId, Option<&str>),
    prepared: Prepared,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let Prepared { mut piece, notes, connected } = prepared;
    let cloud = connected.cloud.id().clone();
    let mut missing = Vec::new();
    let mut left_out = Vec::new();
    let mut is_rehearsed = true;
    if command.on.is_some() && command.clean_up.is_none() {
        let mut checked = vec![&piece.head];
        checked.extend(piece.base.iter().map(|(base, _)| base));
        let available = rehearsal::available(&checked, connected.cloud.as_ref()).await;
        if command.only_available && !available.missing.is_empty() {
            let (head, mut without) = available.rest_of(&piece.head)?;
            if let Some((base, revision)) = piece.base.take() {
                let (base, more) = available.rest_of(&base)?;
                piece.base = Some((base, revision));
                add_new(&mut without, more);
            }
            is_rehearsed = !head.graph.desired.resources.is_empty();
            (piece.head, left_out) = (head, without);
        } else {
            is_rehearsed = available.missing.is_empty();
        }
        missing = available.missing;
    }
    let mut played = if is_rehearsed {
        let clean_up = name.map(|name| clean_up_command(command, name));
        if let Some(clean_up) = &clean_up {
            let stack = &piece.head.graph.desired.stack;
            terminal.tell(&format!("rehearsing as stack {stack}; should this run be killed: {clean_up}\n"));
        }
        let consent = consent(command);
        let events = events_file(&consent)?;
        let setting = Setting { connected, parallelism: command.parallelism, events, clean_up };
        match command.clean_up {
            Some(_) => rehearsal::clean_up(&piece.head, setting, terminal).await?,
            None => rehearsal::play(&piece, setting, terminal).await?,
        }
    } else {
        nothing_played()
    };
    played.notes.splice(0..0, notes);
    let exit = played.exit;
    let verdict = rehearsal::verdict(&piece, Names { stack, cloud: &cloud, missing, left_out }, played);
    present::verdict(&verdict, &command.presentation, terminal)?;
    Ok(exit)
}

/// What the base leaves out and the blueprint no longer has.
fn add_new(left_out: &mut Vec<LeftOut>, more: Vec<LeftOut>) {
    for one in more {
        if !left_out.iter().any(|other| other.what == one.what) {
            left_out.push(one);
        }
    }
}

fn nothing_played() -> Played {
    Played {
        stages: Vec::new(),
        notes: Vec::new(),
        kept: Vec::new(),
        remains: Vec::new(),
        clean_up: None,
        exit: Exit::Failed,
    }
}

/// The blueprint at the base, with what that is called; or why there is none.
#[derive(Default)]
struct Base {
    there: Option<(Checked, String)>,
    notes: Vec<String>,
}

/// Where the blueprint was not there yet, was another stack or was wrong, there is no base.
fn base(command: &DryRun, head: &Checked) -> Result<Base, Failure> {
    let Some(revision) = &command.base else { return Ok(Base::default()) };
    let origin = head.origin.at(revision).keeping_code();
    let why = match pipeline::check_revision(origin, &command.blueprint.inputs) {
        Ok(Some(base)) if base.graph.desired.stack == head.graph.desired.stack => {
            return Ok(Base { there: Some((base, revision.clone())), notes: Vec::new() });
        }
        Ok(Some(base)) => format!("it was stack {} there", base.graph.desired.stack),
        Ok(None) => "it was not there yet".to_owned(),
        Err(Failure::Blueprint { diagnostics, .. }) => {
            let problem = diagnostics.first().map(|first| first.message.as_str()).unwrap_or_default();
            format!("it is wrong there: {problem}")
        }
        Err(other) => return Err(other),
    };
    let note = format!("rehearsed from nothing, not from the blueprint at {revision}: {why}");
    Ok(Base { there: None, notes: vec![note] })
}

async fn connect(
    command: &DryRun,
    region: &str,
    code: Code,
    terminal: &Terminal,
) -> Result<Connected, Failure> {
    if command.on.is_none() {
        return clouds::rehearsal_sandbox(region);
    }
    let arguments = CloudArguments {
        profile: command.profile.clone(),
        sandbox: false,
        endpoint: command.on.clone(),
        made_up: true,
    };
    clouds::connect(&arguments, &Place { region, role: None, account: None, code }, terminal).await
}

/// How the steps of a rehearsal are carried out: nobody is asked.
fn consent(command: &DryRun) -> Consent {
    Consent {
        yes: true,
        confirm: None,
        parallelism: command.parallelism,
        lease_timeout: Default::default(),
        events: command.events.clone(),
    }
}

fn clean_up_command(command: &DryRun, name: &str) -> String {
    let mut words = vec!["scaffold dry-run".to_owned()];
    let BlueprintArguments { blueprint, inputs } = &command.blueprint;
    words.extend(blueprint.as_ref().map(|path| quoted(&path.display().to_string())));
    words.extend(inputs.env.as_ref().map(|env| format!("--env {}", quoted(env))));
    words.extend(
        inputs.variables.iter().map(|(name, value)| format!("--var {}", quoted(&format!("{name}={value}")))),
    );
    words.extend(inputs.region.as_ref().map(|region| format!("--region {}", quoted(region))));
    words.extend(command.on.as_ref().map(|on| format!("--on {}", quoted(on))));
    words.extend(command.emulator.then(|| "--emulator".to_owned()));
    words.extend(command.profile.as_ref().map(|profile| format!("--profile {}", quoted(profile))));
    words.push(format!("--clean-up {name}"));
    words.join(" ")
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,[]".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
