//! Kinds of AWS Identity and Access Management, after its API reference (2010-05-08). Roles and
//! profiles are the account's, not a region's: their path names the region.

mod instance_profile;
mod role;

pub use instance_profile::InstanceProfile;
pub use role::Role;

use scaffold_model::{Facts, StackId};

const PATH: (&str, &str) = ("Path", "deterministic, from stack and address");
const TAGS: (&str, &str) = ("Tags", "identity, `Name` and `tags`");

/// What the kinds share: ARNs as ids, 1,000 a page where 100 is what AWS gives unasked.
fn facts(create_operation: &'static str) -> Facts {
    Facts { id_prefix: "arn:", create_operation, page_size: 1000, ..crate::facts::FACTS }
}

/// What the paths of a stack's roles and profiles begin with: `/scaffold/us-east-1/shop@prod/`. Names
/// hold neither `/` nor `@`, so that it is no other stack's beginning.
pub fn path_of_stack(stack: &StackId) -> String {
    let StackId { name, environment, region } = stack;
    match environment {
        Some(environment) => format!("/scaffold/{region}/{name}@{environment}/"),
        None => format!("/scaffold/{region}/{name}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_stacks_apart() {
        let stack = |name: &str, environment: Option<&str>, region: &str| StackId {
            name: name.into(),
            environment: environment.map(str::to_owned),
            region: region.into(),
        };
        let paths = [
            stack("shop", None, "us-east-1"),
            stack("shop", Some("prod"), "us-east-1"),
            stack("shop", Some("prod"), "us-east-2"),
            stack("shop-prod", None, "us-east-1"),
        ]
        .map(|stack| path_of_stack(&stack));
        assert_eq!(paths[1], "/scaffold/us-east-1/shop@prod/");
        for (index, path) in paths.iter().enumerate() {
            assert!(
                !paths.iter().enumerate().any(|(other, begin)| other != index && path.starts_with(begin))
            );
        }
    }
}
