use aws_sdk_lambda::types::{
    DeadLetterConfig, Environment, EphemeralStorage, FileSystemConfig, ImageConfig, LoggingConfig, SnapStart,
    TracingConfig, VpcConfig,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_kinds::lambda::Function;
use scaffold_kinds::{Choice, Ref};

use crate::function_live::own_group;

/// The settings of a function in the SDK's words. What is not said is there and empty, so that a change
/// takes away what was there.
pub(crate) struct Settings {
    pub vpc: VpcConfig,
    pub dead_letter: DeadLetterConfig,
    pub environment: Environment,
    pub tracing: TracingConfig,
    pub file_systems: Vec<FileSystemConfig>,
    pub image: ImageConfig,
    pub storage: EphemeralStorage,
    pub snap_start: SnapStart,
    pub logging: LoggingConfig,
}

impl Settings {
    /// Those of a function of this name.
    pub fn of(function: &Function, name: &str) -> Result<Self, BuildError> {
        let variables =
            function.environment.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let storage = EphemeralStorage::builder().size(integer(function.ephemeral_storage_mib)).build()?;
        let file_systems = function.file_system.iter().map(|system| {
            let config = FileSystemConfig::builder().arn(&system.access_point);
            config.local_mount_path(&system.mount_path).build()
        });
        Ok(Self {
            vpc: vpc(function),
            dead_letter: DeadLetterConfig::builder()
                .target_arn(function.dead_letter.clone().unwrap_or_default())
                .build(),
            environment: Environment::builder().set_variables(Some(variables)).build(),
            tracing: TracingConfig::builder().mode(function.tracing.word().into()).build(),
            file_systems: file_systems.collect::<Result<_, _>>()?,
            image: image(function),
            storage,
            snap_start: SnapStart::builder().apply_on(function.snap_start.word().into()).build(),
            logging: logging(function, name),
        })
    }
}

/// A number that the schema bounds.
pub(crate) fn integer(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn vpc(function: &Function) -> VpcConfig {
    let ids = |refs: &mut dyn Iterator<Item = &Ref>| refs.map(|it| it.0.clone()).collect::<Vec<String>>();
    let Some(vpc) = &function.vpc else {
        return VpcConfig::builder()
            .set_subnet_ids(Some(vec![]))
            .set_security_group_ids(Some(vec![]))
            .build();
    };
    VpcConfig::builder()
        .set_subnet_ids(Some(ids(&mut vpc.subnets.iter())))
        .set_security_group_ids(Some(ids(&mut vpc.security_groups.iter())))
        .ipv6_allowed_for_dual_stack(vpc.ipv6)
        .build()
}

fn image(function: &Function) -> ImageConfig {
    let Some(config) = &function.image_config else { return ImageConfig::builder().build() };
    let list = |items: &[String]| Some(items.to_vec()).filter(|items| !items.is_empty());
    ImageConfig::builder()
        .set_entry_point(list(&config.entry_point))
        .set_command(list(&config.command))
        .set_working_directory(config.working_directory.clone())
        .build()
}

fn logging(function: &Function, name: &str) -> LoggingConfig {
    let named = function.log_group.as_ref().map(|group| {
        let (_, name) = group.0.split_once(":log-group:").unwrap_or(("", &group.0));
        name.strip_suffix(":*").unwrap_or(name).to_owned()
    });
    LoggingConfig::builder()
        .log_group(named.unwrap_or_else(|| own_group(name)))
        .log_format(function.log_format.word().into())
        .set_application_log_level(function.application_log_level.map(|level| level.word().into()))
        .set_system_log_level(function.system_log_level.map(|level| level.word().into()))
        .build()
}
