use std::collections::BTreeSet;

use scaffold_model::{Disruption, Facts, Identity, Unique};

use super::permission::UrlAuth;
use crate::{Ref, choice, kind, record};

kind! {
    /// An address under which a function, or an alias of it, answers HTTPS requests. Who may ask, permissions say.
    pub struct Url: "lambda.url" {
        /// The function.
        function: Ref => required().refers_to("lambda.function").replaces().created_by(&["FunctionName"]),
        /// An alias of it. The function's latest code when it is not said.
        alias: Option<Ref> => refers_to("lambda.alias").replaces().created_by(&["Qualifier"]),
        /// Whether requests must be signed with credentials of AWS's.
        auth: UrlAuth => required().created_by(&["AuthType"]).modified_by(&["UpdateFunctionUrlConfig.AuthType"]),
        /// Which other web sites may ask from a browser. None when it is not said.
        cors: Option<Cors> => created_by(&["Cors"]).modified_by(&["UpdateFunctionUrlConfig.Cors"]),
        /// Whether the answer comes as a whole or piece by piece.
        invoke_mode: InvokeMode => defaults_to("BUFFERED").created_by(&["InvokeMode"]).modified_by(&["UpdateFunctionUrlConfig.InvokeMode"]),
    }
    outputs {
        /// The ARN of the function or alias, with `/url` behind it.
        id: String,
        /// `https://….lambda-url.….on.aws/`.
        url: String,
        /// The name in it.
        domain_name: String,
    }
    facts { Facts {
        identity: Identity::Marked { limit: None },
        id_prefix: "arn:",
        // Another one answers under another name.
        delete_disruption: Disruption::Downtime,
        create_before_delete: false,
        unique: &[Unique { attributes: &["function", "alias"], error: "ResourceConflictException" }],
        page_size: 50,
        create_operation: "CreateFunctionUrlConfig",
        left_out: &[("UpdateFunctionUrlConfig.Qualifier", "says which")],
        ..crate::facts::FACTS
    } }
}

record! {
    /// Which other web sites may ask from a browser.
    pub struct Cors {
        /// Whether they may send cookies and the like.
        allow_credentials: bool => defaults_to(false).created_by(&[".AllowCredentials"]),
        /// Headers that they may send; `*` for all.
        allow_headers: BTreeSet<String> => created_by(&[".AllowHeaders"]),
        /// Methods that they may use: `GET`; `*` for all.
        allow_methods: BTreeSet<String> => created_by(&[".AllowMethods"]),
        /// Which sites: `https://example.com`; `*` for all.
        allow_origins: BTreeSet<String> => created_by(&[".AllowOrigins"]),
        /// Headers of the answer that they may read.
        expose_headers: BTreeSet<String> => created_by(&[".ExposeHeaders"]),
        /// For how many seconds a browser may remember the answer: at most a day.
        max_age_seconds: Option<i64> => between(0, 86_400).created_by(&[".MaxAge"]),
    }
}

choice! {
    /// How the answer comes.
    pub enum InvokeMode {
        /// As a whole, at most 6 MB.
        Buffered = "BUFFERED",
        /// Piece by piece.
        Stream = "RESPONSE_STREAM",
    }
}
