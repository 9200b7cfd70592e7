use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use scaffold_model::ServiceCost;
use scaffold_provider::{Class, Error};
use tokio::time::{Instant, sleep};

use crate::faults::{Answered, Call, Fault, Faults};
use crate::store::Store;

/// Counts calls, makes them take time and lets them go wrong.
#[derive(Debug)]
pub struct Meter {
    faults: Faults,
    latency: Duration,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    operations: BTreeMap<String, u64>,
    mutations: u64,
    costs: BTreeMap<String, (u64, Duration)>,
}

/// Which call is made.
#[derive(Clone, Copy, Debug)]
pub struct Calling<'a> {
    /// `ec2`.
    pub service: &'a str,
    /// `CreateVpc`.
    pub operation: &'a str,
    /// What a lost reply means; none for calls that change nothing.
    pub lost: Option<Class>,
}

/// A call under way.
pub struct Ticket {
    action: String,
    lost: Class,
    fault: Option<Fault>,
    service: String,
    begin: Instant,
}

impl Calling<'_> {
    /// `ec2:CreateVpc`.
    pub fn action(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

impl Meter {
    /// A meter that has counted nothing.
    pub fn new(faults: Faults, latency: Duration) -> Self {
        Self { faults, latency, counted: Mutex::default() }
    }

    /// A call is sent. What comes before its work: time, and faults that keep it from being done.
    pub async fn begin(&self, calling: Calling<'_>, store: &Store) -> Result<Ticket, Error> {
        let call = self.count(calling);
        let fault = self.faults.of(&call);
        let action = calling.action();
        let lost = calling.lost.unwrap_or(Class::Transient);
        let ticket =
            Ticket { action, lost, fault, service: calling.service.to_owned(), begin: Instant::now() };
        let longer = if let Some(Fault::Delay(longer)) = fault { longer } else { Duration::ZERO };
        let span = store.clock.scaled(self.latency + longer);
        if !span.is_zero() {
            sleep(span).await;
        }
        match fault {
            Some(Fault::AbortBefore) => std::process::abort(),
            Some(Fault::Fail(answered)) => Err(self.failed(ticket, answered)),
            _ => Ok(ticket),
        }
    }

    /// The call's work is done or refused. What comes after: faults that keep its answer.
    pub fn end<R>(&self, ticket: Ticket, result: Result<R, Error>) -> Result<R, Error> {
        self.cost(&ticket);
        match ticket.fault {
            Some(Fault::AbortAfter) => std::process::abort(),
            Some(Fault::LoseReply) => {
                let message = "the connection was reset while the reply was awaited";
                Err(Error::new(ticket.lost, ticket.action, message))
            }
            _ => result,
        }
    }

    /// Calls and seconds so far.
    pub fn costs(&self) -> Vec<ServiceCost> {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let cost = |(service, (calls, span)): (&String, &(u64, Duration))| ServiceCost {
            service: service.clone(),
            calls: *calls,
            seconds: span.as_secs_f64(),
        };
        counted.costs.iter().map(cost).collect()
    }

    /// Calls so far, by name.
    pub fn operations(&self) -> BTreeMap<String, u64> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).operations.clone()
    }

    fn count(&self, calling: Calling<'_>) -> Call {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let of_operation = counted.operations.entry(calling.operation.to_owned()).or_default();
        *of_operation += 1;
        let of_operation = *of_operation;
        let mutation = calling.lost.map(|_| {
            counted.mutations += 1;
            counted.mutations
        });
        Call { operation: calling.operation.to_owned(), of_operation, mutation }
    }

    fn cost(&self, ticket: &Ticket) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let cost = counted.costs.entry(ticket.service.clone()).or_default();
        cost.0 += 1;
        cost.1 += ticket.begin.elapsed();
    }

    fn failed(&self, ticket: Ticket, answered: Answered) -> Error {
        self.cost(&ticket);
        let (class, code, message) = match answered {
            Answered::Throttled => (Class::Throttled, "RequestLimitExceeded", "Request limit exceeded."),
            Answered::InternalError => (ticket.lost, "InternalError", "An internal error has occurred"),
            Answered::AccessDenied => (
                Class::Permission,
                "UnauthorizedOperation",
                "You are not authorized to perform this operation.",
            ),
            Answered::Unsupported => {
                (Class::Unsupported, "InvalidAction", "The action is not valid for this web service.")
            }
        };
        let mut error = Error::new(class, ticket.action, message);
        error.code = Some(code.to_owned());
        error
    }
}
