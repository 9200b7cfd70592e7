use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use futures_util::{StreamExt, stream};
use scaffold_model::{KindName, Live, PhysicalId, Snapshot, StackId, Unread};
use scaffold_provider::{Class, Cloud, Error, Provider};

use crate::refusal;

/// Kinds read at one time: all that there are, since kinds of one service share lists that they read side by side.
/// The governors of the services bound the rate.
const SIDE_BY_SIDE: usize = 128;

/// What a run needs to know of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Whose resources.
    pub stack: StackId,
    /// Kinds that the blueprint asks for. They must be readable; others may stay unread.
    pub kinds: BTreeSet<KindName>,
    /// For a saved plan: these kinds are read, all of them are needed, and no other is read.
    pub only: Option<BTreeSet<KindName>>,
    /// Regions beside the stack's in which the blueprint has something.
    pub regions: BTreeSet<String>,
    /// Of kinds whose lists are late: the names that the blueprint's have, by which they are read where no list
    /// has them.
    pub named: BTreeMap<KindName, BTreeSet<PhysicalId>>,
}

impl Needs {
    fn reads(&self, kind: &KindName) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(kind))
    }

    fn requires(&self, kind: &KindName) -> bool {
        self.only.as_ref().unwrap_or(&self.kinds).contains(kind)
    }
}

/// Reads every registered kind side by side, since what is no longer in the blueprint must be found.
///
/// Resources come in the order of the registry, and by physical id within a kind. A kind that nothing
/// needs and whose read is refused ([`Class::Permission`], [`Class::Unsupported`]) is *unread*.
///
/// # Errors
/// Those of reading a kind that is needed, naming kind, action and every other needed kind that was
/// refused; any other failure than a refusal, of any kind; and the first refusal when nothing at all
/// could be read.
pub async fn survey(needs: &Needs, cloud: &dyn Cloud) -> Result<Snapshot, Error> {
    let providers: Vec<&dyn Provider> =
        cloud.providers().into_iter().filter(|provider| needs.reads(&provider.kind())).collect();
    check_that_all_needed_are_there(needs, &providers)?;
    cloud.look_in(&needs.regions);
    let reads: Vec<_> = providers.iter().map(|provider| read(*provider, needs)).collect();
    let answers: Vec<_> = stream::iter(reads).buffered(SIDE_BY_SIDE).collect().await;

    let mut resources = Vec::new();
    let mut refused = Vec::new();
    for (kind, answer) in answers {
        match answer {
            Ok(live) => resources.extend(live),
            Err(error) => refused.push((kind, error)),
        }
    }
    let unread = judge(needs, &refused, providers.len())?;
    Ok(Snapshot {
        cloud: cloud.id().clone(),
        resources,
        unread,
        answers: Default::default(),
        cost: cloud.cost(),
    })
}

/// Kinds of `needs` that this endpoint does not have, with what it said, in the order of the registry. Only
/// what is needed is read. Any other failure is left to [`survey`].
pub async fn unsupported(needs: &Needs, cloud: &dyn Cloud) -> Vec<(KindName, Error)> {
    let providers = cloud.providers();
    let needed = providers.into_iter().filter(|provider| needs.requires(&provider.kind()));
    let reads: Vec<_> = needed.map(|provider| read(provider, needs)).collect();
    let answers: Vec<_> = stream::iter(reads).buffered(SIDE_BY_SIDE).collect().await;
    let refused = answers.into_iter().filter_map(|(kind, answer)| Some((kind, answer.err()?)));
    refused.filter(|(_, error)| error.class == Class::Unsupported).collect()
}

async fn read(provider: &dyn Provider, needs: &Needs) -> (KindName, Result<Vec<Live>, Error>) {
    let kind = provider.kind();
    let answer = read_all(provider, &kind, needs).await.map(|mut live| {
        live.sort_by(|one, other| one.id.cmp(&other.id));
        // Lists that change while they are paged through can name one resource twice; two of one
        // address would look like a current and a deposed one.
        live.dedup_by(|one, other| one.id == other.id);
        live
    });
    (kind, answer)
}

/// What the list tells, and what it does not tell yet.
async fn read_all(provider: &dyn Provider, kind: &KindName, needs: &Needs) -> Result<Vec<Live>, Error> {
    let mut live = provider.survey(&needs.stack).await?;
    let is_told = |name: &&PhysicalId| live.iter().any(|live| is_named(live, name));
    let untold = needs.named.get(kind).into_iter().flatten().filter(|name| !is_told(name));
    let late = try_join_all(untold.map(|name| provider.read(name))).await?;
    let stack = needs.stack.to_string();
    let ours = |live: &Live| live.identity.as_ref().is_some_and(|identity| identity.stack == stack);
    live.extend(late.into_iter().flatten().filter(ours));
    Ok(live)
}

fn is_named(live: &Live, name: &PhysicalId) -> bool {
    live.id == *name || live.name.as_deref() == Some(name.as_str())
}

fn check_that_all_needed_are_there(needs: &Needs, providers: &[&dyn Provider]) -> Result<(), Error> {
    let known: BTreeSet<KindName> = providers.iter().map(|provider| provider.kind()).collect();
    let needed = needs.only.as_ref().unwrap_or(&needs.kinds);
    let unknown: Vec<&KindName> = needed.iter().filter(|kind| !known.contains(*kind)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(refusal::unknown_kinds(&unknown, &needs.stack)) }
}

/// Which refusals leave a kind unread, and which end the survey.
fn judge(needs: &Needs, refused: &[(KindName, Error)], read: usize) -> Result<Vec<Unread>, Error> {
    let is_fatal = |(kind, error): &&(KindName, Error)| {
        needs.requires(kind) || !matches!(error.class, Class::Permission | Class::Unsupported)
    };
    let fatal: Vec<&(KindName, Error)> = refused.iter().filter(is_fatal).collect();
    if !fatal.is_empty() {
        return Err(refusal::survey_failed(&fatal, &needs.stack));
    }
    if let Some(first) = refused.first().filter(|_| refused.len() == read) {
        return Err(refusal::nothing_readable(first, &needs.stack));
    }
    let unread = |(kind, error): &(KindName, Error)| Unread {
        kind: kind.clone(),
        why: error.to_string(),
        not_offered: error.class == Class::Unsupported,
    };
    Ok(refused.iter().map(unread).collect())
}
