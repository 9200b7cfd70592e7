use std::collections::BTreeSet;

use scaffold_kinds::schema;
use scaffold_model::{Address, Change, Live, Refusal, Why};

use crate::codes;
use crate::decide::{Action, Decided};
use crate::deletions::Deletion;

/// Whether something would be lost with a live resource. The data of a replica is its source's.
pub(crate) fn holds_data(live: &Live) -> bool {
    schema(live.kind.as_str()).is_some_and(|schema| {
        let is_elsewhere = |attribute: &str| !live.value(attribute).is_null();
        schema.facts.holds_data && !schema.facts.data_elsewhere.is_some_and(is_elsewhere)
    })
}

/// Refusals for what holds data and is not allowed by name to lose it.
pub(crate) fn data_refusals(
    deletions: &[&Deletion<'_>],
    decided: &[Decided<'_>],
    allowed: &[String],
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for deletion in deletions.iter().filter(|deletion| holds_data(deletion.live)) {
        let (id, address) = (deletion.live.id.as_str(), deletion.address.as_str());
        // Of two at one address only the id says which.
        let allow = if deletion.deposed { id } else { address };
        if allowed.iter().any(|word| word == id || word == allow) {
            continue;
        }
        let Told { message, instead } = told(deletion, decided);
        let code = if deletion.deposed { codes::DEPOSED_DATA } else { codes::DATA_LOSS };
        let replaced = deletion.replaced.and_then(|(_, index)| decided.get(index));
        let forcing = replaced.and_then(|decided| changes(decided).iter().find(|change| change.replaces));
        refusals.push(Refusal {
            code: code.name.to_owned(),
            address: deletion.address.clone(),
            message,
            help: Some(format!("{instead}; only if nothing in it is needed: `--allow-data-loss {allow}`")),
            origin: forcing
                .and_then(|change| change.origin.clone())
                .or_else(|| replaced.map(|decided| decided.resource.origin.clone())),
        });
    }
    refusals
}

struct Told {
    message: String,
    /// What to do instead.
    instead: String,
}

fn told(deletion: &Deletion<'_>, decided: &[Decided<'_>]) -> Told {
    let id = &deletion.live.id;
    if let Some(replaced) = deletion.replaced.and_then(|(_, index)| decided.get(index)) {
        return replacement(deletion, replaced);
    }
    match deletion.why.first() {
        Some(Why::Deposed { current }) => Told {
            message: format!(
                "{id} holds data and would be deleted: {current} stands at the same address, {}",
                deletion.address
            ),
            instead: format!(
                "find out which one is right; take the `scaffold:` tags off {id} to keep it by yourself"
            ),
        },
        Some(Why::Failed { status }) => Told {
            message: format!("{id} holds data and would be deleted: it never became usable ({status})"),
            instead: "look at it in the console first, and repair it there where AWS can".to_owned(),
        },
        Some(Why::Destroy) => Told {
            message: format!("{id} holds data and would be destroyed"),
            instead: "copy what is needed out of it first".to_owned(),
        },
        _ => Told {
            message: format!("{id} holds data and would be deleted: no block asks for it any more"),
            instead: put_back(deletion, decided),
        },
    }
}

fn replacement(deletion: &Deletion<'_>, decided: &Decided<'_>) -> Told {
    let (id, address) = (&deletion.live.id, &deletion.address);
    let forcing: Vec<&Change> = changes(decided).iter().filter(|change| change.replaces).collect();
    let mut words: Vec<String> = forcing
        .iter()
        .map(|change| {
            format!("`{}` cannot change from {} to {}", change.attribute, change.before, change.after)
        })
        .collect();
    if words.is_empty() {
        words.push("`--replace` asks for a new one".to_owned());
    }
    let names: BTreeSet<String> = forcing.iter().map(|change| format!("`{}`", change.attribute)).collect();
    let put_back = match names.len() {
        0 => "leave the option out".to_owned(),
        _ => format!("put {} back", names.into_iter().collect::<Vec<_>>().join(" and ")),
    };
    Told {
        message: format!("{id} holds data and would be replaced by an empty one: {}", words.join(", ")),
        instead: format!(
            "{put_back}, or add a new block beside {}, move the data over, and take the old one out then",
            address.block_address()
        ),
    }
}

/// The block may have got another name.
fn put_back(deletion: &Deletion<'_>, decided: &[Decided<'_>]) -> String {
    let block = deletion.address.block_address();
    let renamed = decided
        .iter()
        .filter(|other| matches!(other.action, Action::Create(_)))
        .filter(|other| other.resource.kind == deletion.live.kind)
        .map(|other| other.resource.address.block_address())
        .find(|other| other.word() == block.word() && *other != block);
    match renamed {
        Some(renamed) => moved(&block, &renamed),
        None => format!("put {block} back, in the blueprint or in the overlay that leaves it out"),
    }
}

fn moved(from: &Address, to: &Address) -> String {
    format!(
        "if {from} is called {to} now, say so with `[[moved]]`, `from = \"{from}\"` and `to = \"{to}\"`, and nothing is \
         deleted; else put {from} back"
    )
}

fn changes<'d>(decided: &'d Decided<'_>) -> &'d [Change] {
    match &decided.action {
        Action::Replace { changes, .. } | Action::Update { changes, .. } => changes,
        Action::Keep(_) | Action::Create(_) => &[],
    }
}
