use std::collections::BTreeSet;

use aws_sdk_lambda::operation::get_function::GetFunctionOutput;
use aws_sdk_lambda::types::{FunctionConfiguration, LastUpdateStatus, PackageType, State};
use scaffold_aws_core::{Connection, Found, Tags};
use scaffold_kinds::lambda::{
    ApplicationLogLevel, Architecture, FileSystem, Function, FunctionVpc, ImageConfig, LogFormat, Package,
    SnapStart, SystemLogLevel, Tracing,
};
use scaffold_kinds::{Choice, Ref};
use scaffold_model::{Live, LiveState};

use crate::names::function_arn;

/// A function as the port shows it.
pub(crate) fn live(connection: &Connection, answer: GetFunctionOutput) -> Option<Live> {
    let configuration = answer.configuration()?;
    let mut function = decoded(connection, configuration);
    // Where the last change failed, what answers is not what is shown: sending the code again repairs it.
    let is_whole = configuration.last_update_status() != Some(&LastUpdateStatus::Failed);
    match function.package {
        _ if !is_whole => {}
        Package::Zip => function.code_sha256 = configuration.code_sha256().map(str::to_owned),
        Package::Image => {
            function.image = answer.code().and_then(|code| code.image_uri()).map(str::to_owned);
        }
    }
    let concurrency = answer.concurrency().and_then(|it| it.reserved_concurrent_executions());
    function.reserved_concurrency = concurrency.map(i64::from);
    let revision = function.revision(configuration.code_sha256().unwrap_or_default());
    let arn = function_arn(configuration.function_arn()?);
    let name = configuration.function_name().map(str::to_owned);
    let tags: Tags =
        answer.tags().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
    let found = Found {
        attributes: function,
        outputs: vec![("arn", Some(arn.clone())), ("name", name.clone()), ("revision", Some(revision))],
        id: arn,
        tags,
        state: state(configuration),
        name,
        created: None,
    };
    Some(found.live())
}

/// What of a function, or of a version of it, its settings say.
pub(crate) fn decoded(connection: &Connection, function: &FunctionConfiguration) -> Function {
    let logging = function.logging_config();
    let format = logging.and_then(|logging| logging.log_format()).map_or("Text", |format| format.as_str());
    let log_format = LogFormat::from_word(format).unwrap_or(LogFormat::Text);
    let of_json = |level: Option<&str>| level.filter(|_| log_format == LogFormat::Json).map(str::to_owned);
    let level = of_json(logging.and_then(|it| it.application_log_level()).map(|level| level.as_str()));
    let system = of_json(logging.and_then(|it| it.system_log_level()).map(|level| level.as_str()));
    let is_image = function.package_type() == Some(&PackageType::Image);
    let variables = function.environment().and_then(|environment| environment.variables());
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Function {
        package: if is_image { Package::Image } else { Package::Zip },
        code_sha256: None,
        image: None,
        image_config: function
            .image_config_response()
            .and_then(|it| it.image_config())
            .and_then(image_config),
        runtime: function.runtime().map(|runtime| runtime.as_str().to_owned()),
        handler: text(function.handler()),
        architecture: function
            .architectures()
            .first()
            .and_then(|architecture| Architecture::from_word(architecture.as_str()))
            .unwrap_or(Architecture::Intel),
        role: Ref(function.role().unwrap_or_default().to_owned()),
        description: text(function.description()),
        memory_mib: function.memory_size().map_or(128, i64::from),
        timeout_seconds: function.timeout().map_or(3, i64::from),
        environment: variables
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        encryption_key: text(function.kms_key_arn()),
        ephemeral_storage_mib: function.ephemeral_storage().map_or(512, |storage| i64::from(storage.size())),
        layers: function.layers().iter().filter_map(|layer| layer.arn()).map(str::to_owned).collect(),
        file_system: function.file_system_configs().first().map(|config| FileSystem {
            access_point: config.arn().to_owned(),
            mount_path: config.local_mount_path().to_owned(),
        }),
        vpc: vpc(function),
        reserved_concurrency: None,
        tracing: function
            .tracing_config()
            .and_then(|tracing| Tracing::from_word(tracing.mode()?.as_str()))
            .unwrap_or(Tracing::PassThrough),
        dead_letter: text(function.dead_letter_config().and_then(|config| config.target_arn())),
        log_group: log_group(connection, function),
        log_format,
        application_log_level: level.as_deref().and_then(ApplicationLogLevel::from_word),
        system_log_level: system.as_deref().and_then(SystemLogLevel::from_word),
        snap_start: function
            .snap_start()
            .and_then(|snap_start| SnapStart::from_word(snap_start.apply_on()?.as_str()))
            .unwrap_or(SnapStart::Never),
    }
}

/// The group where a function of this name writes when nothing else is said.
pub(crate) fn own_group(name: &str) -> String {
    format!("/aws/lambda/{name}")
}

fn log_group(connection: &Connection, function: &FunctionConfiguration) -> Option<Ref> {
    let name = function.logging_config()?.log_group()?;
    let is_own = name == own_group(function.function_name().unwrap_or_default());
    (!is_own).then(|| Ref(connection.arn("logs", None, &format!("log-group:{name}"))))
}

fn vpc(function: &FunctionConfiguration) -> Option<FunctionVpc> {
    let vpc = function.vpc_config().filter(|vpc| !vpc.subnet_ids().is_empty())?;
    let set = |ids: &[String]| ids.iter().cloned().map(Ref).collect::<BTreeSet<Ref>>();
    Some(FunctionVpc {
        subnets: set(vpc.subnet_ids()),
        security_groups: set(vpc.security_group_ids()),
        ipv6: vpc.ipv6_allowed_for_dual_stack().unwrap_or(false),
    })
}

fn image_config(config: &aws_sdk_lambda::types::ImageConfig) -> Option<ImageConfig> {
    let config = ImageConfig {
        entry_point: config.entry_point().to_vec(),
        command: config.command().to_vec(),
        working_directory: config.working_directory().filter(|it| !it.is_empty()).map(str::to_owned),
    };
    let is_nothing =
        config.entry_point.is_empty() && config.command.is_empty() && config.working_directory.is_none();
    (!is_nothing).then_some(config)
}

fn state(function: &FunctionConfiguration) -> LiveState {
    let why = |reason: Option<&str>, word: &str| match reason {
        Some(reason) => format!("{word}: {reason}"),
        None => word.to_owned(),
    };
    match (function.state(), function.last_update_status()) {
        (Some(State::Pending), _) => LiveState::Pending("Pending".to_owned()),
        (Some(State::Failed), _) => LiveState::Failed(why(function.state_reason(), "Failed")),
        (_, Some(LastUpdateStatus::InProgress)) => LiveState::Pending("InProgress".to_owned()),
        // An inactive function, or one whose last change failed, still answers as it did before.
        _ => LiveState::Ready,
    }
}
