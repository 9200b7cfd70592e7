//! `ec2.security_group_rule`: single rules, which carry a tag of their own (`scaffold:kind`), since those
//! of complete sets carry the stack's tags, too. A survey is one list: ⌈rules / 1000⌉ calls.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::ResourceType;
use scaffold_aws_core::{Found, first, identity_of};
use scaffold_kinds::ec2::{Direction, SecurityGroupRule, SingleRule};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack};
use crate::rule::{LiveRule, TAG_KIND, essence, is_single, permission};
use crate::security_group_rules::ListedRule;
use crate::tags;

const LIST: &str = "DescribeSecurityGroupRules";

pub(crate) struct SingleRules {
    ec2: Ec2,
}

impl SingleRules {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    fn live(&self, listed: &ListedRule) -> Result<Live, Error> {
        let live = LiveRule::read(&self.ec2, listed)?;
        let SecurityGroupRule {
            protocol,
            from_port,
            to_port,
            cidr_block,
            ipv6_cidr_block,
            prefix_list,
            security_group,
            description,
        } = live.rule;
        let arn = self.ec2.connection().arn("ec2", None, &format!("security-group-rule/{}", live.id));
        Ok(Found {
            attributes: SingleRule {
                security_group: Ref(listed.group_id().unwrap_or_default().to_owned()),
                direction: if live.is_egress { Direction::Egress } else { Direction::Ingress },
                protocol,
                from_port,
                to_port,
                cidr_block,
                ipv6_cidr_block,
                prefix_list,
                peer_security_group: security_group,
                description,
            },
            outputs: vec![("arn", Some(arn))],
            tags: live.tags,
            state: LiveState::Ready,
            name: None,
            created: None,
            id: live.id,
        }
        .live())
    }

    /// The same rule in a group, whoever made it.
    async fn same(&self, group: &str, rule: &SingleRule) -> Result<Option<LiveRule>, Error> {
        let (wanted, is_egress) = (&essence(&of(rule)), rule.direction == Direction::Egress);
        let look = || async move {
            let rules = self.ec2.list_rules(vec![filter("group-id", [group])]).await?;
            for rule in &rules {
                let live = LiveRule::read(&self.ec2, rule)?;
                if live.is_egress == is_egress && essence(&live.rule) == *wanted {
                    return Ok(Some(live));
                }
            }
            Ok(None)
        };
        self.ec2.until_seen(look).await
    }
}

fn of(rule: &SingleRule) -> SecurityGroupRule {
    SecurityGroupRule {
        protocol: rule.protocol.clone(),
        from_port: rule.from_port,
        to_port: rule.to_port,
        cidr_block: rule.cidr_block,
        ipv6_cidr_block: rule.ipv6_cidr_block,
        prefix_list: rule.prefix_list.clone(),
        security_group: rule.peer_security_group.clone(),
        description: rule.description.clone(),
    }
}

#[async_trait]
impl Provider for SingleRules {
    fn kind(&self) -> KindName {
        KindName::from(SingleRule::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(60),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let by = vec![of_stack(stack), filter(&format!("tag:{TAG_KIND}"), [SingleRule::KIND])];
        let mut rules = self.ec2.list_rules(by).await?;
        rules.retain(|rule| {
            tags::is_of(stack, rule.tags.as_ref()) && is_single(&tags::read(rule.tags.as_ref()))
        });
        rules.iter().map(|rule| self.live(rule)).collect()
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let request = self.ec2.client.describe_security_group_rules().security_group_rule_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        let rule = first(answer.map(|answer| answer.security_group_rules.unwrap_or_default()))?;
        rule.map(|rule| self.live(&rule)).transpose()
    }

    /// AWS has every rule of a group once, so that a second one is refused; whose the first one is shows
    /// when it is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const IN: &str = "AuthorizeSecurityGroupIngress";
        const OUT: &str = "AuthorizeSecurityGroupEgress";
        let rule: SingleRule = self.ec2.decode(IN, &request.values)?;
        let group = rule.security_group.0.as_str();
        let mut own = request.tags.clone();
        own.insert(TAG_KIND.to_owned(), SingleRule::KIND.to_owned());
        let tags = tags::specification(ResourceType::SecurityGroupRule, &own);
        let permission = permission(&of(&rule));
        let (name, answer) = if rule.direction == Direction::Egress {
            let call = self.ec2.client.authorize_security_group_egress().group_id(group);
            let call = call.ip_permissions(permission).tag_specifications(tags);
            (OUT, self.ec2.once(OUT, || call.clone().send()).await.map(|_| ()))
        } else {
            let call = self.ec2.client.authorize_security_group_ingress().group_id(group);
            let call = call.ip_permissions(permission).tag_specifications(tags);
            (IN, self.ec2.once(IN, || call.clone().send()).await.map(|_| ()))
        };
        match answer {
            Err(error) if error.code.as_deref() != Some("InvalidPermission.Duplicate") => return Err(error),
            _ => {}
        }
        let same = self.same(group, &rule).await?;
        let identity = same.as_ref().and_then(|live| identity_of(&live.tags));
        let is_ours = identity.is_some_and(|identity| {
            identity.stack == request.stack.to_string() && identity.address == request.address
        });
        let id = same.map(|live| live.id);
        if is_ours {
            return self.ec2.made(name, id);
        }
        let id = id.unwrap_or_else(|| "which cannot be seen".to_owned());
        let message = format!(
            "{group} has this rule already, {id}, which does not carry this stack's tags; take this one out, \
             or let the owner of the group take that one out"
        );
        Err(self.ec2.error(Class::OwnedBySomeoneElse, name, message))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let rule: SingleRule = self.ec2.decode("RevokeSecurityGroupIngress", &request.values)?;
        let group = PhysicalId::new(rule.security_group.0);
        let is_egress = rule.direction == Direction::Egress;
        let revoked = self.ec2.revoke_rules(&group, is_egress, vec![request.id.as_str().to_owned()]).await;
        match revoked {
            Err(error) if error.code.as_deref() == Some("InvalidGroup.NotFound") => Ok(()),
            answer => self.ec2.removed(&request.id, answer),
        }
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let mut own = tags.clone();
        own.insert(TAG_KIND.to_owned(), SingleRule::KIND.to_owned());
        self.ec2.tag_one(id, &own).await
    }

    /// Nothing keeps a rule from being revoked.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
