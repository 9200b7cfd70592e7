use scaffold_model::{Facts, Identity, Lifecycle, Quota, Rule, TextRule, Unique};

use super::replication_group::{AuthToken, Engine};
use super::{TAGS, USER_NAME, facts};
use crate::{choice, kind};

kind! {
    /// A user of Valkey or Redis. It reaches the caches whose user groups it is in.
    pub struct User: "elasticache.user" {
        /// The engine of its caches. Users of Redis may be in groups of Valkey, not the other way round.
        engine: Engine => required().in_place_only_to("valkey").created_by(&["Engine"]).modified_by(&["ModifyUser.Engine"]),
        /// What it says when it connects. Its id when it is not said, and always with IAM. Groups of Redis
        /// need one named `default`, which is who connects without a name.
        user_name: Option<String> => provider_chosen().text(TextRule::AtMost(120)).replaces().created_by(&["UserName"]),
        /// How it proves who it is.
        authentication: Authentication => required().created_by(&["AuthenticationMode"]).modified_by(&["ModifyUser.AuthenticationMode"]),
        /// Its password, by the secret that holds it: read when the call is made, never shown. Another
        /// secret or version is a difference.
        password: Option<AuthToken> => created_by(&["AuthenticationMode"]).modified_by(&["ModifyUser.AuthenticationMode"]),
        /// What it may do with which keys, in the engine's own language: `on ~* +@all`.
        access_string: String => required().text(TextRule::Described { words: "rules of the engine with single spaces between them: `on ~* +@all`", fits: is_access_string }).created_by(&["AccessString"]).modified_by(&["ModifyUser.AccessString"]),
    }
    rules {
        Rule::OnlyWhere { attributes: &["password"], attribute: "authentication", is: &["password"] },
        Rule::Requires { attribute: "authentication", is: &["password"], needs: &["password"] },
        Rule::OnlyWhere {
            attributes: &["user_name"],
            attribute: "authentication",
            is: &["password", "no-password-required"],
        },
    }
    outputs {
        /// Its id.
        id: String,
        /// ARN: what a statement that lets someone connect by IAM names.
        arn: String,
        /// Its id, which is its name with IAM.
        name: String,
    }
    facts { Facts {
        identity: Identity::TagsAndName { limit: USER_NAME },
        lifecycle: Lifecycle { creating: None, deleting: Some(("deleting", 10)) },
        unique: &[Unique { attributes: &["name"], error: "UserAlreadyExists" }],
        quota: Some(Quota { limit: 1000, within: None, error: "UserQuotaExceeded" }),
        // AWS takes a user that goes out of its groups.
        soft_referrers: &["elasticache.user_group.users"],
        left_out: &[
            TAGS,
            ("UserId", "deterministic, from stack and address"),
            ("Passwords", "`AuthenticationMode` carries them"),
            ("ModifyUser.Passwords", "`AuthenticationMode` carries them"),
            ("NoPasswordRequired", "`AuthenticationMode` says it"),
            ("ModifyUser.NoPasswordRequired", "`AuthenticationMode` says it"),
            ("ModifyUser.AppendAccessString", "`AccessString` says all of it"),
        ],
        ..facts("CreateUser")
    } }
}

choice! {
    /// How a user proves who it is.
    pub enum Authentication {
        /// By a token that its IAM role signs.
        Iam = "iam",
        /// By a password.
        Password = "password",
        /// Not at all.
        NoPasswordRequired = "no-password-required",
    }
}

fn is_access_string(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 1024
        && text.split(' ').all(|rule| !rule.is_empty() && rule.chars().all(|c| c.is_ascii_graphic()))
}
