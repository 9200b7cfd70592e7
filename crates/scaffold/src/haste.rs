//! How much faster than AWS the tests' emulators are.

use std::env;
use std::num::NonZeroU32;

use crate::failure::Failure;

/// How many times shorter pauses are than on AWS, for tests: an emulator has done at once what is waited for.
const HASTE: &str = "SCAFFOLD_HASTE";

/// What the environment says; once where it says nothing.
pub fn haste() -> Result<NonZeroU32, Failure> {
    match env::var(HASTE) {
        Ok(text) if !text.is_empty() => text.parse().map_err(|_| {
            let message = format!("{HASTE}: `{text}` is no whole number from 1");
            Failure::usage(message, "it is for tests: leave it unset")
        }),
        _ => Ok(NonZeroU32::MIN),
    }
}
