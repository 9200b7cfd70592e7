use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Address, CloudId, DesiredState, Disruption, KindName, LiveIdentity, Origin, PhysicalId, PlannedCode,
    ServiceCost, StackId, Unread, Value, Values,
};

/// Version of the plan's JSON. A reader refuses any other.
pub const PLAN_FORMAT: u32 = 1;

/// What would make the live stack what the blueprint asks for.
///
/// Steps are atomic; a replacement is two steps and an edge. An edge says which step waits for which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// [`PLAN_FORMAT`].
    pub format: u32,
    /// Which stack and cloud it speaks of.
    pub head: Head,
    /// What must still be so when it is applied: exactly the live resources that it touches.
    pub preconditions: Vec<Precondition>,
    /// What to do. A step's id is its index.
    pub steps: Vec<Step>,
    /// The order.
    pub after: Vec<Edge>,
    /// What it will not do, and why. A plan with refusals is not applied.
    pub refusals: Vec<Refusal>,
    /// Things to know that change nothing: copies, foreign rules, deleting resources.
    pub notes: Vec<Note>,
    /// Kinds that could not be read.
    pub unread: Vec<Unread>,
    /// Live resources that are as they should be.
    pub unchanged: usize,
    /// `[outputs]`, as far as known.
    pub outputs: Vec<PlanOutput>,
    /// What the survey cost.
    pub cost: Vec<ServiceCost>,
    /// What the stack is asked to be once all of it is applied, for the labels of later plans. In
    /// saved plans of whole stacks alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired: Option<DesiredState>,
    /// Code that its steps upload. In saved plans alone, whose apply reads it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<PlannedCode>,
}

/// Which stack and cloud a plan speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The stack.
    pub stack: StackId,
    /// The cloud.
    pub cloud: CloudId,
    /// ARN of the IAM role that it was made in, and is to be applied in.
    pub role: Option<String>,
    /// The ledger that was named for it, as `--ledger` has it; else the cloud's own.
    pub ledger: Option<String>,
    /// Digest of the blueprint.
    pub blueprint: String,
    /// What differences were labelled against: a git revision, the last apply.
    pub base: Option<String>,
    /// The version of `scaffold` that made it.
    pub scaffold: String,
    /// Whether everything is to go.
    pub destroy: bool,
    /// `--target` or `--exclude` left something out.
    pub partial: bool,
}

/// Index of a step.
pub type StepId = usize;

/// `step` waits for `after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// The later one.
    pub step: StepId,
    /// The earlier one.
    pub after: StepId,
}

/// One thing to do to one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Whose.
    pub address: Address,
    /// Of what kind.
    pub kind: KindName,
    /// What to do.
    pub verb: Verb,
    /// Attribute by attribute, for review. Never empty, except for `Delete` and `Adopt`.
    pub changes: Vec<Change>,
    /// Why.
    pub why: Vec<Why>,
    /// How it disturbs.
    pub disruption: Disruption,
    /// Set on both steps of a replacement.
    pub replacement: Option<Replacement>,
    /// The place in the blueprint; none where no block asks for it any more.
    pub origin: Option<Origin>,
}

/// How the two steps of a replacement are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// `+/-`: the new one first.
    CreateFirst,
    /// `-/+`: the old one first.
    DeleteFirst,
}

/// Atomic verbs. Values may be pending on earlier steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
pub enum Verb {
    /// Make it.
    Create {
        /// Every declared and defaulted attribute.
        values: Values,
        /// All tags: identity, `Name`, the user's.
        tags: BTreeMap<String, Value>,
        /// Physical name, for named kinds.
        name: Option<String>,
    },
    /// Change it in place.
    Update {
        /// Which one.
        id: PhysicalId,
        /// Attributes as they are live, for those in `patch`.
        before: Values,
        /// Only what changes. `tags` is the complete set of user tags and `Name` that it shall have.
        /// When it is empty nothing is called: it is waited for, since an earlier run left it pending.
        patch: Values,
        /// Every declared and defaulted attribute, for calls that take a whole.
        values: Values,
    },
    /// Remove it.
    Delete {
        /// Which one.
        id: PhysicalId,
        /// Live attributes that deleting needs (what it is attached to).
        values: Values,
    },
    /// Set identity tags, nothing else: `import` and `moved`.
    Adopt {
        /// Which one.
        id: PhysicalId,
        /// The identity that it had.
        from: Option<LiveIdentity>,
        /// Tags to set.
        tags: BTreeMap<String, String>,
    },
}

impl Verb {
    /// `create`, `update`, `delete`, `adopt`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Update { .. } => "update",
            Self::Delete { .. } => "delete",
            Self::Adopt { .. } => "adopt",
        }
    }

    /// The live resource that it works on.
    pub fn id(&self) -> Option<&PhysicalId> {
        match self {
            Self::Create { .. } => None,
            Self::Update { id, .. } | Self::Delete { id, .. } | Self::Adopt { id, .. } => Some(id),
        }
    }
}

