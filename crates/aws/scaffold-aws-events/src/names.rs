use scaffold_model::StackId;

/// The bus that every account has.
pub(crate) const DEFAULT_BUS: &str = "default";

/// A rule by its bus and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleName {
    pub bus: String,
    pub name: String,
}

impl RuleName {
    /// The rule in `arn:aws:events:us-east-1:123456789012:rule/orders/web`, or in `…:rule/web`.
    pub fn of(arn: &str) -> Self {
        let rest = arn.split_once(":rule/").map_or(arn, |(_, rest)| rest);
        let (bus, name) = rest.rsplit_once('/').unwrap_or((DEFAULT_BUS, rest));
        Self { bus: bus.to_owned(), name: name.to_owned() }
    }

    /// What stands in its ARN.
    pub fn path(&self) -> String {
        match self.bus.as_str() {
            DEFAULT_BUS => format!("rule/{}", self.name),
            bus => format!("rule/{bus}/{}", self.name),
        }
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
    fn a_rule_is_known_by_its_arn() {
        for (arn, bus, name) in [
            ("arn:aws:events:us-east-1:123456789012:rule/web", "default", "web"),
            (
                "arn:aws:events:us-east-1:123456789012:rule/aws.partner/shop.com/web",
                "aws.partner/shop.com",
                "web",
            ),
        ] {
            let rule = RuleName::of(arn);
            assert_eq!((rule.bus.as_str(), rule.name.as_str()), (bus, name));
            assert!(arn.ends_with(&rule.path()));
        }
    }
}
