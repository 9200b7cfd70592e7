//! Kinds of AWS Lambda, after its API reference (2015-03-31).

mod alias;
mod event_source;
mod function;
mod function_parts;
mod layer;
mod permission;
mod url;

pub use alias::Alias;
pub use event_source::{EventSource, StartingPosition};
pub use function::{Architecture, Function, LogFormat, Package, SnapStart, Tracing};
pub use function_parts::{
    ApplicationLogLevel, FileSystem, FunctionVpc, ImageConfig, SystemLogLevel, is_code_sha256,
};
pub use layer::Layer;
pub use permission::{LONGEST_ADDRESS, Permission, UrlAuth};
pub use url::{Cors, InvokeMode, Url};
