use std::error::Error as StdError;
use std::future::Future;
use std::str::FromStr;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use scaffold_kinds::Kind;
use scaffold_model::{PhysicalId, Values};
use scaffold_provider::{Class, Error};

use crate::pages::pages;
use crate::{Call, Caller};

/// What providers do with a caller.
impl Caller {
    /// A call that reads.
    ///
    /// # Errors
    /// The call's.
    pub async fn read<T, E, F>(&self, operation: &'static str, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.call(Call::read(operation), send).await
    }

    /// A call that writes and does the same when it is sent twice.
    ///
    /// # Errors
    /// The call's.
    pub async fn write<T, E, F>(&self, operation: &'static str, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.call(Call::idempotent(operation), send).await
    }

    /// A call that writes and must not be sent twice blindly.
    ///
    /// # Errors
    /// The call's.
    pub async fn once<T, E, F>(&self, operation: &'static str, send: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        self.call(Call::once(operation), send).await
    }

    /// Every page of a list. `open` takes a page apart into items and the next token.
    ///
    /// # Errors
    /// The call's.
    pub async fn list<T, P, E, F>(
        &self,
        operation: &'static str,
        send: impl Fn(Option<String>) -> F,
        open: impl Fn(P) -> (Option<Vec<T>>, Option<String>),
    ) -> Result<Vec<T>, Error>
    where
        F: Future<Output = Result<P, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let (send, open) = (&send, &open);
        pages(&self.action(operation), |token| async move {
            let page = self.read(operation, || send(token.clone())).await?;
            let (items, next) = open(page);
            Ok((items.unwrap_or_default(), next))
        })
        .await
    }

    /// An error of our own words.
    pub fn error(&self, class: Class, operation: &str, message: impl Into<String>) -> Error {
        Error::new(class, self.action(operation), message)
    }

    /// Attribute values as the kind's struct.
    ///
    /// # Errors
    /// When they are not the kind.
    pub fn decode<K: Kind>(&self, operation: &str, values: &Values) -> Result<K, Error> {
        K::decode(values).map_err(|error| self.error(Class::Invalid, operation, error.to_string()))
    }

    /// A text of AWS's as a range, a word, ….
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn parse<T: FromStr>(&self, operation: &str, what: &str, text: &str) -> Result<T, Error> {
        text.parse().map_err(|_| {
            self.error(
                Class::Failed,
                operation,
                format!("the answer has `{text}` as {what}, which cannot be read"),
            )
        })
    }

    /// The id in an answer to a creating call; remembers that it is fresh.
    ///
    /// # Errors
    /// When there is none.
    pub fn made(&self, operation: &str, id: Option<String>) -> Result<PhysicalId, Error> {
        let id = id.filter(|id| !id.is_empty()).map(PhysicalId::new).ok_or_else(|| {
            self.error(
                Class::Failed,
                operation,
                "the answer names nothing that was made; run again, it will be found by its tags",
            )
        })?;
        self.connection().made(&id);
        Ok(id)
    }

    /// Takes the answer to a deleting call: what is gone is deleted.
    ///
    /// # Errors
    /// The call's.
    pub fn removed<T>(&self, id: &PhysicalId, answer: Result<T, Error>) -> Result<(), Error> {
        match answer {
            Err(error) if !is_absent(&error) => Err(error),
            _ => {
                self.connection().removed(id);
                Ok(())
            }
        }
    }
}

/// For deleting calls whose refusal may mean that what was made a moment ago is not known everywhere.
impl Caller {
    /// Takes the answer to a deleting call as [`Caller::removed`] does, but where it says that nothing is
    /// there and `look` still sees it, it is not visible everywhere yet.
    ///
    /// # Errors
    /// The call's, and those of `look`.
    pub async fn removed_unless_seen<T, S, F>(
        &self,
        id: &PhysicalId,
        answer: Result<T, Error>,
        look: impl FnOnce() -> F,
    ) -> Result<(), Error>
    where
        F: Future<Output = Result<Option<S>, Error>>,
    {
        match answer {
            Err(error) if is_absent(&error) && look().await?.is_some() => {
                Err(Error { class: Class::NotYetVisible, ..error })
            }
            answer => self.removed(id, answer),
        }
    }
}

/// Whether an error says that something is not there (or not yet).
pub fn is_absent(error: &Error) -> bool {
    matches!(error.class, Class::Gone | Class::NotYetVisible)
}

/// The first of what a list by id gave; none when it is not there.
///
/// # Errors
/// The call's.
pub fn first<T>(answer: Result<Vec<T>, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(items) => Ok(items.into_iter().next()),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}
