use super::actions::check_actions;
use super::arn::{name_by_arn, number, tag_reads, tail};
use super::load_balancer::is_network;
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// One a port of a balancer. Its rules go with it.
pub struct Listener;

impl Rib for Listener {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "elbv2.listener",
            arn: "listener",
            list: "DescribeListeners",
            delete: "DeleteListener",
            not_found: "ListenerNotFound",
            in_use: "ResourceInUse",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![tag_reads(count), ("DescribeListenerAttributes", count), ("DescribeListenerCertificates", count)]
    }

    fn takes_along(&self) -> &'static [&'static str] {
        &["elbv2.listener_rule"]
    }

    fn choose(
        &self,
        place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let of =
            tail(record.text("load_balancer").unwrap_or_default()).replacen("loadbalancer", "listener", 1);
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
        let balancer = after.text("load_balancer").and_then(|id| state.find("elbv2.load_balancer", id));
        let protocol = after.text("protocol").unwrap_or_default();
        if balancer.is_some_and(|balancer| is_network(balancer) == protocol.starts_with("HTTP")) {
            let message =
                format!("Listener protocol '{protocol}' is not supported for this load balancer type");
            return Err(Refusal::invalid("UnsupportedProtocol", message));
        }
        check_actions(state, after, after.value("default_actions"))
    }
}
