use std::future::Future;
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use scaffold_kinds::Kind;
use scaffold_model::{KindName, PhysicalId, Value, client_token, digest};
use scaffold_provider::{Class, CreateRequest, Error};

use crate::Caller;

/// What a creating call with a client token led to.
pub enum Tokened {
    /// Something that lives.
    Alive(PhysicalId),
    /// The answer of an earlier call with the same token, whose resource is gone or failed.
    Dead,
}

/// How often a token may turn out to be spent.
const ATTEMPTS: u32 = 5;

/// How far AWS's clock may be behind this machine's.
const SKEW: Duration = Duration::from_secs(30);

/// Whether something was made by a call that begun at this time, and not by an earlier one with the
/// same token. What failed at once would be made again and again otherwise, and its reason lost.
pub fn is_made_since(begun: SystemTime, created: Option<&DateTime>) -> bool {
    let created = created.and_then(|time| SystemTime::try_from(*time).ok());
    let earliest = begun.checked_sub(SKEW);
    created.zip(earliest).is_some_and(|(created, earliest)| created >= earliest)
}

impl Caller {
    /// Creates with a client token that is a function of the request. Where the token is spent (its
    /// resource is dead, or AWS remembers another request), the next token is taken: five at most.
    /// `look` gives a living resource of that address that is as asked for; it is asked before a
    /// mismatched token is given up, since that one may have made it.
    ///
    /// # Errors
    /// Those of `create` and `look`, and that every token is spent.
    pub async fn create_with_token<K, C, L>(
        &self,
        operation: &'static str,
        request: &CreateRequest,
        create: impl Fn(String) -> C,
        look: impl Fn() -> L,
    ) -> Result<PhysicalId, Error>
    where
        K: Kind,
        C: Future<Output = Result<Tokened, Error>>,
        L: Future<Output = Result<Option<PhysicalId>, Error>>,
    {
        let kind = KindName::from(K::KIND);
        let digest = digest_of(request);
        for attempt in 0..ATTEMPTS {
            let token = client_token(&request.stack, &request.address, &kind, &digest, attempt);
            match create(token).await {
                Ok(Tokened::Alive(id)) => return Ok(id),
                Ok(Tokened::Dead) => {}
                Err(error) if error.code.as_deref() == Some("IdempotentParameterMismatch") => {
                    if let Some(id) = look().await? {
                        return Ok(id);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        let message = "every client token for this request is spent: each one's resource is gone or failed; \
                       AWS forgets tokens after some hours";
        Err(self.error(Class::Failed, operation, message))
    }
}

/// One text for one request: values and tags in the order of their names.
fn digest_of(request: &CreateRequest) -> String {
    let CreateRequest { stack: _, address: _, values, tags, name } = request;
    let tags = tags.iter().map(|(key, value)| (key.clone(), Value::text(value.as_str()))).collect();
    let name = name.as_deref().map_or(Value::Null, Value::text);
    let whole = Value::List(vec![Value::Map(values.clone()), Value::Map(tags), name]);
    digest(whole.to_json().to_string().as_bytes())
}
