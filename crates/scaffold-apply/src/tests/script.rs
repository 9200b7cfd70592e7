use std::collections::VecDeque;
use std::time::Duration;

use scaffold_model::PhysicalId;
use scaffold_provider::Class;

/// How the calls for one address go, and what they make.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// What happens to changing calls, one after another; then they succeed.
    pub faults: VecDeque<Fault>,
    /// How long a call takes.
    pub call: Duration,
    /// How long nothing shows what was made.
    pub hidden: Duration,
    /// How long it takes to be ready, or gone.
    pub slow: Duration,
    /// Creating leaves no tags.
    pub untagged: bool,
    /// It fails instead of getting ready.
    pub breaks: bool,
    /// Deleting is refused as long as this is there.
    pub used_by: Option<PhysicalId>,
    /// Deleting empties it, and it stays.
    pub stays: bool,
    /// Creating answers with this, which was there before.
    pub answers_with: Option<PhysicalId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refused, nothing done.
    Refused(Class),
    /// The answer is lost, and whether it was done.
    Lost { landed: bool },
    /// Something was made, then a further call failed.
    Halfway(Class),
    /// No answer, ever.
    Hangs,
    /// Nothing goes wrong.
    Fine,
    /// A signal comes while the call is answered.
    Interrupts,
}

/// A script of nothing but faults.
pub fn faults(faults: &[Fault]) -> Script {
    Script { faults: faults.iter().copied().collect(), ..Script::default() }
}
