//! What is particular about kinds of Amazon EC2. One file and one line per kind.

mod elastic_ip;
mod internet_gateway;
mod nat_gateway;
mod route_table;
mod security_group;
mod security_group_rules;
mod subnet;
mod vpc;
mod vpc_endpoint;

use crate::rib::Rib;

/// One line per kind.
const RIBS: &[&dyn Rib] = &[
    &vpc::Vpc,
    &internet_gateway::InternetGateway,
    &subnet::Subnet,
    &elastic_ip::ElasticIp,
    &nat_gateway::NatGateway,
    &route_table::RouteTable,
    &vpc_endpoint::VpcEndpoint,
    &security_group::SecurityGroup,
    &security_group_rules::SecurityGroupRules,
];

/// What is particular about a kind.
pub fn rib(kind: &str) -> &'static dyn Rib {
    RIBS.iter().find(|rib| rib.kind() == kind).copied().unwrap_or(&Unknown)
}

/// A kind that nobody wrote a file for: all that its schema declares holds.
struct Unknown;

impl Rib for Unknown {
    fn kind(&self) -> &'static str {
        ""
    }

    fn not_found(&self) -> &'static str {
        "ResourceNotFoundException"
    }

    fn list_and_delete(&self) -> (&'static str, &'static str) {
        ("List", "Delete")
    }

    fn arn_word(&self) -> &'static str {
        "resource"
    }
}

#[cfg(test)]
mod tests {
    use super::rib;

    #[test]
    fn every_kind_has_its_file() {
        for schema in scaffold_kinds::all() {
            assert_eq!(rib(schema.kind.as_str()).kind(), schema.kind.as_str());
        }
    }
}
