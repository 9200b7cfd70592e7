//! What an instance runs at its first start: text, or what is in a file.

use scaffold_model::{Diagnostic, Value};

use crate::autoscaling_group::AutoscalingGroup;
use crate::block::Context;
use crate::codes;

/// How many bytes AWS takes, before they are encoded.
const MOST_BYTES: usize = 16 * 1024;

/// What was said.
pub(crate) enum UserData {
    /// Nothing, or something wrong that is told.
    None,
    /// Text.
    Text(Value),
    /// What is in a file.
    File(String),
    /// A file that is no text: the first line that is none.
    NotText(String, usize),
}

impl UserData {
    pub(crate) fn of(group: &AutoscalingGroup, context: &Context<'_>) -> Self {
        if let Some(text) = &group.user_data {
            return Self::Text(text.0.clone());
        }
        let Some(path) = &group.user_data_file else { return Self::None };
        let Some(bytes) = context.sources.files.get(path) else { return Self::None };
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::File(text.to_owned()),
            Err(error) => {
                let good = &bytes[..error.valid_up_to()];
                Self::NotText(path.clone(), good.iter().filter(|byte| **byte == b'\n').count() + 1)
            }
        }
    }

    /// The attribute that said it.
    pub(crate) fn attribute(&self) -> &'static str {
        match self {
            Self::File(_) | Self::NotText(..) => "user_data_file",
            Self::None | Self::Text(_) => "user_data",
        }
    }

    pub(crate) fn value(&self) -> Option<Value> {
        match self {
            Self::Text(value) => Some(value.clone()),
            Self::File(text) => Some(Value::text(text.as_str())),
            Self::None | Self::NotText(..) => None,
        }
    }

    /// Too much, or no text.
    pub(crate) fn problem(&self, context: &Context<'_>) -> Option<Diagnostic> {
        let origin = context.origin(self.attribute());
        if let Self::NotText(path, line) = self {
            let message = format!(
                "user data of {} is no text: line {line} of `{path}` is not UTF-8",
                context.address()
            );
            let problem = Diagnostic::error(&codes::USER_DATA_NOT_TEXT, message)
                .at(origin, "not UTF-8")
                .help("save it as UTF-8; what is compressed can be fetched by a short script");
            return Some(problem);
        }
        let size = self.value()?.as_text().map(str::len).filter(|size| *size > MOST_BYTES)?;
        let message = format!(
            "user data of {} has {size} bytes, and AWS takes {MOST_BYTES} (16 KiB)",
            context.address()
        );
        let problem = Diagnostic::error(&codes::USER_DATA_TOO_LARGE, message)
            .at(origin, "too long")
            .help("put what is long into a bucket or an image, and let the script fetch it");
        Some(problem)
    }
}
