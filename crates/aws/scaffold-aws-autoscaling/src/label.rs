//! The resource label of counts of requests: the ends of a balancer's and a target group's ARN.

use scaffold_aws_core::Connection;
use scaffold_kinds::Ref;

/// `app/web/0123/targetgroup/web/4567`; none where the texts are no such ARNs.
pub(crate) fn of_arns(load_balancer: &Ref, target_group: &Ref) -> Option<String> {
    let (_, balancer) = load_balancer.0.split_once(":loadbalancer/")?;
    let (_, group) = target_group.0.split_once(":targetgroup/")?;
    Some(format!("{balancer}/targetgroup/{group}"))
}

/// The ARNs of balancer and target group that a label stands for.
pub(crate) fn arns(connection: &Connection, label: &str) -> Option<(Ref, Ref)> {
    let (balancer, group) = label.split_once("/targetgroup/")?;
    let arn =
        |what: &str, end: &str| Ref(connection.arn("elasticloadbalancing", None, &format!("{what}/{end}")));
    Some((arn("loadbalancer", balancer), arn("targetgroup", group)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_the_ends_of_two_arns() {
        let balancer = Ref("arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/0123".into());
        let group = Ref("arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/4567".into());
        assert_eq!(of_arns(&balancer, &group).unwrap(), "app/web/0123/targetgroup/web/4567");
        assert_eq!(of_arns(&group, &balancer), None);
    }
}
