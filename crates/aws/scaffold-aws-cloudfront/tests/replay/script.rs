//! CloudFront as a script: exchanges that are answered in the order in which they are asked for.

use std::collections::VecDeque;
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
use aws_types::SdkConfig;
use aws_types::region::Region;
use scaffold_aws_core::{Connection, Patience};
use scaffold_model::CloudId;

/// A request that is expected, `PUT /distribution/E1/config`, and its answer.
pub struct Exchange {
    request: String,
    if_match: Option<&'static str>,
    saying: Vec<String>,
    status: u16,
    etag: &'static str,
    body: String,
}

/// A request that is answered with a body.
pub fn on(request: &str, status: u16, body: &str) -> Exchange {
    Exchange {
        request: request.to_owned(),
        if_match: None,
        saying: Vec::new(),
        status,
        etag: "",
        body: body.to_owned(),
    }
}

/// A request that is refused.
pub fn refused(request: &str, status: u16, code: &str) -> Exchange {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>Said so.</Message></Error>\
         <RequestId>r-1</RequestId></ErrorResponse>"
    );
    on(request, status, &body)
}

impl Exchange {
    /// The request holds only for what has this ETag.
    pub fn at(self, etag: &'static str) -> Self {
        Self { if_match: Some(etag), ..self }
    }

    /// The request's body has this text in it.
    pub fn saying(mut self, text: &str) -> Self {
        self.saying.push(text.to_owned());
        self
    }

    /// The answer tells this ETag.
    pub fn tagged(self, etag: &'static str) -> Self {
        Self { etag, ..self }
    }
}

/// A script that is played.
#[derive(Clone)]
pub struct Replay {
    state: Arc<Mutex<(VecDeque<Exchange>, Vec<String>)>>,
}

impl Replay {
    pub fn new(expected: Vec<Exchange>) -> Self {
        Self { state: Arc::new(Mutex::new((expected.into(), Vec::new()))) }
    }

    /// A connection of a stack in another region than CloudFront's.
    pub fn connection(&self) -> Connection {
        let connector = Connector(self.clone());
        let client = http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone()));
        let credentials = Credentials::new("test", "test", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(aws_smithy_types::retry::RetryConfig::disabled())
            .http_client(client)
            .build();
        let id = CloudId { account: "123456789012".into(), region: "eu-west-1".into(), endpoint: None };
        let patience = Patience {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(4),
            throttled: Duration::from_secs(5),
            unseen: Duration::from_millis(200),
            sends: 3,
        };
        Connection::new(config, id, patience)
    }

    /// Everything expected was asked for, and nothing else.
    #[track_caller]
    pub fn is_over(&self) {
        let state = self.state.lock().unwrap();
        assert!(state.1.is_empty(), "not in the script: {:#?}", state.1);
        let left: Vec<_> = state.0.iter().map(|it| &it.request).collect();
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
        let path = request.uri().split("/2020-05-31").nth(1).unwrap_or_default().to_owned();
        let name = format!("{} {path}", request.method());
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let if_match = request.headers().get("if-match").map(str::to_owned);
        // Whatever the stack's region, CloudFront is asked in its own.
        let signed =
            request.headers().get("authorization").unwrap_or_default().contains("/us-east-1/cloudfront/");
        let mut state = self.0.state.lock().unwrap();
        let fits = state.0.front().is_some_and(|next| {
            next.request == name
                && signed
                && next.if_match == if_match.as_deref()
                && next.saying.iter().all(|text| body.contains(text))
        });
        let next = if fits { state.0.pop_front() } else { None };
        let Some(next) = next else {
            state.1.push(format!("{name} if-match {if_match:?}: {body}"));
            return HttpConnectorFuture::ready(Ok(answer(
                400,
                "",
                "<Error><Code>NotInScript</Code></Error>",
            )));
        };
        HttpConnectorFuture::ready(Ok(answer(next.status, next.etag, &next.body)))
    }
}

fn answer(status: u16, etag: &str, body: &str) -> HttpResponse {
    let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
    if !etag.is_empty() {
        response.headers_mut().insert("etag", etag.to_owned());
    }
    response
}
