use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

#[cfg(feature = "aws")]
use scaffold_aws_s3::{NotAPlace, S3Place};
use scaffold_ledger::Store;
use scaffold_model::{CloudId, Head};
use scaffold_provider::Cloud;
use scaffold_report::Terminal;
use scaffold_sandbox::{DIRECTORY, Sandbox, SandboxOptions, Time};

use crate::arguments::CloudArguments;
use crate::code::Code;
use crate::failure::Failure;

/// Where a stack lives: the region and role are the blueprint's word, the rest is the command line's.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    pub region: &'a str,
    pub role: Option<&'a str>,
    /// `[blueprint] account`: with any other nothing is read.
    pub account: Option<&'a str>,
    /// The code that its functions are made of.
    pub code: Code,
}

impl<'a> From<&'a Head> for Place<'a> {
    /// Where a saved plan was made is where it is applied.
    fn from(head: &'a Head) -> Self {
        let CloudId { account, region, .. } = &head.cloud;
        Self { region, role: head.role.as_deref(), account: Some(account), code: Code::default() }
    }
}

/// A cloud that is connected to.
pub struct Connected {
    /// The cloud.
    pub cloud: Box<dyn Cloud>,
    /// How many times as fast as on AWS time passes there.
    pub speed: f64,
    /// How many times shorter pauses are than on AWS.
    pub haste: NonZeroU32,
    #[cfg(feature = "aws")]
    connection: Option<scaffold_aws_core::Connection>,
}

impl Connected {
    /// Whether it is the embedded one.
    pub fn is_sandbox(&self) -> bool {
        is_sandbox(self.cloud.id())
    }

    /// A ledger's bucket: the named one, or the account's own.
    #[cfg(feature = "aws")]
    pub fn bucket(&self, named: Option<&str>) -> Result<Arc<dyn Store>, Failure> {
        let Some(connection) = &self.connection else { return Err(no_bucket()) };
        let place = named.map_or_else(|| Ok(S3Place::of_account(connection)), parse_bucket)?;
        Ok(Arc::new(scaffold_aws_s3::S3Store::new(connection, place)))
    }

    /// A ledger's bucket.
    #[cfg(not(feature = "aws"))]
    pub fn bucket(&self, _: Option<&str>) -> Result<Arc<dyn Store>, Failure> {
        Err(no_bucket())
    }
}

fn no_bucket() -> Failure {
    Failure::usage(
        "the sandbox has no buckets to keep a ledger in",
        "write --ledger dir:PATH, or leave it out",
    )
}

/// Connects to the sandbox, an emulator or AWS.
pub async fn connect(
    arguments: &CloudArguments,
    place: &Place<'_>,
    terminal: &Terminal,
) -> Result<Connected, Failure> {
    let begin = Instant::now();
    let connected =
        if arguments.sandbox { open_sandbox(place)? } else { connect_to_aws(arguments, place).await? };
    let id = connected.cloud.id();
    terminal.stage(&format!("connected to {}", words(id)), begin);
    guard_account(id, place.account)?;
    Ok(connected)
}

/// A sandbox of this run alone, in memory.
pub fn rehearsal_sandbox(region: &str) -> Result<Connected, Failure> {
    open(SandboxOptions::rehearsal(region).map_err(Failure::cloud("opening the sandbox"))?)
}

fn open_sandbox(place: &Place<'_>) -> Result<Connected, Failure> {
    let options = SandboxOptions::from_environment(PathBuf::from(DIRECTORY), place.region)
        .map_err(Failure::cloud("opening the sandbox"))?;
    open(options)
}

fn open(options: SandboxOptions) -> Result<Connected, Failure> {
    let speed = match options.time {
        Time::Scaled(speed) => speed,
        Time::Virtual => 1.0,
    };
    let sandbox = Sandbox::open(options).map_err(Failure::cloud("opening the sandbox"))?;
    Ok(Connected {
        cloud: Box::new(sandbox),
        speed,
        haste: NonZeroU32::MIN,
        #[cfg(feature = "aws")]
        connection: None,
    })
}

fn is_sandbox(id: &CloudId) -> bool {
    id.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("sandbox:"))
}

/// The cloud of a saved plan, unless the command line names one.
pub fn of_saved_plan(arguments: &CloudArguments, cloud: &CloudId) -> CloudArguments {
    let mut chosen = arguments.clone();
    // Said on the command line, it would go before what the environment says of single services.
    let of_environment = std::env::var("AWS_ENDPOINT_URL").ok();
    if !chosen.sandbox && chosen.endpoint.is_none() {
        match cloud.endpoint.as_deref() {
            Some(endpoint) if endpoint.starts_with("sandbox:") => chosen.sandbox = true,
            Some(endpoint) if of_environment.as_deref() == Some(endpoint) => {}
            endpoint => chosen.endpoint = endpoint.map(str::to_owned),
        }
    }
    chosen
}

