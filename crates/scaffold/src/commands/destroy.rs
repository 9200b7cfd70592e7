use clap::Args;
use scaffold_model::{DesiredState, Plan, StackId, is_valid_name};
use scaffold_plan::Options;
use scaffold_report::Terminal;
use scaffold_survey::Needs;

use crate::arguments::{BlueprintArguments, CloudArguments, Consent};
use crate::carry_out::carry_out;
use crate::clouds::{self, Connected, Place};
use crate::code::Code;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::guards::{self, Reviewed};
use crate::ledgers::LedgerArguments;
use crate::session::{Purpose, Session};
use crate::{pipeline, present};

/// Delete everything of a stack, in reverse
#[derive(Debug, Args)]
pub struct Destroy {
    #[command(flatten)]
    pub blueprint: BlueprintArguments,
    /// A stack of which no blueprint is at hand: NAME or NAME/ENVIRONMENT with --region, or NAME@REGION
    #[arg(long, value_name = "STACK", conflicts_with_all = ["blueprint", "env", "variables"], requires = "region")]
    pub stack: Option<String>,
    #[command(flatten)]
    pub cloud: CloudArguments,
    #[command(flatten)]
    pub ledger: LedgerArguments,
    #[command(flatten)]
    pub consent: Consent,
    /// The data of this address or physical id may be lost
    #[arg(long = "allow-data-loss", value_name = "ADDRESS")]
    pub allow_data_loss: Vec<String>,
}

pub async fn run(command: &Destroy, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let options = Options {
        destroy: true,
        allow_data_loss: command.allow_data_loss.clone(),
        ledger: command.ledger.words(),
        scaffold: env!("CARGO_PKG_VERSION").to_owned(),
        ..Options::default()
    };
    match &command.stack {
        Some(stack) => by_name(stack, command, &options, terminal).await,
        None => by_blueprint(command, &options, terminal).await,
    }
}

async fn by_blueprint(
    command: &Destroy,
    options: &Options,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let checked = pipeline::check(&command.blueprint, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let connected = clouds::connect(&command.cloud, &checked.place(), terminal).await?;
    let stack = &checked.graph.desired.stack;
    let revision = checked.origin.revision();
    let session = begin(connected, stack, revision.as_deref(), command, terminal).await?;
    let result = async {
        let snapshot = pipeline::survey(&checked, session.cloud(), terminal).await?;
        let plan = pipeline::plan(&checked.graph, session.cloud(), snapshot, options, terminal).await?;
        present::plan_to_agree_to(&plan, &checked.files, &command.consent, terminal)?;
        finish(&plan, &session, command, terminal).await
    };
    let result = result.await;
    session.end(result, terminal).await
}

async fn begin(
    connected: Connected,
    stack: &StackId,
    revision: Option<&str>,
    command: &Destroy,
    terminal: &Terminal,
) -> Result<Session, Failure> {
    let purpose = Purpose { command: "destroy", stack, revision };
    Session::begin(connected, &command.ledger, &command.consent, purpose, terminal).await
}

async fn by_name(
    name: &str,
    command: &Destroy,
    options: &Options,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let stack = stack_id(name, command.blueprint.inputs.region.as_deref())?;
    let place = Place { region: &stack.region, role: None, account: None, code: Code::default() };
    let connected = clouds::connect(&command.cloud, &place, terminal).await?;
    let session = begin(connected, &stack, None, command, terminal).await?;
    let result = async {
        let needs = Needs {
            stack: stack.clone(),
            kinds: Default::default(),
            only: None,
            regions: Default::default(),
            named: Default::default(),
        };
        let mut snapshot = pipeline::survey_for(&needs, session.cloud(), terminal).await?;
        let planner =
            |snapshot: &scaffold_model::Snapshot| scaffold_plan::destroy_plan(&stack, snapshot, options);
        let plan = pipeline::answered(session.cloud(), &mut snapshot, planner).await?;
        present::plan_to_agree_to(&plan, &[], &command.consent, terminal)?;
        finish(&plan, &session, command, terminal).await
    };
    let result = result.await;
    session.end(result, terminal).await
}

async fn finish(
    plan: &Plan,
    session: &Session,
    command: &Destroy,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    guards::refusals(plan)?;
    let exit = if plan.is_empty() {
        Exit::Done
    } else if guards::consent(plan, Reviewed::JustNow, &command.consent, terminal)? {
        carry_out(plan, session, &command.consent, terminal).await?
    } else {
        return Ok(guards::declined(terminal));
    };
    if exit != Exit::Done {
        return Ok(exit);
    }
    let nothing = DesiredState::nothing(DesiredState::LAST_APPLY);
    session.record(Some(&nothing), terminal).await;
    if let Some(ledger) = session.ledger() {
        terminal.tell(&format!("kept: the stack's history, in {}\n", ledger.place()));
    }
    let hidden = plan.unread.iter().filter(|unread| !unread.not_offered);
    let kinds: Vec<&str> = hidden.map(|unread| unread.kind.as_str()).collect();
    if kinds.is_empty() {
        return Ok(exit);
    }
    let message = format!("what there may be of {} could not be read and is still there", kinds.join(", "));
    let help = "allow these to be read, and destroy again".to_owned();
    Err(Failure::Other { exit: Exit::Partial, message, help: Some(help) })
}

/// `shop/prod` in a region, or `shop/prod@us-east-1` as the head of every plan has it.
pub fn stack_id(name: &str, region: Option<&str>) -> Result<StackId, Failure> {
    let help = "write --stack NAME or --stack NAME/ENVIRONMENT, and --region REGION";
    let (name, region) = match name.split_once('@') {
        Some((name, own)) if region.is_none_or(|region| region == own) => (name, Some(own)),
        _ => (name, region),
    };
    let (base, environment) = match name.split_once('/') {
        Some((base, environment)) => (base, Some(environment)),
        None => (name, None),
    };
    if !is_valid_name(base) || !environment.is_none_or(is_valid_name) {
        return Err(Failure::usage(format!("`{name}` is no name of a stack"), help));
    }
    let Some(region) = region else {
        return Err(Failure::usage("--stack needs --region", help));
    };
    Ok(StackId {
        name: base.to_owned(),
        environment: environment.map(str::to_owned),
        region: region.to_owned(),
    })
}
