//! What an answer that is no success means. A function of the answer alone.

use scaffold_model::CloudId;
use scaffold_provider::{Class, Error};

use crate::redact::told;

/// Longest part of a message that others wrote, and longest code or id.
const SAID: usize = 280;
const NAME: usize = 80;

/// From here on a clock that is off is why a signature is refused. AWS allows five minutes.
const SKEWED_SECONDS: u64 = 240;

/// An answer as it came over the wire, with what could be read of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answer<'a> {
    /// HTTP's status.
    pub status: u16,
    /// AWS's code.
    pub code: Option<&'a str>,
    /// AWS's message.
    pub message: Option<&'a str>,
    /// The request's id, where it is known.
    pub request_id: Option<&'a str>,
    /// What the body says that it is.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
    /// What the answer says of the time.
    pub clock: Option<Clock<'a>>,
}

/// The time by the cloud's clock and by ours.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    /// The answer's `Date`.
    pub date: &'a str,
    /// Seconds that this machine is ahead of it.
    pub ahead: i64,
}

/// Says what an answer means: AWS's own, or that of something in between.
pub fn judge(action: String, cloud: &CloudId, answer: &Answer<'_>) -> Error {
    let mut judged = match (answer.code, page_title(answer)) {
        (None, Some(title)) => web_page(action, cloud, answer.status, &title),
        (None, None) if answer.message.is_none() && !answer.body.is_empty() => foreign(action, cloud, answer),
        _ => by_code(action, answer),
    };
    judged.code = answer.code.map(|code| told(code, NAME));
    judged.request_id = answer.request_id.map(str::to_owned).or_else(|| id_in(answer.body));
    judged.request_id = judged.request_id.map(|id| told(&id, NAME));
    judged
}

/// What is to be shown of an answer that says it succeeded, or failed, in no words that can be read.
pub fn unreadable(action: String, cloud: &CloudId, answer: &Answer<'_>, why: &str) -> Error {
    if let Some(title) = page_title(answer) {
        return web_page(action, cloud, answer.status, &title);
    }
    let class = if answer.status == 501 { Class::Unsupported } else { Class::Transient };
    let message = format!("the answer (status {}) cannot be read: {}", answer.status, told(why, SAID));
    Error::new(class, action, message)
}

fn by_code(action: String, answer: &Answer<'_>) -> Error {
    let code = answer.code.unwrap_or_default();
    let class = class_of(code, answer.status);
    let said = told(&without_attachments(answer.message.unwrap_or_default()), SAID);
    let said = match said.trim_end_matches(['.', ' ']) {
        "" => format!("status {} without a message", answer.status),
        said => said.to_owned(),
    };
    if let Some(clock) = wrong_clock(code, &said, class, answer.clock) {
        return Error::new(Class::Permission, action, clock);
    }
    let help = match (class, code) {
        (Class::Permission, "ExpiredToken" | "ExpiredTokenException") => {
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

/// A message without what AWS appends for machines: the request as it should have been signed, with
/// its session token, and the denial that only `aws sts decode-authorization-message` can read.
fn without_attachments(message: &str) -> String {
    let lower = message.to_ascii_lowercase();
    let attached = ["the canonical string", "the string-to-sign", "the string to sign"];
    let end = attached.iter().filter_map(|words| lower.find(words)).min().unwrap_or(message.len());
    let message = &message[..end];
    match message.split_once("Encoded authorization failure message:") {
        Some((words, _)) => format!("{} (CloudTrail says why)", words.trim_end()),
        None => message.to_owned(),
    }
}

/// What to say when it is the time that is wrong with a request, and not who sent it.
fn wrong_clock(code: &str, said: &str, class: Class, clock: Option<Clock<'_>>) -> Option<String> {
    let about_time = matches!(code, "RequestExpired" | "RequestInTheFuture" | "RequestTimeTooSkewed")
        || ["Signature expired", "Signature not yet current"].iter().any(|words| said.contains(words));
    let about_signature = class == Class::Permission
        && matches!(code, "AuthFailure" | "InvalidSignatureException" | "SignatureDoesNotMatch");
    let off = clock.filter(|clock| clock.ahead.unsigned_abs() >= SKEWED_SECONDS);
    match (off, about_time) {
        (Some(clock), _) if about_time || about_signature => {
            let side = if clock.ahead > 0 { "ahead" } else { "behind" };
            let by = span(clock.ahead.unsigned_abs());
            Some(format!(
                "this machine's clock is off by {by}, {side}: AWS says {}; set it, and run the same command \
                 again ({said})",
                told(clock.date, NAME),
            ))
        }
        (_, true) => Some(format!(
            "{said}; the request was too old when it came, or its time is wrong: check this machine's clock, \
             and run the same command again"
        )),
        _ => None,
    }
}

/// `3 h 12 min`: as exact as it helps.
fn span(seconds: u64) -> String {
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, hours, _) => format!("1 day {hours} h"),
        (days, ..) => format!("{days} days"),
    }
}

// Codes are those of the EC2 API reference, "Error codes for the Amazon EC2 API", and the common errors
// of the other services.

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
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "OptInRequired",
    "PendingVerification",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "UnrecognizedClientException",
];

