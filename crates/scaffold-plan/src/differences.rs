use std::collections::BTreeMap;
use std::sync::LazyLock;

use scaffold_kinds::attribute;
use scaffold_model::{
    Address, Attribute, Cause, Change, Class, Disruption, KindSchema, Live, Resource, StackId, Type, Value,
    Values, View,
};

use crate::{
    equality::{has_grown, is_equal, is_moved_there, set_difference},
    labels::{Difference, Labels},
    waiting::window,
};

/// The attribute that every taggable resource has beside those of its kind.
pub(crate) static TAGS: LazyLock<Attribute> =
    LazyLock::new(|| attribute::<BTreeMap<String, String>>("tags", "Tags."));

/// One desired resource beside its live one.
pub(crate) struct Comparison<'a, 'v> {
    pub resource: &'a Resource,
    pub schema: &'static KindSchema,
    /// Declared and defaulted values, references resolved as far as known; `tags` among them.
    pub values: &'v Values,
    /// The same before references were resolved, for labels.
    pub asked: &'v Values,
    pub live: &'a Live,
    /// Where the live one was before `[[moved]]`.
    pub moved_from: Option<&'v Address>,
    pub stack: &'a StackId,
    pub foreign_tags: &'a [String],
}

/// Every attribute that differs, in the order of the schema, tags last.
pub(crate) fn differences(comparison: &Comparison<'_, '_>, labels: &Labels<'_>) -> Vec<Change> {
    let tags = comparison.schema.is_taggable().then(|| &*TAGS);
    let attributes = comparison.schema.schema.attributes.iter().chain(tags);
    let mut changes: Vec<Change> =
        attributes.filter_map(|attribute| difference(comparison, attribute, labels)).collect();
    let set_off: Vec<Change> = changes.iter().filter_map(|change| set_off(comparison, change)).collect();
    for change in set_off {
        if changes.iter().all(|other| other.attribute != change.attribute) {
            changes.push(change);
        }
    }
    changes
}

/// What the change will make differ from what is wanted: the same step repairs it, and the plan says so.
fn set_off(comparison: &Comparison<'_, '_>, change: &Change) -> Option<Change> {
    let Comparison { resource, schema, values, .. } = comparison;
    let (name, word) = schema.schema.attribute(&change.attribute)?.sets_off?;
    let attribute = schema.schema.attribute(name)?;
    let wanted = values.get(name).filter(|wanted| attribute.left_alone_when.as_ref() != Some(*wanted))?;
    Some(Change {
        attribute: name.to_owned(),
        before: Value::text(word),
        after: wanted.clone(),
        cause: change.cause,
        view: View::Plain,
        replaces: false,
        disruption: attribute.disruption,
        waits_for: None,
        origin: Some(resource.origin_of(name).clone()),
    })
}

fn difference(comparison: &Comparison<'_, '_>, attribute: &Attribute, labels: &Labels<'_>) -> Option<Change> {
    let Comparison { resource, schema, values, asked, live, .. } = comparison;
    let once = matches!(attribute.class, Class::CreateOnly | Class::Directive);
    if once || resource.ignore.contains(attribute.name) {
        return None;
    }
    let after = values.get(attribute.name).cloned().unwrap_or_default();
    let before =
        if attribute.name == TAGS.name { own_tags(comparison) } else { live.value(attribute.name).clone() };
    if is_equal(attribute, &after, &before)
        || is_moved_there(attribute, values, &before)
        || has_grown(attribute, values, &after, &before)
    {
        return None;
    }
    let silence = Value::Null;
    let asked = asked.get(attribute.name).unwrap_or(&silence);
    let difference = Difference { address: &resource.address, attribute, asked, live: &before };
    let cause = labels.differs(&difference);
    Some(Change {
        attribute: attribute.name.to_owned(),
        disruption: disruption(attribute, live, (&before, &after)),
        waits_for: window(schema, attribute, (values, live)),
        view: view(&attribute.ty, &before, &after),
        cause,
        replaces: false,
        origin: Some(resource.origin_of(attribute.name).clone()),
        before,
        after,
    })
}

