use scaffold_model::{Lifecycle, PhysicalId, Value, Values};

use crate::place::Place;
use crate::record::{REGION, Record};
use crate::refusal::Refusal;
use crate::state::State;
use crate::store::Transaction;

/// AWS's words for a kind.
pub struct Words {
    /// `ec2.subnet`: ours.
    pub kind: &'static str,
    /// What it is called in ARNs.
    pub arn: &'static str,
    /// The listing call.
    pub list: &'static str,
    /// The deleting call.
    pub delete: &'static str,
    /// The error code for an unknown id.
    pub not_found: &'static str,
    /// The error code for deleting what is in use.
    pub in_use: &'static str,
    /// The error code for deleting what is protected.
    pub protected: &'static str,
    /// Whether its id is its name.
    pub named_ids: bool,
}

/// What most kinds have in common.
pub const WORDS: Words = Words {
    kind: "",
    arn: "resource",
    list: "List",
    delete: "Delete",
    not_found: "ResourceNotFoundException",
    in_use: "DependencyViolation",
    protected: "OperationNotPermitted",
    named_ids: false,
};

/// What is particular about a kind, beyond what its schema declares. Every method has an answer for
/// kinds with nothing particular.
pub trait Rib: Sync {
    /// AWS's words for the kind.
    fn words(&self) -> &'static Words;

    /// AWS's calls, beside the list, that reading `count` resources needs, and how often each.
    fn further_reads(&self, _count: usize) -> Vec<(&'static str, usize)> {
        Vec::new()
    }

    /// Whether an id is that of something which AWS has in every account.
    fn is_managed(&self, _id: &str) -> bool {
        false
    }

    /// The name that it gets: what is asked for may say another than the one that was made for it.
    fn name(&self, _values: &Values, made: Option<&str>) -> Option<String> {
        made.map(str::to_owned)
    }

    /// The id that follows from name, tags and values, where AWS makes none up.
    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref().filter(|_| self.words().named_ids)?;
        let Words { kind, arn, .. } = self.words();
        let service = kind.split('.').next().unwrap_or_default();
        // In another region than the sandbox's, a name says too little.
        let abroad = record.text(REGION).map(|region| place.arn_in(region, service, arn, name));
        Some(abroad.map_or_else(|| PhysicalId::from(name), PhysicalId::new))
    }

    /// The value that AWS gives an attribute which the creating call cannot carry, where that is not
    /// the schema's default.
    fn initial(&self, _attribute: &str) -> Option<Value> {
        None
    }

    /// What AWS chooses where the request is silent, and what it makes of the request.
    ///
    /// # Errors
    /// When AWS has nothing to choose from.
    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        _record: &mut Record,
    ) -> Result<(), Refusal> {
        Ok(())
    }

    /// What AWS refuses beyond what the schema declares, of a new resource or a changed one.
    ///
    /// # Errors
    /// AWS's.
    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        _after: &Record,
    ) -> Result<(), Refusal> {
        Ok(())
    }

    /// What AWS makes with it.
    fn made(&self, _transaction: &mut Transaction<'_>, _record: &Record) {}

    /// Changes an attribute that lives in other records. `false`: it lives in its own.
    fn change_elsewhere(
        &self,
        _transaction: &mut Transaction<'_>,
        _record: &Record,
        _attribute: &str,
        _value: &Value,
    ) -> bool {
        false
    }

    /// AWS's call that changes an attribute, where the schema names none.
    fn operation(&self, _attribute: &str) -> &'static str {
        "ModifyAttribute"
    }

    /// Whether a call carries every attribute that it can change, and sets whole.
    fn takes_many(&self, operation: &str) -> bool {
        operation.starts_with("Modify") && !operation.ends_with("Attribute")
    }

    /// Whether a change of an attribute is made after all others.
    fn comes_last(&self, _attribute: &str, _live: &Value, _wanted: &Value) -> bool {
        false
    }

    /// What AWS makes of a call that changed something.
    ///
    /// # Errors
    /// What AWS refuses of all changes together.
    fn changed(
        &self,
        _transaction: &mut Transaction<'_>,
        _before: &Record,
        _after: &mut Record,
    ) -> Result<(), Refusal> {
        Ok(())
    }

    /// Whether a changing call carries the directives of its schema, which [`Rib::changed`] takes out again.
    fn takes_directives(&self) -> bool {
        false
    }

    /// Attributes that another change has made differ from what is wanted: their own calls follow.
    fn set_off(&self, _live: &Values, _wanted: &Values) -> &'static [&'static str] {
        &[]
    }

    /// Values that live in other records, or follow from others.
    fn view(&self, _state: &State, _record: &Record, _values: &mut Values) {}

    /// Whether AWS takes another value of an attribute only after the old one is taken away.
    fn clears_first(&self, _attribute: &str) -> bool {
        false
    }

    /// Kinds of what names it that AWS deletes with it.
    fn takes_along(&self) -> &'static [&'static str] {
        &[]
    }

    /// Attributes that a caller empties before AWS deletes it.
    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &[]
    }

    /// What tells members of a set apart: changing the rest of one is one call.
    fn member_key<'a>(&self, _attribute: &str, member: &'a Value) -> &'a Value {
        member
    }

    /// Whether members of its sets have ids and tags of their own.
    fn has_tagged_members(&self) -> bool {
        false
    }

    /// States in between of this very resource.
    fn lifecycle(&self, _record: &Record, declared: Lifecycle) -> Lifecycle {
        declared
    }
}
