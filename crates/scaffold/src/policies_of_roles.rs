//! Roles that are handed on, and those that AWS makes for itself. Pure.

use std::collections::BTreeSet;

use scaffold_graph::Graph;
use scaffold_kinds::Access;
use scaffold_model::{KindName, Resource, Value};

use crate::policy_place::Place;
use crate::policy_references::references;
use crate::policy_statement::{Statement, allow};

/// The statements for them, none where no kind has any.
pub(crate) fn roles(kinds: &[&'static Access], graph: &Graph, place: &Place) -> Vec<Statement> {
    let all = |of: fn(&Access) -> &'static [&'static str]| -> Vec<String> {
        let services: BTreeSet<&str> = kinds.iter().flat_map(|access| of(access)).copied().collect();
        services.into_iter().map(str::to_owned).collect()
    };
    let passed = all(|access| access.passes_role_to);
    let linked = all(|access| access.linked_roles);
    let handed: BTreeSet<String> =
        graph.desired.resources.iter().flat_map(|resource| handed_on(resource, place)).collect();
    let mut statements = Vec::new();
    if !passed.is_empty() && !handed.is_empty() {
        statements.push(Statement {
            condition: Some(("StringEquals", "iam:PassedToService".to_owned(), passed)),
            ..allow("PassRoles", "handing roles to services of AWS", &["iam:PassRole"], handed)
        });
    }
    if !linked.is_empty() {
        statements.push(Statement {
            condition: Some(("StringEquals", "iam:AWSServiceName".to_owned(), linked)),
            ..allow(
                "MakeServiceRoles",
                "roles that services of AWS make for themselves, once in an account",
                &["iam:CreateServiceLinkedRole"],
                [format!("arn:aws:iam::{}:role/aws-service-role/*", place.account)],
            )
        });
    }
    statements
}

/// ARNs of the roles that a resource hands on, itself or by what starts instances for it.
fn handed_on(resource: &Resource, place: &Place) -> Vec<String> {
    let of = |(kind, value): (&KindName, &Value)| match (kind.as_str(), value) {
        ("iam.role", Value::Text(arn)) if arn.starts_with("arn:") => Some(arn.clone()),
        ("iam.role" | "iam.instance_profile" | "ec2.launch_template", Value::Pending(reference)) => {
            let there = place.abroad(&reference.address);
            // A profile or template of the stack's own names its role itself.
            (there.is_some() || kind.as_str() == "iam.role").then(|| path(there.as_ref().unwrap_or(place)))
        }
        // Which role it has is known to AWS alone.
        ("iam.role" | "iam.instance_profile" | "ec2.launch_template", _) => {
            Some(format!("arn:aws:iam::{}:role/*", place.account))
        }
        _ => None,
    };
    let own = resource.values.get("service_linked_role").and_then(Value::as_text).map(str::to_owned);
    references(resource).into_iter().filter_map(of).chain(own).collect()
}

fn path(place: &Place) -> String {
    place.fill("arn:aws:iam::{account}:role/scaffold/{region}/{stack}/*", "iam.role")
}
