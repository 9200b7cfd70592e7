use scaffold_model::{TAG_STACK, Value};

use super::actions::check_actions;
use super::arn::{name_by_arn, number, tag_reads, tail};
use super::load_balancer::is_network;
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

const LISTENER: &str = "elbv2.listener";

/// One a priority of a listener. Two of a stack exchange their priorities in one call.
pub struct ListenerRule;

impl Rib for ListenerRule {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elbv2.listener_rule",
            arn: "listener-rule",
            list: "DescribeRules",
            delete: "DeleteRule",
            not_found: "RuleNotFound",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![tag_reads(count)]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let of = tail(record.text("listener").unwrap_or_default()).replacen("listener", "listener-rule", 1);
        let tail = format!("{of}/{}", number(record));
        name_by_arn(place, record, &tail);
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let Some(listener) = after.text("listener").and_then(|id| state.find(LISTENER, id)) else {
            return Ok(());
        };
        let balancer = listener.text("load_balancer").and_then(|id| state.find("elbv2.load_balancer", id));
        if balancer.is_some_and(is_network) {
            let message = "Rules are supported on listeners of application load balancers alone";
            return Err(Refusal::invalid("OperationNotPermitted", message));
        }
        check_actions(state, listener, after.value("actions"))
    }

    fn change_elsewhere(
        &self,
        transaction: &mut Transaction<'_>,
        record: &Record,
        attribute: &str,
        value: &Value,
    ) -> bool {
        if attribute != "priority" {
            return false;
        }
        let listener = record.text("listener").unwrap_or_default();
        let ours = |other: &Record| other.tags.get(TAG_STACK) == record.tags.get(TAG_STACK);
        let siblings: Vec<&Record> = transaction.state.namers_of_kind(self.words().kind, listener).collect();
        let holds = |other: &&Record| other.key != record.key && other.value("priority") == value;
        let holder = siblings.into_iter().find(holds).filter(|holder| ours(holder));
        let Some(mut holder) = holder.cloned() else { return false };
        holder.set("priority", record.value("priority").clone());
        let mut taker = record.clone();
        taker.set("priority", value.clone());
        transaction.put(holder);
        transaction.put(taker);
        true
    }
}
