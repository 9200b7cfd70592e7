use std::error::Error as StdError;
use std::future::Future;
use std::time::Instant;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use scaffold_provider::{Class, Error};

use crate::classify::classify;
use crate::{Connection, Rates};

/// Whether a call may be sent again when its fate is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It reads.
    Read,
    /// It writes, and sent twice does the same as once: by nature, or by a client token.
    Idempotent,
    /// It writes, and sent twice might do it twice.
    Once,
}

/// One action of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operation as AWS names it: `CreateVpc`.
    pub operation: &'static str,
    /// Whether it may be sent again.
    pub repeat: Repeat,
}

impl Call {
    /// A call that reads.
    pub const fn read(operation: &'static str) -> Self {
        Self { operation, repeat: Repeat::Read }
    }

    /// A call that writes and may be sent twice.
    pub const fn idempotent(operation: &'static str) -> Self {
        Self { operation, repeat: Repeat::Idempotent }
    }

    /// A call that writes and is sent once, unless it surely did nothing.
    pub const fn once(operation: &'static str) -> Self {
        Self { operation, repeat: Repeat::Once }
    }
}

/// Sends the calls of one service: the one place where calls wait for their turn, are counted,
/// judged and sent again. The SDK itself never retries.
#[derive(Clone, Debug)]
pub struct Caller {
    connection: Connection,
    service: &'static str,
    rates: Rates,
    /// Whether all actions share the rate of reading.
    is_one_rate: bool,
}

/// What all actions that share a rate go by.
const ALL: &str = "*";

impl Caller {
    /// A caller for a service, by the word that IAM uses (`ec2`), with the rates that it publishes.
    pub fn new(connection: &Connection, service: &'static str, rates: Rates) -> Self {
        Self { connection: connection.clone(), service, rates, is_one_rate: false }
    }

    /// For a service that counts the calls of all its actions together: the rate of reading is that of all.
    pub fn at_one_rate(self) -> Self {
        Self { is_one_rate: true, ..self }
    }

    /// The connection that it sends through.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// `ec2:CreateVpc`.
    pub fn action(&self, operation: &str) -> String {
        format!("{}:{operation}", self.service)
    }

    /// Sends a call, again where that is safe and of use: throttled ones of every class, those that
    /// failed in passing unless they may be sent only once, and those on something that was just
    /// made and is not visible yet.
    ///
    /// # Errors
    /// The last answer's, classified.
    pub async fn call<T, E, F>(&self, call: Call, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let action = if self.is_one_rate { ALL } else { call.operation };
        let governor = self.connection.governor(self.service, action, self.rate(call));
        let begun = Instant::now();
        let mut sent = 0;
        loop {
            governor.turn().await;
            // The last thing before the socket. What the SDK still does before (credentials, connecting)
            // is part of the attempt, whose time the lease counts with.
            let passage = match call.repeat {
                Repeat::Read => None,
                Repeat::Idempotent | Repeat::Once => {
                    Some(self.connection.gateway().pass(|| self.action(call.operation)).await?)
                }
            };
            let under_way = self.connection.count(self.service);
            let result = send().await;
            drop((under_way, passage));
            sent += 1;
            let error = match result {
                Ok(output) => {
                    governor.answered().await;
                    return Ok(output);
                }
                Err(error) => self.judge(call, &error),
            };
            match error.class {
                Class::Throttled => governor.throttled().await,
                _ => governor.answered().await,
            }
            match self.connection.patience().pause(error.class, sent, begun.elapsed()) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    /// Sends a call of the ledger once and at once. It passes no gate, since the lease behind the gate may
    /// be what it renews; it waits for no turn; and nothing sends it again: what became of a write, only
    /// the ledger's protocol can tell.
    ///
    /// # Errors
    /// The SDK's. [`Self::meaning`] says what it means.
    pub async fn attempt<T, E>(
        &self,
        sending: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, SdkError<E, HttpResponse>> {
        let _under_way = self.connection.count(self.service);
        sending.await
    }

    /// What an error of [`Self::attempt`] means. A passing failure is [`Class::Transient`], also where a
    /// write may have happened.
    pub fn meaning<E>(&self, operation: &str, error: &SdkError<E, HttpResponse>) -> Error
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        classify(self.action(operation), self.connection.id(), error)
    }

    fn judge<E>(&self, call: Call, error: &SdkError<E, HttpResponse>) -> Error
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let mut judged = classify(self.action(call.operation), self.connection.id(), error);
        match (judged.class, call.repeat) {
            (Class::Transient, Repeat::Once) if !never_sent(error) => judged.class = Class::Ambiguous,
            (Class::Gone, Repeat::Idempotent | Repeat::Once)
                if is_of_an_id(judged.code.as_deref()) && self.connection.names_fresh(&judged.message) =>
            {
                judged.class = Class::NotYetVisible;
            }
            _ => {}
        }
        judged
    }

    fn rate(&self, call: Call) -> scaffold_provider::Rate {
        if self.is_one_rate {
            return self.rates.read;
        }
        let own = self.rates.of.iter().find(|(operation, _)| *operation == call.operation);
        match (own, call.repeat) {
            (Some((_, rate)), _) => *rate,
            (None, Repeat::Read) => self.rates.read,
            (None, Repeat::Idempotent | Repeat::Once) => self.rates.write,
        }
    }
}

/// Whether a code speaks of a resource by its id (`InvalidVpcID.NotFound`), and not of something inside
/// one, such as a route: what is inside is there as soon as the resource is.
fn is_of_an_id(code: Option<&str>) -> bool {
    if code == Some("NoSuchEntity") {
        return true;
    }
    let Some(what) = code.and_then(|code| code.strip_suffix("NotFound")) else { return false };
    let what = what.trim_end_matches('.');
    what.ends_with("ID")
        || what.ends_with("Id")
        || matches!(what, "InvalidGroup" | "InvalidVpcEndpoint" | "InvalidAddress" | "NatGateway")
        || matches!(what, "LoadBalancer" | "TargetGroup" | "Listener" | "Rule" | "Subnet")
}

/// Whether the request certainly did not leave this machine.
fn never_sent<E: StdError + 'static>(error: &SdkError<E, HttpResponse>) -> bool {
    if !matches!(error, SdkError::DispatchFailure(_)) {
        return false;
    }
    let mut source: Option<&(dyn StdError + 'static)> = Some(error).map(|error| error as _);
    while let Some(current) = source {
        if let Some(io) = current.downcast_ref::<std::io::Error>()
            && matches!(
                io.kind(),
                std::io::ErrorKind::ConnectionRefused
                    | std::io::ErrorKind::NetworkUnreachable
                    | std::io::ErrorKind::HostUnreachable
            )
        {
            return true;
        }
        source = current.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_can_be_invisible() {
        for code in [
            "InvalidVpcID.NotFound",
            "InvalidVpcEndpointId.NotFound",
            "InvalidVpcEndpoint.NotFound",
            "InvalidAddress.NotFound",
            "InvalidGroup.NotFound",
            "NatGatewayNotFound",
            "TargetGroupNotFound",
        ] {
            assert!(is_of_an_id(Some(code)), "{code}");
        }
        for code in ["InvalidRoute.NotFound", "InvalidPermission.NotFound", "Gateway.NotAttached"] {
            assert!(!is_of_an_id(Some(code)), "{code}");
        }
    }
}
