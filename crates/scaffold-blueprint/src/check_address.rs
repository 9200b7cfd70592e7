//! References: their form, and for blocks whether they are there.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Gaps, KindName, Value, is_uuid, nearest};

use crate::codes;
use crate::problems::Finding;
use crate::suggest::suggest;
use crate::torn::Torn;

/// What checking knows beyond the schema.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// What physical ids of a kind begin with.
    pub prefixes: BTreeMap<KindName, &'static str>,
    /// Kinds whose physical ids are UUIDs.
    pub uuids: BTreeSet<KindName>,
    /// Blocks and direct tables of the blueprint.
    pub addresses: Vec<Address>,
    /// Those that could not be read.
    pub gaps: Gaps,
    pub torn: Torn,
    /// What stands before names: of blocks and of kinds.
    pub words: Vec<String>,
}

impl Known {
    fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }
}

/// Blocks whose resources others may use from their own stacks.
pub(crate) const USED_ABROAD: &[&str] = &["vpc", "load_balancer", "autoscaling_group", "database", "cache"];

/// The address of a resource of a kind, or a physical id of it. Whether it is there is the graph's
/// to say. In another region than the stack's, a name or an ARN is an id, too.
pub(crate) fn reference(
    text: &str,
    kind: &KindName,
    (known, abroad): (&Known, bool),
) -> Result<Value, Finding> {
    let prefix = known.prefixes.get(kind).copied().unwrap_or_default();
    let is_id = !prefix.is_empty()
        && text
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric()));
    let is_id = is_id || (known.uuids.contains(kind) && is_uuid(text));
    let is_name_abroad = abroad && prefix.is_empty() && !text.is_empty() && !text.contains(['.', '@']);
    if is_id || is_name_abroad || Address::parse(text).is_ok() {
        return Ok(Value::text(text));
    }
    if text.starts_with('@') {
        return elsewhere(text, known).map(|_| Value::text(text));
    }
    let form = if prefix.is_empty() {
        format!("is no address of an {kind}")
    } else {
        format!("is neither the address of an {kind} nor an id that begins with `{prefix}`")
    };
    Err(Finding::new(&codes::BAD_REFERENCE, form, "no address").help(address_help(text, known)))
}

/// The address of a block of a word, which must be there.
pub(crate) fn block_reference(text: &str, word: &str, known: &Known) -> Result<Value, Finding> {
    if text.starts_with('@') {
        return block_elsewhere(text, &[word], known).map(|()| Value::text(text));
    }
    let fits = |address: &&Address| address.word() == word;
    let Ok(address) = Address::parse(text) else {
        return Err(Finding::new(
            &codes::BAD_REFERENCE,
            format!("is no address of a {word} block"),
            "no address",
        )
        .help(address_help(text, known)));
    };
    let is_there = known.addresses.contains(&address);
    if (is_there || known.gaps.hold(&address)) && address.word() == word && address.part_name().is_none() {
        return Ok(Value::text(text));
    }
    let names: Vec<&str> = known.addresses.iter().filter(fits).map(Address::as_str).collect();
    let help = match nearest(text, names.iter().copied()).or_else(|| names.first().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.has_word(word) && address.word() == word => {
            format!("add a block: `[{}]`", address.block_address())
        }
        None if known.has_word(word) => format!("add a block: `[{word}.main]`"),
        None => format!("scaffold has no `{word}` blocks yet: take it out"),
    };
    let (problem, label) = if address.word() == word && address.part_name().is_none() {
        (format!("names `{text}`, which is not in the blueprint"), "no such block")
    } else {
        (format!("must name a {word} block"), "another kind of thing")
    };
    Err(Finding::new(&codes::UNKNOWN_BLOCK, problem, label).help(help))
}

/// The address of something else, where a block of one of several words is asked for; None where the
/// text is no address.
pub(crate) fn other_block(text: &str, words: &[&str], known: &Known) -> Option<Finding> {
    if text.starts_with('@') {
        return block_elsewhere(text, words, known).err();
    }
    let address = Address::parse(text).ok()?;
    let wanted = words.join(" or ");
    let problem = format!("must name a block of the sort {wanted}");
    let finding = |label: &str| Finding::new(&codes::UNKNOWN_BLOCK, problem.clone(), label);
    let fits: Vec<&str> =
        known.addresses.iter().filter(|known| words.contains(&known.word())).map(Address::as_str).collect();
    let near = nearest(text, fits.iter().copied());
    if !known.has_word(address.word()) && near.is_none() {
        let help = match fits.as_slice() {
            [] => "scaffold knows no block and no kind of this word".to_owned(),
            [first, ..] => format!("name a block that is there, such as `{first}`"),
        };
        return Some(finding("no such word").help(help));
    }
    Some(match near.or_else(|| fits.first().copied()) {
        Some(near) => finding("another kind of thing").help(format!("did you mean `{near}`?")),
        None => finding("another kind of thing"),
    })
}

/// An address in another stack. Whether it is there only a plan can tell.
fn elsewhere(text: &str, known: &Known) -> Result<Address, Finding> {
    let Some(address) = Address::parse_abroad(text).ok().filter(|address| !address.as_str().ends_with('*'))
    else {
        return Err(Finding::new(
            &codes::BAD_REFERENCE,
            "is no address in another stack",
            "no address in another stack",
        )
        .help("write `@<stack>/<address>`, such as `@network/vpc.main`"));
    };
    if known.has_word(address.word()) {
        return Ok(address);
    }
    let problem = format!("names a `{}`, and there is no block and no kind of this word", address.word());
    let near = suggest(address.word(), known.words.iter().map(String::as_str));
    Err(Finding::new(&codes::BAD_REFERENCE, problem, "no such word").maybe_help(near))
}

/// A block of another stack, of one of these words.
fn block_elsewhere(text: &str, words: &[&str], known: &Known) -> Result<(), Finding> {
    let address = elsewhere(text, known)?;
    if !words.contains(&address.word()) || address.part_name().is_some() {
        let problem = format!("must name a block of the sort {}", words.join(" or "));
        return Err(Finding::new(&codes::UNKNOWN_BLOCK, problem, "another kind of thing"));
    }
    if USED_ABROAD.contains(&address.word()) {
        return Ok(());
    }
    let problem = format!("names a {} of another stack, which cannot be used from here", address.word());
    Err(Finding::new(&codes::CROSS_STACK_REFERENCE, problem, "in another stack")
        .help(format!("put the {} into this blueprint, or this into that one", address.word())))
}

fn address_help(text: &str, known: &Known) -> String {
    let by_name = known.addresses.iter().find(|address| address.name() == text);
    let near =
        by_name.map(Address::as_str).or_else(|| nearest(text, known.addresses.iter().map(Address::as_str)));
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "an address is `<block>.<name>`, `<block>.<name>/<part>` or `<service>.<kind>.<name>`".into(),
    }
}
