use scaffold_model::Values;
use scaffold_provider::{Class, Cloud, DeleteRequest};

use crate::script::Replay;
use crate::{KIND, NAME, SHOWN, Shown, list, on, one, refused, stack};

fn delete() -> DeleteRequest {
    DeleteRequest { id: NAME.into(), stack: stack(), values: Values::new() }
}

#[tokio::test]
async fn a_group_goes_with_its_instances_and_may_be_gone_already() {
    let going = Shown { more: "<Status>Delete in progress</Status>", ..SHOWN };
    let replay = Replay::new(vec![
        one(SHOWN),
        on("DeleteAutoScalingGroup", "").with("ForceDelete", "true"),
        one(going),
        list(&[]),
        one(SHOWN),
        refused(
            "DeleteAutoScalingGroup",
            "ValidationError",
            "AutoScalingGroup name not found - AutoScalingGroup 'shop-web-0123abcd' not found",
        ),
    ]);
    let cloud = replay.cloud();
    for _ in 0..4 {
        cloud.provider(KIND).unwrap().delete(&delete()).await.unwrap();
    }
    assert_eq!(replay.sent("DeleteAutoScalingGroup", "ForceDelete").len(), 2);
    replay.is_over();
}

#[tokio::test]
async fn a_protected_group_is_not_deleted() {
    let more = "<DeletionProtection>prevent-force-deletion</DeletionProtection>";
    let replay = Replay::new(vec![one(Shown { more, ..SHOWN })]);
    let error = replay.cloud().provider(KIND).unwrap().delete(&delete()).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("prevent-force-deletion"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn what_is_under_way_in_a_group_is_waited_for() {
    for code in ["ScalingActivityInProgress", "ResourceInUse", "ResourceContention"] {
        let replay = Replay::new(vec![one(SHOWN), refused("DeleteAutoScalingGroup", code, "later")]);
        let error = replay.cloud().provider(KIND).unwrap().delete(&delete()).await.unwrap_err();
        assert_eq!(error.class, Class::Dependency, "{code}");
        replay.is_over();
    }
}
