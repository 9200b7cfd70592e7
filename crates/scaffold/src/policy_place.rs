use scaffold_model::{Address, StackId, beginning_of_names};

/// Where a stack is, as patterns of ARNs say it.
pub(crate) struct Place {
    /// The stack.
    pub stack: StackId,
    /// Its number, or `*`.
    pub account: String,
}

impl Place {
    /// Of a stack, in an account if that is said.
    pub(crate) fn of(stack: &StackId, account: Option<&str>) -> Self {
        Self { stack: stack.clone(), account: account.unwrap_or("*").to_owned() }
    }

    /// That of the other stack in which an address is.
    pub(crate) fn abroad(&self, address: &Address) -> Option<Self> {
        Some(Self { stack: address.stack_abroad(&self.stack)?, account: self.account.clone() })
    }

    /// A pattern of a kind, filled in.
    pub(crate) fn fill(&self, pattern: &str, kind: &str) -> String {
        let schema = scaffold_kinds::schema(kind);
        let name = schema.and_then(|schema| beginning_of_names(schema, &self.stack)).unwrap_or_default();
        let filled = self.put(pattern).replace("{name}", &name);
        // An account that is not known stands beside what follows any name.
        filled.replace("**", "*")
    }

    /// A pattern, with a name that somebody said in the place of those of scaffold's making.
    pub(crate) fn name(&self, pattern: &str, name: &str) -> String {
        let before = pattern.split_once("{name}").map_or(pattern, |(before, _)| before);
        format!("{}{name}", self.put(before))
    }

    /// The bucket of the ledger.
    pub(crate) fn ledger(&self) -> String {
        format!("arn:aws:s3:::scaffold-{}-{}", self.account, self.stack.region)
    }

    fn put(&self, pattern: &str) -> String {
        let environment = self.stack.environment.as_ref().map(|environment| format!("@{environment}"));
        let stack = format!("{}{}", self.stack.name, environment.unwrap_or_default());
        let filled = pattern.replace("{region}", &self.stack.region).replace("{account}", &self.account);
        filled.replace("{stack}", &stack)
    }
}

#[cfg(test)]
mod tests {
    use scaffold_model::{Address, StackId, name_to_make};

    use super::Place;

    fn stack(name: &str, environment: Option<&str>, region: &str) -> StackId {
        let environment = environment.map(str::to_owned);
        StackId { name: name.to_owned(), environment, region: region.to_owned() }
    }

    /// Whatever a kind cuts off, what it makes begins as its pattern does.
    #[test]
    fn every_name_of_every_kind_fits_its_pattern() {
        let longest = stack("a-name-of-twenty-four-ch", Some("an-environment-of-any"), "ap-southeast-1");
        let stacks = [stack("shop", Some("prod"), "us-east-1"), stack("aws", None, "eu-west-1"), longest];
        for (stack, schema) in
            stacks.iter().flat_map(|stack| scaffold_kinds::all().map(move |it| (stack, it)))
        {
            let kind = schema.kind.as_str();
            for address in
                ["vpc.a", "function.api/role", "autoscaling_group.a-long-name-of-it/security_group"]
            {
                let address = Address::parse(address).unwrap();
                let account = "123456789012";
                let Some(name) = name_to_make(schema, (stack, account), &address, None) else { continue };
                let known = Place::of(stack, Some(account)).fill("{name}*", kind);
                assert!(name.starts_with(known.trim_end_matches('*')), "{kind}: {name} is not {known}");
                if !schema.facts.is_named_worldwide {
                    continue;
                }
                for place in [Place::of(stack, Some(account)), Place::of(stack, None)] {
                    let pattern = place.fill("{name}*{account}-{region}-*", kind);
                    assert!(fits(&pattern, &name), "{kind}: {name} is not {pattern}");
                }
            }
        }
    }

    fn fits(pattern: &str, text: &str) -> bool {
        match pattern.split_once('*') {
            None => pattern == text,
            Some((before, after)) => text
                .strip_prefix(before)
                .is_some_and(|rest| (0..=rest.len()).any(|index| fits(after, &rest[index..]))),
        }
    }

    #[test]
    fn a_said_name_takes_the_place_of_made_ones() {
        let place = Place::of(&stack("shop", None, "us-east-1"), None);
        assert_eq!(place.name("arn:aws:s3:::{name}*{account}-{region}-*", "files"), "arn:aws:s3:::files");
        assert_eq!(place.name("arn:aws:rds:*:{account}:db:{name}*", "main"), "arn:aws:rds:*:*:db:main");
        assert_eq!(
            place.fill("arn:aws:s3:::{name}*{account}-{region}-*", "s3.bucket"),
            "arn:aws:s3:::shop-*-us-east-1-*"
        );
    }
}
