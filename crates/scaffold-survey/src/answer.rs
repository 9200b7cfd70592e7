use futures_util::StreamExt;
use futures_util::stream;
use scaffold_model::{Answer, Lookup, Snapshot};
use scaffold_provider::{Cloud, Error};

use crate::refusal;

/// Look-ups asked at one time.
const SIDE_BY_SIDE: usize = 16;

/// Answers the planner's questions into the snapshot, and brings its cost up to date. What is
/// answered already is not asked again.
///
/// # Errors
/// That of the first look-up in order that failed, naming what was looked up. The snapshot is then
/// as it was.
pub async fn answer(lookups: &[Lookup], cloud: &dyn Cloud, snapshot: &mut Snapshot) -> Result<(), Error> {
    let open = lookups.iter().filter(|lookup| !snapshot.answers.contains_key(lookup));
    let questions: Vec<_> = open.map(|lookup| ask(lookup, cloud)).collect();
    let answers: Vec<_> = stream::iter(questions).buffered(SIDE_BY_SIDE).collect().await;
    let answers = answers.into_iter().collect::<Result<Vec<(Lookup, Answer)>, Error>>()?;
    snapshot.answers.extend(answers);
    snapshot.cost = cloud.cost();
    Ok(())
}

async fn ask(lookup: &Lookup, cloud: &dyn Cloud) -> Result<(Lookup, Answer), Error> {
    let answer = cloud.lookup(lookup).await.map_err(|error| refusal::lookup_failed(lookup, &error))?;
    Ok((lookup.clone(), answer))
}
