use std::collections::BTreeMap;

use scaffold_blueprint::{Adjustment, Checked, Judged, judge};
use scaffold_model::{Address, Diagnostic, KindSchema, Origin, Resource, nearest};

use crate::codes;

/// Puts `adjust` tables over the parts that they name. Where parts may be missing, nobody can say
/// that one is not there.
pub(crate) fn apply(
    block: &Address,
    adjustments: &[Adjustment],
    parts: &mut [Resource],
    all_parts: bool,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for adjustment in adjustments {
        let named = |resource: &&mut Resource| resource.address.part_name() == Some(adjustment.part.as_str());
        let Some(part) = parts.iter_mut().find(named) else {
            if all_parts {
                problems.push(unknown_part(block, adjustment, parts));
            }
            continue;
        };
        let Some(KindSchema { schema, .. }) = scaffold_kinds::schema(part.kind.as_str()) else { continue };
        let Checked { values, tags, origins, diagnostics } = adjustment.check(schema);
        let fits = diagnostics.is_empty();
        problems.extend(diagnostics);
        if values.contains_key("availability_zone") {
            // A zone that is named is not numbered.
            part.zone = None;
        }
        part.origins.retain(|path, _| !values.contains_key(attribute_of(path)));
        part.values.extend(values);
        part.tags.extend(tags);
        part.origins.extend(origins);
        if fits {
            problems.extend(judged(part, &adjustment.origin));
        }
    }
    problems
}

/// What the adjusted part breaks of its kind's rules.
fn judged(part: &Resource, origin: &Origin) -> Vec<Diagnostic> {
    let Some(KindSchema { schema, .. }) = scaffold_kinds::schema(part.kind.as_str()) else {
        return Vec::new();
    };
    judge(&Judged {
        subject: part.address.as_str(),
        attributes: &schema.attributes,
        rules: &schema.rules,
        values: &part.values,
        origin,
        origin_of: &|attribute| part.origins.get(attribute).cloned(),
    })
}

/// `routes` of `routes[0].destination`.
fn attribute_of(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

fn unknown_part(block: &Address, adjustment: &Adjustment, parts: &[Resource]) -> Diagnostic {
    let Adjustment { part, origin, .. } = adjustment;
    let names: Vec<&str> = parts.iter().filter_map(|resource| resource.address.part_name()).collect();
    let help = match nearest(part, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its parts are {}", names.join(", ")),
    };
    Diagnostic::error(&codes::UNKNOWN_PART, format!("{block} has no part `{part}`"))
        .at(origin, "no such part")
        .help(help)
}

/// Tags of one level over those of the level above.
pub(crate) fn merged<V: Clone>(
    above: &BTreeMap<String, V>,
    over: &BTreeMap<String, V>,
) -> BTreeMap<String, V> {
    let mut merged = above.clone();
    merged.extend(over.clone());
    merged
}
