use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    CorsRule as ToldCors, LoggingEnabled, PartitionDateSource, PartitionedPrefix, TargetObjectKeyFormat,
};
use scaffold_kinds::s3::{CorsMethod, CorsRule, Logging, PartitionDate};
use scaffold_kinds::{Choice, Ref};

use crate::lifecycle::number;

pub(crate) fn cors(told: ToldCors) -> CorsRule {
    CorsRule {
        allowed_methods: told.allowed_methods.iter().filter_map(|word| CorsMethod::from_word(word)).collect(),
        allowed_origins: told.allowed_origins.into_iter().collect(),
        allowed_headers: told.allowed_headers.unwrap_or_default().into_iter().collect(),
        expose_headers: told.expose_headers.unwrap_or_default().into_iter().collect(),
        max_age_seconds: told.max_age_seconds.map(i64::from),
    }
}

pub(crate) fn written_cors(rule: &CorsRule) -> Result<ToldCors, BuildError> {
    let list = |texts: &std::collections::BTreeSet<String>| {
        (!texts.is_empty()).then(|| texts.iter().cloned().collect::<Vec<String>>())
    };
    ToldCors::builder()
        .set_allowed_methods(Some(rule.allowed_methods.iter().map(|it| it.word().to_owned()).collect()))
        .set_allowed_origins(list(&rule.allowed_origins))
        .set_allowed_headers(list(&rule.allowed_headers))
        .set_expose_headers(list(&rule.expose_headers))
        .set_max_age_seconds(rule.max_age_seconds.map(number))
        .build()
}

pub(crate) fn logging(told: LoggingEnabled) -> Logging {
    let partitioned = told.target_object_key_format.and_then(|format| format.partitioned_prefix);
    // S3 takes the event's where none is said.
    let date = |told: PartitionedPrefix| {
        let source = told.partition_date_source.unwrap_or(PartitionDateSource::EventTime);
        PartitionDate::from_word(source.as_str())
    };
    Logging {
        bucket: Ref(told.target_bucket),
        prefix: told.target_prefix,
        partition_date: partitioned.and_then(date),
    }
}

pub(crate) fn written_logging(logging: &Logging) -> Result<LoggingEnabled, BuildError> {
    let format = logging.partition_date.map(|date| {
        let source = PartitionDateSource::from(date.word());
        let prefix = PartitionedPrefix::builder().partition_date_source(source).build();
        TargetObjectKeyFormat::builder().partitioned_prefix(prefix).build()
    });
    LoggingEnabled::builder()
        .target_bucket(&logging.bucket.0)
        .target_prefix(&logging.prefix)
        .set_target_object_key_format(format)
        .build()
}