/// A saved plan is for one cloud only.
pub fn guard_same(cloud: &CloudId, planned: &CloudId) -> Result<(), Failure> {
    if cloud == planned {
        return Ok(());
    }
    let message = format!("the plan is for {}, and this is {}", words(planned), words(cloud));
    Err(Failure::refused(message, "choose the plan's cloud, or plan again for this one"))
}

fn words(id: &CloudId) -> String {
    let endpoint = id.endpoint.as_deref().unwrap_or("AWS");
    format!("account {} in {} at {endpoint}", id.account, id.region)
}

fn guard_account(id: &CloudId, wanted: Option<&str>) -> Result<(), Failure> {
    match wanted {
        Some(wanted) if wanted != id.account => {
            let message =
                format!("the credentials are for account {}, and the blueprint is for {wanted}", id.account);
            let help = "use another profile (--profile), or change `account` under [blueprint]";
            Err(Failure::refused(message, help))
        }
        _ => Ok(()),
    }
}

#[cfg(feature = "aws")]
async fn connect_to_aws(arguments: &CloudArguments, place: &Place<'_>) -> Result<Connected, Failure> {
    use scaffold_aws_core::{AwsCloud, ConnectOptions};

    use crate::haste::haste;

    let haste = haste()?;
    let options = ConnectOptions {
        region: place.region.to_owned(),
        profile: arguments.profile.clone(),
        endpoint: arguments.endpoint.clone(),
        role: place.role.map(str::to_owned),
        made_up: arguments.made_up,
        haste: haste.get(),
    };
    let connection =
        scaffold_aws_core::connect(&options).await.map_err(Failure::cloud("connecting to AWS"))?;
    let services = vec![
        scaffold_aws_ec2::service(&connection),
        scaffold_aws_elbv2::service(&connection, scaffold_aws_ssm::secrets(&connection)),
        scaffold_aws_autoscaling::service(&connection),
        scaffold_aws_iam::service(&connection),
        scaffold_aws_logs::service(&connection),
        scaffold_aws_ssm::service(&connection),
        scaffold_aws_secrets::service(&connection),
        scaffold_aws_rds::service(&connection, scaffold_aws_secrets::passwords(&connection)),
        scaffold_aws_elasticache::service(&connection, scaffold_aws_secrets::passwords(&connection)),
        scaffold_aws_sqs::service(&connection),
        scaffold_aws_s3::service(&connection),
        scaffold_aws_lambda::service(&connection, Arc::new(place.code.clone()), shelf(&connection, place)?),
        scaffold_aws_events::service(&connection),
        scaffold_aws_cloudfront::service(&connection),
    ];
    let cloud = Box::new(AwsCloud::new(connection.clone(), services));
    Ok(Connected { cloud, speed: 1.0, haste, connection: Some(connection) })
}

/// The ledger's bucket, for code that one call cannot carry; none where the ledger is in no bucket.
#[cfg(feature = "aws")]
fn shelf(
    connection: &scaffold_aws_core::Connection,
    place: &Place<'_>,
) -> Result<Option<Arc<dyn scaffold_aws_core::CodeShelf>>, Failure> {
    let bucket = match place.code.ledger() {
        None => S3Place::of_account(connection),
        Some(named) if named.starts_with("s3://") => parse_bucket(named)?,
        Some(_) => return Ok(None),
    };
    Ok(Some(scaffold_aws_s3::code_shelf(connection, bucket)))
}

#[cfg(feature = "aws")]
fn parse_bucket(named: &str) -> Result<S3Place, Failure> {
    named.parse().map_err(|error: NotAPlace| {
        Failure::usage(error.to_string(), "write --ledger s3://BUCKET or s3://BUCKET/PREFIX")
    })
}

#[cfg(not(feature = "aws"))]
async fn connect_to_aws(arguments: &CloudArguments, place: &Place<'_>) -> Result<Connected, Failure> {
    let _ = (place.role, place.code.ledger(), arguments.made_up);
    let message = "this scaffold was built without AWS";
    let help = "add --sandbox for the embedded cloud, or build it with the feature `aws`";
    Err(Failure::usage(message, help))
}

#[cfg(test)]
mod tests {
    use scaffold_model::StackId;

    use super::*;

    #[test]
    fn a_saved_plan_is_applied_in_the_role_that_it_was_made_in() {
        let role = "arn:aws:iam::123456789012:role/deploy";
        let head = Head {
            stack: StackId { name: "shop".into(), environment: None, region: "us-east-1".into() },
            cloud: CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None },
            role: Some(role.into()),
            ledger: None,
            blueprint: String::new(),
            base: None,
            scaffold: String::new(),
            destroy: false,
            partial: false,
        };
        let Place { region, role: assumed, account, code: _ } = Place::from(&head);
        assert_eq!((region, assumed, account), ("us-east-1", Some(role), Some("123456789012")));
    }
}
