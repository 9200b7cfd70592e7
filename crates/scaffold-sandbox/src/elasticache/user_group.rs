use super::terms::{check_name, name_by_arn, wrong_combination};
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Lets its users into the caches that name it; those keep it.
pub struct UserGroup;

impl Rib for UserGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elasticache.user_group",
            arn: "usergroup",
            list: "DescribeUserGroups",
            delete: "DeleteUserGroup",
            not_found: "UserGroupNotFound",
            in_use: "InvalidUserGroupState",
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
        name_by_arn(place, record, "usergroup");
        Ok(())
    }

    /// Groups of Redis need someone who is `default`; those of Valkey take nobody who proves nothing.
    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        check_name(after, 40)?;
        let users: Vec<&Record> =
            after.texts("users").filter_map(|id| state.find("elasticache.user", id)).collect();
        let is_default = |user: &&&Record| user.text("user_name") == Some("default");
        match after.text("engine") {
            Some("redis") => {
                if users.iter().any(|user| user.text("engine") != Some("redis")) {
                    return Err(wrong_combination("A user group of engine redis takes users of redis only"));
                }
                if users.iter().filter(is_default).count() != 1 {
                    let message = "User group needs to contain a user with the user name default.";
                    return Err(Refusal::invalid("DefaultUserRequired", message));
                }
                Ok(())
            }
            _ if users.iter().any(|user| user.text("authentication") == Some("no-password-required")) => {
                let message = "A user group of engine valkey takes users with a password or IAM only";
                Err(wrong_combination(message))
            }
            _ => Ok(()),
        }
    }
}