/// Tags that are the resource's own to have: all but those of others. A `Name` that the old address
/// gave counts as the new one's: the re-tag of `[[moved]]` sets it.
fn own_tags(comparison: &Comparison<'_, '_>) -> Value {
    let Comparison { resource, live, moved_from, stack, foreign_tags, .. } = comparison;
    let foreign = |key: &String| foreign_tags.iter().any(|pattern| matches_glob(pattern, key));
    let mut own: Values = live
        .tags
        .iter()
        .filter(|(key, _)| !foreign(key))
        .map(|(key, value)| (key.clone(), Value::text(value.as_str())))
        .collect();
    if let (Some(from), Some(name)) = (moved_from, own.get_mut("Name"))
        && *name == Value::text(from.display_name(stack))
    {
        *name = Value::text(resource.address.display_name(stack));
    }
    Value::Map(own)
}

/// Whether a key matches a pattern in which `*` stands for any text.
fn matches_glob(pattern: &str, key: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| key.strip_prefix(first)) else { return false };
    let Some(last) = pattern.rsplit_once('*').map(|(_, last)| last) else { return rest.is_empty() };
    let middle: Vec<&str> = pieces.collect();
    for piece in middle.iter().take(middle.len().saturating_sub(1)) {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A set that only grows disturbs nobody, and what has another to fail over to is not away for long.
fn disruption(attribute: &Attribute, live: &Live, (before, after): (&Value, &Value)) -> Disruption {
    let fails_over = attribute.fails_over_with.is_some_and(|with| live.value(with).as_bool() == Some(true));
    match (&attribute.ty, before, after) {
        (Type::Set(_), Value::Null, _) => Disruption::None,
        (Type::Set(item), Value::List(before), Value::List(after))
            if set_difference(item, before, after).is_empty() =>
        {
            Disruption::None
        }
        _ if fails_over => attribute.disruption.min(Disruption::Failover),
        _ => attribute.disruption,
    }
}

pub(crate) fn view(ty: &Type, before: &Value, after: &Value) -> View {
    let has_lines = |value: &Value| value.as_text().is_some_and(|text| text.contains('\n'));
    match ty {
        Type::Set(_) | Type::List(_) => View::Set,
        Type::Map(_) | Type::Record { .. } => View::Map,
        Type::Policy => View::Json,
        _ if has_lines(before) || has_lines(after) => View::Text,
        _ => View::Plain,
    }
}

/// What something new shall be, for review: every value but the defaults that nobody declared.
pub(crate) fn creation(
    resource: &Resource,
    schema: &KindSchema,
    values: &Values,
    cause: Cause,
) -> Vec<Change> {
    values
        .iter()
        .filter(|(name, value)| {
            let default = schema.schema.attribute(name).and_then(Attribute::default);
            !value.is_null() && (resource.values.contains_key(*name) || default != Some(*value))
        })
        .map(|(name, value)| {
            let attribute = schema.schema.attribute(name).unwrap_or(&TAGS);
            Change {
                attribute: name.clone(),
                before: Value::Null,
                after: value.clone(),
                cause,
                view: view(&attribute.ty, &Value::Null, value),
                replaces: false,
                disruption: Disruption::None,
                waits_for: None,
                origin: Some(resource.origin_of(name).clone()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::matches_glob;

    #[test]
    fn globs() {
        assert!(matches_glob("map-*", "map-migrated"));
        assert!(matches_glob("*", "anything"));
        assert!(matches_glob("a*b*c", "a-x-b-y-c"));
        assert!(matches_glob("exact", "exact"));
        for (pattern, key) in [("map-*", "xmap-1"), ("exact", "exactly"), ("a*b*c", "acb"), ("*z", "za")] {
            assert!(!matches_glob(pattern, key), "{pattern} {key}");
        }
    }
}
