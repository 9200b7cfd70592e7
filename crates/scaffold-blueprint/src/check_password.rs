//! Passwords that somebody wrote down. None belongs in a blueprint: whoever reads the file, its history,
//! a plan or a log would have it.

use scaffold_model::Diagnostic;

use crate::codes;
use crate::document::{Data, Node};

/// Words in keys that nothing but a password is behind.
const WORDS: &[&str] = &["password", "passwd", "passphrase"];

/// Keys that nothing but a password is behind.
const KEYS: &[&str] = &["auth_token", "token", "secret_string", "secret_value"];

/// Attributes that say where a password is kept, and often get it itself.
const KEEPERS: &[&str] =
    &["auth", "auth.secret", "auth_token", "auth_token.secret", "client_secret", "password_secret"];

/// Whether an unknown key says a password.
pub(crate) fn is_password(key: &str, node: &Node) -> bool {
    let key = key.to_ascii_lowercase();
    let is_text = !matches!(node.data, Data::Table(_) | Data::List { .. } | Data::Broken);
    is_text && (WORDS.iter().any(|word| key.contains(word)) || KEYS.contains(&key.as_str()))
}

/// Whether a wrong text in an attribute is, for all that is known, a password.
pub(crate) fn is_kept_at(path: &str, node: &Node) -> bool {
    let ends = |keeper: &&str| path == *keeper || path.ends_with(&format!(".{keeper}"));
    matches!(&node.data, Data::Text(text) if !text.is_empty()) && KEEPERS.iter().any(ends)
}

/// What is said of one. Its own place is the label's, which nothing ever shows.
pub(crate) fn written(subject: &str, path: &str, node: &Node) -> Diagnostic {
    let message = format!("a password stands in {subject}, as `{path}`");
    Diagnostic::error(&codes::WRITTEN_PASSWORD, message)
        .at(&node.origin, "not shown here; whoever has the file has it")
        .help(help(subject, path))
}

fn help(subject: &str, path: &str) -> String {
    let word = subject.split('.').next().unwrap_or_default();
    let where_kept = match word {
        "database" => {
            format!(
                "RDS or scaffold makes one that nobody sees; read it from the secret `${{{subject}.secret_arn}}`"
            )
        }
        "rds" => "RDS makes one that nobody sees, or `password_secret` names a `secrets.secret`".to_owned(),
        "cache" => "keep it in a secret: `auth = { secret = \"arn:aws:secretsmanager:…\" }`".to_owned(),
        _ if path.ends_with("client_secret") => {
            "keep it in a parameter: `client_secret = { parameter = \"/path\" }`".to_owned()
        }
        _ => "keep it in a secret, and name that".to_owned(),
    };
    format!("take it out: {where_kept}. If the file was ever committed or sent, change the password too")
}
