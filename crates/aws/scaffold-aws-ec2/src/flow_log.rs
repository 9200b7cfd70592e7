//! `ec2.flow_log`. A survey is one list: ⌈flow logs / 1000⌉ calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::operation::create_flow_logs::builders::CreateFlowLogsFluentBuilder;
use aws_sdk_ec2::types::{
    DestinationOptionsRequest, FlowLog as LiveLog, FlowLogsResourceType, ResourceType, UnsuccessfulItem,
};
use scaffold_aws_core::{Found, Tokened, class_of, first};
use scaffold_kinds::ec2::{DestinationOptions, FileFormat, FlowLog, FlowLogDestination, TrafficType};
use scaffold_kinds::{Choice, Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, of_stack};
use crate::tags;

const CREATE: &str = "CreateFlowLogs";
const DELETE: &str = "DeleteFlowLogs";
const LIST: &str = "DescribeFlowLogs";

pub(crate) struct FlowLogs {
    ec2: Ec2,
}

impl FlowLogs {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn of_stack(&self, stack: &StackId) -> Result<Vec<LiveLog>, Error> {
        let request = self.ec2.client.describe_flow_logs().filter(of_stack(stack)).max_results(1000);
        let logs = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.flow_logs, page.next_token),
        );
        let mut logs = logs.await?;
        logs.retain(|log| tags::is_of(stack, log.tags.as_ref()));
        Ok(logs)
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<LiveLog>, Error> {
        let request = self.ec2.client.describe_flow_logs().flow_log_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.flow_logs.unwrap_or_default()))
    }

    fn live(&self, log: &LiveLog) -> Live {
        let id = log.flow_log_id().unwrap_or_default();
        let watched = log.resource_id().unwrap_or_default();
        let watches = |prefix: &str| watched.starts_with(prefix).then(|| watched.to_owned());
        let to = log.log_destination_type().map_or("cloud-watch-logs", |to| to.as_str());
        let to = FlowLogDestination::from_word(to).unwrap_or(FlowLogDestination::LogGroup);
        let to_group = to == FlowLogDestination::LogGroup;
        let connection = self.ec2.connection();
        let group = |name: &str| connection.arn("logs", None, &format!("log-group:{name}"));
        let destination = log.log_destination().map(|arn| arn.trim_end_matches(":*").to_owned());
        let traffic = log.traffic_type().map_or("ALL", |traffic| traffic.as_str());
        let log_group = log.log_group_name().map(group).or_else(|| destination.clone());
        Found {
            id: id.to_owned(),
            attributes: FlowLog {
                vpc: watches("vpc-").map(Ref),
                subnet: watches("subnet-").map(Ref),
                network_interface: watches("eni-"),
                traffic_type: TrafficType::from_word(traffic).unwrap_or(TrafficType::All),
                destination_type: to,
                log_group: log_group.filter(|_| to_group).map(Ref),
                role: log.deliver_logs_permission_arn().filter(|_| to_group).map(|arn| Ref(arn.to_owned())),
                destination: destination.filter(|_| !to_group),
                destination_options: (to == FlowLogDestination::Bucket).then(|| options(log)),
                max_aggregation_seconds: log.max_aggregation_interval().map_or(600, i64::from),
                log_format: log.log_format().map(str::to_owned),
            },
            outputs: vec![("arn", Some(connection.arn("ec2", None, &format!("vpc-flow-log/{id}"))))],
            tags: tags::read(log.tags.as_ref()),
            state: LiveState::Ready,
            name: None,
            created: log.creation_time,
        }
        .live()
    }

    fn call(&self, log: &FlowLog, request: &CreateRequest) -> CreateFlowLogsFluentBuilder {
        let watched = [
            (log.vpc.as_ref().map(|vpc| &vpc.0), FlowLogsResourceType::Vpc),
            (log.subnet.as_ref().map(|subnet| &subnet.0), FlowLogsResourceType::Subnet),
            (log.network_interface.as_ref(), FlowLogsResourceType::NetworkInterface),
        ];
        let call = watched.into_iter().fold(self.ec2.client.create_flow_logs(), |call, (id, of)| match id {
            Some(id) => call.resource_ids(id).resource_type(of),
            None => call,
        });
        call.traffic_type(log.traffic_type.word().into())
            .log_destination_type(log.destination_type.word().into())
            .set_log_group_name(log.log_group.as_ref().map(|group| group_name(&group.0).to_owned()))
            .set_deliver_logs_permission_arn(log.role.as_ref().map(|role| role.0.clone()))
            .set_log_destination(log.destination.clone())
            .set_destination_options(log.destination_options.as_ref().map(request_of))
            .max_aggregation_interval(i32::try_from(log.max_aggregation_seconds).unwrap_or(600))
            .set_log_format(log.log_format.clone())
            .tag_specifications(tags::specification(ResourceType::VpcFlowLog, &request.tags))
    }

    /// A role that was made a moment ago cannot be assumed everywhere yet, and a bucket or group may not
    /// be written to.
    fn not_assumable_yet(&self, log: &FlowLog, error: Error) -> Error {
        let said = error.message.to_ascii_lowercase();
        let is_about_role = said.contains("assume") || error.code.as_deref() == Some("AccessDenied");
        let is_about_place =
            said.contains("access denied for logdestination") || said.contains("undeliverable");
        let fresh =
            |arn: &Option<Ref>| arn.as_ref().is_some_and(|arn| self.ec2.connection().names_fresh(&arn.0));
        if (is_about_role || is_about_place) && (fresh(&log.role) || fresh(&log.log_group)) {
            return Error { class: Class::NotYetVisible, ..error };
        }
        error
    }

    /// What stands in an answer that says it succeeded.
    fn failed(&self, operation: &str, items: Option<&Vec<UnsuccessfulItem>>) -> Result<(), Error> {
        let Some(item) = items.and_then(|items| items.first()) else { return Ok(()) };
        let code = item.error().and_then(|error| error.code()).unwrap_or_default();
        let said = item.error().and_then(|error| error.message()).unwrap_or("AWS does not say why");
        let message = match item.resource_id() {
            Some(of) if !said.contains(of) => format!("{of}: {}", said.trim_end_matches('.')),
            _ => said.trim_end_matches('.').to_owned(),
        };
        let mut error = self.ec2.error(class_of(code, 400), operation, message);
        error.code = Some(code.to_owned()).filter(|code| !code.is_empty());
        Err(error)
    }

    /// A flow log of that address that is as asked for.
    async fn ours(&self, request: &CreateRequest, wanted: &FlowLog) -> Result<Option<PhysicalId>, Error> {
        let there = self.of_stack(&request.stack).await?;
        let found = there.iter().map(|log| self.live(log)).find(|live| {
            let is_ours = live.identity.as_ref().is_some_and(|it| it.address == request.address);
            let wanted = wanted.encode();
            let said = wanted.iter().filter(|(_, value)| !value.is_null());
            is_ours && said.into_iter().all(|(name, value)| live.value(name) == value)
        });
        Ok(found.map(|live| live.id))
    }
}

