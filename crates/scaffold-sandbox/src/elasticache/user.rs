use scaffold_model::Value;

use super::terms::{check_name, name_by_arn, wrong_combination};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Reaches the caches of its groups, and goes out of them when it goes.
pub struct User;

impl Rib for User {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elasticache.user",
            arn: "user",
            list: "DescribeUsers",
            delete: "DeleteUser",
            not_found: "UserNotFound",
            in_use: "InvalidUserState",
            named_ids: true,
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("ListTagsForResource", count)]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        name_by_arn(place, record, "user");
        if record.text("authentication") != Some("iam") && record.text("user_name").is_none() {
            record.set("user_name", Value::text(record.key.id.as_str()));
        }
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_name(after, 40)?;
        let groups = state.namers_of_kind("elasticache.user_group", after.key.id.as_str());
        let open = after.text("authentication") == Some("no-password-required");
        match groups.into_iter().find(|group| open && group.text("engine") == Some("valkey")) {
            Some(group) => Err(wrong_combination(format!(
                "The user group {} of engine valkey takes users with a password or IAM only",
                group.key.id
            ))),
            None => Ok(()),
        }
    }
}
