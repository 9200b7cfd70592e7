use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// What goes wrong, and when. Nothing by default.
#[derive(Clone, Default)]
pub struct Faults {
    script: Vec<(At, Fault)>,
    random: Option<(f64, u64)>,
    hook: Option<Hook>,
}

/// Sees every call before it is carried out and may say what goes wrong with it.
pub type Hook = Arc<dyn Fn(&Call) -> Option<Fault> + Send + Sync>;

/// A call as faults see it: one of AWS's, not one of the port's, which may make several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// AWS's name of it: `CreateVpc`.
    pub operation: String,
    /// Among the calls of that name, from 1, since the sandbox was opened.
    pub of_operation: u64,
    /// Among the calls that change something, from 1, since the sandbox was opened; none for reads.
    pub mutation: Option<u64>,
}

/// Which call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The call that changes something with this number, from 1.
    Mutation(u64),
    /// Every call of this name.
    Operation(String),
    /// The call of this name with this number, from 1.
    OperationNumber(String, u64),
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done, and this is the answer.
    Fail(Answered),
    /// It is done, but the reply is lost.
    LoseReply,
    /// The process dies before it is done.
    AbortBefore,
    /// The process dies when it is done, before anyone knows.
    AbortAfter,
    /// It takes so much longer, as long as on AWS.
    Delay(Duration),
}

/// How AWS says that it did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// `RequestLimitExceeded`.
    Throttled,
    /// `InternalError`, a 500: the caller cannot know that nothing was done.
    InternalError,
    /// `UnauthorizedOperation`.
    AccessDenied,
    /// `InvalidAction`, as an endpoint answers that does not have the call.
    Unsupported,
}

impl Faults {
    /// This goes wrong as well.
    #[must_use]
    pub fn with(mut self, at: At, fault: Fault) -> Self {
        self.script.push((at, fault));
        self
    }

    /// Calls that change something fail at random with this probability: throttled, a 500, or a lost
    /// reply. The same seed fails the same calls.
    #[must_use]
    pub fn at_random(mut self, probability: f64, seed: u64) -> Self {
        self.random = Some((probability, seed));
        self
    }

    /// This is asked about every call.
    #[must_use]
    pub fn asking(mut self, hook: Hook) -> Self {
        self.hook = Some(hook);
        self
    }

    /// What goes wrong with a call.
    pub(crate) fn of(&self, call: &Call) -> Option<Fault> {
        let scripted = self.script.iter().find(|(at, _)| at.is(call)).map(|(_, fault)| *fault);
        scripted.or_else(|| self.hook.as_ref()?(call)).or_else(|| self.random_fault(call))
    }

    fn random_fault(&self, call: &Call) -> Option<Fault> {
        let (probability, seed) = self.random?;
        let roll = scatter(seed ^ scatter(call.mutation?));
        let chance = (roll >> 11) as f64 / (1_u64 << 53) as f64;
        (chance < probability).then(|| match scatter(roll) % 3 {
            0 => Fault::Fail(Answered::Throttled),
            1 => Fault::Fail(Answered::InternalError),
            _ => Fault::LoseReply,
        })
    }
}

/// SplitMix64's finalizer: neighbouring numbers give unlike ones.
fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl At {
    fn is(&self, call: &Call) -> bool {
        match self {
            Self::Mutation(number) => call.mutation == Some(*number),
            Self::Operation(operation) => call.operation == *operation,
            Self::OperationNumber(operation, number) => {
                call.operation == *operation && call.of_operation == *number
            }
        }
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults")
            .field("script", &self.script)
            .field("random", &self.random)
            .field("hook", &self.hook.is_some())
            .finish()
    }
}

/// Reads what `SCAFFOLD_SANDBOX_FAULTS` holds: `abort-before:17,fail:CreateSubnet#2:throttle`.
impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).try_fold(Self::default(), |faults, word| {
            let wrong = || {
                format!(
                    "`{word}` is no fault: write abort-before:AT, abort-after:AT, lose:AT, delay:AT:SECONDS, fail:AT:throttle|error|denied|unsupported, or random:PROBABILITY:SEED; AT is a number, CreateSubnet or CreateSubnet#2"
                )
            };
            let pieces: Vec<&str> = word.split(':').collect();
            let fault = match pieces.as_slice() {
                ["random", probability, seed] => {
                    let probability = probability.parse().map_err(|_| wrong())?;
                    return Ok(faults.at_random(probability, seed.parse().map_err(|_| wrong())?));
                }
                ["abort-before", _] => Fault::AbortBefore,
                ["abort-after", _] => Fault::AbortAfter,
                ["lose", _] => Fault::LoseReply,
                ["delay", _, seconds] => {
                    let span = seconds.parse().ok().and_then(|span| Duration::try_from_secs_f64(span).ok());
                    Fault::Delay(span.ok_or_else(wrong)?)
                }
                ["fail", _, how] => Fault::Fail(how.parse().map_err(|()| wrong())?),
                _ => return Err(wrong()),
            };
            Ok(faults.with(pieces[1].parse().map_err(|()| wrong())?, fault))
        })
    }
}

impl FromStr for At {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(number) = text.parse() {
            return Ok(Self::Mutation(number));
        }
        let (operation, number) = match text.split_once('#') {
            Some((operation, number)) => (operation, Some(number.parse().map_err(|_| ())?)),
            None => (text, None),
        };
        if operation.is_empty() || !operation.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(());
        }
        let operation = operation.to_owned();
        Ok(match number {
            Some(number) => Self::OperationNumber(operation, number),
            None => Self::Operation(operation),
        })
    }
}

impl FromStr for Answered {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "throttle" => Self::Throttled,
            "error" => Self::InternalError,
            "denied" => Self::AccessDenied,
            "unsupported" => Self::Unsupported,
            _ => return Err(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str, of_operation: u64, mutation: u64) -> Call {
        Call { operation: operation.to_owned(), of_operation, mutation: Some(mutation) }
    }

    #[test]
    fn faults_are_read_from_text() {
        let faults: Faults =
            "abort-after:17, fail:CreateSubnet#2:throttle,delay:CreateVpc:1.5".parse().unwrap();
        assert_eq!(faults.of(&call("DeleteVpc", 1, 17)), Some(Fault::AbortAfter));
        assert_eq!(faults.of(&call("CreateSubnet", 2, 3)), Some(Fault::Fail(Answered::Throttled)));
        assert_eq!(faults.of(&call("CreateSubnet", 1, 2)), None);
        assert_eq!(faults.of(&call("CreateVpc", 9, 1)), Some(Fault::Delay(Duration::from_millis(1500))));
    }

    #[test]
    fn what_is_no_fault_is_refused() {
        for text in
            ["abort:1", "abort-before", "fail:1", "fail:1:x", "delay:1:-1", "lose:", "random:x:1", "lose:a#b"]
        {
            assert!(text.parse::<Faults>().is_err(), "{text}");
        }
    }

    #[test]
    fn random_faults_keep_their_probability_and_seed() {
        let faults = Faults::default().at_random(0.3, 7);
        let of = |number| faults.of(&call("CreateVpc", number, number));
        let hits = (1..=10_000).filter(|number| of(*number).is_some()).count();
        assert!((2_800..3_200).contains(&hits), "{hits}");
        assert!((1..100).all(
            |number| of(number) == Faults::default().at_random(0.3, 7).of(&call("CreateVpc", 1, number))
        ));
    }
}
