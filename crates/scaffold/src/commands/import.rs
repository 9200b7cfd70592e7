use clap::Args;
use scaffold_model::{Address, PhysicalId, Resource};
use scaffold_report::Terminal;

use crate::arguments::{CloudArguments, Consent, Inputs, address};
use crate::carry_out::carry_out;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::guards::{self, Reviewed};
use crate::ledgers::LedgerArguments;
use crate::pipeline::Checked;
use crate::session::{Purpose, Session};
use crate::{clouds, pipeline, present};

/// Adopt a live resource: shows the difference, asks, and tags it
#[derive(Debug, Args)]
pub struct Import {
    /// Where it stands in the blueprint
    #[arg(value_parser = address)]
    pub address: Address,
    /// Its physical id, such as vpc-0a1b2c
    pub id: String,
    /// The blueprint: a file or a directory [default: ./blueprint.toml, else `.`]
    #[arg(long, value_name = "PATH", help_heading = "Blueprint")]
    pub blueprint: Option<std::path::PathBuf>,
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub cloud: CloudArguments,
    #[command(flatten)]
    pub ledger: LedgerArguments,
    #[command(flatten)]
    pub consent: Consent,
}

pub async fn run(command: &Import, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let checked = pipeline::check_path(command.blueprint.as_deref(), &command.inputs, terminal)?;
    present::warnings(&checked.warnings, &checked.files, terminal);
    let Some(resource) = checked.graph.get(&command.address) else {
        let help = "write its block first; `scaffold graph --of resources` lists addresses";
        return Err(Failure::refused(format!("the blueprint has no resource {}", command.address), help));
    };
    let connected = clouds::connect(&command.cloud, &checked.place(), terminal).await?;
    let revision = checked.origin.revision();
    let purpose =
        Purpose { command: "import", stack: &checked.graph.desired.stack, revision: revision.as_deref() };
    let session = Session::begin(connected, &command.ledger, &command.consent, purpose, terminal).await?;
    let result = adopt(resource, &checked, &session, command, terminal).await;
    session.end(result, terminal).await
}

async fn adopt(
    resource: &Resource,
    checked: &Checked,
    session: &Session,
    command: &Import,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let Import { address, id, consent, .. } = command;
    let cloud = session.cloud();
    let Some(provider) = cloud.provider(resource.kind.as_str()) else {
        let help = "use another cloud, or leave it out of the blueprint";
        return Err(Failure::failed(format!("this cloud has no {}", resource.kind), help));
    };
    let doing = format!("reading {id} for {address}");
    let live = provider.read(&PhysicalId::new(id.as_str())).await.map_err(Failure::cloud(doing))?;
    let Some(live) = live else {
        let help = format!("check the id, and that it is in account {} and its region", cloud.id().account);
        return Err(Failure::failed(format!("there is no {} with the id {id}", resource.kind), help));
    };
    let snapshot = pipeline::survey(checked, cloud, terminal).await?;
    let mut plan = scaffold_plan::import(&checked.graph, &snapshot, address, &live);
    plan.head.ledger = command.ledger.words();
    present::plan_to_agree_to(&plan, &checked.files, consent, terminal)?;
    guards::refusals(&plan)?;
    if plan.is_empty() {
        return Ok(Exit::Done);
    }
    if !guards::consent(&plan, Reviewed::JustNow, consent, terminal)? {
        return Ok(guards::declined(terminal));
    }
    let exit = carry_out(&plan, session, consent, terminal).await?;
    if exit == Exit::Done {
        terminal.tell("next: `scaffold plan` shows what would make it as the blueprint asks\n");
    }
    Ok(exit)
}
