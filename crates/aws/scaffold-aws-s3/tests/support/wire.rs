//! Connections like another, between which and the emulator something happens.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use scaffold_aws_core::Connection;
use tokio::sync::{Mutex, Notify};

/// What becomes of a request, and by which way it would go.
type Between = Arc<dyn Fn(HttpRequest, &SharedHttpConnector) -> HttpConnectorFuture + Send + Sync>;

/// Where death comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kill {
    /// Before the call goes out.
    Before,
    /// After its answer came, which nobody hears.
    After,
}

/// A connection that dies at its n-th call, and what tells of its death: nothing is sent or answered any more.
pub fn dying(connection: &Connection, call: usize, kill: Kill) -> (Connection, Arc<Notify>) {
    let death = Arc::new(Notify::new());
    let tells = Arc::clone(&death);
    let calls = AtomicUsize::new(0);
    let between: Between = Arc::new(move |request, real| {
        let number = calls.fetch_add(1, Ordering::SeqCst) + 1;
        if number < call {
            return real.call(request);
        }
        let sending = (kill == Kill::After && number == call).then(|| real.call(request));
        let tells = Arc::clone(&tells);
        HttpConnectorFuture::new(async move {
            if let Some(sending) = sending {
                let _ = sending.await;
            }
            tells.notify_one();
            std::future::pending().await
        })
    });
    (through(connection, between), death)
}

/// A connection whose writes reach the emulator one after the other: moto looks whether a condition holds
/// and writes under no lock, so two at once may both be let through.
pub fn atomic(connection: &Connection) -> Connection {
    let writing = Arc::new(Mutex::new(()));
    let between: Between = Arc::new(move |request, real| {
        if request.method() != "PUT" {
            return real.call(request);
        }
        let (writing, real) = (Arc::clone(&writing), real.clone());
        HttpConnectorFuture::new(async move {
            let _alone = writing.lock().await;
            real.call(request).await
        })
    });
    through(connection, between)
}

fn through(connection: &Connection, between: Between) -> Connection {
    let real = connection.config().http_client().unwrap();
    let client = http_client_fn(move |settings, components| {
        let real = real.http_connector(settings, components);
        SharedHttpConnector::new(Wire { real, between: Arc::clone(&between) })
    });
    let config = connection.config().clone().into_builder().http_client(client).build();
    Connection::new(config, connection.id().clone(), connection.patience())
}

struct Wire {
    real: SharedHttpConnector,
    between: Between,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        (self.between)(request, &self.real)
    }
}
