use std::collections::BTreeSet;

use scaffold_model::{Diagnostic, Resource, Resources, Type, Value};

use crate::codes;

/// The attribute that says another region than the stack's.
const REGION: &str = "region";

/// The attribute that names across regions: a replica's source.
const SOURCE: &str = "source";

/// Services whose things are used from any region.
const EVERYWHERE: &[&str] = &["iam", "secrets"];

/// The region that a resource stands in, where that is not the stack's.
pub(crate) fn of(resource: &Resource) -> Option<&str> {
    resource.values.get(REGION).and_then(Value::as_text)
}

/// Regions beside the stack's in which something stands.
pub(crate) fn all(resources: &[Resource]) -> BTreeSet<String> {
    resources.iter().filter_map(of).map(str::to_owned).collect()
}

/// The stack's own region goes without saying.
pub(crate) fn settle(resources: &mut Resources) {
    for resource in &mut resources.resources {
        if of(resource) == Some(resources.stack.region.as_str()) {
            resource.values.remove(REGION);
        }
    }
}

/// What refers to something in another region, which AWS would not find there.
pub(crate) fn across(resources: &[Resource]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for resource in resources {
        let Some(kind) = scaffold_kinds::schema(resource.kind.as_str()) else { continue };
        for (name, value) in &resource.values {
            let named = kind.schema.attribute(name).filter(|it| it.name != SOURCE && names_others(&it.ty));
            let Some(named) = named else { continue };
            if let (Type::Reference(kind), Value::Text(text)) = (&named.ty, value)
                && scaffold_kinds::schema(kind.as_str()).is_some_and(takes_region)
                && of(resource).is_some()
                && !text.starts_with("arn:")
            {
                problems.push(short(resource, name, text));
            }
            value.visit_references(&mut |reference| {
                let found = resources.iter().find(|other| other.address == reference.address);
                let target = found.filter(|target| !EVERYWHERE.contains(&target.kind.service()));
                if let Some(target) = target.filter(|target| of(target) != of(resource)) {
                    problems.push(told(resource, name, target));
                }
            });
        }
    }
    problems
}

fn short(resource: &Resource, name: &str, text: &str) -> Diagnostic {
    let region = of(resource).unwrap_or_default();
    let message =
        format!("`{name}` of {}, `{text}`, does not say in which region it stands", resource.address);
    Diagnostic::error(&codes::OTHER_REGION, message)
        .at(resource.origin_of(name), "a name alone")
        .help(format!("write its ARN, with {region} in it"))
}

fn names_others(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) => true,
        Type::List(item) | Type::Set(item) => names_others(item),
        _ => false,
    }
}

fn told(resource: &Resource, name: &str, target: &Resource) -> Diagnostic {
    let place = |resource: &Resource| of(resource).unwrap_or("the stack's own region").to_owned();
    let message = format!(
        "`{name}` of {} is {}, which stands in {}, and not in {}",
        resource.address,
        target.address,
        place(target),
        place(resource)
    );
    let help = match of(resource) {
        Some(region) if scaffold_kinds::schema(target.kind.as_str()).is_some_and(takes_region) => {
            format!("make one with `region = \"{region}\"`, or name what is there by its ARN")
        }
        Some(region) => format!("name what stands in {region} by its physical id or name"),
        None => "name one in the stack's own region".to_owned(),
    };
    let label = format!("stands in {}", place(target));
    Diagnostic::error(&codes::OTHER_REGION, message).at(resource.origin_of(name), label).help(help)
}

fn takes_region(kind: &scaffold_model::KindSchema) -> bool {
    kind.schema.attribute(REGION).is_some()
}
