use scaffold_model::{Address, StackId};

/// Longest name of a balancer or target group, and what of it is hash.
pub(crate) const LIMIT: usize = 32;
const HASH: usize = 8;

/// Whether a name may be one of the stack's: it begins as the stack's names do, or it is none that
/// scaffold makes, and so may have been imported. Tags have the last word.
pub(crate) fn may_be_of(stack: &StackId, name: &str) -> bool {
    let Some((beginning, hash)) = name.rsplit_once('-') else { return true };
    let is_made = hash.len() == HASH && hash.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    !is_made || beginning.starts_with(&beginning_of(stack))
}

/// What names of the stack begin with, cut as they are cut.
fn beginning_of(stack: &StackId) -> String {
    let shortest = Address::block("elbv2.load_balancer", "x").display_name(stack);
    let beginning = shortest.strip_suffix("-x").unwrap_or(&shortest);
    let cut: String = beginning.chars().take(LIMIT - HASH - 1).collect();
    cut.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use scaffold_model::{KindName, physical_name};

    use super::*;

    fn stack(name: &str, environment: Option<&str>) -> StackId {
        let environment = environment.map(str::to_owned);
        StackId { name: name.into(), environment, region: "us-east-1".into() }
    }

    #[test]
    fn names_of_the_stack_and_foreign_ones_are_asked_about() {
        let kind = KindName::from("elbv2.target_group");
        for (name, environment) in [
            ("shop", None),
            ("shop", Some("prod")),
            ("aws-shop", None),
            ("a-name-of-24-characters", Some("stage-number")),
        ] {
            let stack = stack(name, environment);
            for address in [
                "load_balancer.edge/load_balancer",
                "elbv2.target_group.x",
                "autoscaling_group.web/target_group",
            ] {
                let name = physical_name(&stack, &Address::parse(address).unwrap(), &kind, None, LIMIT);
                assert!(may_be_of(&stack, &name), "{name}");
            }
            assert!(may_be_of(&stack, "imported") && may_be_of(&stack, "k8s-web-0123456789"));
        }
        assert!(!may_be_of(&stack("shop", None), "store-edge-0123abcd"));
    }
}
