//! Lambda as a script: exchanges that are answered in the order in which they are asked for.

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
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use scaffold_aws_core::{AwsCloud, CodeShelf, Connection, Patience};
use scaffold_kinds::fixtures::archives::archives;
use scaffold_model::CloudId;
use scaffold_provider::Archives;

/// One request that is expected, and its reply. A request is `GET functions/api?Qualifier=live`: path and
/// query behind the version of the interface.
#[derive(Clone, Debug)]
pub struct Exchange {
    request: String,
    says: Vec<String>,
    keeps_silent: Vec<String>,
    status: u16,
    code: Option<String>,
    body: String,
}

/// A request that is answered with a body.
pub fn on(request: &str, body: &str) -> Exchange {
    Exchange {
        request: request.to_owned(),
        says: Vec::new(),
        keeps_silent: Vec::new(),
        status: 200,
        code: None,
        body: body.to_owned(),
    }
}

/// A request that is refused.
pub fn refused(request: &str, status: u16, code: &str, message: &str) -> Exchange {
    let body = format!(r#"{{"Type":"User","Message":"{message}"}}"#);
    Exchange { status, code: Some(code.to_owned()), ..on(request, &body) }
}

impl Exchange {
    /// The request's body has this text in it.
    pub fn saying(mut self, text: &str) -> Self {
        self.says.push(text.to_owned());
        self
    }

    /// The request's body has not this text in it.
    pub fn not_saying(mut self, text: &str) -> Self {
        self.keeps_silent.push(text.to_owned());
        self
    }
}

/// A script that is played.
#[derive(Clone)]
pub struct Replay {
    state: Arc<Mutex<State>>,
}

struct State {
    expected: Vec<Exchange>,
    unexpected: Vec<String>,
    /// Writes that are under way, and the most that ever were.
    writes: usize,
    most_writes: usize,
}

impl Replay {
    pub fn new(expected: Vec<Exchange>) -> Self {
        let state = State { expected, unexpected: Vec::new(), writes: 0, most_writes: 0 };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Lambda as the script plays it at AWS.
    pub fn cloud(&self) -> AwsCloud {
        self.cloud_with(Arc::new(archives()), None)
    }

    /// Likewise, with code of one's own.
    pub fn cloud_with(&self, code: Arc<dyn Archives>, shelf: Option<Arc<dyn CodeShelf>>) -> AwsCloud {
        let connection = self.connection();
        AwsCloud::new(connection.clone(), vec![scaffold_aws_lambda::service(&connection, code, shelf)])
    }

    pub fn connection(&self) -> Connection {
        let connector = Connector(self.clone());
        let client = http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone()));
        let credentials = Credentials::new("test", "test", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::disabled())
            .http_client(client)
            .build();
        let id = CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None };
        let patience = Patience {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(4),
            throttled: Duration::from_secs(5),
            unseen: Duration::from_millis(200),
            sends: 3,
        };
        Connection::new(config, id, patience)
    }

    /// The most writes that were ever under way at the same time.
    pub fn most_writes(&self) -> usize {
        self.state.lock().unwrap().most_writes
    }

    /// Everything expected was asked for, and nothing else.
    #[track_caller]
    pub fn is_over(&self) {
        let state = self.state.lock().unwrap();
        assert!(state.unexpected.is_empty(), "not in the script: {:#?}", state.unexpected);
        let left: Vec<_> = state.expected.iter().map(|it| (&it.request, &it.says)).collect();
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
        let mut state = self.0.state.lock().unwrap();
        let fits = state.expected.first().is_some_and(|next| {
            next.request == name
                && next.says.iter().all(|text| body.contains(text))
                && !next.keeps_silent.iter().any(|text| body.contains(text))
        });
        if !fits {
            state.unexpected.push(format!("{name} {body}"));
            return HttpConnectorFuture::ready(Ok(answer(400, Some("NotInScript"), "{}")));
        }
        let next = state.expected.remove(0);
        let answer = answer(next.status, next.code.as_deref(), &next.body);
        let writes = usize::from(!name.starts_with("GET "));
        state.writes += writes;
        state.most_writes = state.most_writes.max(state.writes);
        let replay = self.0.clone();
        HttpConnectorFuture::new(async move {
            tokio::time::sleep(Duration::from_millis(2)).await;
            replay.state.lock().unwrap().writes -= writes;
            Ok(answer)
        })
    }
}

fn answer(status: u16, code: Option<&str>, body: &str) -> HttpResponse {
    let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
    if let Some(code) = code {
        response.headers_mut().insert("x-amzn-errortype", code.to_owned());
    }
    response
}

/// `GET functions/api?Qualifier=live`.
fn name(request: &HttpRequest) -> String {
    let uri = request.uri();
    let after = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let path = after.split_once('/').map_or("", |(_, path)| path);
    let path = path.split_once('/').map_or(path, |(_, path)| path);
    format!("{} {path}", request.method())
}
