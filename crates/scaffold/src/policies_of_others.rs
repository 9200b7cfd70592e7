//! What is used and stands elsewhere: layers, images, secrets, sources of replicas, and buckets that take a CDN's logs. Pure.

use std::collections::BTreeSet;

use scaffold_graph::Graph;
use scaffold_kinds::access;
use scaffold_model::{KindName, Resource, Value};

use crate::policy_place::Place;
use crate::policy_references::references;
use crate::policy_statement::{Statement, allow};

/// The statements for it, none where nothing is.
pub(crate) fn of_others(graph: &Graph, place: &Place) -> Vec<Statement> {
    let statement = |sid, why, actions: &[&str], resources: BTreeSet<String>| {
        (!resources.is_empty()).then(|| allow(sid, why, actions, resources))
    };
    let layers = statement(
        "UseLayers",
        "layers that stand elsewhere, whose owners must allow it as well",
        &["lambda:GetLayerVersion"],
        layers(graph, place),
    );
    let images = functions(graph).filter_map(|it| repository(it.values.get("image")?.as_text()?));
    let images = statement(
        "UseImages",
        "images: Lambda puts itself into the repository's policy in the name of who asks",
        &["ecr:GetRepositoryPolicy", "ecr:SetRepositoryPolicy"],
        images.collect(),
    );
    let secrets = statement(
        "UseSecrets",
        "passwords in secrets that stand elsewhere",
        &["secretsmanager:GetSecretValue"],
        graph.desired.resources.iter().flat_map(|it| secrets(it, graph, place)).collect(),
    );
    let sources = statement(
        "UseSources",
        "databases of other stacks that have replicas here",
        &["rds:CreateDBInstanceReadReplica"],
        graph.desired.resources.iter().flat_map(|it| sources(it, graph, place)).collect(),
    );
    let logs = statement(
        "LetCloudFrontLog",
        "a distribution's logs: CloudFront puts itself into the bucket's access control list",
        &["s3:GetBucketAcl", "s3:PutBucketAcl"],
        graph.desired.resources.iter().flat_map(|it| buckets_of_logs(it, graph, place)).collect(),
    );
    [layers, images, secrets, sources, logs].into_iter().flatten().collect()
}

fn functions(graph: &Graph) -> impl Iterator<Item = &Resource> {
    graph.desired.resources.iter().filter(|it| it.kind.as_str() == "lambda.function")
}

/// The stack's own are read with their kind.
fn layers(graph: &Graph, place: &Place) -> BTreeSet<String> {
    let named =
        functions(graph).flat_map(|it| it.values.get("layers").and_then(Value::as_list).unwrap_or_default());
    let arns = |layer: &Value| match layer {
        Value::Text(arn) => vec![arn.clone()],
        other => abroad(other, "lambda.layer", graph, place),
    };
    named.flat_map(arns).collect()
}

/// Those that hold passwords and are not the stack's own.
fn secrets(resource: &Resource, graph: &Graph, place: &Place) -> Vec<String> {
    if !["rds.", "elasticache."].iter().any(|service| resource.kind.as_str().starts_with(service)) {
        return Vec::new();
    }
    let is_secret = |kind: &KindName| kind.as_str() == "secrets.secret";
    let referred =
        references(resource).into_iter().filter(|(kind, _)| is_secret(kind)).map(|(_, value)| value);
    let by_arn = ["auth_token", "password"]
        .into_iter()
        .filter_map(|name| resource.values.get(name)?.as_map()?.get("secret"));
    let arns = |secret: &Value| match secret {
        // An ARN goes on after the name with six characters, which may be left out.
        Value::Text(arn) if arn.starts_with("arn:") => vec![format!("{arn}*")],
        Value::Text(name) => {
            vec![place.name("arn:aws:secretsmanager:{region}:{account}:secret:{name}", &format!("{name}-*"))]
        }
        other => abroad(other, "secrets.secret", graph, place),
    };
    referred.chain(by_arn).flat_map(arns).collect()
}

fn sources(resource: &Resource, graph: &Graph, place: &Place) -> Vec<String> {
    let source = resource.values.get("source").filter(|_| resource.kind.as_str() == "rds.instance");
    source.map(|source| abroad(source, "rds.instance", graph, place)).unwrap_or_default()
}

/// The bucket that a distribution names by its domain, which may be another stack's, or anybody's.
fn buckets_of_logs(resource: &Resource, graph: &Graph, place: &Place) -> Vec<String> {
    if resource.kind.as_str() != "cloudfront.distribution" {
        return Vec::new();
    }
    let Some(logging) = resource.values.get("logging").and_then(Value::as_map) else { return Vec::new() };
    let text = match logging.get("bucket") {
        Some(Value::Concat(pieces)) => pieces.first(),
        other => other,
    };
    match text {
        Some(Value::Text(domain)) => {
            let name = domain.split(".s3").next().unwrap_or(domain);
            vec![format!("arn:aws:s3:::{name}")]
        }
        Some(pending @ Value::Pending(reference)) if reference.address.is_abroad() => {
            abroad(pending, "s3.bucket", graph, place)
        }
        Some(Value::Pending(reference)) => {
            let bucket = graph.get(&reference.address).and_then(|bucket| bucket.values.get("bucket"));
            let said = bucket.and_then(Value::as_text).map(|name| vec![format!("arn:aws:s3:::{name}")]);
            said.unwrap_or_else(|| patterns("s3.bucket", place))
        }
        _ => vec!["arn:aws:s3:::*".to_owned()],
    }
}

/// The ARNs of what is referred to in another stack, if it is of this kind.
fn abroad(value: &Value, kind: &str, graph: &Graph, place: &Place) -> Vec<String> {
    let Value::Pending(reference) = value else { return Vec::new() };
    let is_of_kind = graph.abroad.get(&reference.address).is_some_and(|found| found.as_str() == kind);
    let there = place.abroad(&reference.address).filter(|_| is_of_kind);
    there.map(|there| patterns(kind, &there)).unwrap_or_default()
}

fn patterns(kind: &str, place: &Place) -> Vec<String> {
    let patterns = access(kind).map_or(&[][..], |access| access.resources);
    patterns.iter().map(|pattern| place.fill(pattern, kind)).collect()
}

/// The ARN of the repository of an image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1`.
fn repository(image: &str) -> Option<String> {
    let (host, name) = image.split_once('/')?;
    let (account, rest) = host.split_once(".dkr.ecr.")?;
    let region = rest.strip_suffix(".amazonaws.com")?;
    let name = name.split(['@', ':']).next()?;
    Some(format!("arn:aws:ecr:{region}:{account}:repository/{name}"))
}

#[cfg(test)]
mod tests {
    use super::repository;

    #[test]
    fn an_image_names_its_repository() {
        let arn = "arn:aws:ecr:us-east-1:123456789012:repository/team/api";
        for tail in ["", ":1", "@sha256:0a", ":1@sha256:0a"] {
            let image = format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api{tail}");
            assert_eq!(repository(&image).as_deref(), Some(arn));
        }
        assert_eq!(repository("public.ecr.aws/lambda/python:3.13"), None);
    }
}
