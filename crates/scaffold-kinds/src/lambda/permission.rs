use scaffold_model::{Facts, Identity, TextRule, Unique, Value, digest};

use crate::{Kind, Ref, choice, kind};

/// The longest address of a permission: its statement's id carries it, and of the 100 characters that AWS takes the
/// rest of the mark has 27.
pub const LONGEST_ADDRESS: usize = 73;

kind! {
    /// A statement in the policy of a function, or of an alias of it: who may call it. A change is another
    /// statement, which is put in before the old one is taken out.
    pub struct Permission: "lambda.permission" {
        /// The function.
        function: Ref => required().refers_to("lambda.function").replaces().created_by(&["FunctionName"]),
        /// An alias of it. The function's latest code when it is not said.
        alias: Option<Ref> => refers_to("lambda.alias").replaces().created_by(&["Qualifier"]),
        /// What is allowed.
        action: String => defaults_to("lambda:InvokeFunction").text(TextRule::Prefix("lambda:")).replaces().created_by(&["Action"]),
        /// Who may: a service of AWS's (`events.amazonaws.com`), an account's number, the ARN of a role or
        /// user, or `*`.
        principal: String => required().text(TextRule::Described { words: "a service, such as `events.amazonaws.com`, the twelve digits of an account, the ARN of a role or user, or `*`", fits: is_principal }).replaces().created_by(&["Principal"]),
        /// Only for this resource: its ARN, in which `*` stands for any text.
        source_arn: Option<String> => text(TextRule::Prefix("arn:")).replaces().created_by(&["SourceArn"]),
        /// Only for resources of this account.
        source_account: Option<String> => text(TextRule::Described { words: "the twelve digits of an account", fits: is_account }).replaces().created_by(&["SourceAccount"]),
        /// Only for accounts of this organization.
        organization: Option<String> => text(TextRule::Prefix("o-")).replaces().created_by(&["PrincipalOrgID"]),
        /// Only through a URL that asks for so much.
        url_auth: Option<UrlAuth> => replaces().created_by(&["FunctionUrlAuthType"]),
        /// Only through a URL.
        invoked_via_url: Option<bool> => replaces().created_by(&["InvokedViaFunctionUrl"]),
    }
    outputs {
        /// The ARN of the function or alias, with `/permission/` and a digest of what is allowed behind it.
        id: String,
        /// The statement's own id.
        statement: String,
        /// ARN of the function or alias that may be called. Whoever is refused before the statement is there
        /// (notifications of a bucket, targets of a balancer) names what it calls by this, and so waits for it.
        target: String,
    }
    facts { Facts {
        identity: Identity::Marked { limit: None },
        id_prefix: "arn:",
        unique: &[Unique {
            attributes: &["function", "alias", "action", "principal", "source_arn", "source_account", "organization", "url_auth", "invoked_via_url"],
            error: "ResourceConflictException",
        }],
        page_size: 50,
        create_operation: "AddPermission",
        left_out: &[
            ("StatementId", "holds the mark of stack and address"),
            ("EventSourceToken", "of Alexa's skills"),
            ("RevisionId", "statements are put in and taken out one by one, whatever others do"),
        ],
        ..crate::facts::FACTS
    } }
}

impl Permission {
    /// What is allowed, in sixteen hexadecimal digits: two statements that allow the same have one.
    pub fn content(&self) -> String {
        let mut content = self.encode();
        content.retain(|name, _| !["function", "alias"].contains(&name.as_str()));
        digest(Value::Map(content).to_json().to_string().as_bytes())[..16].to_owned()
    }
}

/// One spelling a principal: an account goes by its digits.
fn is_principal(text: &str) -> bool {
    let is_service = || {
        text.ends_with(".amazonaws.com")
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c))
    };
    let is_arn = || text.starts_with("arn:") && text.contains(":iam::") && !text.ends_with(":root");
    text == "*" || is_account(text) || is_service() || is_arn()
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|c| c.is_ascii_digit())
}

choice! {
    /// What a URL asks of who calls it.
    pub enum UrlAuth {
        /// Nothing.
        Open = "NONE",
        /// Requests that are signed.
        Iam = "AWS_IAM",
    }
}
