use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{Connection, PasswordSource, Secret};
use scaffold_provider::{Class, Error};

use crate::client::Secrets;

const READ: &str = "GetSecretValue";

/// Passwords that secrets hold, over a connection.
pub fn passwords(connection: &Connection) -> Arc<dyn PasswordSource> {
    Arc::new(Passwords { secrets: Secrets::new(connection) })
}

struct Passwords {
    secrets: Secrets,
}

#[async_trait]
impl PasswordSource for Passwords {
    async fn password(&self, secret: &str, version: Option<&str>) -> Result<Secret, Error> {
        let call = self.secrets.client.get_secret_value().secret_id(secret);
        let call = call.set_version_id(version.map(str::to_owned));
        let answer = self.secrets.read(READ, || call.clone().send()).await?;
        let text = answer.secret_string.ok_or_else(|| {
            let message = format!("the secret {secret} holds no text, and so no password");
            self.secrets.error(Class::Invalid, READ, message)
        })?;
        Ok(Secret::new(password_in(text)))
    }
}

/// What stands under `password` where the text is a JSON object, as RDS writes it; or else the text.
fn password_in(text: String) -> String {
    let json = serde_json::from_str::<serde_json::Value>(&text).ok();
    let password = json.as_ref().and_then(|json| json.get("password")?.as_str());
    password.map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::password_in;

    #[test]
    fn a_password_stands_alone_or_under_its_name() {
        let found = |text: &str| password_in(text.to_owned());
        assert_eq!(found(r#"{"username":"app","password":"p\"w"}"#), "p\"w");
        assert_eq!(found("plain"), "plain");
        assert_eq!(found(r#"{"user":"app"}"#), r#"{"user":"app"}"#);
    }
}