/// `flows` for `arn:aws:logs:us-east-1:123456789012:log-group:flows`.
fn group_name(arn: &str) -> &str {
    arn.split_once(":log-group:").map_or(arn, |(_, name)| name.trim_end_matches(":*"))
}

fn options(log: &LiveLog) -> DestinationOptions {
    let options = log.destination_options();
    let format = options.and_then(|options| options.file_format()).map_or("plain-text", |it| it.as_str());
    DestinationOptions {
        file_format: FileFormat::from_word(format).unwrap_or(FileFormat::PlainText),
        hive_compatible_partitions: options.and_then(|it| it.hive_compatible_partitions()) == Some(true),
        per_hour_partition: options.and_then(|it| it.per_hour_partition()) == Some(true),
    }
}

fn request_of(options: &DestinationOptions) -> DestinationOptionsRequest {
    DestinationOptionsRequest::builder()
        .file_format(options.file_format.word().into())
        .hive_compatible_partitions(options.hive_compatible_partitions)
        .per_hour_partition(options.per_hour_partition)
        .build()
}

#[async_trait]
impl Provider for FlowLogs {
    fn kind(&self) -> KindName {
        KindName::from(FlowLog::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        Ok(self.of_stack(stack).await?.iter().map(|log| self.live(log)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.one(id).await?.map(|log| self.live(&log)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let log: FlowLog = self.ec2.decode(CREATE, &request.values)?;
        let (wanted, call) = (&log, &self.call(&log, request));
        let create = |token: String| async move {
            let answer = self.ec2.write(CREATE, || call.clone().client_token(&token).send()).await;
            let answer = answer.and_then(|answer| {
                self.failed(CREATE, answer.unsuccessful.as_ref())?;
                Ok(answer)
            });
            let answer = match answer {
                Err(error) if error.code.as_deref() == Some("FlowLogAlreadyExists") => {
                    return self.ours(request, wanted).await?.map(Tokened::Alive).ok_or(error);
                }
                answer => answer.map_err(|error| self.not_assumable_yet(wanted, error))?,
            };
            let id = self.ec2.made(CREATE, answer.flow_log_ids.and_then(|ids| ids.into_iter().next()))?;
            // A token that was used before answers with what it made then, and that may be gone.
            let seen = self.ec2.until_seen(|| self.one(&id)).await?;
            Ok(if seen.is_some() { Tokened::Alive(id) } else { Tokened::Dead })
        };
        let look = || self.ours(request, wanted);
        self.ec2.create_with_token::<FlowLog, _, _>(CREATE, request, create, look).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.ec2.client.delete_flow_logs().flow_log_ids(request.id.as_str());
        let answer = self.ec2.write(DELETE, || call.clone().send()).await;
        let answer = answer.and_then(|answer| self.failed(DELETE, answer.unsuccessful.as_ref()));
        self.ec2.removed_unless_seen(&request.id, answer, || self.one(&request.id)).await
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Nothing keeps a flow log from being deleted.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
