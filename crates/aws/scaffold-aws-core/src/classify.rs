use std::error::Error as StdError;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use scaffold_model::CloudId;
use scaffold_provider::{Class, Error};

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
            Error::new(Class::Transient, action, format!("{} cannot be reached: {why}", place(cloud)))
        }
        SdkError::ServiceError(answer) => {
            let metadata = answer.err().meta();
            let mut judged = match (metadata.code(), page_title(answer.raw())) {
                (None, Some(title)) => web_page(action, cloud, answer.raw(), &title),
                (code, _) => by_code(action, code, metadata.message(), answer.raw()),
            };
            judged.code = metadata.code().map(str::to_owned);
            judged.request_id = request_id(metadata, answer.raw());
            judged
        }
        SdkError::ResponseError(answer) => match page_title(answer.raw()) {
            Some(title) => web_page(action, cloud, answer.raw(), &title),
            None => {
                let status = answer.raw().status().as_u16();
                let why = DisplayErrorContext(error).to_string();
                let class = if status == 501 { Class::Unsupported } else { Class::Transient };
                Error::new(class, action, format!("the answer (status {status}) cannot be read: {why}"))
            }
        },
        other => Error::new(Class::Invalid, action, DisplayErrorContext(other).to_string()),
    }
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
    words.join(": ")
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

fn by_code(action: String, code: Option<&str>, message: Option<&str>, raw: &HttpResponse) -> Error {
    let status = raw.status().as_u16();
    let class = class_of(code.unwrap_or_default(), status);
    let said = message.map(str::trim).filter(|message| !message.is_empty());
    let said = said.map_or_else(|| format!("status {status} without a message"), str::to_owned);
    let said = said.trim_end_matches('.');
    let help = match (class, code.unwrap_or_default()) {
        (Class::Permission, "ExpiredToken" | "ExpiredTokenException" | "RequestExpired") => {
            "; renew the credentials (for example `aws sso login`) and check this machine's clock".to_owned()
        }
        (Class::Permission, "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException") => {
            format!("; allow `{action}` in the caller's policies, or use another profile or role")
        }
        (Class::Permission, "OptInRequired") => {
            "; the region must be enabled for the account first".to_owned()
        }
        (Class::Permission, _) => {
            "; the credentials are not accepted: check the profile, the keys, the clock, and that the region \
             is enabled for the account"
                .to_owned()
        }
        (Class::Quota, _) => {
            "; ask for more in Service Quotas, or delete what is not used any more".to_owned()
        }
        (Class::Unsupported, _) => {
            format!("; this endpoint does not have `{action}`: use AWS or another emulator for it")
        }
        _ => String::new(),
    };
    Error::new(class, action, format!("{said}{help}"))
}

// Codes are those of the EC2 API reference, "Error codes for the Amazon EC2 API", and the common errors
// of the other query services.

const THROTTLED: &[&str] = &[
    "BandwidthLimitExceeded",
    "ConcurrentTagAccess",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];

const PERMISSION: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthFailure",
    "Blocked",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "MissingAuthenticationToken",
    "OptInRequired",
    "PendingVerification",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "UnrecognizedClientException",
];

const DEPENDENCY: &[&str] = &[
    "DeleteConflict",
    "DependencyViolation",
    "InvalidAddress.Locked",
    "InvalidAddress.PtrSet",
    "OperationInProgress",
    "Resource.AlreadyAssociated",
    "ResourceInUse",
    "ResourceInUseException",
    "ResourceNotReady",
];

const UNSUPPORTED: &[&str] = &["InvalidAction", "NotImplemented", "UnknownOperationException"];

/// What a code means that an answer of this status has, or has inside.
pub fn class_of(code: &str, status: u16) -> Class {
    // Some answers say whose fault it is before the code.
    let code = code.strip_prefix("Client.").or_else(|| code.strip_prefix("Server.")).unwrap_or(code);
    match (code, status) {
        (code, 429) if !PERMISSION.contains(&code) => Class::Throttled,
        (code, _) if THROTTLED.contains(&code) => Class::Throttled,
        (code, _) if PERMISSION.contains(&code) => Class::Permission,
        (code, _) if UNSUPPORTED.contains(&code) => Class::Unsupported,
        (_, 501) => Class::Unsupported,
        (code, _) if DEPENDENCY.contains(&code) || code.ends_with(".InUse") => Class::Dependency,
        // `IncorrectState`, `InvalidState`, `InvalidVpnGatewayState`, …: something is under way with it.
        (code, _) if code.ends_with("State") => Class::Dependency,
        (code, _) if code.ends_with("NotFound") || code == "Gateway.NotAttached" => Class::Gone,
        (code, _) if code.ends_with("LimitExceeded") || code.contains("QuotaExceeded") => Class::Quota,
        (code, _) if code.starts_with("Insufficient") => Class::Quota,
        (
            "InternalError" | "InternalFailure" | "ServiceUnavailable" | "Unavailable" | "RequestTimeout",
            _,
        ) => Class::Transient,
        (_, 500..) => Class::Transient,
        (_, 401 | 403) => Class::Permission,
        _ => Class::Invalid,
    }
}

