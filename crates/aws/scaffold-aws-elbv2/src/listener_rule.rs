//! `elbv2.listener_rule`. A survey is one list for each of the stack's listeners and ⌈rules / 20⌉
//! calls for tags.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    HostHeaderRewriteConfig, RewriteConfig, Rule as LiveRule, RulePriorityPair, RuleTransform,
    TransformTypeEnum, UrlRewriteConfig,
};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Tags, are_of};
use scaffold_kinds::Kind;
use scaffold_kinds::elbv2::{ListenerRule, Rewrite};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, Value};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::actions;
use crate::actions_wanted::secret_of;
use crate::client::{Elb, is, meant};
use crate::conditions;
use crate::found::{Found, table, text, values};
use crate::tags::{self, TAG_SECRET, with_secret};

const CREATE: &str = "CreateRule";
const MODIFY: &str = "ModifyRule";
const PRIORITIES: &str = "SetRulePriorities";

pub(crate) struct ListenerRules {
    elb: Elb,
}

impl ListenerRules {
    pub fn new(elb: Elb) -> Self {
        Self { elb }
    }

    async fn one(&self, arn: &str) -> Result<Option<LiveRule>, Error> {
        let request = self.elb.client.describe_rules().rule_arns(arn);
        let answer = self.elb.read("DescribeRules", || request.clone().send()).await;
        scaffold_aws_core::first(answer.map(|answer| answer.rules.unwrap_or_default()))
    }

    /// The rule that has a priority already.
    async fn holder(&self, listener: &str, priority: i64) -> Result<Option<LiveRule>, Error> {
        let rules = self.elb.rules_in(listener).await?;
        Ok(rules.into_iter().find(|rule| priority_of(rule) == Some(priority)))
    }

    /// Whether it was made, or was there.
    async fn make(&self, request: &CreateRequest, wanted: &ListenerRule) -> Result<PhysicalId, Error> {
        let listener = &wanted.listener.0;
        self.elb.check_parent((&request.stack, CREATE), "the listener", listener).await?;
        let actions = self.elb.actions(CREATE, &wanted.actions).await?;
        let call = self
            .elb
            .client
            .create_rule()
            .listener_arn(listener)
            .priority(i32::try_from(wanted.priority).unwrap_or_default())
            .set_conditions(Some(conditions::wanted(&wanted.conditions)))
            .set_actions(Some(actions))
            .set_transforms(transforms(wanted))
            .set_tags(tags::written(&with_secret(&request.tags, secret_of(&wanted.actions))));
        match self.elb.write(CREATE, || call.clone().send()).await {
            Ok(answer) => {
                let made = answer.rules.unwrap_or_default().into_iter().next();
                self.elb.made(CREATE, made.and_then(|rule| rule.rule_arn))
            }
            Err(error) if is(&error, "PriorityInUse") => {
                let look = || self.holder(listener, wanted.priority);
                let Some(arn) = self.elb.until_seen(look).await?.and_then(|rule| rule.rule_arn) else {
                    return Err(error);
                };
                let what = format!("a rule of priority {}", wanted.priority);
                self.elb.claim(request, (CREATE, &what), &arn).await
            }
            Err(error) => Err(meant(error)),
        }
    }

    /// Gives it its priority. Where another rule of the stack has it, both exchange theirs in one call, so
    /// that neither is without.
    async fn set_priority(&self, request: &UpdateRequest, wanted: &ListenerRule) -> Result<(), Error> {
        self.elb
            .settle(&["PriorityInUse", "PriorityInUseException"], || async move {
                let rules = self.elb.rules_in(&wanted.listener.0).await?;
                let own = rules.iter().find(|rule| rule.rule_arn() == Some(request.id.as_str()));
                let own = own.and_then(priority_of);
                if own == Some(wanted.priority) {
                    return Ok(());
                }
                let pair = |arn: &str, priority: i64| {
                    let priority = i32::try_from(priority).unwrap_or_default();
                    RulePriorityPair::builder().rule_arn(arn).priority(priority).build()
                };
                let mut pairs = vec![pair(request.id.as_str(), wanted.priority)];
                let holder = rules.iter().find(|rule| priority_of(rule) == Some(wanted.priority));
                if let Some(arn) = holder.and_then(LiveRule::rule_arn) {
                    self.check_ours(&request.stack, arn, wanted.priority).await?;
                    pairs.extend(own.map(|own| pair(arn, own)));
                }
                let call = self.elb.client.set_rule_priorities().set_rule_priorities(Some(pairs));
                self.elb.write(PRIORITIES, || call.clone().send()).await.map(drop)
            })
            .await
    }

    async fn check_ours(&self, stack: &StackId, arn: &str, priority: i64) -> Result<(), Error> {
        if are_of(stack, &self.elb.tags_of_one(arn).await?) {
            return Ok(());
        }
        let message =
            format!("priority {priority} is that of {arn}, which is not of this stack: choose another one");
        Err(self.elb.error(Class::OwnedBySomeoneElse, PRIORITIES, message))
    }

    /// One call for all that it carries, with what the patch names and nothing else.
    async fn modify(&self, request: &UpdateRequest, wanted: &ListenerRule) -> Result<(), Error> {
        let rewrites = request.changes("host_header_rewrite") || request.changes("url_rewrite");
        if !rewrites && !request.changes("conditions") && !request.changes("actions") {
            return Ok(());
        }
        let actions = match request.changes("actions") {
            true => Some(self.elb.actions(MODIFY, &wanted.actions).await?),
            false => None,
        };
        let transforms = transforms(wanted).filter(|_| rewrites);
        let reset = (rewrites && transforms.is_none()).then_some(true);
        let call = self
            .elb
            .client
            .modify_rule()
            .rule_arn(request.id.as_str())
            .set_conditions(request.changes("conditions").then(|| conditions::wanted(&wanted.conditions)))
            .set_actions(actions)
            .set_transforms(transforms)
            .set_reset_transforms(reset);
        self.elb.write(MODIFY, || call.clone().send()).await.map(drop).map_err(meant)
    }
}

