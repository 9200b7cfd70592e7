use scaffold_model::{Facts, Identity, Rule, TextRule, Type, Unique};

use super::{DRY_RUN, TAGS, TOKEN, facts};
use crate::{Ref, choice, kind, record};

const GROUP: &str = "cloud-watch-logs";

kind! {
    /// Writes down who talks to whom in a VPC, a subnet or at one network interface.
    pub struct FlowLog: "ec2.flow_log" {
        /// The VPC that is watched.
        vpc: Option<Ref> => refers_to("ec2.vpc").replaces().created_by(&["ResourceIds", "ResourceType"]),
        /// The subnet that is watched.
        subnet: Option<Ref> => refers_to("ec2.subnet").replaces().created_by(&["ResourceIds", "ResourceType"]),
        /// The network interface that is watched.
        network_interface: Option<String> => text(TextRule::Prefix("eni-")).replaces().created_by(&["ResourceIds", "ResourceType"]),
        /// Which packets: those let through, those refused, or all.
        traffic_type: TrafficType => defaults_to("ALL").replaces().created_by(&["TrafficType"]),
        /// Where records go: a log group, a bucket, or a delivery stream.
        destination_type: FlowLogDestination => defaults_to("cloud-watch-logs").replaces().created_by(&["LogDestinationType"]),
        /// The log group that records go to.
        log_group: Option<Ref> => refers_to("logs.log_group").replaces().created_by(&["LogGroupName"]),
        /// The role that writes to the log group. `vpc-flow-logs.amazonaws.com` must be able to be it.
        role: Option<Ref> => refers_to("iam.role").replaces().created_by(&["DeliverLogsPermissionArn"]),
        /// ARN of the bucket, with a folder behind it if you like, or of the delivery stream.
        destination: Option<String> => text(TextRule::Prefix("arn:")).replaces().created_by(&["LogDestination"]),
        /// How files in the bucket are laid out.
        destination_options: Option<DestinationOptions> => provider_chosen().replaces().created_by(&["DestinationOptions"]),
        /// For how long packets of one flow are gathered into a record: 60 or 600 seconds. Instances of
        /// the Nitro system never take longer than 60.
        max_aggregation_seconds: i64 => defaults_to(600).of_type(seconds()).replaces().created_by(&["MaxAggregationInterval"]),
        /// Fields of a record in their order: `${version} ${srcaddr} …`. AWS's default format when it is
        /// not said.
        log_format: Option<String> => text(TextRule::Described { words: "fields as `${name}`, with spaces between them", fits: is_format }).provider_chosen().replaces().created_by(&["LogFormat"]),
    }
    rules {
        Rule::ExactlyOneOf(&["vpc", "subnet", "network_interface"]),
        Rule::Requires { attribute: "destination_type", is: &[GROUP], needs: &["log_group", "role"] },
        Rule::Requires { attribute: "destination_type", is: &["s3", "kinesis-data-firehose"], needs: &["destination"] },
        Rule::OnlyWhere { attributes: &["log_group", "role"], attribute: "destination_type", is: &[GROUP] },
        Rule::OnlyWhere { attributes: &["destination"], attribute: "destination_type", is: &["s3", "kinesis-data-firehose"] },
        Rule::OnlyWhere { attributes: &["destination_options"], attribute: "destination_type", is: &["s3"] },
    }
    outputs {
        /// `fl-…`.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        identity: Identity::TagsAndToken,
        // Two that watch the same and write to the same place write everything twice, or are refused.
        create_before_delete: false,
        unique: &[
            Unique { attributes: &["vpc", "log_group", "traffic_type"], error: "FlowLogAlreadyExists" },
            Unique { attributes: &["subnet", "log_group", "traffic_type"], error: "FlowLogAlreadyExists" },
        ],
        left_out: &[
            DRY_RUN,
            TAGS,
            TOKEN,
            ("DeliverCrossAccountRole", "a stack stays in one account"),
            ("TagFieldSpecifications", "tags as fields of records are used by few"),
        ],
        ..facts("fl-", "CreateFlowLogs")
    } }
}

record! {
    /// How files in a bucket are laid out.
    pub struct DestinationOptions {
        /// `plain-text` or `parquet`.
        file_format: FileFormat => defaults_to("plain-text").created_by(&["DestinationOptions.FileFormat"]),
        /// Whether folders are named so that Hive-like tools see partitions.
        hive_compatible_partitions: bool => defaults_to(false).created_by(&["DestinationOptions.HiveCompatiblePartitions"]),
        /// Whether there is a folder for every hour.
        per_hour_partition: bool => defaults_to(false).created_by(&["DestinationOptions.PerHourPartition"]),
    }
}

fn seconds() -> Type {
    Type::AnyOf([60, 600].map(|seconds| Type::Integer { minimum: seconds, maximum: seconds }).into())
}

fn is_format(text: &str) -> bool {
    !text.is_empty()
        && text.split(' ').all(|field| {
            let name = field.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            name.is_some_and(|name| {
                !name.is_empty()
                    && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            })
        })
}

choice! {
    /// Which packets are written down.
    pub enum TrafficType {
        /// Those let through.
        Accept = "ACCEPT",
        /// Those refused.
        Reject = "REJECT",
        /// All.
        All = "ALL",
    }
}

choice! {
    /// Where records go.
    pub enum FlowLogDestination {
        /// A log group.
        LogGroup = "cloud-watch-logs",
        /// A bucket.
        Bucket = "s3",
        /// A delivery stream.
        Stream = "kinesis-data-firehose",
    }
}

choice! {
    /// How files are written.
    pub enum FileFormat {
        /// Lines of text, compressed.
        PlainText = "plain-text",
        /// Apache Parquet.
        Parquet = "parquet",
    }
}
