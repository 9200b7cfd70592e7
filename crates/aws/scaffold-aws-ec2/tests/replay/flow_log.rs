use scaffold_model::{PhysicalId, Value};
use scaffold_provider::{Class, Cloud, CreateRequest};

use crate::script::{Exchange, Replay, on, refused};
use crate::{create, delete, stack, tag_set};

const ROLE: &str =
    "arn:aws:iam::123456789012:role/scaffold/us-east-1/shop/vpc.main/role/shop-main-role-0123abcd";
const GROUP: &str = "arn:aws:logs:us-east-1:123456789012:log-group:flows";

fn request() -> CreateRequest {
    let mut request = create(&[
        ("vpc", "vpc-1"),
        ("traffic_type", "ALL"),
        ("destination_type", "cloud-watch-logs"),
        ("log_group", GROUP),
        ("role", ROLE),
    ]);
    request.values.insert("max_aggregation_seconds".to_owned(), Value::from(60));
    request
}

fn made(ids: &[&str]) -> Exchange {
    let ids: String = ids.iter().map(|id| format!("<item>{id}</item>")).collect();
    on("CreateFlowLogs", &format!("<flowLogIdSet>{ids}</flowLogIdSet><unsuccessful/>"))
}

/// An answer that says that it succeeded, and did not.
fn unsuccessful(action: &str, code: &str, message: &str) -> Exchange {
    let item = format!(
        "<item><resourceId>vpc-1</resourceId><error><code>{code}</code><message>{message}</message></error></item>"
    );
    on(action, &format!("<flowLogIdSet/><unsuccessful>{item}</unsuccessful>"))
}

fn list(logs: &[&str]) -> Exchange {
    let item = |id: &&str| {
        format!(
            "<item><flowLogId>{id}</flowLogId><resourceId>vpc-1</resourceId><trafficType>ALL</trafficType>\
             <logDestinationType>cloud-watch-logs</logDestinationType><logGroupName>flows</logGroupName>\
             <deliverLogsPermissionArn>{ROLE}</deliverLogsPermissionArn><flowLogStatus>ACTIVE</flowLogStatus>\
             <maxAggregationInterval>60</maxAggregationInterval><logFormat>${{version}}</logFormat>{}</item>",
            tag_set()
        )
    };
    let logs: String = logs.iter().map(item).collect();
    on("DescribeFlowLogs", &format!("<flowLogSet>{logs}</flowLogSet>"))
}

