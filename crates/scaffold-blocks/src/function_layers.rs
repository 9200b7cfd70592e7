//! `layers`: what is laid over a function's code.

use scaffold_kinds::{AttributeType, DecodeError, record};
use scaffold_model::{Diagnostic, TextRule, Type, Value};

use crate::block::Context;
use crate::codes;
use crate::given::Given;
use crate::part::Part;

/// How many a function may have (AWS Lambda, quotas).
const MOST: usize = 5;
/// Bytes that a function may have unpacked, with its layers (AWS Lambda, quotas).
const MOST_UNPACKED: u64 = 250 << 20;

record! {
    /// A layer of the function's own.
    pub struct OwnLayer {
        /// What is in it: a directory, or a `.zip`, by its path from the blueprint's directory, packed as the function's
        /// `source` is. The code finds it below `/opt`; runtimes look into `python` and `nodejs/node_modules` there.
        source: Option<String> => text(TextRule::Code).required(),
    }
}

/// One of `layers`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// A version that is there, by its ARN.
    Version(Given),
    /// One of what lies beside the blueprint.
    Own(OwnLayer),
}

impl AttributeType for Layer {
    fn ty() -> Type {
        let version = TextRule::Described {
            words: "the ARN of a version of a layer, with its number: `…:layer:tools:3`",
            fits: is_version,
        };
        Type::AnyOf(vec![Type::Text(version), OwnLayer::ty()])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Map(_) => OwnLayer::decode(value).map(Self::Own),
            other => Given::decode(other).map(Self::Version),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::Version(arn) => arn.encode(),
            Self::Own(layer) => layer.encode(),
        }
    }
}

/// A version has a number; layers of AWS's own accounts may have none.
fn is_version(text: &str) -> bool {
    let named =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "lambda", "", "", "awslayer", name] => named(name),
        ["arn", _, "lambda", region, account, "layer", name, version] => {
            let are_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
            !region.is_empty()
                && account.len() == 12
                && are_digits(account)
                && named(name)
                && are_digits(version)
        }
        _ => false,
    }
}

/// Those of the function's own, with their places in the list, from 0.
fn own(layers: &[Layer]) -> impl Iterator<Item = (usize, &str)> {
    layers.iter().enumerate().filter_map(|(index, layer)| match layer {
        Layer::Own(OwnLayer { source }) => Some((index, source.as_deref()?)),
        Layer::Version(_) => None,
    })
}

fn name(index: usize) -> String {
    format!("layer.{}", index + 1)
}

/// The layers of the function's own.
pub(crate) fn parts(layers: &[Layer], context: &Context<'_>) -> Vec<Part> {
    let part = |(index, source): (usize, &str)| {
        let code = context.sources.code.get(source).map(|code| code.sha256.as_str());
        Part::new(name(index), "lambda.layer").asked_if(
            format!("layers[{index}].source"),
            "code_sha256",
            code,
        )
    };
    own(layers).map(part).collect()
}

/// All of them, as the function names them.
pub(crate) fn value(layers: &[Layer], context: &Context<'_>) -> Option<Value> {
    let arn = |(index, layer): (usize, &Layer)| match layer {
        Layer::Version(arn) => arn.clone().into(),
        Layer::Own(_) => context.output_of(&name(index), "arn"),
    };
    let arns: Vec<Value> = layers.iter().enumerate().map(arn).collect();
    (!arns.is_empty()).then_some(Value::List(arns))
}

/// What is wrong with them, beside the function's own code.
pub(crate) fn check(layers: &[Layer], source: Option<&str>, context: &Context<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if layers.len() > MOST {
        let message = format!("{} has {} layers", context.address(), layers.len());
        problems.push(
            Diagnostic::error(&codes::TOO_MANY_LAYERS, message)
                .at(context.origin(&format!("layers[{MOST}]")), format!("AWS takes {MOST}"))
                .help("put several into one"),
        );
    }
    let sources = source.into_iter().chain(own(layers).map(|(_, source)| source));
    let sizes = sources.filter_map(|source| context.sources.code.get(source)).map(|code| code.unpacked);
    let size: u64 = sizes.sum();
    if size > MOST_UNPACKED && own(layers).next().is_some() {
        let message = format!(
            "the code of {} and its layers have {} MiB unpacked, and AWS Lambda takes {}",
            context.address(),
            size.div_ceil(1 << 20),
            MOST_UNPACKED >> 20
        );
        problems.push(
            Diagnostic::error(&codes::LAYERS_TOO_LARGE, message)
                .at(context.origin("layers"), "too much together")
                .help("leave out what is not needed by a `.scaffoldignore`, or use `image`"),
        );
    }
    problems
}
