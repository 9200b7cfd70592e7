//! The smallest IAM policies of a blueprint, from what its kinds say of themselves. Pure.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_graph::Graph;
use scaffold_kinds::{Access, access};
use scaffold_model::{KindName, Resource, StackId, TAG_STACK, name_beginning};
use serde_json::{Value as Json, json};

use crate::policies_of_code::of_code;
pub use crate::policy_statement::Statement;

/// The tag that a condition of IAM asks a resource for.
const RESOURCE_TAG: &str = "aws:ResourceTag";

/// Names are cut for the kind with the shortest: 32 characters, 9 of them for a hash.
const NAME_LENGTH: usize = 23;

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
    apply.extend(writing(&said(&own), &place));
    apply.extend(logs_of_cdns(graph));
    apply.extend(of_code(desired));
    Policies { plan: reading, apply, unsaid: unsaid.map(|kind| (*kind).clone()).collect() }
}

/// A policy as IAM takes it.
pub fn document(statements: &[Statement]) -> Json {
    let statement = |statement: &Statement| {
        let mut json = json!({
            "Sid": statement.sid,
            "Effect": "Allow",
            "Action": statement.actions,
            "Resource": statement.resources,
        });
        if let Some((operator, key, values)) = &statement.condition {
            json["Condition"] = json!({ *operator: { key: values } });
        }
        json
    };
    json!({ "Version": "2012-10-17", "Statement": statements.iter().map(statement).collect::<Vec<_>>() })
}

/// What stands in patterns of ARNs.
struct Place {
    region: String,
    account: String,
    stack: String,
    stack_in_paths: String,
    name: String,
}

impl Place {
    fn of(stack: &StackId, account: Option<&str>) -> Self {
        let name: String = name_beginning(stack).chars().take(NAME_LENGTH).collect();
        let environment = stack.environment.as_ref().map(|environment| format!("@{environment}"));
        Self {
            region: stack.region.clone(),
            account: account.unwrap_or("*").to_owned(),
            stack: stack.to_string(),
            stack_in_paths: format!("{}{}", stack.name, environment.unwrap_or_default()),
            name: name.trim_end_matches('-').to_owned(),
        }
    }

    fn fill(&self, pattern: &str) -> String {
        let filled = pattern.replace("{region}", &self.region).replace("{account}", &self.account);
        filled.replace("{stack}", &self.stack_in_paths).replace("{name}", &self.name)
    }

    fn ledger(&self) -> String {
        format!("arn:aws:s3:::scaffold-{}-{}", self.account, self.region)
    }
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
        statements.insert(0, Statement { sid: "ReadLive", why, actions, resources, condition: None });
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

fn writing(kinds: &[&'static Access], place: &Place) -> Vec<Statement> {
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
    statements.extend(on_resources(kinds, place));
    statements.extend(of_region(kinds, place));
    statements.extend(guarded(kinds, place));
    statements.extend(roles(kinds, place));
    statements
}

/// What is known by its name: kinds with the same resources in one statement.
fn on_resources(kinds: &[&Access], place: &Place) -> Vec<Statement> {
    let mut by_resources: BTreeMap<BTreeSet<String>, BTreeSet<String>> = BTreeMap::new();
    for access in kinds.iter().filter(|access| !access.resources.is_empty()) {
        let resources = access.resources.iter().map(|pattern| place.fill(pattern)).collect();
        let actions = [access.create, access.change, access.delete].concat();
        by_resources.entry(resources).or_default().extend(actions.into_iter().map(str::to_owned));
    }
    const SIDS: [&str; 10] =
        ["Make", "Make2", "Make3", "Make4", "Make5", "Make6", "Make7", "Make8", "Make9", "Make10"];
    let statement = |(index, (resources, actions))| Statement {
        sid: SIDS.get(index).copied().unwrap_or("MakeMore"),
        why: "making, changing and removing what is known by its name",
        actions,
        resources,
        condition: None,
    };
    by_resources.into_iter().enumerate().map(statement).collect()
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
        sid: "MakeInRegion",
        why: "making and changing what has no name to know it by, in the stack's region",
        actions,
        resources: BTreeSet::from(["*".to_owned()]),
        condition: Some(("StringEquals", "aws:RequestedRegion".to_owned(), vec![place.region.clone()])),
    })
}

/// Whoever lets CloudFront write logs into a bucket lets it into the bucket's list: CloudFront adds itself there in the
/// name of who asks.
fn logs_of_cdns(graph: &Graph) -> Option<Statement> {
    let logs = graph.desired.resources.iter().any(|resource| {
        resource.kind.as_str() == "cloudfront.distribution"
            && resource.values.get("logging").is_some_and(|logging| !logging.is_null())
    });
    logs.then(|| {
        allow(
            "LetCloudFrontLog",
            "a distribution's logs: CloudFront puts itself into the bucket's access control list",
            &["s3:GetBucketAcl", "s3:PutBucketAcl"],
            ["arn:aws:s3:::*".to_owned()],
        )
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
        sid: "RemoveOwn",
        why: "removing what carries the stack's tag, and nothing else",
        actions,
        resources: BTreeSet::from(["*".to_owned()]),
        condition: Some(("StringEquals", format!("{RESOURCE_TAG}/{TAG_STACK}"), vec![place.stack.clone()])),
    })
}

/// Roles that are handed on, and those that AWS makes for itself.
fn roles(kinds: &[&Access], place: &Place) -> Vec<Statement> {
    let all = |of: fn(&Access) -> &'static [&'static str]| -> Vec<String> {
        let services: BTreeSet<&str> = kinds.iter().flat_map(|access| of(access)).copied().collect();
        services.into_iter().map(str::to_owned).collect()
    };
    let passed = all(|access| access.passes_role_to);
    let linked = all(|access| access.linked_roles);
    let mut statements = Vec::new();
    if !passed.is_empty() {
        statements.push(Statement {
            condition: Some(("StringEquals", "iam:PassedToService".to_owned(), passed)),
            ..allow(
                "PassRoles",
                "handing roles to services of AWS; narrow it where roles are not all made by the stack",
                &["iam:PassRole"],
                [format!("arn:aws:iam::{}:role/*", place.account)],
            )
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

fn allow(
    sid: &'static str,
    why: &'static str,
    actions: &[&str],
    resources: impl IntoIterator<Item = String>,
) -> Statement {
    Statement {
        sid,
        why,
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        resources: resources.into_iter().collect(),
        condition: None,
    }
}
