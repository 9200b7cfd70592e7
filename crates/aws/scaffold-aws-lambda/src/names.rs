use scaffold_model::StackId;

/// `api` in `arn:aws:lambda:us-east-1:123456789012:function:api:live/url`.
pub(crate) fn function_name(arn: &str) -> &str {
    let rest = arn.split_once(":function:").map_or(arn, |(_, rest)| rest);
    rest.split([':', '/']).next().unwrap_or(rest)
}

/// `live` in it.
pub(crate) fn qualifier(arn: &str) -> Option<&str> {
    let (_, rest) = arn.split_once(":function:")?;
    let rest = rest.split('/').next().unwrap_or(rest);
    rest.split_once(':').map(|(_, qualifier)| qualifier).filter(|qualifier| !qualifier.is_empty())
}

/// The ARN of the function in that of a version or alias.
pub(crate) fn function_arn(arn: &str) -> String {
    match qualifier(arn) {
        Some(qualifier) => {
            let base = arn.split('/').next().unwrap_or(arn);
            base.strip_suffix(qualifier).and_then(|base| base.strip_suffix(':')).unwrap_or(base).to_owned()
        }
        None => arn.split('/').next().unwrap_or(arn).to_owned(),
    }
}

/// The stack that a tag names.
pub(crate) fn stack_of(text: &str) -> Option<StackId> {
    let (stack, region) = text.rsplit_once('@')?;
    let (name, environment) = match stack.split_once('/') {
        Some((name, environment)) => (name, Some(environment.to_owned())),
        None => (stack, None),
    };
    Some(StackId { name: name.to_owned(), environment, region: region.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_come_apart() {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:api";
        assert_eq!((function_name(arn), qualifier(arn)), ("api", None));
        let url = format!("{arn}:live/url");
        assert_eq!((function_name(&url), qualifier(&url)), ("api", Some("live")));
        assert_eq!(function_arn(&url), arn);
        assert_eq!(function_arn(&format!("{arn}/url")), arn);
        assert_eq!(
            stack_of("shop/prod@us-east-1").map(|stack| stack.to_string()).as_deref(),
            Some("shop/prod@us-east-1")
        );
    }
}