const DEPENDENCY: &[&str] = &[
    "ConcurrentModification",
    "DeleteConflict",
    "DependencyViolation",
    "EntityTemporarilyUnmodifiable",
    "InstanceRefreshInProgress",
    "InvalidAddress.Locked",
    "InvalidAddress.PtrSet",
    "OperationAborted",
    "OperationInProgress",
    "Resource.AlreadyAssociated",
    "ResourceContention",
    "ResourceInUse",
    "ResourceNotReady",
    "ScalingActivityInProgress",
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
        (code, status) => of_service(without_suffix(code), status),
    }
}

/// Some services end every code so.
fn without_suffix(code: &str) -> &str {
    code.strip_suffix("Exception").or_else(|| code.strip_suffix("Fault")).unwrap_or(code)
}

fn of_service(code: &str, status: u16) -> Class {
    match (code, status) {
        (code, _) if DEPENDENCY.contains(&code) || code.ends_with(".InUse") => Class::Dependency,
        // `IncorrectState`, `InvalidState`, `InvalidVpnGatewayState`, …: something is under way with it.
        (code, _) if code.ends_with("State") => Class::Dependency,
        // `FunctionInUse`, `CachePolicyInUse`, …: CloudFront's.
        (code, 409) if code.ends_with("InUse") => Class::Dependency,
        (code, _) if code.ends_with("NotFound") => Class::Gone,
        // `NoSuchEntity`, `NoSuchDistribution`, `NoSuchBucket`, ….
        (code, 404) if code.starts_with("NoSuch") => Class::Gone,
        ("Gateway.NotAttached" | "NoSuchEntity", _) => Class::Gone,
        (code, _) if code.ends_with("LimitExceeded") || code.contains("QuotaExceeded") => Class::Quota,
        (code, _) if code.starts_with("Insufficient") || code.starts_with("TooMany") => Class::Quota,
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
fn web_page(action: String, cloud: &CloudId, status: u16, title: &str) -> Error {
    let page = format!("a web page (status {status}, \"{title}\")");
    let (class, message) = match (&cloud.endpoint, status) {
        (_, 502..=504) => {
            (Class::Transient, format!("a gateway in front of {} answered with {page}", place(cloud)))
        }
        (Some(_), _) => {
            let what = "does not have this action, or failed in it: it answered with";
            let help = "use AWS or another emulator for it";
            (Class::Unsupported, format!("the endpoint {} {what} {page}; {help}", place(cloud)))
        }
        (None, 500..=510) => (Class::Transient, format!("AWS answered with {page}")),
        (None, _) => (Class::Invalid, format!("something in front of AWS answered with {page}: {PROXY}")),
    };
    Error::new(class, action, message)
}

const PROXY: &str = "is there a proxy or a log-in page of the network? Check HTTPS_PROXY and NO_PROXY";

/// Neither AWS's words nor a web page. What it says is not shown: gateways repeat what was sent.
fn foreign(action: String, cloud: &CloudId, answer: &Answer<'_>) -> Error {
    let Answer { status, body, .. } = answer;
    let kind = told(answer.content_type.unwrap_or("no content type"), NAME);
    let size = body.len();
    let message = format!(
        "{} answered with what is no answer of AWS (status {status}, {kind}, {size} bytes): {PROXY}",
        place(cloud)
    );
    let class = match class_of("", *status) {
        // An emulator that answers in a form of its own has not what AWS has.
        Class::Permission | Class::Invalid if cloud.endpoint.is_some() => Class::Unsupported,
        // Whose credentials a gateway wants is not known; AWS's they are not.
        Class::Permission => Class::Invalid,
        class => class,
    };
    Error::new(class, action, message)
}

/// The title of a web page; none when the body is none.
fn page_title(answer: &Answer<'_>) -> Option<String> {
    let text = String::from_utf8_lossy(answer.body);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let lower = text.to_ascii_lowercase();
    let declared = answer
        .content_type
        .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"));
    let is_page = ["<!doctype html", "<html", "<head", "<body"].iter().any(|begin| lower.starts_with(begin))
        || (lower.starts_with("<?xml") && lower.contains("<!doctype html"));
    let is_named_one = declared && !text.is_empty();
    if !is_page && !is_named_one {
        return None;
    }
    let title = lower.find("<title").and_then(|at| {
        let begin = at + lower[at..].find('>')? + 1;
        let end = begin + lower[begin..].find("</title")?;
        Some(told(&text[begin..end], NAME))
    });
    Some(title.filter(|title| !title.is_empty()).unwrap_or_else(|| "no title".to_owned()))
}

/// EC2 puts the request's id into the body.
fn id_in(body: &[u8]) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    let (_, rest) = body.split_once("<RequestID>")?;
    rest.split_once("</RequestID>").map(|(id, _)| id.to_owned())
}

/// Where the answer came from.
pub fn place(cloud: &CloudId) -> String {
    match &cloud.endpoint {
        Some(endpoint) => told(endpoint, NAME),
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
            ("NoSuchEntity", 404, Class::Gone),
            ("ResourceNotFoundException", 400, Class::Gone),
            ("DeleteConflict", 409, Class::Dependency),
            ("CachePolicyInUse", 409, Class::Dependency),
            ("NoSuchDistribution", 404, Class::Gone),
            ("PreconditionFailed", 412, Class::Invalid),
            ("ResourceInUse", 400, Class::Dependency),
            ("ScalingActivityInProgress", 400, Class::Dependency),
            ("OperationAbortedException", 400, Class::Dependency),
            ("ResourceContention", 500, Class::Dependency),
            ("LimitExceededException", 400, Class::Quota),
            ("TooManyTargetGroups", 400, Class::Quota),
            ("TooManyRequestsException", 429, Class::Throttled),
            ("OperationNotPermitted", 400, Class::Invalid),
            ("VpcLimitExceeded", 400, Class::Quota),
            ("AddressLimitExceeded", 400, Class::Quota),
            ("InsufficientFreeAddressesInSubnet", 400, Class::Quota),
            ("InvalidSubnet.Conflict", 400, Class::Invalid),
            ("IdempotentParameterMismatch", 400, Class::Invalid),
            ("InternalError", 500, Class::Transient),
            ("InternalFailure", 501, Class::Unsupported),
            ("InvalidAction", 400, Class::Unsupported),
            ("InvalidSignatureException", 400, Class::Permission),
            ("RequestTimeTooSkewed", 403, Class::Permission),
            ("", 503, Class::Transient),
        ] {
            assert_eq!(class_of(code, status), class, "{code} {status}");
        }
    }

    fn aws() -> CloudId {
        CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None }
    }

    fn judged(answer: &Answer<'_>) -> Error {
        judge("ec2:CreateVpc".into(), &aws(), answer)
    }

    #[test]
    fn a_clock_that_is_off_is_named_with_the_time_of_aws() {
        let date = "Sun, 22 Nov 2026 11:50:46 GMT";
        let expired = "Signature expired: 20261122T083846Z is now earlier than 20261122T114546Z";
        for (code, said, ahead, wanted) in [
            (
                "RequestExpired",
                "Request has expired.",
                -11_520,
                "off by 3 h 12 min, behind: AWS says Sun, 22 Nov",
            ),
            ("RequestTimeTooSkewed", "The difference is too large.", 700, "off by 11 min, ahead"),
            ("SignatureDoesNotMatch", expired, -11_520, "off by 3 h 12 min, behind"),
            ("InvalidSignatureException", "Signature not yet current: x", 7 * 86_400, "off by 7 days, ahead"),
            (
                "AuthFailure",
                "AWS was not able to validate the credentials",
                100_000,
                "off by 1 day 3 h, ahead",
            ),
            ("RequestExpired", "Request has expired.", 2, "check this machine's clock"),
        ] {
            let clock = Some(Clock { date, ahead });
            let error = judged(&Answer {
                status: 400,
                code: Some(code),
                message: Some(said),
                clock,
                ..Answer::default()
            });
            assert_eq!(error.class, Class::Permission, "{error}");
            assert!(error.message.contains(wanted), "{error}");
        }
        let clock = Some(Clock { date, ahead: 2 });
        let wrong_key = Answer {
            status: 403,
            code: Some("SignatureDoesNotMatch"),
            message: Some("no"),
            clock,
            ..Answer::default()
        };
        assert!(judged(&wrong_key).message.contains("check the profile, the keys"));
    }

    #[test]
    fn secrets_that_aws_or_a_gateway_repeats_are_not_told() {
        let repeated = "The request signature we calculated does not match. Check your key.\n\nThe Canonical String \
                        for this request should have been\n'POST\n/\n\nx-amz-security-token:SECRET\n'";
        let error = judged(&Answer {
            status: 403,
            code: Some("SignatureDoesNotMatch"),
            message: Some(repeated),
            ..Answer::default()
        });
        assert!(
            error.message.starts_with("The request signature we calculated does not match. Check your key;"),
            "{error}"
        );
        let page = b"<html><head><title>Blocked: Authorization: AWS4 SECRET</title></head>SECRET</html>";
        let error = judged(&Answer { status: 403, body: page, ..Answer::default() });
        assert!(error.message.contains("log-in page") && !error.message.contains("SECRET"), "{error}");
        let plain = Answer {
            status: 403,
            content_type: Some("text/plain"),
            body: b"denied: SECRET",
            ..Answer::default()
        };
        let error = judged(&plain);
        assert_eq!(error.class, Class::Invalid);
        assert!(
            error.message.contains("(status 403, text/plain, 14 bytes)") && !error.message.contains("SECRET"),
            "{error}"
        );
    }

    #[test]
    fn denials_are_told_without_what_only_machines_read() {
        let said =
            format!("You are not authorized. Encoded authorization failure message: {}", "x".repeat(2000));
        let error = judged(&Answer {
            status: 403,
            code: Some("UnauthorizedOperation"),
            message: Some(&said),
            ..Answer::default()
        });
        assert_eq!(
            error.message,
            "You are not authorized. (CloudTrail says why); allow `ec2:CreateVpc` in the caller's policies, or use another profile or role"
        );
    }
}
