//! RDS throttles beyond a dozen calls a second: what a hundred databases need stays under it.

use std::time::Duration;

use futures_util::future::try_join_all;
use scaffold_model::{Value, Values};
use scaffold_provider::Cloud;
use tokio::time::Instant;

use crate::script::{Exchange, Replay};
use crate::{OURS, instance, listed, on, stack, update, values};

const COUNT: usize = 100;
const PER_SECOND: usize = 12;
/// Looks a second.
const PARTS: usize = 20;

fn name(number: usize) -> String {
    format!("shop-orders-{number:08x}")
}

fn databases() -> String {
    (0..COUNT)
        .map(|number| instance("available", OURS).replace("shop-orders-0123abcd", &name(number)))
        .collect()
}

/// Every second group is somebody else's.
fn groups() -> Exchange {
    let one = |number: usize| {
        let name = if number.is_multiple_of(2) { name(number) } else { format!("theirs-{number}") };
        format!(
            "<DBParameterGroup><DBParameterGroupName>{name}</DBParameterGroupName>\
             <DBParameterGroupFamily>postgres16</DBParameterGroupFamily></DBParameterGroup>"
        )
    };
    let groups: String = (0..COUNT).map(one).collect();
    on("DescribeDBParameterGroups", &format!("<DBParameterGroups>{groups}</DBParameterGroups>"))
}

/// Counts calls of some actions while they are sent: no second may have more than a dozen.
async fn watched<T>(replay: &Replay, counts: impl Fn(&str) -> bool, work: impl Future<Output = T>) -> T {
    let count = || replay.actions().iter().filter(|action| counts(action)).count();
    let mut seen = vec![0; PARTS];
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            answer = &mut work => return answer,
            () = tokio::time::sleep(Duration::from_secs(1) / PARTS as u32) => {
                let (now, earlier) = (count(), seen[seen.len() - PARTS]);
                assert!(now - earlier <= PER_SECOND, "{} calls in a second", now - earlier);
                seen.push(now);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_databases_are_one_call() {
    let replay = Replay::new(vec![listed(&databases())]);
    let lives = replay.cloud().provider("rds.instance").unwrap().survey(&stack()).await.unwrap();
    assert_eq!((lives.len(), replay.actions().len()), (COUNT, 1));
    replay.is_over();
}

#[tokio::test(start_paused = true)]
async fn tags_are_asked_of_what_is_ours_and_no_faster_than_aws_answers() {
    let mut script = vec![listed(""), groups()];
    for _ in 0..COUNT / 2 {
        script.push(on("ListTagsForResource", OURS));
        script.push(on("DescribeDBParameters", ""));
    }
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let stack = stack();
    let survey = cloud.provider("rds.parameter_group").unwrap().survey(&stack);
    let lives = watched(&replay, |_| true, survey).await.unwrap();
    assert_eq!(lives.len(), COUNT / 2);
    let asked = replay.sent("ListTagsForResource", "ResourceName");
    assert!(asked.iter().all(|arn| arn.contains(":pg:shop-orders-")), "{asked:?}");
    replay.is_over();
}

#[tokio::test(start_paused = true)]
async fn a_hundred_tags_are_no_faster_than_aws_takes_them() {
    let script = (0..COUNT).map(|_| on("AddTagsToResource", ""));
    let reads = (0..COUNT).map(|number| {
        let one = instance("available", OURS).replace("shop-orders-0123abcd", &name(number));
        listed(&one).with("DBInstanceIdentifier", &name(number))
    });
    let replay = Replay::new(reads.chain(script).collect());
    let cloud = replay.cloud();
    let provider = cloud.provider("rds.instance").unwrap();
    let tags = || Value::Map(values(&[("team", "data".into())]));
    let steps: Vec<_> = (0..COUNT)
        .map(|number| {
            let mut request = update(&name(number), values(&[("tags", tags())]), crate::database(&[]));
            request.before = values(&[("tags", Value::Map(Values::new()))]);
            async move { provider.update(&request).await }
        })
        .collect();
    let begin = Instant::now();
    watched(&replay, |_| true, try_join_all(steps)).await.unwrap();
    assert_eq!(replay.actions().len(), 2 * COUNT);
    assert!(begin.elapsed() < Duration::from_secs(25), "{:?}", begin.elapsed());
    replay.is_over();
}
