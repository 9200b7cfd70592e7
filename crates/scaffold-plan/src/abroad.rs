use std::collections::{BTreeMap, BTreeSet};

use scaffold_graph::Graph;
use scaffold_model::{
    Address, Answer, KindName, Live, LiveState, Lookup, Origin, Reference, Refusal, Snapshot, StackId, Value,
    did_you_mean,
};

use crate::codes;
use crate::identify::is_copy;

/// What references into other stacks resolve to.
#[derive(Default)]
pub(crate) struct Abroad {
    values: BTreeMap<Reference, Value>,
    /// What must be known of other stacks first.
    pub lookups: Vec<Lookup>,
    /// References to what is not there, each on its line.
    pub refusals: Vec<Refusal>,
}

/// A reference, and who has it where.
struct Use<'a> {
    reference: &'a Reference,
    kind: &'a KindName,
    holder: &'a Address,
    words: String,
    origin: &'a Origin,
}

/// Why a reference has no value.
enum Missing {
    Unanswered(Lookup),
    Refused { message: String, help: String },
}

impl Abroad {
    /// Finds everything that the graph refers to in other stacks.
    pub(crate) fn look(graph: &Graph, snapshot: &Snapshot) -> Self {
        let mut abroad = Self::default();
        let mut told = BTreeSet::new();
        each_use(graph, &mut |of: Use<'_>| {
            match find(&of, &graph.desired.stack, snapshot) {
                Ok(value) => {
                    abroad.values.insert(of.reference.clone(), value);
                }
                Err(Missing::Unanswered(lookup)) => abroad.lookups.push(lookup),
                Err(Missing::Refused { message, help }) => {
                    // What one line asks for stands in several attributes.
                    if told.insert((of.reference.address.clone(), of.origin.start, of.origin.file.clone())) {
                        abroad.refusals.push(Refusal {
                            code: codes::NOT_IN_OTHER_STACK.name.to_owned(),
                            address: of.holder.clone(),
                            message: format!(
                                "{} refers to {}, and {message}",
                                of.words, of.reference.address
                            ),
                            help: Some(help),
                            origin: Some(of.origin.clone()),
                        });
                    }
                }
            }
        });
        abroad
    }

    /// What a reference resolves to. None while that is not known.
    pub(crate) fn value(&self, reference: &Reference) -> Option<Value> {
        self.values.get(reference).cloned()
    }
}

/// Calls `visit` with every reference into another stack.
fn each_use(graph: &Graph, visit: &mut impl FnMut(Use<'_>)) {
    for resource in &graph.desired.resources {
        let tags = resource.tags.iter().map(|(key, value)| (format!("tags.{key}"), value));
        let values = resource.values.iter().map(|(name, value)| (name.clone(), value)).chain(tags);
        for (name, value) in values {
            value.visit_references(&mut |reference| {
                let Some(kind) = graph.abroad.get(&reference.address) else { return };
                visit(Use {
                    reference,
                    kind,
                    holder: &resource.address,
                    words: format!("`{name}` of {}", resource.address),
                    origin: resource.origin_of(&name),
                });
            });
        }
    }
    for output in &graph.desired.outputs {
        output.value.visit_references(&mut |reference| {
            let Some(kind) = graph.abroad.get(&reference.address) else { return };
            let words = format!("output `{}`", output.name);
            visit(Use { reference, kind, holder: &reference.address, words, origin: &output.origin });
        });
    }
}

fn find(of: &Use<'_>, ours: &StackId, snapshot: &Snapshot) -> Result<Value, Missing> {
    let Reference { address, path } = of.reference;
    let Some(stack) = address.stack_abroad(ours) else { return Ok(Value::Null) };
    let live = live_of(&stack, of.kind, snapshot)?;
    let found = at(&address.local(), live);
    if let Some(several) = address.as_str().strip_suffix('*').filter(|_| !found.is_empty()) {
        let values: Option<Vec<Value>> = found.iter().map(|live| live.output(path)).collect();
        let unsaid = || refused(format!("not each of {several}… has its `{path}` yet"), later(&stack));
        return values.map(Value::List).ok_or_else(unsaid);
    }
    match found.as_slice() {
        [] => Err(nothing(of, &stack, live, snapshot)),
        [one] => one
            .output(path)
            .filter(|value| !value.is_null())
            .ok_or_else(|| refused(format!("{} there has no `{path}`", one.id), later(&stack))),
        [one, two, ..] => {
            let message = format!("both {} and {} of stack {stack} have this address", one.id, two.id);
            Err(refused(message, format!("let a replacement there end first: apply {stack}")))
        }
    }
}

fn live_of<'a>(stack: &StackId, kind: &KindName, snapshot: &'a Snapshot) -> Result<&'a [Live], Missing> {
    let lookup = Lookup::Stack { stack: stack.clone(), kind: kind.clone() };
    match snapshot.answers.get(&lookup) {
        Some(Answer::Live(live)) => Ok(live),
        Some(_) => Ok(&[]),
        None => Err(Missing::Unanswered(lookup)),
    }
}

/// What lives at an address, in the order of addresses.
fn at<'a>(address: &Address, live: &'a [Live]) -> Vec<&'a Live> {
    let fits = |known: &Address| match address.as_str().strip_suffix('*') {
        Some(beginning) => known.as_str().starts_with(beginning),
        None => known == address,
    };
    let mut found: Vec<&Live> = usable(live).filter(|(known, _)| fits(known)).map(|(_, live)| live).collect();
    found.sort_by_key(|live| live.identity.as_ref().map(|identity| &identity.address));
    found
}

/// What lives on, without copies, which carry the tags of what they were made from.
fn usable(live: &[Live]) -> impl Iterator<Item = (&Address, &Live)> {
    live.iter().filter_map(|live| {
        let identity = live.identity.as_ref()?;
        let stays = matches!(live.state, LiveState::Ready | LiveState::Pending(_));
        (stays && !is_copy(live)).then_some((&identity.address, live))
    })
}

/// Why nothing was found, with what may have been meant. Where the other stack may have no environments,
/// that one is asked for, too: it is never taken by itself.
fn nothing(of: &Use<'_>, stack: &StackId, live: &[Live], snapshot: &Snapshot) -> Missing {
    let address = of.reference.address.local();
    let there: Vec<&str> = usable(live).map(|(address, _)| address.as_str()).collect();
    let message = if there.is_empty() {
        format!("stack {stack} has neither {address} nor any {}", of.kind)
    } else {
        format!("stack {stack} has no {address}")
    };
    if let Some(meant) = did_you_mean(address.as_str(), there.iter().copied()) {
        return refused(message, meant);
    }
    let says_environment = of.reference.address.stack_words().is_some_and(|words| words.contains('/'));
    if stack.environment.is_some() && !says_environment {
        let without = StackId { environment: None, ..stack.clone() };
        match live_of(&without, of.kind, snapshot) {
            Err(unanswered) => return unanswered,
            Ok(live) if !at(&address, live).is_empty() => {
                let help = format!("stack {without} has it: write `@{}//{address}`", stack.name);
                return refused(message, help);
            }
            Ok(_) => {}
        }
    }
    let help = if there.is_empty() {
        format!("apply {stack} first; or is its name, environment or region another one?")
    } else {
        format!("of this kind it has {}", there.join(", "))
    };
    refused(message, help)
}

fn later(stack: &StackId) -> String {
    format!("let the apply of {stack} end first")
}

fn refused(message: String, help: String) -> Missing {
    Missing::Refused { message, help }
}
