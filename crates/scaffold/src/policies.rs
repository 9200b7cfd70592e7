//! The smallest IAM policies of a blueprint, from what its kinds say of themselves. Pure.

use std::collections::BTreeSet;

use scaffold_graph::Graph;
use scaffold_kinds::{Access, access};
use scaffold_model::{KindName, Resource, TAG_STACK};

use crate::policies_of_names::on_resources;
use crate::policies_of_others::of_others;
use crate::policies_of_roles::roles;
use crate::policy_place::Place;
pub use crate::policy_statement::Statement;
use crate::policy_statement::allow;

/// The tag that a condition of IAM asks a resource for.
const RESOURCE_TAG: &str = "aws:ResourceTag";

/// What a run needs to be allowed.
#[derive(Debug)]
pub struct Policies {
    /// Reading alone.
    pub plan: Vec<Statement>,
    /// Reading, making, changing, removing.
    pub apply: Vec<Statement>,
    /// Kinds whose actions nobody has said yet.
    pub unsaid: Vec<KindName>,
}

/// The policies of a blueprint.
pub fn policies(graph: &Graph) -> Policies {
    let desired = &graph.desired;
    let own: BTreeSet<&KindName> = desired.resources.iter().map(|resource| &resource.kind).collect();
    let read: BTreeSet<&KindName> = own.iter().copied().chain(graph.abroad.values()).collect();
    let said = |kinds: &BTreeSet<&KindName>| -> Vec<&'static Access> {
        kinds.iter().filter_map(|kind| access(kind.as_str())).collect()
    };
    let unsaid = read.iter().filter(|kind| access(kind.as_str()).is_none());
    let place = Place::of(&desired.stack, desired.account.as_deref());
    let reading = reading(&said(&read), graph, &place);
    let mut apply = reading.clone();
    let everywhere = reading.iter().filter(|statement| statement.resources.contains("*"));
    let everywhere = everywhere.flat_map(|statement| statement.actions.clone()).collect();
    apply.extend(writing(&said(&own), graph, &place, &everywhere));
    apply.extend(of_others(graph, &place));
    Policies { plan: reading, apply, unsaid: unsaid.map(|kind| (*kind).clone()).collect() }
}

fn reading(kinds: &[&Access], graph: &Graph, place: &Place) -> Vec<Statement> {
    let mut actions: BTreeSet<String> =
        kinds.iter().flat_map(|access| access.read).map(|action| (*action).to_owned()).collect();
    let resources = &graph.desired.resources;
    if resources.iter().any(|resource| resource.zone.is_some()) {
        actions.insert("ec2:DescribeAvailabilityZones".to_owned());
    }
    let by_parameter = |kind: &KindName| {
        scaffold_kinds::schema(kind.as_str())
            .is_some_and(|schema| schema.schema.attributes.iter().any(|attribute| attribute.by_parameter))
    };
    if resources.iter().any(|resource| by_parameter(&resource.kind)) {
        actions.insert("ssm:GetParameter".to_owned());
    }
    if resources.iter().any(names_prefix_list) {
        actions.insert("ec2:DescribeManagedPrefixLists".to_owned());
    }
    let (bucket, objects) = (place.ledger(), format!("{}/*", place.ledger()));
    let mut statements = vec![
        allow("ReadLedger", "what was applied last, from the ledger", &["s3:ListBucket"], [bucket]),
        allow("ReadHistory", "the same, object by object", &["s3:GetObject"], [objects]),
    ];
    if !actions.is_empty() {
        let resources = BTreeSet::from(["*".to_owned()]);
        let why = "what is live of the blueprint's kinds, and who uses it: lists know no resources";
        statements
            .insert(0, Statement { sid: "ReadLive".to_owned(), why, actions, resources, condition: None });
    }
    statements
}

/// Whether it says a list of AWS's own by name, which the plan looks up.
fn names_prefix_list(resource: &Resource) -> bool {
    let schema = scaffold_kinds::schema(resource.kind.as_str());
    let mut attributes = schema.into_iter().flat_map(|schema| &schema.schema.attributes);
    attributes.any(|attribute| {
        let value = resource.values.get(attribute.name);
        value.is_some_and(|value| !scaffold_plan::prefix_lists_in(&attribute.ty, value).is_empty())
    })
}

fn writing(
    kinds: &[&'static Access],
    graph: &Graph,
    place: &Place,
    everywhere: &BTreeSet<String>,
) -> Vec<Statement> {
    let mut statements = vec![
        allow(
            "KeepLedger",
            "the ledger's bucket, made by the first apply",
            &[
                "s3:CreateBucket",
                "s3:PutBucketOwnershipControls",
                "s3:PutBucketPublicAccessBlock",
                "s3:PutBucketTagging",
                "s3:PutBucketVersioning",
                "s3:PutEncryptionConfiguration",
                "s3:PutLifecycleConfiguration",
            ],
            [place.ledger()],
        ),
        allow(
            "KeepHistory",
            "the lease, and the history",
            &["s3:PutObject", "s3:DeleteObject"],
            [format!("{}/*", place.ledger())],
        ),
    ];
    statements.extend(on_resources(kinds, graph, place, everywhere));
    statements.extend(of_region(kinds, place));
    statements.extend(guarded(kinds, place));
    statements.extend(roles(kinds, graph, place));
    statements
}

/// What has no name to be known by: everything of the region.
fn of_region(kinds: &[&Access], place: &Place) -> Option<Statement> {
    let nameless = kinds.iter().filter(|access| access.resources.is_empty());
    let actions: BTreeSet<String> = nameless
        .flat_map(|access| {
            let delete = if access.tags_guard { &[] } else { access.delete };
            [access.create, access.change, delete].concat()
        })
        .map(str::to_owned)
        .collect();
    (!actions.is_empty()).then(|| Statement {
        sid: "MakeInRegion".to_owned(),
        why: "making and changing what has no name to know it by, in the stack's region",
        actions,
        resources: BTreeSet::from(["*".to_owned()]),
        condition: Some(("StringEquals", "aws:RequestedRegion".to_owned(), vec![place.stack.region.clone()])),
    })
}

/// What is removed by its id, only with the stack's tag.
fn guarded(kinds: &[&Access], place: &Place) -> Option<Statement> {
    let actions: BTreeSet<String> = kinds
        .iter()
        .filter(|access| access.tags_guard)
        .flat_map(|access| access.delete)
        .map(|action| (*action).to_owned())
        .collect();
    (!actions.is_empty()).then(|| Statement {
        sid: "RemoveOwn".to_owned(),
        why: "removing what carries the stack's tag, and nothing else",
        actions,
        resources: BTreeSet::from(["*".to_owned()]),
        condition: Some((
            "StringEquals",
            format!("{RESOURCE_TAG}/{TAG_STACK}"),
            vec![place.stack.to_string()],
        )),
    })
}
