use std::collections::{BTreeMap, VecDeque};

use scaffold_model::{Attribute, Change, Mutability, OnlyWhile, Refusal, Stepwise, Value, shrinks};

use crate::codes;
use crate::differences::Comparison;

/// What a change asks of the resource as a whole.
pub(crate) enum Effect {
    InPlace,
    Replace,
    /// With a help.
    Refuse(String),
}

pub(crate) fn effect(comparison: &Comparison<'_, '_>, change: &Change) -> Effect {
    let Some(attribute) = comparison.schema.schema.attribute(&change.attribute) else {
        return Effect::InPlace;
    };
    match &attribute.mutability {
        Mutability::InPlaceOnlyTo(value) if change.after != *value => Effect::Replace,
        Mutability::Replace => Effect::Replace,
        Mutability::Refuse(help) => Effect::Refuse((*help).to_owned()),
        Mutability::OnlyGrows(help) if shrinks(&change.before, &change.after) => {
            Effect::Refuse((*help).to_owned())
        }
        Mutability::InPlace | Mutability::InPlaceOnlyTo(_) | Mutability::OnlyGrows(_) => {
            skipped(comparison, attribute, change).map_or(Effect::InPlace, Effect::Refuse)
        }
    }
}

/// What is to be done first, where AWS does not go there in one step.
fn skipped(comparison: &Comparison<'_, '_>, attribute: &Attribute, change: &Change) -> Option<String> {
    let stepwise = attribute.stepwise.and_then(|stepwise| skipped_step(stepwise, change));
    let stepwise = stepwise.or_else(|| too_little(attribute.least_growth?, change));
    stepwise.or_else(|| not_while(attribute.only_while?, comparison, change))
}

/// AWS would round it up, and the next plan want less than there is.
fn too_little(percent: i64, change: &Change) -> Option<String> {
    let (before, after) = (change.before.as_integer()?, change.after.as_integer()?);
    let least = before.saturating_add(before.saturating_mul(percent).saturating_add(99) / 100);
    (before < after && after < least)
        .then(|| format!("AWS makes it {percent} % more at least: say {least}, or let it be"))
}

fn skipped_step(Stepwise { steps, between }: Stepwise, change: &Change) -> Option<String> {
    let (before, after) = (change.before.as_text()?, change.after.as_text()?);
    if steps.contains(&(before, after)) {
        return None;
    }
    let attribute = &change.attribute;
    Some(match first_step(steps, before, after) {
        Some(first) => format!(
            "it goes there in steps: apply `{attribute} = \"{first}\"` first, {between}, then apply \
             `{attribute} = \"{after}\"`"
        ),
        None => {
            format!("AWS has no way from {before} to {after}: put it back, or move to a new one beside it")
        }
    })
}

/// The first word on the shortest way.
fn first_step<'a>(steps: &[(&'a str, &'a str)], before: &str, after: &str) -> Option<&'a str> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open: VecDeque<&str> = VecDeque::from([before]);
    while let Some(here) = open.pop_front() {
        for &(_, to) in steps.iter().filter(|(from, to)| *from == here && *to != before) {
            if !first.contains_key(to) {
                first.insert(to, first.get(here).copied().unwrap_or(to));
                open.push_back(to);
            }
        }
    }
    first.get(after).copied()
}

fn not_while(condition: OnlyWhile, comparison: &Comparison<'_, '_>, change: &Change) -> Option<String> {
    let OnlyWhile { attribute, is, between } = condition;
    let desired = comparison.values.get(attribute).unwrap_or(&Value::Null);
    let holds = |value: &Value| value.is_null() || value.as_text() == Some(is);
    if holds(comparison.live.value(attribute)) && holds(desired) {
        return None;
    }
    let (name, before, after) = (&change.attribute, &change.before, &change.after);
    let is_off = change.after.as_bool() == Some(false);
    // What is switched off has no such word any more: it is set while it is still on.
    Some(if is_off {
        format!(
            "it goes there in steps: apply `{attribute} = \"{is}\"` with `{name} = {before}` first, {between}, then \
             apply `{name} = {after}`"
        )
    } else {
        format!(
            "it goes there in steps: apply `{name} = {after}` with `{attribute} = \"{is}\"` first, {between}, then \
             apply `{attribute} = \"{desired}\"`"
        )
    })
}

/// What holds data is never replaced for an attribute: the help is the schema's alone.
pub(crate) fn cannot_change(comparison: &Comparison<'_, '_>, change: &Change, help: &str) -> Refusal {
    let Comparison { resource, schema, live, .. } = comparison;
    let help = if schema.facts.holds_data {
        help.to_owned()
    } else {
        format!("{help}; or replace it with `--replace {}`", resource.address)
    };
    Refusal {
        code: codes::CANNOT_CHANGE.name.to_owned(),
        address: resource.address.clone(),
        message: format!(
            "`{}` of {} cannot change from {} to {}",
            change.attribute, live.id, change.before, change.after
        ),
        help: Some(help),
        origin: change.origin.clone(),
    }
}
