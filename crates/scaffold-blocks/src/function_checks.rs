//! What must hold of a function beyond its schema.

use std::collections::BTreeMap;

use scaffold_blueprint::Block;
use scaffold_model::{Address, Diagnostic};

use crate::block::{Context, are_sound};
use crate::codes;
use crate::function::Function;
use crate::function_events::FunctionEvent;
use crate::network::Network;
use crate::queue::Queue;
use crate::vpc::Tier;
use crate::{function_calls, function_forwards, function_layers, function_limits, function_runtimes};

/// Lambda sets these itself ("Using Lambda environment variables").
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];

/// How many messages come at once without gathering, and ever of a FIFO queue.
const FEW: i64 = 10;

/// Everything.
pub(crate) fn check(function: &Function, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(network) = Network::named(function.vpc.as_deref(), context) {
        let tier = function.tier.unwrap_or(Tier::Private);
        let is_sound = context.are_sound(&["tier"]);
        problems.extend(network.check(tier, &["tier", "vpc"], context).filter(|_| is_sound));
    }
    problems.extend(function.environment.keys().filter_map(|name| reserved(name, context)));
    problems.extend(function.environment.keys().filter_map(|name| misnamed(name, context)));
    problems.extend(function_calls::check(function, context));
    problems.extend(function_runtimes::check(function, context));
    problems.extend(function_limits::check(function, context));
    problems.extend(concurrency(function, context));
    problems.extend(dead_letter(function, context));
    problems.extend(function_forwards::check(function, context));
    problems.extend(function_layers::check(&function.layers, function.source.as_deref(), context));
    let mut queues = BTreeMap::new();
    for (index, event) in function.events.iter().enumerate() {
        let path = format!("events[{index}]");
        if let Some(queue) = event.queue()
            && let Some(first) = queues.insert(queue.clone(), index)
        {
            problems.push(repeated(&queue, [first, index], context));
        }
        problems.extend(of_queue(function, event, &path, context));
    }
    problems
}

fn reserved(name: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let path = format!("environment.{name}");
    RESERVED.contains(&name).then(|| {
        let message = format!("the variable `{name}` of {} is Lambda's own", context.address());
        Diagnostic::error(&codes::RESERVED_VARIABLE, message)
            .at(context.origin(&path), "AWS refuses it")
            .help("take it out: the code sees Lambda's value; or give it another name")
    })
}

fn concurrency(function: &Function, context: &Context<'_>) -> Option<Diagnostic> {
    let (reserved, ready) = function.reserved_concurrency.zip(function.provisioned_concurrency)?;
    if ready <= reserved {
        return None;
    }
    let message =
        format!("{} keeps {ready} ready, and no more than {reserved} of it may run", context.address());
    let problem = Diagnostic::error(&codes::UNFITTING_CONCURRENCY, message)
        .at(context.origin("provisioned_concurrency"), "more than may run")
        .at(context.origin("reserved_concurrency"), "the most")
        .help("raise `reserved_concurrency`, or keep fewer ready");
    Some(problem)
}

/// Lambda sends what failed to standard queues alone.
fn dead_letter(function: &Function, context: &Context<'_>) -> Option<Diagnostic> {
    let named = function.dead_letter.as_deref()?;
    let block = context.block_at(named)?;
    let queue: Queue = context.peer(named).filter(|_| are_sound(block, &["fifo"]))?;
    queue.fifo.then(|| {
        let message = format!("{} gives what failed to {named}, a FIFO queue", context.address());
        Diagnostic::error(&codes::UNFITTING_DEAD_LETTER, message)
            .at(context.origin("dead_letter"), "of another sort")
            .at(block.origins.get("fifo").unwrap_or(&block.origin), "a FIFO queue")
            .help("Lambda sends to standard queues alone: name one")
    })
}

fn repeated(queue: &Address, [first, again]: [usize; 2], context: &Context<'_>) -> Diagnostic {
    let message = format!("{} takes messages of {queue} twice", context.address());
    Diagnostic::error(&codes::REPEATED_EVENT, message)
        .at(context.origin(&format!("events[{again}].queue")), "again here")
        .at(context.origin(&format!("events[{first}].queue")), "first here")
        .help("AWS reads a queue for a function once: make one event of them, with the `filters` of both")
}

/// What AWS refuses of a queue and a function that takes its messages.
fn of_queue(
    function: &Function,
    event: &FunctionEvent,
    path: &str,
    context: &Context<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let Some(named) = event.queue.as_deref() else { return problems };
    let Some(block) = context.block_at(named) else { return problems };
    let Some(queue) = context.peer::<Queue>(named) else { return problems };
    let hidden = queue.visibility_timeout_seconds;
    if hidden < function.timeout_seconds
        && are_sound(block, &["visibility_timeout_seconds"])
        && context.are_sound(&["timeout_seconds"])
    {
        let message = format!(
            "{} may take {} s for a message of {named}, which others see again after {hidden} s",
            context.address(),
            function.timeout_seconds
        );
        let there = block.origins.get("visibility_timeout_seconds").unwrap_or(&block.origin);
        problems.push(
            Diagnostic::error(&codes::SHORT_VISIBILITY, message)
                .at(context.origin(&format!("{path}.queue")), "AWS refuses that")
                .at(there, "hidden for less")
                .help(format!(
                    "say `visibility_timeout_seconds = {}` in {named}: six times `timeout_seconds`",
                    (function.timeout_seconds * 6).min(43_200)
                )),
        );
    }
    let gathers = event.batching_window_seconds.is_some_and(|seconds| seconds > 0);
    let is_fifo = queue.fifo && are_sound(block, &["fifo"]);
    problems.extend((is_fifo && gathers).then(|| gathered(named, block, path, context)));
    let Some(size) = event.batch_size.filter(|size| *size > FEW) else { return problems };
    let (what, help) = if is_fifo {
        ("of a FIFO queue", format!("say at most {FEW}"))
    } else if !gathers {
        ("without gathering", format!("add `batching_window_seconds = 1`, or say at most {FEW}"))
    } else {
        return problems;
    };
    let message = format!("{} takes {size} messages at once {what}", context.address());
    problems.push(
        Diagnostic::error(&codes::UNFITTING_BATCH, message)
            .at(context.origin(&format!("{path}.batch_size")), "AWS refuses that")
            .help(help),
    );
    problems
}

/// AWS gathers no messages of FIFO queues.
fn gathered(named: &str, queue: &Block, path: &str, context: &Context<'_>) -> Diagnostic {
    let message = format!("{} gathers messages of {named}, a FIFO queue", context.address());
    Diagnostic::error(&codes::UNFITTING_BATCH, message)
        .at(context.origin(&format!("{path}.batching_window_seconds")), "AWS refuses that")
        .at(queue.origins.get("fifo").unwrap_or(&queue.origin), "a FIFO queue")
        .help("take `batching_window_seconds` out: it gets what is there, up to `batch_size`")
}

/// Names that Lambda takes: a letter, then one or more letters, digits and underscores.
fn misnamed(name: &str, context: &Context<'_>) -> Option<Diagnostic> {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = begins && name.len() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (!fits && !RESERVED.contains(&name)).then(|| {
        let message =
            format!("the variable `{name}` of {} has a name that Lambda refuses", context.address());
        Diagnostic::error(&codes::UNFITTING_VARIABLE, message)
            .at(context.key(&format!("environment.{name}")), "AWS refuses it")
            .help("say a letter first, and then one or more letters, digits and `_`")
    })
}
