use scaffold_model::{Value, Values};
use scaffold_provider::{Class, Cloud, UpdateRequest};

use crate::script::{Exchange, Replay, on, refused, reset};
use crate::{delete, update};

#[tokio::test]
async fn an_endpoint_that_cannot_be_deleted_says_so_inside_an_answer() {
    let endpoint = "<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Interface</vpcEndpointType>\
                    <state>available</state></item>";
    let refusal = "<unsuccessful><item><resourceId>vpce-1</resourceId><error><code>OperationInProgress</code>\
                   <message>A change is under way</message></error></item></unsuccessful>";
    let replay = Replay::new(vec![
        on("DescribeVpcEndpoints", &format!("<vpcEndpointSet>{endpoint}</vpcEndpointSet>")),
        on("DeleteVpcEndpoints", refusal),
    ]);
    let cloud = replay.cloud(None);
    let error = cloud.provider("ec2.vpc_endpoint").unwrap().delete(&delete("vpce-1")).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("OperationInProgress")));
    replay.is_over();
}

fn endpoint(state: &str, tables: &[&str]) -> Exchange {
    let tables: String = tables.iter().map(|table| format!("<item>{table}</item>")).collect();
    let endpoint = format!(
        "<item><vpcEndpointId>vpce-1</vpcEndpointId><vpcEndpointType>Gateway</vpcEndpointType>\
         <state>{state}</state><routeTableIdSet>{tables}</routeTableIdSet></item>"
    );
    on("DescribeVpcEndpoints", &format!("<vpcEndpointSet>{endpoint}</vpcEndpointSet>"))
}

fn request(tables: &[&str]) -> UpdateRequest {
    let tables = tables.iter().map(|table| Value::from(*table)).collect();
    let values = Values::from([
        ("vpc".to_owned(), Value::from("vpc-1")),
        ("service_name".to_owned(), Value::from("com.amazonaws.us-east-1.s3")),
        ("endpoint_type".to_owned(), Value::from("Gateway")),
        ("private_dns".to_owned(), Value::from(false)),
        ("route_tables".to_owned(), Value::List(tables)),
    ]);
    update("vpce-1", "route_tables", values)
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_not_made_twice() {
    let replay = Replay::new(vec![
        endpoint("available", &["rtb-1"]),
        reset("ModifyVpcEndpoint").with("AddRouteTableId.1", "rtb-2"),
        endpoint("available", &["rtb-1", "rtb-2"]),
    ]);
    let cloud = replay.cloud(None);
    cloud.provider("ec2.vpc_endpoint").unwrap().update(&request(&["rtb-1", "rtb-2"])).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_change_waits_for_the_one_that_is_under_way() {
    let words =
        "Cannot modify VPC Endpoint vpce-1 at this time because there is an idempotent operation going on";
    for (code, message) in
        [("InvalidParameter", words), ("OperationInProgress", "VpcEndpoint modify operation in progress")]
    {
        let replay =
            Replay::new(vec![endpoint("available", &[]), refused("ModifyVpcEndpoint", 400, code, message)]);
        let cloud = replay.cloud(None);
        let error =
            cloud.provider("ec2.vpc_endpoint").unwrap().update(&request(&["rtb-1"])).await.unwrap_err();
        assert_eq!(error.class, Class::Dependency, "{error}");
        replay.is_over();
    }
}

#[tokio::test]
async fn an_endpoint_that_is_being_deleted_is_left_to_it() {
    let replay = Replay::new(vec![endpoint("deleting", &[])]);
    replay.cloud(None).provider("ec2.vpc_endpoint").unwrap().delete(&delete("vpce-1")).await.unwrap();
    replay.is_over();
}
