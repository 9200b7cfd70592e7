use scaffold_model::{Value, Values};
use scaffold_provider::{Class, Cloud, DeleteRequest};

use crate::delete;
use crate::script::{Replay, on, refused};

#[tokio::test]
async fn an_address_that_a_nat_gateway_just_left_is_asked_for_again() {
    let message = "You do not have permission to access the specified resource.";
    let replay = Replay::new(vec![refused("ReleaseAddress", 400, "AuthFailure", message)]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.elastic_ip").unwrap().delete(&delete("eipalloc-1")).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    assert!(error.message.contains("still holds the address"), "{error}");
    replay.is_over();

    let message = "AWS was not able to validate the provided access credentials";
    let replay = Replay::new(vec![refused("ReleaseAddress", 401, "AuthFailure", message)]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.elastic_ip").unwrap().delete(&delete("eipalloc-1")).await.unwrap_err();
    assert_eq!(error.class, Class::Permission);
}

#[tokio::test]
async fn an_address_of_a_local_zone_is_released_there() {
    let group = "us-east-1-bos-1";
    let replay =
        Replay::new(vec![on("ReleaseAddress", "<return>true</return>").with("NetworkBorderGroup", group)]);
    let values = Values::from([("network_border_group".to_owned(), Value::from(group))]);
    let request = DeleteRequest { values, ..delete("eipalloc-1") };
    replay.cloud(None).provider("ec2.elastic_ip").unwrap().delete(&request).await.unwrap();
    replay.is_over();
}
