use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::{Value, Values};
use scaffold_provider::Class;

use super::security_group::open_group;
use crate::place::{Place, scattered};
use crate::record::{Key, Record};
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Its default group and main table are made and go with it, and are seen as attributes of it.
pub struct Vpc;

impl Rib for Vpc {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.vpc",
            arn: "vpc",
            list: "DescribeVpcs",
            delete: "DeleteVpc",
            not_found: "InvalidVpcID.NotFound",
            ..WORDS
        }
    }

    /// Three flags a VPC, of which no list tells, and the default groups and main tables of all.
    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        let lists = usize::from(count > 0);
        vec![
            ("DescribeVpcAttribute", 3 * count),
            ("DescribeSecurityGroupRules", lists),
            ("DescribeRouteTables", lists),
        ]
    }

    fn initial(&self, attribute: &str) -> Option<Value> {
        (attribute == "dhcp_options").then(|| Value::from("default"))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        if record.value("cidr_block").is_null() {
            let prefix = record.value("ipv4_netmask_length").as_integer().unwrap_or(16);
            let second = scattered(record.key.id.as_str(), 256);
            record.set("cidr_block", Value::text(format!("10.{second}.0.0/{prefix}")));
        }
        for (output, prefix) in [
            ("default_security_group_id", "sg-"),
            ("main_route_table_id", "rtb-"),
            ("default_network_acl_id", "acl-"),
        ] {
            let id = record.key.id.as_str().trim_start_matches("vpc-");
            record.set(output, Value::text(format!("{prefix}{id}")));
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
        let ranges = ranges(after);
        for (index, range) in ranges.iter().enumerate() {
            if ranges[..index].iter().any(|other| overlap(range, other)) {
                let message = format!("The CIDR '{range}' conflicts with another of the VPC");
                return Err(Refusal::invalid("CidrConflict", message));
            }
        }
        for subnet in state.namers_of_kind("ec2.subnet", after.key.id.as_str()) {
            let outside4 = subnet.text("cidr_block").is_some_and(|range| !within4(range, &ranges));
            let outside6 = subnet.text("ipv6_cidr_block").is_some_and(|range| !within6(range, after));
            if outside4 || outside6 {
                let message = format!("the subnet {} uses a range of the VPC", subnet.key.id);
                return Err(Refusal::in_use("DependencyViolation", message));
            }
        }
        let on = |name: &str| after.value(name).as_bool() == Some(true);
        if on("dns_hostnames") && !on("dns_support") {
            let message = "enableDnsHostnames needs enableDnsSupport";
            return Err(Refusal::invalid("InvalidParameterCombination", message));
        }
        Ok(())
    }

    fn made(&self, transaction: &mut Transaction<'_>, record: &Record) {
        let with = |transaction: &Transaction<'_>, kind: &str, output: &str| {
            let key = Key::new(kind, record.text(output).unwrap_or_default());
            let mut own = transaction.fresh_record(key.clone());
            own.set("id", Value::text(key.id.as_str()));
            own.set("vpc", Value::text(record.key.id.as_str()));
            own.owner = Some(record.key.clone());
            own
        };
        let mut group = with(transaction, "ec2.security_group", "default_security_group_id");
        group.name = Some("default".to_owned());
        group.set("name", Value::from("default"));
        group.set("description", Value::from("default VPC security group"));
        transaction.put(group.clone());
        open_group(transaction, &group, true);
        let table = with(transaction, "ec2.route_table", "main_route_table_id");
        transaction.put(table);
    }

    fn change_elsewhere(
        &self,
        transaction: &mut Transaction<'_>,
        record: &Record,
        attribute: &str,
        value: &Value,
    ) -> bool {
        let (kind, output) = match attribute {
            "default_security_group" => ("ec2.security_group_rules", "default_security_group_id"),
            "main_route_table" => ("ec2.route_table", "main_route_table_id"),
            _ => return false,
        };
        let own = transaction.state.find(kind, record.text(output).unwrap_or_default());
        if let Some(mut own) = own.cloned()
            && value.as_text() == Some("closed")
        {
            own.parts.clear();
            own.values.remove("routes");
            transaction.put(own);
        }
        true
    }

    fn operation(&self, attribute: &str) -> &'static str {
        match attribute {
            "main_route_table" => "DeleteRoute",
            _ => "RevokeSecurityGroupEgress",
        }
    }

    fn view(&self, state: &State, record: &Record, values: &mut Values) {
        let closed = |kind: &str, output: &str| {
            let own = state.find(kind, record.text(output).unwrap_or_default());
            let empty = own.is_none_or(|own| {
                own.parts.is_empty() && own.value("routes").as_list().is_none_or(<[Value]>::is_empty)
            });
            Value::from(if empty { "closed" } else { "unmanaged" })
        };
        values.insert(
            "default_security_group".to_owned(),
            closed("ec2.security_group_rules", "default_security_group_id"),
        );
        values.insert("main_route_table".to_owned(), closed("ec2.route_table", "main_route_table_id"));
        if let Some(range) = ipv6_range(record) {
            values.insert("ipv6_cidr_block".to_owned(), Value::text(range.to_string()));
        }
    }
}

/// The IPv4 ranges of a VPC.
fn ranges(vpc: &Record) -> Vec<Ipv4Net> {
    let texts = vpc.text("cidr_block").into_iter().chain(vpc.texts("secondary_cidr_blocks"));
    texts.filter_map(|text| text.parse().ok()).collect()
}

/// The IPv6 /56 range of a VPC that asks for one, out of the block for documentation.
pub fn ipv6_range(vpc: &Record) -> Option<Ipv6Net> {
    if vpc.value("amazon_ipv6").as_bool() != Some(true) {
        return None;
    }
    let number = scattered(vpc.key.id.as_str(), 1 << 24);
    format!("2001:db8:{:x}:{:x}::/56", number >> 8, (number & 0xff) << 8).parse().ok()
}

fn overlap(one: &Ipv4Net, other: &Ipv4Net) -> bool {
    one.contains(other) || other.contains(one)
}

fn within4(range: &str, ranges: &[Ipv4Net]) -> bool {
    range.parse::<Ipv4Net>().is_ok_and(|range| ranges.iter().any(|own| own.contains(&range)))
}

fn within6(range: &str, vpc: &Record) -> bool {
    range.parse::<Ipv6Net>().is_ok_and(|range| ipv6_range(vpc).is_some_and(|own| own.contains(&range)))
}

/// Whether the ranges of a subnet are inside those of its VPC.
pub fn check_inside(vpc: &Record, subnet: &Record) -> Result<(), Refusal> {
    let own = ranges(vpc);
    let outside4 = subnet.text("cidr_block").filter(|range| !within4(range, &own));
    let outside6 =
        subnet.text("ipv6_cidr_block").filter(|range| !within6(range, vpc) || !range.ends_with("/64"));
    match outside4.or(outside6) {
        Some(range) => {
            let message = format!("The CIDR '{range}' is invalid in the VPC {}", vpc.key.id);
            Err(Refusal::new(Class::Invalid, "InvalidSubnet.Range", message))
        }
        None => Ok(()),
    }
}
