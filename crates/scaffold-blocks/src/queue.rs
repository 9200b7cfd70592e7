use std::collections::BTreeMap;

use scaffold_kinds::record;
use scaffold_model::{Address, Diagnostic, Rule, TextRule, Type, Value};

use crate::block::{Context, Expands, are_sound, block};
use crate::codes;
use crate::given::Given;
use crate::part::{Expansion, Part};

pub(crate) const QUEUE: &str = "queue";

block! {
    /// Messages that wait until somebody takes them.
    ///
    /// Who may send or take says `connects_to` of the others; a `function` takes them by
    /// `events = [{ queue = "queue.<name>" }]`. What fails too often goes to the queue of `dead_letter`, where it can be
    /// looked at and sent back.
    pub struct Queue: "queue" {
        /// Whether messages come out in the order in which they went in, each once.
        fifo: bool => defaults_to(false).replaces(),
        /// For how long a message that was taken is hidden from the others, in seconds: up to twelve hours. Six times
        /// the time that a function has is a good measure.
        visibility_timeout_seconds: i64 => defaults_to(30_i64).between(0, 43_200),
        /// For how long a message that nobody takes is kept, in seconds: a minute to fourteen days.
        retention_seconds: i64 => defaults_to(345_600_i64).between(60, 1_209_600),
        /// For how long a new message is hidden, in seconds: up to fifteen minutes.
        delay_seconds: i64 => defaults_to(0_i64).between(0, 900),
        /// For how long whoever asks waits for a message, in seconds: up to twenty. Waiting saves calls.
        receive_wait_seconds: i64 => defaults_to(20_i64).between(0, 20),
        /// The largest message, in bytes: 1 KiB to 1 MiB.
        max_message_bytes: i64 => defaults_to(1_048_576_i64).between(1_024, 1_048_576),
        /// Id, ARN or alias of the KMS key that encrypts messages. SQS's own when it is not said.
        encryption_key: Option<Given> => text(TextRule::AtMost(2_048)),
        /// Where messages go that were taken too often without being deleted.
        dead_letter: Option<DeadLetter>,
        /// With `fifo`: whether two messages of the same content are one.
        content_based_deduplication: Option<bool> => defaults_to(false),
        /// Whether it is kept from being deleted. To delete it, apply `false` first.
        deletion_protection: bool => defaults_to(true),
    }
    rules {
        Rule::OnlyWhere { attributes: &["content_based_deduplication"], attribute: "fifo", is: &["true"] },
    }
    outputs {
        /// Where messages are sent and taken.
        url: String = "queue.url",
        /// ARN.
        arn: String = "queue.arn",
        /// Its physical name.
        name: String = "queue.name",
    }
    parts {
        /// The queue itself. It holds data.
        "queue": "sqs.queue",
    }
}

record! {
    /// Where messages go that fail.
    pub struct DeadLetter {
        /// The queue, of the same sort.
        queue: Option<String> => of_type(Type::BlockReference("queue")).required(),
        /// After how many times of being taken, 1 to 1000.
        max_receives: Option<i64> => defaults_to(5_i64).between(1, 1_000),
    }
}

impl Expands for Queue {
    fn expand(&self, context: &Context<'_>) -> Expansion {
        let deduplicates = self.content_based_deduplication.filter(|_| self.fifo);
        let part = Part::new(QUEUE, "sqs.queue")
            .asked("fifo", "fifo", self.fifo)
            .asked(
                "visibility_timeout_seconds",
                "visibility_timeout_seconds",
                self.visibility_timeout_seconds,
            )
            .asked("retention_seconds", "retention_seconds", self.retention_seconds)
            .asked("delay_seconds", "delay_seconds", self.delay_seconds)
            .asked("receive_wait_seconds", "receive_wait_seconds", self.receive_wait_seconds)
            .asked("max_message_bytes", "max_message_bytes", self.max_message_bytes)
            .asked_if("encryption_key", "encryption_key", self.encryption_key.clone())
            .asked_if(
                "dead_letter",
                "dead_letter",
                self.dead_letter.as_ref().and_then(|dead| dead.value(context)),
            )
            .asked_if("content_based_deduplication", "content_based_deduplication", deduplicates)
            .asked("deletion_protection", "deletion_protection", self.deletion_protection);
        let outputs = ["url", "arn", "name"].map(|name| (name.to_owned(), context.output_of(QUEUE, name)));
        Expansion {
            parts: vec![part],
            outputs: BTreeMap::from(outputs),
            all_parts: true,
            diagnostics: self.check(context).into_iter().collect(),
        }
    }
}

impl DeadLetter {
    /// None where the queue is its own, which is told.
    fn value(&self, context: &Context<'_>) -> Option<Value> {
        let queue = Address::parse(self.queue.as_deref()?).ok().filter(|queue| queue != context.address())?;
        let mut values = BTreeMap::from([("queue".to_owned(), Value::pending(queue.part(QUEUE), "id"))]);
        values.extend(self.max_receives.map(|most| ("max_receives".to_owned(), most.into())));
        Some(Value::Map(values))
    }
}

impl Queue {
    /// Dead letters go to another queue, of the same sort.
    fn check(&self, context: &Context<'_>) -> Option<Diagnostic> {
        let named = self.dead_letter.as_ref()?.queue.as_deref()?;
        let block = context.block_at(named)?;
        let place = context.written(&["dead_letter.queue", "dead_letter"]);
        if block.address == *context.address() {
            let message = format!("{named} gives its dead letters to itself");
            let problem =
                Diagnostic::error(&codes::UNFITTING_DEAD_LETTER, message).at(place, "the same queue");
            return Some(problem.help("make a second queue for them, such as `[queue.failed]`"));
        }
        let other: Queue =
            context.peer(named).filter(|_| are_sound(block, &["fifo"]) && context.are_sound(&["fifo"]))?;
        if other.fifo == self.fifo {
            return None;
        }
        let word = |fifo: bool| if fifo { "a FIFO queue" } else { "a standard queue" };
        let message = format!(
            "{} is {}, and gives its dead letters to {named}, {}",
            context.address(),
            word(self.fifo),
            word(other.fifo)
        );
        let problem = Diagnostic::error(&codes::UNFITTING_DEAD_LETTER, message)
            .at(place, "of another sort")
            .at(block.origins.get("fifo").unwrap_or(&block.origin), word(other.fifo))
            .help(format!("say `fifo = {}` in {named}, or name another queue", self.fifo));
        Some(problem)
    }
}
