use scaffold_kinds::lambda::{Permission, UrlAuth};
use scaffold_kinds::{Choice, Ref};
use serde_json::Value as Json;

use crate::names::{function_arn, qualifier};

/// A statement of a function's policy.
pub(crate) struct Statement {
    /// Its id.
    pub id: String,
    /// What it allows.
    pub permission: Permission,
}

/// The statements of a policy that are of a form that `AddPermission` gives them, and of this function or
/// alias.
pub(crate) fn statements(policy: &str, of: &str) -> Vec<Statement> {
    let Ok(document) = serde_json::from_str::<Json>(policy) else { return Vec::new() };
    let all = document.get("Statement").and_then(Json::as_array).cloned().unwrap_or_default();
    all.iter().filter(|statement| text(statement.get("Resource")) == Some(of)).filter_map(read).collect()
}

fn read(statement: &Json) -> Option<Statement> {
    let resource = text(statement.get("Resource"))?;
    let conditions = statement.get("Condition");
    let condition = |key: &str| {
        let operators = conditions.and_then(Json::as_object).into_iter().flatten();
        let mut found = operators.filter_map(|(_, pairs)| {
            let mut pairs = pairs.as_object().into_iter().flatten();
            pairs.find(|(name, _)| name.eq_ignore_ascii_case(key)).and_then(|(_, value)| word(value))
        });
        found.next()
    };
    Some(Statement {
        id: text(statement.get("Sid"))?.to_owned(),
        permission: Permission {
            function: Ref(function_arn(resource)),
            alias: qualifier(resource).map(|_| Ref(resource.to_owned())),
            action: text(statement.get("Action"))?.to_owned(),
            principal: principal(statement.get("Principal")?)?,
            source_arn: condition("AWS:SourceArn"),
            source_account: condition("AWS:SourceAccount"),
            organization: condition("aws:PrincipalOrgID"),
            url_auth: condition("lambda:FunctionUrlAuthType").and_then(|word| UrlAuth::from_word(&word)),
            invoked_via_url: condition("lambda:InvokedViaFunctionUrl").map(|word| word == "true"),
        },
    })
}

/// A text, or the only one of a list.
fn text(value: Option<&Json>) -> Option<&str> {
    match value? {
        Json::String(text) => Some(text),
        Json::Array(items) if items.len() == 1 => items.first().and_then(Json::as_str),
        _ => None,
    }
}

fn word(value: &Json) -> Option<String> {
    match value {
        Json::Bool(flag) => Some(flag.to_string()),
        value => text(Some(value)).map(str::to_owned),
    }
}

/// An account goes by its digits, though AWS answers with its root.
fn principal(value: &Json) -> Option<String> {
    let who = match value {
        Json::Object(kinds) => text(kinds.values().next())?,
        value => text(Some(value))?,
    };
    let account = who.strip_suffix(":root").and_then(|arn| arn.rsplit_once("::")).map(|(_, account)| account);
    Some(account.unwrap_or(who).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_says_what_it_allows() {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:api";
        let policy = format!(
            r#"{{"Version":"2012-10-17","Id":"default","Statement":[
                {{"Sid":"a","Effect":"Allow","Principal":{{"Service":"s3.amazonaws.com"}},"Action":"lambda:InvokeFunction",
                  "Resource":"{arn}","Condition":{{"StringEquals":{{"AWS:SourceAccount":"123456789012"}},
                  "ArnLike":{{"AWS:SourceArn":"arn:aws:s3:::uploads"}}}}}},
                {{"Sid":"b","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::210987654321:root"}},
                  "Action":"lambda:InvokeFunction","Resource":"{arn}","Condition":{{"Bool":{{"lambda:InvokedViaFunctionUrl":"true"}}}}}},
                {{"Sid":"c","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunctionUrl","Resource":"{arn}:live",
                  "Condition":{{"StringEquals":{{"lambda:FunctionUrlAuthType":"NONE"}}}}}}]}}"#
        );
        let found = statements(&policy, arn);
        assert_eq!(found.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(found[0].permission.principal, "s3.amazonaws.com");
        assert_eq!(found[0].permission.source_arn.as_deref(), Some("arn:aws:s3:::uploads"));
        assert_eq!(found[0].permission.source_account.as_deref(), Some("123456789012"));
        assert_eq!(found[1].permission.principal, "210987654321");
        assert_eq!(found[1].permission.invoked_via_url, Some(true));
        let of_alias = statements(&policy, &format!("{arn}:live"));
        assert_eq!(of_alias[0].permission.url_auth, Some(UrlAuth::Open));
        assert_eq!(
            of_alias[0].permission.alias.as_ref().map(|it| it.0.as_str()),
            Some(format!("{arn}:live").as_str())
        );
        assert!(statements("no policy", arn).is_empty());
    }
}
