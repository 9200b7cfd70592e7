//! Runtimes of functions, by name. New ones come every few months, so that an unknown one is a warning.

use scaffold_model::{Diagnostic, did_you_mean};

use crate::block::Context;
use crate::codes;
use crate::function::Function;

/// Those that functions can be made of (the Lambda API's `Runtime`, and "Lambda runtimes").
const CURRENT: &[&str] = &[
    "dotnet10",
    "dotnet6",
    "dotnet8",
    "java11",
    "java11.al2023",
    "java17",
    "java17.al2023",
    "java21",
    "java25",
    "java8.al2",
    "java8.al2023",
    "nodejs16.x",
    "nodejs18.x",
    "nodejs20.x",
    "nodejs22.x",
    "nodejs24.x",
    "nodejs26.x",
    "provided.al2",
    "provided.al2023",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "python3.15",
    "python3.8",
    "python3.9",
    "ruby3.2",
    "ruby3.3",
    "ruby3.4",
    "ruby4.0",
];

/// Those of which AWS has neither made nor changed functions since February 2024 or longer.
const RETIRED: &[&str] = &[
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "java8",
    "nodejs",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "nodejs4.3",
    "nodejs6.10",
    "nodejs8.10",
    "provided",
    "python2.7",
    "python3.6",
    "python3.7",
    "ruby2.5",
    "ruby2.7",
];

/// A runtime that AWS has no more, or that nobody has heard of.
pub(crate) fn check(function: &Function, context: &Context<'_>) -> Option<Diagnostic> {
    let runtime = function.runtime.as_ref()?.0.as_text()?;
    let origin = context.origin("runtime");
    if RETIRED.contains(&runtime) {
        let message = format!("AWS retired the runtime {runtime} of {}", context.address());
        let problem = Diagnostic::warning(&codes::RETIRED_RUNTIME, message)
            .at(origin, "functions of it are neither made nor changed any more")
            .help("name a newer one; programs of Go, C++ and Rust run on `provided.al2023`");
        return Some(problem);
    }
    if CURRENT.contains(&runtime) {
        return None;
    }
    let message = format!("the runtime {runtime} of {} is unknown here", context.address());
    let help = "if AWS has it by now, all is well";
    let help = did_you_mean(runtime, CURRENT.iter().copied())
        .map_or_else(|| help.to_owned(), |meant| format!("{meant} {help}"));
    Some(Diagnostic::warning(&codes::UNKNOWN_RUNTIME, message).at(origin, "no runtime known").help(help))
}
