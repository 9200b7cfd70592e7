use scaffold_model::{Attribute, Class, KindSchema, Type, Value, Values};

use crate::rib::Rib;

/// One of AWS's calls that change a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name.
    pub operation: String,
    /// What it changes.
    pub changes: Vec<(&'static str, Change)>,
}

/// What becomes of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is this.
    Set(Value),
    /// A member is taken out of the set.
    Take(Value),
    /// A member is put into the set.
    Give(Value),
    /// A member of the set takes the place of another.
    Replace(Value, Value),
}

impl Change {
    /// The value after it. What is done already is done: the reply to it was lost.
    pub fn after(&self, before: &Value) -> Value {
        let mut members = before.as_list().unwrap_or_default().to_vec();
        match self {
            Self::Set(value) => return value.clone(),
            Self::Take(member) => members.retain(|held| held != member),
            Self::Give(member) => members.push(member.clone()),
            Self::Replace(replaced, member) => {
                members.retain(|held| held != replaced);
                members.push(member.clone());
            }
        }
        Value::List(members)
    }
}

/// Puts what says how to act into the calls that take it.
pub fn direct(schema: &'static KindSchema, rib: &dyn Rib, values: &Values, steps: &mut [Step]) {
    let directives = schema.schema.attributes.iter().filter(|attribute| attribute.class == Class::Directive);
    for directive in directives.filter(|_| rib.takes_directives()) {
        let Some(value) = values.get(directive.name) else { continue };
        let takes = |step: &&mut Step| operations(directive).any(|operation| operation == step.operation);
        for step in steps.iter_mut().filter(takes) {
            step.changes.push((directive.name, Change::Set(value.clone())));
        }
    }
}

/// AWS's calls from one state of some attributes to another, in the order of the schema. What a set
/// loses goes before what it gains.
pub fn steps<'a>(
    schema: &'static KindSchema,
    rib: &dyn Rib,
    live: &Values,
    wanted: impl Fn(&Attribute) -> Option<&'a Value>,
) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let of = |attribute: &Attribute| live.get(attribute.name).unwrap_or(&Value::Null);
    let comes_last = |attribute: &Attribute| {
        wanted(attribute).is_some_and(|value| rib.comes_last(attribute.name, of(attribute), value))
    };
    let (last, first): (Vec<_>, Vec<_>) = schema.schema.attributes.iter().partition(|it| comes_last(it));
    for attribute in first.into_iter().chain(last) {
        let Some(value) = wanted(attribute) else { continue };
        if attribute.class == Class::Directive {
            continue;
        }
        let live = of(attribute);
        if value == live || attribute.left_alone_when.as_ref() == Some(value) || is_nothing(live, value) {
            continue;
        }
        let operation = operations(attribute).next().unwrap_or_else(|| rib.operation(attribute.name));
        let takes_many = rib.takes_many(operation);
        let takes_all = takes_many || ["Modify", "Set"].iter().any(|word| operation.starts_with(word));
        if matches!(attribute.ty, Type::Set(_)) && !takes_all {
            member_steps(attribute, rib, (live, value), &mut steps);
            continue;
        }
        let name = attribute.name;
        if rib.clears_first(name) && !live.is_null() {
            let undoing = undoing(attribute, operation);
            steps.push(Step { operation: undoing, changes: vec![(name, Change::Set(Value::Null))] });
            if value.is_null() {
                continue;
            }
        }
        let change = (name, Change::Set(value.clone()));
        // `Modify…Attribute` takes one attribute a call, other modifying calls take many.
        match steps.iter_mut().find(|step| takes_many && step.operation == operation) {
            Some(step) => step.changes.push(change),
            None => steps.push(Step { operation: operation.to_owned(), changes: vec![change] }),
        }
    }
    steps
}

fn is_nothing(live: &Value, value: &Value) -> bool {
    let empty = |value: &Value| value.is_null() || value.as_list().is_some_and(<[Value]>::is_empty);
    empty(live) && empty(value)
}

fn member_steps(
    attribute: &Attribute,
    rib: &dyn Rib,
    (live, value): (&Value, &Value),
    steps: &mut Vec<Step>,
) {
    let name = attribute.name;
    let live = live.as_list().unwrap_or_default();
    let wanted = value.as_list().unwrap_or_default();
    let adding = operations(attribute).next().unwrap_or_else(|| rib.operation(name));
    let with_key = |members: &[Value], like: &Value| {
        let key = rib.member_key(name, like);
        members.iter().find(|member| rib.member_key(name, member) == key).cloned()
    };
    let mut push = |operation: String, change| steps.push(Step { operation, changes: vec![(name, change)] });
    for member in live.iter().filter(|member| with_key(wanted, member).is_none()) {
        push(undoing(attribute, adding), Change::Take(member.clone()));
    }
    for member in wanted.iter().filter(|member| !live.contains(member)) {
        match with_key(live, member) {
            Some(before) => {
                let replacing = operations(attribute).find(|operation| operation.starts_with("Replace"));
                push(replacing.unwrap_or(adding).to_owned(), Change::Replace(before, member.clone()));
            }
            None => push(adding.to_owned(), Change::Give(member.clone())),
        }
    }
}

/// AWS's modifying calls of an attribute.
fn operations(attribute: &Attribute) -> impl Iterator<Item = &'static str> {
    attribute.modify_members.iter().map(|member| member.split_once('.').map_or(*member, |(name, _)| name))
}

/// The call that undoes another: named by the schema, or as AWS forms such names.
fn undoing(attribute: &Attribute, operation: &str) -> String {
    const UNDOING: [&str; 8] =
        ["Delete", "Deregister", "Disassociate", "Detach", "Disable", "Remove", "Revoke", "Unassign"];
    if let Some(named) = operations(attribute).find(|name| UNDOING.iter().any(|word| name.starts_with(word)))
    {
        return named.to_owned();
    }
    const PAIRS: [(&str, &str); 4] =
        [("Associate", "Disassociate"), ("Create", "Delete"), ("Assign", "Unassign"), ("Attach", "Detach")];
    let undone = |(doing, undoing): &(&str, &str)| {
        operation.strip_prefix(doing).map(|rest| format!("{undoing}{rest}"))
    };
    PAIRS.iter().find_map(undone).unwrap_or_else(|| operation.to_owned())
}
