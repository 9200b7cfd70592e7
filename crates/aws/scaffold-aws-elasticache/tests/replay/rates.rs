//! Lists of ElastiCache have no tags: a hundred groups are asked one by one, and no faster than is answered.

use std::time::Duration;

use scaffold_provider::Cloud;

use crate::script::Replay;
use crate::{GROUP, NAME, OURS, described, group, node, on, stack};

const COUNT: usize = 100;
/// Calls of one action in any second.
const PER_SECOND: usize = 12;
/// Looks a second.
const PARTS: usize = 20;

#[tokio::test(start_paused = true)]
async fn tags_are_asked_of_what_is_ours_and_no_faster_than_aws_answers() {
    let one = |number: usize| {
        let name = format!("shop-sessions-{number:08x}");
        let theirs = format!("theirs-{number}");
        group("available", 1, "").replace(NAME, if number.is_multiple_of(2) { &name } else { &theirs })
    };
    let mut script = vec![described(&(0..COUNT).map(one).collect::<String>()), node("")];
    let tag = |(key, value): &(&str, &str)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let ours = OURS.iter().map(tag).collect::<String>();
    let ours = format!("<TagList>{ours}</TagList>");
    script.extend((0..COUNT / 2).map(|_| on("ListTagsForResource", &ours)));
    let replay = Replay::new(script);
    let cloud = replay.cloud();
    let stack = stack();
    let survey = cloud.provider(GROUP).unwrap().survey(&stack);
    tokio::pin!(survey);
    let mut seen = vec![0; PARTS];
    let lives = loop {
        tokio::select! {
            biased;
            answer = &mut survey => break answer.unwrap(),
            () = tokio::time::sleep(Duration::from_secs(1) / PARTS as u32) => {
                let asked = replay.sent("ListTagsForResource", "ResourceName").len();
                let calls = asked - seen[seen.len() - PARTS];
                assert!(calls <= PER_SECOND, "{calls} calls in a second");
                seen.push(asked);
            }
        }
    };
    assert_eq!(lives.len(), COUNT / 2);
    let asked = replay.sent("ListTagsForResource", "ResourceName");
    assert!(asked.iter().all(|arn| arn.contains(":shop-sessions-")), "{asked:?}");
    replay.is_over();
}
