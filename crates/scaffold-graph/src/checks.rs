use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, Moved, Resource, Resources};

use crate::codes;
use crate::directory::Directory;
use crate::nearest::did_you_mean;

/// What must hold of addresses before references are looked at.
pub(crate) fn all(resources: &Resources, directory: &Directory<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    duplicates(&resources.resources, &mut problems);
    for resource in &resources.resources {
        kind(resource, &mut problems);
    }
    for moved in &resources.moved {
        moves(moved, directory, &mut problems);
    }
    problems
}

fn duplicates(resources: &[Resource], problems: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    for resource in resources {
        let Some(earlier) = first.insert(&resource.address, resource) else { continue };
        first.insert(&resource.address, earlier);
        problems.push(
            Diagnostic::error(&codes::DUPLICATE_ADDRESS, format!("{} stands twice", resource.address))
                .at(&resource.origin, "stands here again")
                .at(&earlier.origin, "stands here first")
                .help("an address is an identity: give one of them another name"),
        );
    }
}

fn kind(resource: &Resource, problems: &mut Vec<Diagnostic>) {
    let Some(kind) = scaffold_kinds::schema(resource.kind.as_str()) else {
        let known = scaffold_kinds::all().map(|kind| kind.kind.as_str());
        let help = did_you_mean(resource.kind.as_str(), known);
        let message = format!("{} is of the kind {}, which is unknown", resource.address, resource.kind);
        let problem = Diagnostic::error(&codes::UNKNOWN_KIND, message).at(&resource.origin, "unknown kind");
        problems.push(Diagnostic { help, ..problem });
        return;
    };
    for name in &resource.ignore {
        if kind.schema.attribute(name).is_some() {
            continue;
        }
        let message = format!("{} has no attribute `{name}` to ignore", resource.address);
        let help = did_you_mean(name, kind.schema.attributes.iter().map(|attribute| attribute.name));
        let origin = resource.origins.get(&format!("ignore.{name}")).unwrap_or(resource.origin_of("ignore"));
        let problem = Diagnostic::error(&codes::UNKNOWN_IGNORED_ATTRIBUTE, message);
        problems.push(Diagnostic { help, ..problem.at(origin, "no such attribute") });
    }
}

fn moves(moved: &Moved, directory: &Directory<'_>, problems: &mut Vec<Diagnostic>) {
    let Moved { from, to, origin } = moved;
    if !directory.has(to) {
        let message = format!("{from} moved to {to}, which is not in the blueprint");
        let help = did_you_mean(to.as_str(), directory.addresses());
        let problem = Diagnostic::error(&codes::UNKNOWN_MOVED_TO, message);
        problems.push(Diagnostic { help, ..problem.at(origin, "nothing has this address") });
    }
    if directory.has(from) {
        let message = format!("{from} is said to have moved to {to}, but it is still in the blueprint");
        problems.push(
            Diagnostic::error(&codes::MOVED_FROM_EXISTS, message)
                .at(origin, "still there")
                .help(format!("take out this entry, or what stands at {from}")),
        );
    }
}
