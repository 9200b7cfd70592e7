use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;

/// Keeps the `Date` of one answer, which the SDK's types leave out.
#[derive(Clone, Debug, Default)]
pub(crate) struct AnswerDate {
    date: Arc<Mutex<Option<DateTime>>>,
}

impl AnswerDate {
    /// How long before the answer something was written, by the clock of those who answered. Both have
    /// whole seconds, so it is right within one.
    pub fn since(&self, written: Option<&DateTime>) -> Option<Duration> {
        let date = (*self.date.lock().unwrap_or_else(PoisonError::into_inner))?;
        let seconds = date.secs().saturating_sub(written?.secs());
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
    }
}

impl Intercept for AnswerDate {
    fn name(&self) -> &'static str {
        "AnswerDate"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let header = context.response().headers().get("date");
        let date = header.and_then(|date| DateTime::from_str(date, DateTimeFormat::HttpDate).ok());
        *self.date.lock().unwrap_or_else(PoisonError::into_inner) = date;
        Ok(())
    }
}
