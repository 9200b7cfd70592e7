use scaffold_kinds::schema;
use scaffold_model::{Attribute, KindSchema, Live, LiveState, Note, Value, Values};

/// The window that a change waits for, where AWS keeps it until then.
pub(crate) fn window(
    schema: &KindSchema,
    attribute: &Attribute,
    (values, live): (&Values, &Live),
) -> Option<String> {
    let queue = schema.facts.queue.filter(|_| attribute.queued)?;
    let (directive, at_once) = queue.unless;
    if values.get(directive).and_then(Value::as_text) == Some(at_once) {
        return None;
    }
    let said = values.get(queue.window).and_then(Value::as_text);
    Some(match said.or_else(|| live.value(queue.window).as_text()) {
        Some(window) => format!("the maintenance window {window}"),
        None => "the next maintenance window".to_owned(),
    })
}

/// What AWS has queued of a live resource.
pub(crate) fn queued(live: &Live) -> Option<&str> {
    let queue = schema(live.kind.as_str())?.facts.queue?;
    live.value(queue.pending).as_text().filter(|text| !text.is_empty())
}

/// What waits counts as done, and is told. While AWS is at work on something, that is no waiting.
pub(crate) fn waits(live: &Live) -> Option<Note> {
    let what = queued(live).filter(|_| live.state == LiveState::Ready)?;
    let (directive, at_once) = schema(live.kind.as_str())?.facts.queue?.unless;
    Some(Note {
        address: live.identity.as_ref().map(|identity| identity.address.clone()),
        message: format!("{} {what}", live.id),
        help: Some(format!("`{directive} = \"{at_once}\"` makes it with the next change")),
    })
}
