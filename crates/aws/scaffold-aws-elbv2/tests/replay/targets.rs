//! What is registered with a group, as a set of its own.

use scaffold_provider::{Class, Cloud};
use serde_json::json;

use crate::script::{Exchange, Replay};
use crate::{ARN, create, delete, member, on, refused, stack, tags, update, values};

const KIND: &str = "elbv2.targets";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:shop-api";

fn arn() -> String {
    format!("{ARN}:targetgroup/shop-edge-x-0123abcd/0a")
}

fn group(target_type: &str) -> Exchange {
    let group = member(&format!(
        "<TargetGroupArn>{}</TargetGroupArn><TargetGroupName>shop-edge-x-0123abcd</TargetGroupName>\
         <TargetType>{target_type}</TargetType>",
        arn()
    ));
    on("DescribeTargetGroups", &format!("<TargetGroups>{group}</TargetGroups>"))
}

fn registered(id: &str) -> Exchange {
    let target =
        format!("<Target><Id>{id}</Id></Target><TargetHealth><State>unavailable</State></TargetHealth>");
    let targets = format!("<TargetHealthDescriptions>{}</TargetHealthDescriptions>", member(&target));
    on("DescribeTargetHealth", &targets).with("TargetGroupArn", &arn())
}

fn wanted(ids: &[&str]) -> scaffold_model::Values {
    let targets: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    values(KIND, json!({ "target_group": arn(), "targets": targets }))
}

#[tokio::test]
async fn a_function_comes_after_the_old_one_left_since_a_group_takes_one() {
    let replay = Replay::new(vec![
        group("lambda"),
        registered(FUNCTION),
        on("DeregisterTargets", "").with("Targets.member.1.Id", FUNCTION),
        on("RegisterTargets", "").with("Targets.member.1.Id", &format!("{FUNCTION}:live")),
    ]);
    let request = update(&arn(), &["targets"], wanted(&[&format!("{FUNCTION}:live")]));
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    let changes: Vec<String> = replay.actions().split_off(2);
    assert_eq!(changes, ["DeregisterTargets", "RegisterTargets"]);
    replay.is_over();
}

#[tokio::test]
async fn a_function_that_may_not_be_called_everywhere_yet_is_tried_again() {
    let nothing = on("DescribeTargetHealth", "<TargetHealthDescriptions/>");
    let message = format!(
        "elasticloadbalancing principal does not have permission to invoke {FUNCTION} from target group {}",
        arn()
    );
    let replay =
        Replay::new(vec![group("lambda"), nothing, refused("RegisterTargets", "AccessDenied", &message)]);
    let request = create(wanted(&[FUNCTION]));
    let error = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible, "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_set_is_what_its_group_has_and_nobodys() {
    let one =
        || vec![group("lambda"), tags(&[(&arn(), Some("function.api/target_group"))]), registered(FUNCTION)];
    let attributes = on("DescribeTargetGroupAttributes", "<Attributes/>");
    let replay = Replay::new([one(), vec![attributes], one()].concat());
    let cloud = replay.cloud();
    let (groups, sets) = (cloud.provider("elbv2.target_group").unwrap(), cloud.provider(KIND).unwrap());
    let stack = stack();
    let groups = groups.survey(&stack).await.unwrap();
    let sets = sets.survey(&stack).await.unwrap();
    let (group, set) = (&groups[0], &sets[0]);
    assert_eq!(set.id, group.id);
    assert!(set.identity.is_none(), "registrations carry nobody's mark");
    assert_eq!(set.value("targets"), group.value("targets"));
    assert!(set.value("targets").to_string().contains(FUNCTION));
    replay.is_over();
}

#[tokio::test]
async fn what_is_gone_with_its_group_is_gone() {
    let replay = Replay::new(vec![refused("DescribeTargetGroups", "TargetGroupNotFound", "not found")]);
    replay.cloud().provider(KIND).unwrap().delete(&delete(&arn())).await.unwrap();
    replay.is_over();
}
