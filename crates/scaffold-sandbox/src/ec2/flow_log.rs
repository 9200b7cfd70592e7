use scaffold_model::{Value, Values};

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Fields of a record where a request names none: version 2 of the format.
const FORMAT: &str = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} \
                      ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

/// Who writes.
const WRITER: &str = "vpc-flow-logs.amazonaws.com";

/// Is refused where the role does not let it write.
pub struct FlowLog;

impl Rib for FlowLog {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.flow_log",
            arn: "vpc-flow-log",
            list: "DescribeFlowLogs",
            delete: "DeleteFlowLogs",
            not_found: "InvalidFlowLogId.NotFound",
            ..WORDS
        }
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        if record.value("log_format").is_null() {
            record.set("log_format", Value::from(FORMAT));
        }
        if record.text("destination_type") == Some("s3") && record.value("destination_options").is_null() {
            let options = [
                ("file_format", Value::from("plain-text")),
                ("hive_compatible_partitions", Value::from(false)),
                ("per_hour_partition", Value::from(false)),
            ];
            let options: Values = options.map(|(name, value)| (name.to_owned(), value)).into();
            record.set("destination_options", Value::Map(options));
        }
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let Some(role) = after.text("role").filter(|_| before.is_none()) else { return Ok(()) };
        let trust = state.find("iam.role", role).and_then(|role| role.text("assume_role_policy"));
        if trust.is_some_and(|trust| !trust.contains(WRITER)) {
            return Err(Refusal::invalid("InvalidParameter", "Unable to assume given IAM role"));
        }
        Ok(())
    }
}
