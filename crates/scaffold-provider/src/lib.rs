//! Takes nothing. Gives the port: what a cloud is to survey and apply, its error classes, the
//! governor that calls pass through, and the contract suite that every kind of every cloud passes.
//! Never knows a cloud.

mod archives;
#[cfg(feature = "contract")]
pub mod contract;
mod error;
mod gate;
mod governor;
mod place;
mod spread;

pub use archives::Archives;
pub use error::{Class, Error};
pub use gate::{Gate, Gateway, Passage};
pub use governor::{Governor, Rate};
pub use place::{Place, in_place};
pub use spread::spread;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use scaffold_model::{
    Answer, CloudId, KindName, Live, Lookup, PhysicalId, ServiceCost, StackId, User, Value, Values,
};

/// A cloud: AWS at some endpoint, or the sandbox.
#[async_trait]
pub trait Cloud: Send + Sync {
    /// Account, region, endpoint. Known once the cloud is connected.
    fn id(&self) -> &CloudId;

    /// Every kind that it can make, in the order of the registry.
    fn providers(&self) -> Vec<&dyn Provider>;

    /// The provider of a kind.
    fn provider(&self, kind: &str) -> Option<&dyn Provider> {
        self.providers().into_iter().find(|provider| provider.kind().as_str() == kind)
    }

    /// Answers a question of the planner.
    ///
    /// # Errors
    /// Those of the calls behind it.
    async fn lookup(&self, lookup: &Lookup) -> Result<Answer, Error>;

    /// Says that this run made something though the answer was lost: for a while, its absence means
    /// that it is not visible everywhere. What answered its creation the cloud knows by itself.
    fn found(&self, _id: &PhysicalId) {}

    /// Says in which regions beside its own the blueprint has something, so that surveys look there, too.
    fn look_in(&self, _regions: &BTreeSet<String>) {}

    /// From here on every call that changes something passes this gate as the last thing before it is sent.
    fn guard(&self, gate: Arc<dyn Gate>);

    /// Calls and seconds since it was connected, by service.
    fn cost(&self) -> Vec<ServiceCost>;
}

/// How a cloud makes one kind. Object-safe; dispatch is a look-up by kind name.
///
/// Every method MUST return only after its own calls are answered, MUST NOT wait for readiness (the
/// caller polls [`Provider::read`]), and MUST be safe to drop at any await.
#[async_trait]
pub trait Provider: Send + Sync {
    /// `ec2.subnet`.
    fn kind(&self) -> KindName;

    /// How often to look, how long at most, and what is typical.
    fn pace(&self, verb: PaceOf) -> Pace;

    /// Every live resource of the kind that carries the stack's identity, in any state but gone.
    ///
    /// MUST read by paginated lists filtered by identity where the API can, MUST report attributes
    /// in the words of the schema with physical ids for references, MUST leave out what is deleted.
    /// Complete sets are reported for every parent of the stack.
    ///
    /// # Errors
    /// Those of the calls; [`Class::Unsupported`] and [`Class::Permission`] make a kind *unread*
    /// where nothing needs it.
    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error>;

    /// One live resource by its physical id, whoever owns it; `None` when it is gone.
    ///
    /// # Errors
    /// Those of the calls; [`Class::NotYetVisible`] MUST NOT be one of them: unknown is `None`.
    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error>;

    /// Makes one. Identity tags MUST be in the creating call. MUST NOT repeat a call whose fate is
    /// unknown unless a client token makes that safe; it then answers [`Class::Ambiguous`].
    /// Attributes that need further calls are set by those, after creation, in this method; a
    /// failure between them leaves differences for the next run to see.
    ///
    /// # Errors
    /// Those of the calls. Where something was made before the failure, [`Error::made`] names it.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error>;

    /// Changes one in place. MUST touch only what the patch names.
    ///
    /// # Errors
    /// Those of the calls.
    async fn update(&self, request: &UpdateRequest) -> Result<(), Error>;

    /// Removes one. Removing what is gone is success.
    ///
    /// # Errors
    /// Those of the calls; [`Class::Dependency`] while something still uses it.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error>;

    /// Sets tags, leaving others alone. Of a complete set, those of the members that carry the identity
    /// of their parent's stack: there may be none.
    ///
    /// # Errors
    /// Those of the calls.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error>;

    /// Who uses these, whoever owns them, so that deletion would be refused: network interfaces,
    /// groups whose rules name this one, subnets in this VPC, ….
    ///
    /// # Errors
    /// Those of the calls.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error>;
}

/// What [`Provider::create`] makes. Nothing in it is pending.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateRequest {
    /// The stack, for tokens.
    pub stack: StackId,
    /// Whose.
    pub address: scaffold_model::Address,
    /// Every declared and defaulted attribute, references as physical ids.
    pub values: Values,
    /// All tags: identity, `Name`, the user's.
    pub tags: BTreeMap<String, String>,
    /// The physical name, for named kinds.
    pub name: Option<String>,
}

/// What [`Provider::update`] changes. Nothing in it is pending.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateRequest {
    /// Which one.
    pub id: PhysicalId,
    /// The stack.
    pub stack: StackId,
    /// Whose.
    pub address: scaffold_model::Address,
    /// Live values of what is in the patch, as planned.
    pub before: Values,
    /// Only what changes. `tags`, a map, is the complete set of user tags and `Name`; identity
    /// tags, AWS's and foreign ones stay.
    pub patch: Values,
    /// Every declared and defaulted attribute.
    pub values: Values,
}

impl UpdateRequest {
    /// Whether the patch names an attribute.
    pub fn changes(&self, attribute: &str) -> bool {
        self.patch.contains_key(attribute)
    }

    /// Live value as planned; `Null` when it was not there.
    pub fn before(&self, attribute: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.before.get(attribute).unwrap_or(&NULL)
    }
}

/// What [`Provider::delete`] removes.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteRequest {
    /// Which one.
    pub id: PhysicalId,
    /// The stack.
    pub stack: StackId,
    /// Live attributes.
    pub values: Values,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaceOf {
    /// Readiness after creation.
    Create,
    /// Readiness after a change.
    Update,
    /// Absence after deletion.
    Delete,
}

/// How often to look, how long at most, and what is typical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks.
    pub interval: Duration,
    /// Then it has failed.
    pub limit: Duration,
    /// What users can expect.
    pub typical: Duration,
}
