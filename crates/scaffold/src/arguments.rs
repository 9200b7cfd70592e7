use std::collections::BTreeMap;
use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use scaffold_model::Address;
use scaffold_plan::Options;
use scaffold_report::{Style, Terminal};

/// How results look.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Looks {
    /// Colour; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Leave out progress and whatever is only nice to know
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say what is done on the way, and how long it takes
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl Looks {
    /// The standard streams, each in its style.
    pub fn terminal(self) -> Terminal {
        let style = |is_terminal: bool| {
            let style = Style { colour: self.colours(is_terminal), ..Style::plain() };
            if is_terminal { style.fitting_terminal() } else { style }
        };
        let mut terminal =
            Terminal::new(style(io::stdout().is_terminal()), style(io::stderr().is_terminal()));
        terminal.quiet = self.quiet;
        terminal.verbose = self.verbose;
        terminal
    }

    fn colours(self, is_terminal: bool) -> bool {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
        let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !set("NO_COLOR") && (forced || (is_terminal && !dumb)),
        }
    }
}

/// Which blueprint.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Blueprint")]
pub struct BlueprintArguments {
    /// A file, or a directory whose `*.toml` are one blueprint [default: ./blueprint.toml, else `.`]
    pub blueprint: Option<PathBuf>,
    #[command(flatten)]
    pub inputs: Inputs,
}

/// What a blueprint is read with.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Blueprint")]
pub struct Inputs {
    /// Environment: overlays `<stem>.<NAME>.toml`
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// A variable's value; also SCAFFOLD_VAR_<name>
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = assignment)]
    pub variables: Vec<(String, String)>,
    /// Region, instead of the blueprint's
    #[arg(long)]
    pub region: Option<String>,
}

/// Values of variables from the environment; those of `--var` go before them.
pub fn environment_variables() -> BTreeMap<String, String> {
    let variables = env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?.strip_prefix("SCAFFOLD_VAR_")?.to_owned();
        Some((name, value.into_string().ok()?))
    });
    variables.collect()
}

/// Which cloud.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Cloud")]
pub struct CloudArguments {
    /// Profile of ~/.aws/config
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The embedded cloud, with its state under .scaffold/sandbox
    #[arg(long)]
    pub sandbox: bool,
    /// Endpoint of every service, such as http://localhost:4566; also AWS_ENDPOINT_URL
    #[arg(long, value_name = "URL", conflicts_with = "sandbox", value_parser = url)]
    pub endpoint: Option<String>,
    /// Calls are signed with credentials that are none: AWS refuses them, emulators look at none.
    #[arg(skip)]
    pub made_up: bool,
}

/// What to plan.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Plan")]
pub struct Selection {
    /// Only this block or resource, and what it needs
    #[arg(long = "target", value_name = "ADDRESS", value_parser = address)]
    pub targets: Vec<Address>,
    /// All but this block or resource, and what needs it
    #[arg(long = "exclude", value_name = "ADDRESS", value_parser = address)]
    pub excludes: Vec<Address>,
    /// Replace this though nothing forces it
    #[arg(long = "replace", value_name = "ADDRESS", value_parser = address)]
    pub replace: Vec<Address>,
    /// The data of this address or physical id may be lost
    #[arg(long = "allow-data-loss", value_name = "ADDRESS")]
    pub allow_data_loss: Vec<String>,
    /// Git revision to tell *this change* from *drift* by, such as main
    #[arg(long, value_name = "REVISION")]
    pub base: Option<String>,
}

impl Selection {
    /// What the planner is told of it; the base is found elsewhere.
    pub fn options(&self) -> Options {
        let Self { targets, excludes, replace, allow_data_loss, base: _ } = self;
        Options {
            destroy: false,
            targets: targets.clone(),
            excludes: excludes.clone(),
            replace: replace.clone(),
            allow_data_loss: allow_data_loss.clone(),
            base: None,
            ledger: None,
            scaffold: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// How to apply.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Apply")]
pub struct Consent {
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// The stack's name, where most of it is deleted
    #[arg(long, value_name = "STACK")]
    pub confirm: Option<String>,
    /// Steps at one time
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub parallelism: u16,
    /// How long to wait while another run holds the stack, such as 90s or 10m
    #[arg(long, value_name = "DURATION", default_value = "0s", hide_default_value = true, value_parser = duration)]
    pub lease_timeout: Duration,
    /// Write events to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
}

fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("{error}; write 90s, 10m or 1h"))
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

/// An address as a user types it.
pub fn address(text: &str) -> Result<Address, String> {
    Address::parse(text).map_err(|error| error.to_string())
}

/// Enough of a URL that what is wrong with the rest is told by whoever answers there.
pub fn url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let fits =
        host.is_some_and(|host| host.starts_with(|first: char| first.is_alphanumeric() || first == '['));
    if fits && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("write a URL: http://localhost:4566".to_owned())
    }
}