/// A web page where an API should have answered. An emulator answers so for what it does not have;
/// in front of AWS it is a gateway or a proxy, or AWS's own front door being overloaded.
fn web_page(action: String, cloud: &CloudId, raw: &HttpResponse, title: &str) -> Error {
    let status = raw.status().as_u16();
    match (&cloud.endpoint, status) {
        (_, 502..=504) => {
            let message = format!(
                "a gateway in front of {} answered with a web page (status {status}, \"{title}\")",
                place(cloud)
            );
            Error::new(Class::Transient, action, message)
        }
        (Some(endpoint), _) => {
            let message = format!(
                "the endpoint {endpoint} does not have this action, or failed in it: it answered with a \
                 web page (status {status}, \"{title}\"); use AWS or another emulator for it"
            );
            Error::new(Class::Unsupported, action, message)
        }
        (None, 500..) => {
            let message = format!("AWS answered with a web page (status {status}, \"{title}\")");
            Error::new(Class::Transient, action, message)
        }
        (None, _) => {
            let message = format!(
                "something in front of AWS answered with a web page (status {status}, \"{title}\"): is \
                 there a proxy or a log-in page of the network? Check HTTPS_PROXY and NO_PROXY"
            );
            Error::new(Class::Invalid, action, message)
        }
    }
}

/// The title of a web page; none when the body is none.
fn page_title(raw: &HttpResponse) -> Option<String> {
    let text = String::from_utf8_lossy(raw.body().bytes()?).into_owned();
    let lower = text.trim_start().to_ascii_lowercase();
    if !lower.starts_with("<!doctype html") && !lower.starts_with("<html") {
        return None;
    }
    let title = lower
        .find("<title>")
        .zip(lower.find("</title>"))
        .and_then(|(begin, end)| text.trim_start().get(begin + 7..end))
        .map_or("no title", str::trim);
    Some(title.chars().take(80).collect())
}

/// The request's id: in a header, and at EC2 in the body as well.
fn request_id(metadata: &aws_smithy_types::error::ErrorMetadata, raw: &HttpResponse) -> Option<String> {
    let header = || raw.headers().get("x-amzn-requestid").or_else(|| raw.headers().get("x-amz-request-id"));
    metadata.extra("aws_request_id").or_else(header).map(str::to_owned).or_else(|| {
        let body = std::str::from_utf8(raw.body().bytes()?).ok()?;
        let (_, rest) = body.split_once("<RequestID>")?;
        rest.split_once("</RequestID>").map(|(id, _)| id.to_owned())
    })
}

fn place(cloud: &CloudId) -> String {
    match &cloud.endpoint {
        Some(endpoint) => endpoint.clone(),
        None => format!("AWS in {}", cloud.region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_reference_says() {
        for (code, status, class) in [
            ("RequestLimitExceeded", 503, Class::Throttled),
            ("Client.RequestLimitExceeded", 503, Class::Throttled),
            ("ConcurrentTagAccess", 400, Class::Throttled),
            ("Throttling", 400, Class::Throttled),
            ("UnauthorizedOperation", 403, Class::Permission),
            ("AuthFailure", 401, Class::Permission),
            ("ExpiredToken", 400, Class::Permission),
            ("RegionDisabledException", 403, Class::Permission),
            ("DependencyViolation", 400, Class::Dependency),
            ("IncorrectState", 400, Class::Dependency),
            ("InvalidState", 400, Class::Dependency),
            ("InvalidVpnGatewayState", 400, Class::Dependency),
            ("OperationInProgress", 200, Class::Dependency),
            ("InvalidVpcEndpoint.NotFound", 200, Class::Gone),
            ("InvalidIPAddress.InUse", 400, Class::Dependency),
            ("InvalidVpcID.NotFound", 400, Class::Gone),
            ("NatGatewayNotFound", 400, Class::Gone),
            ("VpcLimitExceeded", 400, Class::Quota),
            ("AddressLimitExceeded", 400, Class::Quota),
            ("InsufficientFreeAddressesInSubnet", 400, Class::Quota),
            ("InvalidSubnet.Conflict", 400, Class::Invalid),
            ("IdempotentParameterMismatch", 400, Class::Invalid),
            ("InternalError", 500, Class::Transient),
            ("InternalFailure", 501, Class::Unsupported),
            ("InvalidAction", 400, Class::Unsupported),
            ("", 503, Class::Transient),
        ] {
            assert_eq!(class_of(code, status), class, "{code} {status}");
        }
    }
}
