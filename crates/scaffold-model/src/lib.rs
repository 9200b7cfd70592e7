//! Takes nothing. Gives the nouns that every other crate speaks in: addresses, values, schemas,
//! snapshots, plans, events, outcomes. Never does anything: no clock, no files, no network.

mod address;
mod attribute;
mod cloud;
mod declaration;
pub mod diagnostic;
mod disruption;
mod event;
mod identity;
mod nearest;
mod origin;
mod partial;
mod plan;
mod resource;
mod rule;
mod schema;
mod snapshot;
mod sources;
mod text_rule;
mod user;
mod value;
mod verdict;
mod version;

pub use address::{Address, AddressError, KindName, PhysicalId, is_valid_name};
pub use attribute::{Attribute, Class, Mutability, OnlyWhile, Stepwise, Type};
pub use cloud::{CloudId, ServiceCost};
pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use disruption::Disruption;
pub use event::{Event, EventKind, Outcome, Signal, StepOutcome, StepResult};
pub use identity::{
    MAX_USER_TAGS, StackId, TAG_ADDRESS, TAG_NAME, TAG_STACK, beginning_of_names, client_token, code_sha256,
    digest, is_reserved_tag, name_beginning, name_to_make, physical_name, short_hash,
};
pub use nearest::{did_you_mean, nearest};
pub use origin::{Origin, SourceFile};
pub use partial::{Gaps, LostTable, Partial};
pub use plan::{
    Cause, Change, Edge, Head, Note, PLAN_FORMAT, Plan, PlanOutput, Precondition, Refusal, Replacement, Step,
    StepId, Summary, Verb, View, Why,
};
pub use resource::{BlockForm, DesiredState, GraphView, Moved, Output, Resource, Resources, ZoneNumber};
pub use rule::Rule;
pub use schema::{
    Beside, Facts, Identity, Keeps, KindSchema, Lifecycle, Lingers, OutputSchema, Queue, Quota, Schema,
    Unique, Upgrade, takes,
};
pub use snapshot::{Answer, Live, LiveIdentity, LiveState, Lookup, Snapshot, Unread};
pub use sources::{Archive, PlannedCode, Sources};
pub use text_rule::{TextRule, is_uuid};
pub use user::{Owner, User};
pub use value::{Reference, Value, Values};
pub use verdict::{
    Kept, LeftOut, Missing, PlannedStep, Remains, Stage, StageName, StageResult, Trouble, VERDICT_FORMAT,
    Verdict, VerdictResult,
};
pub use version::{is_version, is_version_of, shrinks};
