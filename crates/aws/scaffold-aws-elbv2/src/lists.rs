//! Lists that several kinds read: balancers of the stack, their listeners, the rules of a listener.

use std::sync::Arc;

use aws_sdk_elasticloadbalancingv2::types::{Listener, LoadBalancer, Rule};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Tags, are_of, is_absent};
use scaffold_model::StackId;
use scaffold_provider::Error;

use crate::client::{Elb, Owned, PAGE};
use crate::names::may_be_of;

impl Elb {
    /// Balancers that carry the stack's identity.
    pub async fn balancers_of(&self, stack: &StackId) -> Result<Arc<Vec<Owned<LoadBalancer>>>, Error> {
        let read = || async {
            let request = self.client.describe_load_balancers().page_size(PAGE);
            let balancers = self.list(
                "DescribeLoadBalancers",
                |marker| request.clone().set_marker(marker).send(),
                |page| (page.load_balancers, page.next_marker),
            );
            let mut balancers = balancers.await?;
            balancers.retain(|balancer| may_be_of(stack, balancer.load_balancer_name().unwrap_or_default()));
            self.owned(stack, balancers, |balancer| balancer.load_balancer_arn()).await
        };
        self.balancers.read(stack, read).await
    }

    /// Listeners of the stack's balancers that carry the stack's identity.
    pub async fn listeners_of(&self, stack: &StackId) -> Result<Arc<Vec<Owned<Listener>>>, Error> {
        let read = || async {
            let balancers = self.balancers_of(stack).await?;
            let arns = balancers.iter().filter_map(|owned| owned.item.load_balancer_arn());
            let listeners = try_join_all(arns.map(|arn| self.listeners_in(arn))).await?.concat();
            self.owned(stack, listeners, |listener| listener.listener_arn()).await
        };
        self.listeners.read(stack, read).await
    }

    /// Every listener of a balancer; none when that is gone.
    pub async fn listeners_in(&self, balancer: &str) -> Result<Vec<Listener>, Error> {
        let request = self.client.describe_listeners().load_balancer_arn(balancer).page_size(PAGE);
        let listeners = self.list(
            "DescribeListeners",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.listeners, page.next_marker),
        );
        none_when_gone(listeners.await)
    }

    /// Every rule of a listener but the default one; none when that is gone.
    pub async fn rules_in(&self, listener: &str) -> Result<Vec<Rule>, Error> {
        let request = self.client.describe_rules().listener_arn(listener).page_size(PAGE);
        let rules = self.list(
            "DescribeRules",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.rules, page.next_marker),
        );
        let mut rules = none_when_gone(rules.await)?;
        rules.retain(|rule| !rule.is_default().unwrap_or(false));
        Ok(rules)
    }

    /// Those that carry the stack's identity, with their tags.
    pub async fn owned<T>(
        &self,
        stack: &StackId,
        items: Vec<T>,
        arn: impl Fn(&T) -> Option<&str>,
    ) -> Result<Vec<Owned<T>>, Error> {
        let arns: Vec<String> = items.iter().filter_map(|item| arn(item).map(str::to_owned)).collect();
        let mut tags = self.tags_of(&arns).await?;
        let owned = items.into_iter().filter_map(|item| {
            let tags: Tags = tags.remove(arn(&item)?)?;
            are_of(stack, &tags).then_some(Owned { item, tags })
        });
        Ok(owned.collect())
    }
}

fn none_when_gone<T>(answer: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    match answer {
        Err(error) if is_absent(&error) => Ok(Vec::new()),
        answer => answer,
    }
}
