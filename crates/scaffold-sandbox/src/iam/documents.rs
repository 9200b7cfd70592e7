use serde_json::Value as Json;

/// What is wrong with a policy document, in AWS's words. A role's trust names principals, what it may
/// do names none.
pub fn problem_of(document: &str, names_principals: bool) -> Option<&'static str> {
    let Ok(Json::Object(document)) = serde_json::from_str::<Json>(document) else {
        return Some("This policy contains invalid Json");
    };
    if let Some(version) = document.get("Version").and_then(Json::as_str)
        && !["2012-10-17", "2008-10-17"].contains(&version)
    {
        return Some("The policy must contain a valid version string");
    }
    let statements = statements(&document);
    if statements.is_empty() {
        return Some("Syntax errors in policy");
    }
    statements.into_iter().find_map(|statement| {
        let has = |names: [&str; 2]| names.iter().any(|name| statement.get(*name).is_some());
        let effect = statement.get("Effect").and_then(Json::as_str).unwrap_or_default();
        match () {
            () if !["Allow", "Deny"].contains(&effect) => Some("Syntax errors in policy"),
            () if !has(["Action", "NotAction"]) => Some("Policy statement must contain actions"),
            () if names_principals && !has(["Principal", "NotPrincipal"]) => {
                Some("AssumeRole policy must contain principals")
            }
            () if names_principals && has(["Resource", "NotResource"]) => {
                Some("Has prohibited field Resource")
            }
            () if !names_principals && has(["Principal", "NotPrincipal"]) => {
                Some("Policy document should not specify a principal")
            }
            () if !names_principals && !has(["Resource", "NotResource"]) => {
                Some("Policy statement must contain resources")
            }
            () => None,
        }
    })
}

/// Who a trust document names under `AWS` or `Service`.
pub fn principals(document: &str, of: &str) -> Vec<String> {
    let Ok(Json::Object(document)) = serde_json::from_str::<Json>(document) else { return Vec::new() };
    let named = |statement: &Json| match statement.get("Principal").and_then(|who| who.get(of)) {
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        Some(Json::String(name)) => vec![name.clone()],
        _ => Vec::new(),
    };
    statements(&document).into_iter().flat_map(named).collect()
}

fn statements(document: &serde_json::Map<String, Json>) -> Vec<&Json> {
    match document.get("Statement") {
        Some(Json::Array(statements)) => statements.iter().collect(),
        Some(statement @ Json::Object(_)) => vec![statement],
        _ => Vec::new(),
    }
}