#[tokio::test]
async fn a_flow_log_is_made_with_a_token_and_read_as_it_is() {
    let replay = Replay::new(vec![
        made(&["fl-1"])
            .with("ResourceId.1", "vpc-1")
            .with("ResourceType", "VPC")
            .with("LogGroupName", "flows")
            .with("DeliverLogsPermissionArn", ROLE)
            .with("MaxAggregationInterval", "60")
            .with("TagSpecification.1.ResourceType", "vpc-flow-log"),
        list(&["fl-1"]).with("FlowLogId.1", "fl-1"),
        list(&["fl-1"]).with("FlowLogId.1", "fl-1"),
    ]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.flow_log").unwrap();
    let id = provider.create(&request()).await.unwrap();
    let live = provider.read(&id).await.unwrap().unwrap();
    for (name, value) in request().values {
        assert_eq!(live.value(&name), &value, "{name}");
    }
    assert!(live.value("subnet").is_null() && live.value("destination").is_null());
    assert_eq!(replay.sent("CreateFlowLogs", "ClientToken").len(), 1);
    replay.is_over();
}

#[tokio::test]
async fn a_stack_has_its_own_flow_logs_page_by_page() {
    let second = list(&["fl-2"]).with("NextToken", "second");
    let item = "<item><flowLogId>fl-1</flowLogId><resourceId>subnet-1</resourceId><trafficType>REJECT</trafficType>\
                <logDestinationType>s3</logDestinationType><logDestination>arn:aws:s3:::flows</logDestination>";
    let set = format!("<flowLogSet>{item}{}</item></flowLogSet><nextToken>second</nextToken>", tag_set());
    let first = on("DescribeFlowLogs", &set).with("Filter.1.Name", "tag:scaffold:stack");
    let replay = Replay::new(vec![second, first]);
    let live = replay.cloud(None).provider("ec2.flow_log").unwrap().survey(&stack()).await.unwrap();
    let ids: Vec<&str> = live.iter().map(|live| live.id.as_str()).collect();
    assert_eq!(ids, ["fl-1", "fl-2"]);
    assert_eq!(live[0].value("destination").as_text(), Some("arn:aws:s3:::flows"));
    assert_eq!(live[0].value("max_aggregation_seconds"), &Value::from(600));
    assert!(live[0].value("log_group").is_null());
    replay.is_over();
}

#[tokio::test]
async fn what_failed_inside_of_a_success_is_an_error() {
    let quota = "You have reached the limit";
    let replay = Replay::new(vec![unsuccessful("CreateFlowLogs", "FlowLogsLimitExceeded", quota)]);
    let error = replay.cloud(None).provider("ec2.flow_log").unwrap().create(&request()).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Quota, Some("FlowLogsLimitExceeded")));
    assert_eq!(error.message, "vpc-1: You have reached the limit");
    replay.is_over();

    let replay = Replay::new(vec![
        unsuccessful("DeleteFlowLogs", "InternalError", "An internal error has occurred"),
        unsuccessful("DeleteFlowLogs", "InvalidFlowLogId.NotFound", "The flow log fl-1 does not exist"),
        list(&[]),
    ]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.flow_log").unwrap();
    assert_eq!(provider.delete(&delete("fl-1")).await.unwrap_err().class, Class::Transient);
    provider.delete(&delete("fl-1")).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_fresh_flow_log_that_a_call_does_not_know_yet_is_not_taken_for_deleted() {
    let gone =
        || unsuccessful("DeleteFlowLogs", "InvalidFlowLogId.NotFound", "The flow log fl-1 does not exist");
    let replay = Replay::new(vec![gone(), list(&["fl-1"])]);
    let error =
        replay.cloud(None).provider("ec2.flow_log").unwrap().delete(&delete("fl-1")).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn a_fresh_role_that_cannot_be_assumed_yet_is_waited_for_and_an_old_one_is_not() {
    let refusal = || refused("CreateFlowLogs", 400, "InvalidParameter", "Unable to assume given IAM role");
    let replay = Replay::new(vec![refusal(), refusal()]);
    let cloud = replay.cloud(None);
    let provider = cloud.provider("ec2.flow_log").unwrap();
    assert_eq!(provider.create(&request()).await.unwrap_err().class, Class::Invalid);
    cloud.found(&PhysicalId::from(ROLE));
    assert_eq!(provider.create(&request()).await.unwrap_err().class, Class::NotYetVisible);
    replay.is_over();

    let message = "Access Denied for LogDestination: flows. Please check LogDestination permission";
    let replay = Replay::new(vec![unsuccessful("CreateFlowLogs", "400", message)]);
    let cloud = replay.cloud(None);
    cloud.found(&PhysicalId::from(GROUP));
    let error = cloud.provider("ec2.flow_log").unwrap().create(&request()).await.unwrap_err();
    assert_eq!(error.class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn a_flow_log_that_is_there_already_is_ours_or_an_error() {
    let taken = || unsuccessful("CreateFlowLogs", "FlowLogAlreadyExists", "There is an existing Flow Log");
    let replay = Replay::new(vec![taken(), list(&["fl-1"])]);
    let id = replay.cloud(None).provider("ec2.flow_log").unwrap().create(&request()).await.unwrap();
    assert_eq!(id.as_str(), "fl-1");
    replay.is_over();

    let replay = Replay::new(vec![taken(), list(&[])]);
    let error = replay.cloud(None).provider("ec2.flow_log").unwrap().create(&request()).await.unwrap_err();
    assert_eq!(error.code.as_deref(), Some("FlowLogAlreadyExists"));
    replay.is_over();
}

#[tokio::test]
async fn a_token_whose_flow_log_is_gone_is_followed_by_the_next() {
    let absent = (0..40).map(|_| list(&[]).with("FlowLogId.1", "fl-old"));
    let script = [made(&["fl-old"])]
        .into_iter()
        .chain([made(&["fl-new"]), list(&["fl-new"]).with("FlowLogId.1", "fl-new")]);
    let replay = Replay::new(script.chain(absent).collect());
    let id = replay.cloud(None).provider("ec2.flow_log").unwrap().create(&request()).await.unwrap();
    assert_eq!(id.as_str(), "fl-new");
    let tokens = replay.sent("CreateFlowLogs", "ClientToken");
    assert!(tokens.len() == 2 && tokens[0] != tokens[1], "{tokens:?}");
}
