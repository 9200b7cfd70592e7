use std::error::Error as StdError;
use std::time::SystemTime;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use scaffold_model::CloudId;
use scaffold_provider::{Class, Error};

use crate::judge::{Answer, Clock, judge, place, unreadable};
use crate::redact::told;

/// Longest text of a cause.
const CAUSE: usize = 300;

/// Says what an error of the SDK means. The only place that does.
///
/// `NotFound` is [`Class::Gone`] here, and a passing failure [`Class::Transient`]: what it means for
/// the call in hand, the caller knows.
pub(crate) fn classify<E>(action: String, cloud: &CloudId, error: &SdkError<E, HttpResponse>) -> Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    if let Some(credentials) = find::<CredentialsError>(error) {
        return without_credentials(action, credentials);
    }
    match error {
        SdkError::TimeoutError(_) => {
            Error::new(Class::Transient, action, format!("no answer in time from {}", place(cloud)))
        }
        SdkError::DispatchFailure(failure) => {
            let why = failure.as_connector_error().map_or_else(String::new, |why| chain(why));
            out_of_reach(action, cloud, &why)
        }
        SdkError::ServiceError(answer) => {
            let metadata = answer.err().meta();
            let raw = Raw::of(answer.raw());
            let request_id = metadata.extra("aws_request_id").or(raw.request_id);
            judge(
                action,
                cloud,
                &Answer { code: metadata.code(), message: metadata.message(), request_id, ..raw.answer() },
            )
        }
        SdkError::ResponseError(answer) => {
            unreadable(action, cloud, &Raw::of(answer.raw()).answer(), &chain(error))
        }
        other => Error::new(Class::Invalid, action, chain(other)),
    }
}

/// What of an answer is the same for every service.
struct Raw<'a> {
    http: &'a HttpResponse,
    request_id: Option<&'a str>,
    clock: Option<Clock<'a>>,
}

impl<'a> Raw<'a> {
    fn of(http: &'a HttpResponse) -> Self {
        let headers = http.headers();
        let request_id = headers.get("x-amzn-requestid").or_else(|| headers.get("x-amz-request-id"));
        let clock = headers.get("date").and_then(|date| Some(Clock { date, ahead: ahead_of(date)? }));
        Self { http, request_id, clock }
    }

    fn answer(&self) -> Answer<'a> {
        let Self { http, request_id, clock } = *self;
        Answer {
            status: http.status().as_u16(),
            request_id,
            content_type: http.headers().get("content-type"),
            body: http.body().bytes().unwrap_or_default(),
            clock,
            ..Answer::default()
        }
    }
}

/// Seconds by which this machine is ahead of an HTTP date.
fn ahead_of(date: &str) -> Option<i64> {
    let theirs = DateTime::from_str(date, Format::HttpDate).ok()?.secs();
    let ours = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(ours).ok()?.checked_sub(theirs)
}

/// A certificate that is too old or too young for this machine's clock stays so: trying again is of no use.
fn out_of_reach(action: String, cloud: &CloudId, why: &str) -> Error {
    let lower = why.to_ascii_lowercase();
    let of_time = ["expired", "not valid yet", "notvalidyet"].iter().any(|words| lower.contains(words));
    let message = format!("{} cannot be reached: {why}", place(cloud));
    if lower.contains("certificate") && of_time {
        let help =
            "check this machine's clock, and whether a proxy of the network brings a certificate of its own";
        return Error::new(Class::Invalid, action, format!("{message}; {help}"));
    }
    Error::new(Class::Transient, action, message)
}

fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        current = error.source();
    }
    None
}

/// An error and its sources, once each: wrappers often repeat what they wrap.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut current = Some(error);
    while let Some(error) = current {
        let text = error.to_string();
        if !words.iter().any(|word| word.contains(&text)) {
            words.push(text);
        }
        current = error.source();
    }
    told(&words.join(": "), CAUSE)
}

fn without_credentials(action: String, error: &CredentialsError) -> Error {
    let help = match error {
        CredentialsError::InvalidConfiguration(_) => {
            "the AWS configuration does not fit: look at ~/.aws/config, AWS_PROFILE and --profile"
        }
        CredentialsError::ProviderTimedOut(_) => "the source of the credentials did not answer in time",
        _ => {
            "there are no usable credentials: run `aws configure` or `aws sso login`, set AWS_PROFILE or \
             AWS_ACCESS_KEY_ID, or name a profile with --profile"
        }
    };
    let why = match error {
        CredentialsError::CredentialsNotLoaded(_) => String::new(),
        _ => format!(" ({})", chain(error)),
    };
    Error::new(Class::Permission, action, format!("{help}{why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_tells_how_far_a_clock_is_off() {
        assert!(ahead_of("Sun, 06 Nov 1994 08:49:37 GMT").is_some_and(|ahead| ahead > 900_000_000));
        assert!(ahead_of("Fri, 01 Jan 2100 00:00:00 GMT").is_some_and(|ahead| ahead < 0));
        assert_eq!(ahead_of("yesterday"), None);
    }

    #[test]
    fn a_certificate_out_of_its_time_is_not_tried_again() {
        let cloud = CloudId { account: String::new(), region: "us-east-1".into(), endpoint: None };
        let reach = |why: &str| out_of_reach("sts:GetCallerIdentity".into(), &cloud, why);
        for why in
            ["invalid peer certificate: Expired", "invalid peer certificate: certificate not valid yet: x"]
        {
            let error = reach(why);
            assert_eq!(error.class, Class::Invalid);
            assert!(error.message.contains("check this machine's clock"), "{error}");
        }
        assert_eq!(reach("connection refused").class, Class::Transient);
    }
}
