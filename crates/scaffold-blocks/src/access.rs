//! What a role may do with blocks that IAM guards: exactly the actions that its block asked for, on exactly
//! what it named.

use std::collections::BTreeMap;

use scaffold_blueprint::Block;
use scaffold_kinds::choice;
use scaffold_model::{Address, Diagnostic, Value};

use crate::block::Context;
use crate::codes;
use crate::keys;
use crate::permissions::allow;

choice! {
    /// What may be done with a target that IAM guards.
    pub enum Access {
        /// Reading.
        Read = "read",
        /// Writing.
        Write = "write",
        /// Both.
        ReadWrite = "read+write",
    }
}

/// A sort of block that IAM guards. A block comes in by an entry of [`GUARDED`].
pub(crate) struct Guarded {
    /// The block, whose part of that name is what is guarded.
    pub(crate) word: &'static str,
    /// On the whole of it.
    read: &'static [&'static str],
    write: &'static [&'static str],
    /// On each thing in it.
    read_inside: &'static [&'static str],
    write_inside: &'static [&'static str],
}

pub(crate) const GUARDED: &[Guarded] = &[
    Guarded {
        word: "bucket",
        read: &["s3:ListBucket"],
        write: &[],
        read_inside: &["s3:GetObject"],
        write_inside: &["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    },
    Guarded {
        word: "queue",
        read: &[
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
        ],
        write: &["sqs:SendMessage", "sqs:GetQueueUrl"],
        read_inside: &[],
        write_inside: &[],
    },
    Guarded {
        word: "secret",
        read: &["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        write: &["secretsmanager:PutSecretValue", "secretsmanager:DescribeSecret"],
        read_inside: &[],
        write_inside: &[],
    },
];

/// What of KMS reading and writing needs, where a key of the user's own encrypts.
const DECRYPT: &[&str] = &["kms:Decrypt"];
const ENCRYPT: &[&str] = &["kms:GenerateDataKey", "kms:Decrypt"];

/// Whether IAM guards blocks of this word.
pub(crate) fn guarded(word: &str) -> Option<&'static Guarded> {
    GUARDED.iter().find(|guarded| guarded.word == word)
}

/// The ARN of what a block of one part stands for.
pub(crate) fn arn_of(block: &Address) -> Value {
    Value::pending(block.part(block.word()), "arn")
}

/// What is wrong with the way in which a guarded block is named.
pub(crate) fn check(
    access: Option<Access>,
    port: Option<i64>,
    path: &str,
    (to, context): (&Address, &Context<'_>),
) -> Option<Diagnostic> {
    let from = context.address();
    if port.is_some() {
        let message = format!("{from} connects to {to} at a port, and IAM guards it");
        return Some(
            Diagnostic::error(&codes::PORT_OF_ACCESS, message)
                .at(context.origin(&format!("{path}.port")), "it has no port of its own")
                .help(format!("write `{{ to = \"{to}\", access = \"read\" }}`")),
        );
    }
    // What is written there and wrong is told already.
    if access.is_some() || context.value_at(&format!("{path}.access")).is_some() {
        return None;
    }
    let message = format!("{from} connects to {to}, and does not say what for");
    Some(
        Diagnostic::error(&codes::WHICH_ACCESS, message)
            .at(context.origin(path), "to read or to write?")
            .help(format!(
                "write `{{ to = \"{to}\", access = \"read\" }}`; or `\"write\"`, `\"read+write\"`"
            )),
    )
}

/// The statements for what a block asked for, each target once, in the order of their addresses.
pub(crate) fn statements<'a>(
    asked: impl Iterator<Item = (&'a str, Access)>,
    context: &Context<'_>,
) -> Vec<Value> {
    let mut merged: BTreeMap<Address, (&Guarded, [bool; 2])> = BTreeMap::new();
    for (to, access) in asked {
        let Ok(to) = Address::parse_abroad(to).or_else(|_| Address::parse(to)) else { continue };
        let Some(guarded) = guarded(to.word()) else { continue };
        let (_, [reads, writes]) = merged.entry(to).or_insert((guarded, [false, false]));
        *reads |= access != Access::Write;
        *writes |= access != Access::Read;
    }
    let statements =
        |(to, (guarded, may)): (Address, (&Guarded, [bool; 2]))| guarded.statements(&to, may, context);
    merged.into_iter().flat_map(statements).collect()
}

impl Guarded {
    fn statements(&self, to: &Address, may: [bool; 2], context: &Context<'_>) -> Vec<Value> {
        let arn = arn_of(to);
        let inside = Value::Concat(vec![arn.clone(), Value::from("/*")]);
        let mut statements = vec![
            (chosen(self.read, self.write, may), arn),
            (chosen(self.read_inside, self.write_inside, may), inside),
        ];
        statements.retain(|(actions, _)| !actions.is_empty());
        let block = context.block_at(to.as_str());
        let of_key = keys::statements(&chosen(DECRYPT, ENCRYPT, may), block.into_iter(), context);
        let allowed = statements.into_iter().map(|(actions, resource)| allow(&actions, vec![resource]));
        allowed.chain(of_key).collect()
    }
}

/// Those for reading and those for writing, each once.
fn chosen<'a>(read: &[&'a str], write: &[&'a str], [reads, writes]: [bool; 2]) -> Vec<&'a str> {
    let mut actions: Vec<&str> = Vec::new();
    let asked = [(reads, read), (writes, write)].into_iter().filter(|(asked, _)| *asked);
    for action in asked.flat_map(|(_, actions)| actions) {
        if !actions.contains(action) {
            actions.push(action);
        }
    }
    actions
}

/// What reading blocks that their own keys encrypt needs of those keys.
pub(crate) fn decrypting<'a>(blocks: impl Iterator<Item = &'a Block>, context: &Context<'_>) -> Vec<Value> {
    keys::statements(DECRYPT, blocks, context)
}

/// The same of writing.
pub(crate) fn encrypting<'a>(blocks: impl Iterator<Item = &'a Block>, context: &Context<'_>) -> Vec<Value> {
    keys::statements(ENCRYPT, blocks, context)
}
