use scaffold_model::{Value, Values};

use super::group::{check_group_name, name_by_arn};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Has the engine's own values but for those that were set.
pub struct ParameterGroup;

impl Rib for ParameterGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "rds.parameter_group",
            arn: "pg",
            list: "DescribeDBParameterGroups",
            delete: "DeleteDBParameterGroup",
            not_found: "DBParameterGroupNotFound",
            in_use: "InvalidDBParameterGroupState",
            named_ids: true,
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count), ("DescribeDBParameters", count)]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        name_by_arn(place, record, self.words().arn);
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_group_name(after, ".")?;
        let family = after.text("family").unwrap_or_default();
        let engines = ["postgres", "mysql", "mariadb"];
        let of = |engine: &&str| {
            let version = family.strip_prefix(*engine).unwrap_or_default();
            version.starts_with(|c: char| c.is_ascii_digit())
        };
        if engines.iter().any(of) {
            return Ok(());
        }
        let message = format!("ParameterGroupFamily {family} is not a valid parameter group family");
        Err(Refusal::invalid("InvalidParameterValue", message))
    }

    /// What is static holds for those who have the group when they are rebooted.
    fn changed(
        &self,
        transaction: &mut Transaction<'_>,
        before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        let of = |record: &Record, name: &str| record.value("parameters").as_map()?.get(name).cloned();
        if STATIC.iter().all(|name| of(before, name) == of(after, name)) {
            return Ok(());
        }
        let users = transaction.state.namers_of_kind("rds.instance", after.key.id.as_str());
        for mut user in users.cloned().collect::<Vec<Record>>() {
            user.set("parameter_status", Value::from("pending-reboot"));
            transaction.put(user);
        }
        Ok(())
    }

    fn view(&self, _state: &State, _record: &Record, values: &mut Values) {
        values.entry("parameters".to_owned()).or_insert(Value::Map(Values::new()));
    }
}

/// Some of those that an engine reads when it starts.
const STATIC: &[&str] =
    &["shared_buffers", "max_connections", "wal_buffers", "shared_preload_libraries", "innodb_log_file_size"];