fn priority_of(rule: &LiveRule) -> Option<i64> {
    rule.priority()?.parse().ok()
}

/// How requests are rewritten; none when they are not.
fn transforms(wanted: &ListenerRule) -> Option<Vec<RuleTransform>> {
    let config =
        |rewrite: &Rewrite| RewriteConfig::builder().regex(&rewrite.regex).replace(&rewrite.replace).build();
    let host = wanted.host_header_rewrite.as_ref().map(|rewrite| {
        RuleTransform::builder()
            .r#type(TransformTypeEnum::HostHeaderRewrite)
            .host_header_rewrite_config(HostHeaderRewriteConfig::builder().rewrites(config(rewrite)).build())
            .build()
    });
    let url = wanted.url_rewrite.as_ref().map(|rewrite| {
        RuleTransform::builder()
            .r#type(TransformTypeEnum::UrlRewrite)
            .url_rewrite_config(UrlRewriteConfig::builder().rewrites(config(rewrite)).build())
            .build()
    });
    let transforms: Vec<RuleTransform> = host.into_iter().chain(url).collect();
    (!transforms.is_empty()).then_some(transforms)
}

fn rewrite(of: Option<&[RewriteConfig]>) -> Value {
    let there = of.and_then(<[RewriteConfig]>::first);
    there.map_or(Value::Null, |it| {
        table([("regex", text(it.regex())), ("replace", Value::text(it.replace().unwrap_or_default()))])
    })
}

fn live(listener: &str, rule: &LiveRule, tags: &Tags) -> Live {
    let secret = tags.get(TAG_SECRET).map(String::as_str);
    let host = rule.transforms().iter().find_map(|it| it.host_header_rewrite_config());
    let url = rule.transforms().iter().find_map(|it| it.url_rewrite_config());
    let values = values([
        ("listener", text(Some(listener))),
        ("priority", priority_of(rule).map_or(Value::Null, Value::from)),
        ("conditions", conditions::as_value(rule.conditions())),
        ("actions", actions::as_value(rule.actions(), secret)),
        ("host_header_rewrite", rewrite(host.map(HostHeaderRewriteConfig::rewrites))),
        ("url_rewrite", rewrite(url.map(UrlRewriteConfig::rewrites))),
    ]);
    Found {
        arn: rule.rule_arn.clone().unwrap_or_default(),
        values,
        tags: tags.clone(),
        state: LiveState::Ready,
        name: None,
        created: None,
    }
    .live::<ListenerRule>()
}

/// The listener that a rule is of: `…:listener-rule/app/edge/1/2/3` is of `…:listener/app/edge/1/2`.
fn listener_of(rule: &str) -> String {
    let of = rule.rsplit_once('/').map_or(rule, |(of, _)| of);
    of.replacen(":listener-rule/", ":listener/", 1)
}

#[async_trait]
impl Provider for ListenerRules {
    fn kind(&self) -> KindName {
        KindName::from(ListenerRule::KIND)
    }

    fn pace(&self, _of: PaceOf) -> Pace {
        let seconds = Duration::from_secs;
        Pace { interval: seconds(1), limit: seconds(120), typical: seconds(2) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let listeners = self.elb.listeners_of(stack).await?;
        let arns: Vec<&str> = listeners.iter().filter_map(|owned| owned.item.listener_arn()).collect();
        let lists = try_join_all(arns.iter().map(|arn| self.elb.rules_in(arn))).await?;
        let rules = self.elb.owned(stack, lists.concat(), |rule| rule.rule_arn()).await?;
        let of = |rule: &LiveRule| listener_of(rule.rule_arn().unwrap_or_default());
        Ok(rules.iter().map(|owned| live(&of(&owned.item), &owned.item, &owned.tags)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(rule) = self.one(id.as_str()).await? else { return Ok(None) };
        let tags = self.elb.tags_of_one(id.as_str()).await?;
        Ok(Some(live(&listener_of(id.as_str()), &rule, &tags)))
    }

    /// The priority is unique on the listener, so that the call may be repeated: the second one is
    /// refused, and what has the priority is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: ListenerRule = self.elb.decode(CREATE, &request.values)?;
        self.make(request, &wanted).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: ListenerRule = self.elb.decode(MODIFY, &request.values)?;
        if request.changes("priority") {
            self.set_priority(request, &wanted).await?;
        }
        self.modify(request, &wanted).await?;
        if request.changes("actions") {
            self.elb.note_secret(&request.id, secret_of(&wanted.actions)).await?;
        }
        self.elb.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.elb.client.delete_rule().rule_arn(request.id.as_str());
        let answer = self.elb.write("DeleteRule", || call.clone().send()).await;
        self.elb.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.elb.tag_one(id, tags).await
    }

    async fn users(&self, _ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::listener_of;

    #[test]
    fn a_rule_names_its_listener() {
        let rule = "arn:aws:elasticloadbalancing:us-east-1:1:listener-rule/app/edge/0a/0b/0c";
        assert_eq!(listener_of(rule), "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/edge/0a/0b");
    }
}