/// One attribute that changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The attribute.
    pub attribute: String,
    /// Live value; `Null` when it is not there.
    pub before: Value,
    /// Desired value.
    pub after: Value,
    /// What moved: the blueprint or the cloud.
    pub cause: Cause,
    /// How to show it.
    pub view: View,
    /// Whether this is what forces a replacement.
    pub replaces: bool,
    /// How changing this one disturbs.
    pub disruption: Disruption,
    /// The window that it waits for, where it is not made at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// The place that asks for it.
    pub origin: Option<Origin>,
}

/// What moved, by a base (`--base`, or what was applied last).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// There is no base to tell; or nothing moved but what it refers to, which is replaced.
    Unknown,
    /// The blueprint differs from the base.
    ThisChange,
    /// The live value differs from the base.
    Drift,
    /// Both.
    Both,
}

/// How a change is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// `before -> after`.
    Plain,
    /// What left and what joined the set.
    Set,
    /// Key by key.
    Map,
    /// A line diff.
    Text,
    /// JSON, laid out, as a line diff.
    Json,
}

/// Why a step is there, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason", deny_unknown_fields)]
pub enum Why {
    /// A block asks for it and it is not live. `cause` tells a new block from a lost resource.
    Missing {
        /// What moved.
        cause: Cause,
    },
    /// Attributes differ from the blueprint.
    Differs {
        /// What moved, over all attributes.
        cause: Cause,
    },
    /// This attribute cannot be changed in place.
    Immutable {
        /// The attribute.
        attribute: String,
    },
    /// The user asked for a replacement (`--replace`).
    ReplacementAsked,
    /// Something that it refers to is replaced.
    ReferenceReplaced {
        /// What.
        address: Address,
    },
    /// A parameter of Systems Manager holds something else than when it was read last.
    ParameterMoved {
        /// Its path.
        parameter: String,
    },
    /// Its source is upgraded, before it or along with it.
    SourceUpgraded {
        /// The source.
        address: Address,
    },
    /// No block asks for it any more.
    NotInBlueprint {
        /// What moved.
        cause: Cause,
    },
    /// Everything is to go.
    Destroy,
    /// Another live resource has its place.
    Deposed {
        /// The one that stays.
        current: PhysicalId,
    },
    /// It is live and not usable yet: a run before this one was stopped while it waited.
    NotReady {
        /// AWS's status.
        status: String,
    },
    /// Never became usable.
    Failed {
        /// AWS's status.
        status: String,
    },
    /// `[[moved]]`.
    Moved {
        /// Where it was.
        from: Address,
    },
    /// `scaffold import`.
    Imported,
}

/// A live resource as the plan saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precondition {
    /// Address.
    pub address: Address,
    /// Kind.
    pub kind: KindName,
    /// Physical id; none where nothing of ours may be live at that address.
    pub id: Option<PhysicalId>,
    /// Digest of values and tags.
    pub fingerprint: Option<String>,
    /// Values and tags (under `tags`), to show both sides of a stale plan.
    pub values: Values,
}

/// What a plan will not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Diagnostic code: `foreign-user`.
    pub code: String,
    /// Whose.
    pub address: Address,
    /// A lowercase fragment.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
    /// The place in the blueprint.
    pub origin: Option<Origin>,
}

/// Something to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Whose.
    pub address: Option<Address>,
    /// A lowercase fragment.
    pub message: String,
    /// What could be done.
    pub help: Option<String>,
}

/// An entry of `[outputs]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanOutput {
    /// Its name.
    pub name: String,
    /// Its value as far as known.
    pub value: Value,
}

/// The counts of the last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// `+`
    pub add: usize,
    /// `~`
    pub change: usize,
    /// `-/+` and `+/-`
    pub replace: usize,
    /// `-`
    pub destroy: usize,
    /// `>` and `<`
    pub adopt: usize,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Counts for the last line: a replacement counts once.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for step in &self.steps {
            match (&step.verb, step.replacement) {
                (Verb::Create { .. }, Some(_)) => summary.replace += 1,
                (Verb::Delete { .. }, Some(_)) => {}
                (Verb::Create { .. }, None) => summary.add += 1,
                (Verb::Update { .. }, _) => summary.change += 1,
                (Verb::Delete { .. }, None) => summary.destroy += 1,
                (Verb::Adopt { .. }, _) => summary.adopt += 1,
            }
        }
        summary
    }

    /// Steps that a step waits for.
    pub fn prerequisites(&self, step: StepId) -> impl Iterator<Item = StepId> {
        self.after.iter().filter(move |edge| edge.step == step).map(|edge| edge.after)
    }
}
