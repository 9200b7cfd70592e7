use std::collections::BTreeSet;

use scaffold_model::Value;

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;

/// One route a destination, to gateways that are attached to its VPC.
pub struct RouteTable;

impl Rib for RouteTable {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.route_table",
            arn: "route-table",
            list: "DescribeRouteTables",
            delete: "DeleteRouteTable",
            not_found: "InvalidRouteTableID.NotFound",
            ..WORDS
        }
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let vpc = after.text("vpc");
        let local = vpc.and_then(|vpc| state.find("ec2.vpc", vpc)?.text("cidr_block"));
        let known = before.map(routes).unwrap_or_default();
        let mut destinations = BTreeSet::new();
        for route in routes(after) {
            let text = |name: &str| route.as_map().and_then(|entries| entries.get(name)?.as_text());
            let destination = text("destination").unwrap_or_default();
            if !destinations.insert(destination) || local == Some(destination) {
                let message = format!("The route identified by {destination} already exists.");
                return Err(Refusal::invalid("RouteAlreadyExists", message));
            }
            if known.contains(route) {
                continue;
            }
            let gateway = text("internet_gateway").and_then(|id| state.find("ec2.internet_gateway", id));
            if let Some(gateway) = gateway
                && gateway.text("vpc") != vpc
            {
                let message = format!(
                    "route table {} and network gateway {} belong to different networks",
                    after.key.id, gateway.key.id
                );
                return Err(Refusal::invalid("InvalidParameterValue", message));
            }
        }
        Ok(())
    }

    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["subnets", "gateways"]
    }

    fn member_key<'a>(&self, attribute: &str, member: &'a Value) -> &'a Value {
        match member.as_map().and_then(|entries| entries.get("destination")) {
            Some(destination) if attribute == "routes" => destination,
            _ => member,
        }
    }
}

fn routes(table: &Record) -> &[Value] {
    table.value("routes").as_list().unwrap_or_default()
}
