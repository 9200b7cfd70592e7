//! AWS as a script: exchanges that are answered in the order in which they are asked for. Other services'
//! tests play it, too: those of the query protocol, whose requests are forms, and those of JSON.

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
    Answer { status: u16, body: String },
    Reset,
}

/// One request that is expected, and its reply.
#[derive(Clone, Debug)]
pub struct Exchange {
    action: String,
    with: Vec<(String, String)>,
    reply: Reply,
}

/// An action that is answered with a body. What stands outside of the answer's own elements is added.
pub fn on(action: &str, body: &str) -> Exchange {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><{action}Response \
         xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r-1</requestId>{body}</{action}Response>"
    );
    Exchange { action: action.into(), with: Vec::new(), reply: Reply::Answer { status: 200, body } }
}

/// An action that is refused.
pub fn refused(action: &str, status: u16, code: &str, message: &str) -> Exchange {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error></Errors><RequestID>r-2</RequestID></Response>"
    );
    Exchange { action: action.into(), with: Vec::new(), reply: Reply::Answer { status, body } }
}

/// An action that is answered with something that is no API's.
pub fn page(action: &str, status: u16, body: &str) -> Exchange {
    let reply = Reply::Answer { status, body: body.to_owned() };
    Exchange { action: action.into(), with: Vec::new(), reply }
}

/// An action whose connection is lost after it was sent.
pub fn reset(action: &str) -> Exchange {
    Exchange { action: action.into(), with: Vec::new(), reply: Reply::Reset }
}

impl Exchange {
    /// The request has this parameter.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.with.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A request, taken apart; of one in JSON, the action and the whole body.
type Fields = Vec<(String, String)>;

/// What the whole body of a request in JSON goes by.
pub const JSON: &str = "(JSON)";

/// What the region goes by that a request is signed for.
#[allow(dead_code, reason = "most services' tests stay in one region")]
pub const REGION: &str = "(region)";

/// A script that is played.
#[derive(Clone)]
pub struct Replay {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    expected: Vec<Exchange>,
    unexpected: Vec<Fields>,
    sent: Vec<Fields>,
}

impl Replay {
    pub fn new(expected: Vec<Exchange>) -> Self {
        Self { state: Arc::new(Mutex::new(State { expected, ..State::default() })) }
    }

    /// A connection on which the script plays, at an endpoint or, without one, at AWS.
    pub fn connection(&self, endpoint: Option<&str>) -> Connection {
        let connector = Connector(self.clone());
        let client = http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone()));
        let credentials = Credentials::new("test", "test", None, None, "test");
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::disabled())
            .http_client(client);
        config.set_endpoint_url(endpoint.map(str::to_owned));
        let id = CloudId {
            account: "123456789012".into(),
            region: "us-east-1".into(),
            endpoint: endpoint.map(str::to_owned),
        };
        let patience = Patience {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(4),
            throttled: Duration::from_secs(5),
            unseen: Duration::from_millis(200),
            sends: 3,
        };
        Connection::new(config.build(), id, patience)
    }

    /// Everything expected was asked for, and nothing else.
    #[track_caller]
    pub fn is_over(&self) {
        let state = self.state.lock().unwrap();
        assert!(state.unexpected.is_empty(), "not in the script: {:#?}", state.unexpected);
        let left: Vec<_> = state.expected.iter().map(|it| (&it.action, &it.with)).collect();
        assert!(left.is_empty(), "never asked for: {left:#?}; sent were {:#?}", state.sent);
    }

    /// The actions that were asked for, in order.
    pub fn actions(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let fields = state.sent.iter().flatten().cloned();
        fields.filter(|(name, _)| name == "Action").map(|it| it.1).collect()
    }

    /// The values of a parameter in the requests of an action, in order.
    pub fn sent(&self, action: &str, parameter: &str) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let of_action = state.sent.iter().filter(|fields| is(fields, "Action", action));
        let fields = of_action.flatten().filter(|(name, _)| name == parameter);
        fields.map(|it| it.1.clone()).collect()
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
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let mut fields = match request.headers().get("x-amz-target").and_then(|it| it.split_once('.')) {
            Some((_, action)) => vec![("Action".to_owned(), action.to_owned()), (JSON.to_owned(), body)],
            None => fields(&body),
        };
        // `Credential=test/20261122/us-east-1/rds/aws4_request, …`
        let signature = request.headers().get("authorization").unwrap_or_default();
        let region = signature.split('/').nth(2).unwrap_or_default();
        fields.push((REGION.to_owned(), region.to_owned()));
        let mut state = self.0.state.lock().unwrap();
        state.sent.push(fields.clone());
        let fits = |exchange: &Exchange| {
            is(&fields, "Action", &exchange.action)
                && exchange.with.iter().all(|(name, value)| is(&fields, name, value))
        };
        let Some(index) = state.expected.iter().position(fits) else {
            state.unexpected.push(fields);
            return HttpConnectorFuture::ready(answer(
                400,
                "<Response><Errors><Error><Code>NotInScript</Code></Error></Errors></Response>",
            ));
        };
        HttpConnectorFuture::ready(match state.expected.remove(index).reply {
            Reply::Answer { status, body } => answer(status, &body),
            Reply::Reset => {
                let error = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                Err(ConnectorError::io(error.into()))
            }
        })
    }
}

fn answer(status: u16, body: &str) -> Result<HttpResponse, ConnectorError> {
    Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body)))
}

fn is(fields: &[(String, String)], name: &str, value: &str) -> bool {
    let in_json = |body: &str| {
        [format!("\"{name}\":\"{value}\""), format!("\"{name}\":{value}")].iter().any(|it| body.contains(it))
    };
    fields.iter().any(|(its, field)| its == name && field == value || its == JSON && in_json(field))
}

/// `A=1&B=x%20y`, taken apart.
fn fields(body: &str) -> Fields {
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&String::from_utf8(digits).unwrap(), 16).unwrap());
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}
