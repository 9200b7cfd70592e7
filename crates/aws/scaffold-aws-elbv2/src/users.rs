//! Who forwards to a target group.

use aws_sdk_elasticloadbalancingv2::types::Action;
use scaffold_model::{PhysicalId, User};
use scaffold_provider::Error;

use crate::client::Elb;

impl Elb {
    /// Listeners of a balancer, and their rules, that forward to a target group.
    pub async fn forwarders(&self, group: &PhysicalId, balancer: &str) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for listener in self.listeners_in(balancer).await? {
            let Some(arn) = listener.listener_arn() else { continue };
            let port = listener.port().unwrap_or_default();
            if forwards(listener.default_actions(), group) {
                let what = format!("a listener on port {port}");
                users.push(User::new(group, PhysicalId::new(arn), what));
            }
            for rule in self.rules_in(arn).await?.into_iter().filter(|rule| forwards(rule.actions(), group)) {
                let what =
                    format!("rule {} of a listener on port {port}", rule.priority().unwrap_or_default());
                users.extend(rule.rule_arn.map(|arn| User::new(group, PhysicalId::new(arn), what)));
            }
        }
        Ok(users)
    }
}

fn forwards(actions: &[Action], group: &PhysicalId) -> bool {
    actions.iter().any(|action| {
        let groups = action.forward_config().map(|forward| forward.target_groups()).unwrap_or_default();
        let mut named =
            groups.iter().filter_map(|group| group.target_group_arn()).chain(action.target_group_arn());
        named.any(|named| named == group.as_str())
    })
}
