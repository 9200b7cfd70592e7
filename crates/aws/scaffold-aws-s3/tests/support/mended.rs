//! A connection whose answers about versions and notifications have AWS's roots, which the SDK looks at.

use std::fmt;

use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use scaffold_aws_core::Connection;

/// What moto 5.2.5 calls two answers, and what AWS does.
const ROOTS: [(&str, &str); 2] = [
    ("GetBucketVersioningResponse", "VersioningConfiguration"),
    ("GetBucketNotificationResponse", "NotificationConfiguration"),
];

pub fn mended(connection: &Connection) -> Connection {
    let real = connection.config().http_client().unwrap();
    let client = http_client_fn(move |settings, components| {
        SharedHttpConnector::new(Mended(real.http_connector(settings, components)))
    });
    let config = connection.config().clone().into_builder().http_client(client).build();
    Connection::new(config, connection.id().clone(), connection.patience().hastened(100))
}

struct Mended(SharedHttpConnector);

impl fmt::Debug for Mended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mended")
    }
}

impl HttpConnector for Mended {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sending = self.0.call(request);
        HttpConnectorFuture::new(async move {
            let mut answer = sending.await?;
            let body = std::mem::replace(answer.body_mut(), SdkBody::empty());
            let bytes = ByteStream::new(body).collect().await;
            let bytes = bytes.map_err(|error| ConnectorError::io(error.into()))?;
            let mut text = String::from_utf8_lossy(&bytes.into_bytes()).into_owned();
            for (theirs, aws) in ROOTS {
                text = text.replace(theirs, aws);
            }
            answer.headers_mut().remove("content-length");
            *answer.body_mut() = SdkBody::from(text);
            Ok(answer)
        })
    }
}
