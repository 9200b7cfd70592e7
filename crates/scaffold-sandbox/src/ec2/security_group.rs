use scaffold_model::{Value, Values};

use crate::place::Place;
use crate::record::{Key, Part, Record};
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Begins with a rule that lets everything out.
pub struct SecurityGroup;

impl Rib for SecurityGroup {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.security_group",
            arn: "security-group",
            list: "DescribeSecurityGroups",
            delete: "DeleteSecurityGroup",
            not_found: "InvalidGroup.NotFound",
            ..WORDS
        }
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        if name.is_empty() || name.len() > 255 || name.starts_with("sg-") || name == "default" {
            let message = format!("invalid value '{name}' for groupName");
            return Err(Refusal::invalid("InvalidParameterValue", message));
        }
        Ok(())
    }

    fn made(&self, transaction: &mut Transaction<'_>, record: &Record) {
        open_group(transaction, record, false);
    }
}

/// The rules that AWS gives a group: everything may go out, over IPv6 too where the VPC has it, and
/// into a default group whoever carries it may come.
pub fn open_group(transaction: &mut Transaction<'_>, group: &Record, default: bool) {
    let id = group.key.id.as_str();
    let vpc = group.text("vpc").and_then(|vpc| transaction.state.find("ec2.vpc", vpc));
    let ipv6 = vpc.is_some_and(|vpc| vpc.value("amazon_ipv6").as_bool() == Some(true));
    let mut peers = vec![("egress", "cidr_block", "0.0.0.0/0")];
    if ipv6 {
        peers.push(("egress", "ipv6_cidr_block", "::/0"));
    }
    if default {
        peers.push(("ingress", "security_group", id));
    }
    let mut rules = transaction.fresh_record(Key::new("ec2.security_group_rules", id));
    rules.owner = Some(group.key.clone());
    rules.set("security_group", Value::from(id));
    rules.set("id", Value::from(id));
    for (attribute, peer, value) in peers {
        let rule = [("protocol", "all"), (peer, value)];
        let rule: Values = rule.map(|(key, value)| (key.to_owned(), Value::from(value))).into();
        let id = transaction.fresh_id("sgr-", id).as_str().to_owned();
        let tags = std::collections::BTreeMap::new();
        rules.parts.push(Part { id, attribute: attribute.to_owned(), value: Value::Map(rule), tags });
    }
    transaction.put(rules);
}
