//! S3 as a script: exchanges that are answered in the order in which they are asked for.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use scaffold_aws_core::{Connection, Patience};
use scaffold_model::CloudId;

/// What comes back.
#[derive(Clone, Debug)]
enum Reply {
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String },
    Reset,
    Silence,
}

/// One request that is expected, and its reply. A request is `GET /key` or `PUT /?versioning`; path and
/// query as they are at the bucket's own host.
#[derive(Clone, Debug)]
pub struct Exchange {
    request: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<String>,
    reply: Reply,
}

/// A request that is answered with a body.
pub fn on(request: &str, status: u16, body: &str) -> Exchange {
    let reply = Reply::Answer { status, headers: Vec::new(), body: body.to_owned() };
    Exchange { request: request.to_owned(), headers: Vec::new(), body: Vec::new(), reply }
}

/// A request that is refused.
pub fn refused(request: &str, status: u16, code: &str) -> Exchange {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>Said so.</Message>\
         <RequestId>r-body</RequestId><HostId>h</HostId></Error>"
    );
    on(request, status, &body).answering("x-amz-request-id", "r-1")
}

/// A request whose connection is lost after it was sent.
pub fn reset(request: &str) -> Exchange {
    Exchange { reply: Reply::Reset, ..on(request, 200, "") }
}

/// A request that is never answered.
pub fn silence(request: &str) -> Exchange {
    Exchange { reply: Reply::Silence, ..on(request, 200, "") }
}

impl Exchange {
    /// The request has this header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The request's body has this text in it.
    pub fn saying(mut self, text: &str) -> Self {
        self.body.push(text.to_owned());
        self
    }

    /// The answer has this header.
    pub fn answering(mut self, name: &'static str, value: &str) -> Self {
        if let Reply::Answer { headers, .. } = &mut self.reply {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

/// A script that is played.
#[derive(Clone)]
pub struct Replay {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    expected: Vec<Exchange>,
    /// Whether what comes next may be any of them: calls side by side.
    in_any_order: bool,
    unexpected: Vec<String>,
}

impl Replay {
    pub fn new(expected: impl Into<Vec<Exchange>>) -> Self {
        let state = State { expected: expected.into(), ..State::default() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// A script of calls side by side.
    pub fn in_any_order(expected: impl Into<Vec<Exchange>>) -> Self {
        let replay = Self::new(expected);
        replay.state.lock().unwrap().in_any_order = true;
        replay
    }

    /// A connection to S3 as the script plays it, in a region.
    pub fn connection(&self, region: &str) -> Connection {
        let connector = Connector(self.clone());
        let client = http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone()));
        let credentials = Credentials::new("test", "test", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::disabled())
            .http_client(client)
            .build();
        let id = CloudId { account: "123456789012".into(), region: region.to_owned(), endpoint: None };
        let patience = Patience {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(4),
            throttled: Duration::from_secs(5),
            unseen: Duration::from_secs(5),
            sends: 3,
        };
        Connection::new(config, id, patience)
    }

    /// Everything expected was asked for, and nothing else.
    #[track_caller]
    pub fn is_over(&self) {
        let state = self.state.lock().unwrap();
        assert!(state.unexpected.is_empty(), "not in the script: {:#?}", state.unexpected);
        let left: Vec<_> = state.expected.iter().map(|it| &it.request).collect();
        assert!(left.is_empty(), "never asked for: {left:#?}");
    }
}

#[derive(Clone)]
struct Connector(Replay);

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let name = name(&request);
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let header = |name: &str| request.headers().get(name).unwrap_or_default().to_owned();
        // What is made has no owner yet, and a list is of no bucket.
        let owned = header("x-amz-expected-bucket-owner") == "123456789012"
            || name == "PUT /"
            || name.starts_with("GET /?bucket-region=");
        let mut state = self.0.state.lock().unwrap();
        let fits = |next: &Exchange| {
            next.request == name
                && owned
                && next.headers.iter().all(|(name, value)| header(name) == *value)
                && next.body.iter().all(|text| body.contains(text))
        };
        let eligible = if state.in_any_order { state.expected.len() } else { 1 };
        let place = state.expected.iter().take(eligible).position(fits);
        let next = place.map(|place| state.expected.remove(place));
        let Some(next) = next else {
            state.unexpected.push(format!("{name} ({} {:?}) {body}", request.uri(), request.headers()));
            return HttpConnectorFuture::ready(answer(400, &[], "<Error><Code>NotInScript</Code></Error>"));
        };
        match next.reply {
            Reply::Answer { status, headers, body } => {
                HttpConnectorFuture::ready(answer(status, &headers, &body))
            }
            Reply::Reset => {
                let error = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                HttpConnectorFuture::ready(Err(ConnectorError::io(error.into())))
            }
            Reply::Silence => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}

/// `GET /key`, `GET /?list-type=2&prefix=x`: in order, and without what the SDK adds for the logs.
fn name(request: &HttpRequest) -> String {
    let uri = request.uri();
    let after = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let target = after.find('/').map_or("/", |begin| &after[begin..]);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut told: Vec<&str> =
        query.split('&').filter(|part| !part.is_empty() && !part.starts_with("x-id=")).collect();
    told.sort_unstable();
    let query = if told.is_empty() { String::new() } else { format!("?{}", told.join("&")) };
    format!("{} {path}{query}", request.method())
}

fn answer(
    status: u16,
    headers: &[(&'static str, String)],
    body: &str,
) -> Result<HttpResponse, ConnectorError> {
    let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.clone());
    }
    Ok(response)
}
