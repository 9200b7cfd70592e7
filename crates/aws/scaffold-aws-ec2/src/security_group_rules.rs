//! `ec2.security_group_rules`: the rules of each group of the stack, as one set a group. A survey is
//! the list of groups and a list of rules for every 200 of them: ⌈groups / 1000⌉ + Σ ⌈rules / 1000⌉
//! calls, none for rules where there is no group.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, TagSpecification};
use scaffold_aws_core::{Found, Tags, identity_of, is_absent};
use scaffold_kinds::ec2::{SecurityGroupRule, SecurityGroupRules};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{Address, KindName, Live, LiveState, PhysicalId, StackId, TAG_ADDRESS, TAG_STACK, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, portions};
use crate::rule::{LiveRule, essence, permission};
use crate::security_group::LiveGroup;
use crate::tags;

const LIST: &str = "DescribeSecurityGroupRules";

pub(crate) type ListedRule = aws_sdk_ec2::types::SecurityGroupRule;

pub(crate) struct RulesOfGroups {
    ec2: Ec2,
}

/// One side of a group's rules, as it shall be.
struct Side<'a> {
    group: &'a PhysicalId,
    is_egress: bool,
    wanted: &'a BTreeSet<SecurityGroupRule>,
    /// Whether rules that are there already and carry nobody's tags get ours.
    tags_found: bool,
}

impl RulesOfGroups {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    /// The rules of groups, by group.
    async fn rules(&self, groups: &[String]) -> Result<BTreeMap<String, Vec<LiveRule>>, Error> {
        let mut rules: BTreeMap<String, Vec<LiveRule>> = BTreeMap::new();
        for portion in portions(groups) {
            for rule in self.ec2.list_rules(vec![filter("group-id", portion.iter().cloned())]).await? {
                let group = rule.group_id().unwrap_or_default().to_owned();
                rules.entry(group).or_default().push(LiveRule::read(&self.ec2, &rule)?);
            }
        }
        Ok(rules)
    }

    async fn rules_of(&self, group: &PhysicalId) -> Result<Vec<LiveRule>, Error> {
        let mut rules = self.rules(&[group.as_str().to_owned()]).await?;
        Ok(rules.remove(group.as_str()).unwrap_or_default())
    }

    /// Brings one side to what is wanted: what is missing is authorised before what is too much is
    /// revoked, so that nobody is locked out in between.
    async fn set(&self, side: &Side<'_>, stack: &StackId, address: &Address) -> Result<(), Error> {
        let ours = Tags::from([
            (TAG_STACK.to_owned(), stack.to_string()),
            (TAG_ADDRESS.to_owned(), address.to_string()),
        ]);
        let (ours, of) = (&ours, &stack.to_string());
        self.ec2
            .settle(|| async move {
                let mut there = self.rules_of(side.group).await?;
                there.retain(|live| live.is_egress == side.is_egress && live.other_stack(Some(of)).is_none());
                let wanted = |rule: &SecurityGroupRule| {
                    side.wanted.iter().find(|wanted| essence(wanted) == essence(rule)).cloned()
                };
                let is_there =
                    |rule: &&SecurityGroupRule| there.iter().any(|live| essence(&live.rule) == essence(rule));
                let new: Vec<&SecurityGroupRule> =
                    side.wanted.iter().filter(|rule| !is_there(rule)).collect();
                self.authorize(side, &new, tags::specification(ResourceType::SecurityGroupRule, ours))
                    .await?;
                let (kept, surplus): (Vec<&LiveRule>, Vec<&LiveRule>) =
                    there.iter().partition(|live| wanted(&live.rule).is_some());
                let described: Vec<SecurityGroupRule> = kept
                    .iter()
                    .filter_map(|live| wanted(&live.rule).filter(|wanted| *wanted != live.rule))
                    .collect();
                self.describe(side, &described).await?;
                let surplus: Vec<String> = surplus.into_iter().map(|live| live.id.clone()).collect();
                self.ec2.revoke_rules(side.group, side.is_egress, surplus).await?;
                let untagged =
                    kept.iter().filter(|live| side.tags_found && identity_of(&live.tags).is_none());
                let untagged: Vec<String> = untagged.map(|live| live.id.clone()).collect();
                self.ec2.tag(&untagged, ours).await
            })
            .await
    }

    async fn authorize(
        &self,
        side: &Side<'_>,
        rules: &[&SecurityGroupRule],
        tags: TagSpecification,
    ) -> Result<(), Error> {
        if rules.is_empty() {
            return Ok(());
        }
        let permissions = Some(rules.iter().map(|rule| permission(rule)).collect());
        let group = side.group.as_str();
        if side.is_egress {
            let call = self.ec2.client.authorize_security_group_egress().group_id(group);
            let call = call.set_ip_permissions(permissions).tag_specifications(tags);
            self.ec2.once("AuthorizeSecurityGroupEgress", || call.clone().send()).await?;
        } else {
            let call = self.ec2.client.authorize_security_group_ingress().group_id(group);
            let call = call.set_ip_permissions(permissions).tag_specifications(tags);
            self.ec2.once("AuthorizeSecurityGroupIngress", || call.clone().send()).await?;
        }
        Ok(())
    }

    async fn describe(&self, side: &Side<'_>, rules: &[SecurityGroupRule]) -> Result<(), Error> {
        if rules.is_empty() {
            return Ok(());
        }
        let permissions = Some(rules.iter().map(permission).collect());
        let group = side.group.as_str();
        if side.is_egress {
            let call = self.ec2.client.update_security_group_rule_descriptions_egress().group_id(group);
            let call = call.set_ip_permissions(permissions);
            self.ec2.write("UpdateSecurityGroupRuleDescriptionsEgress", || call.clone().send()).await?;
        } else {
            let call = self.ec2.client.update_security_group_rule_descriptions_ingress().group_id(group);
            let call = call.set_ip_permissions(permissions);
            self.ec2.write("UpdateSecurityGroupRuleDescriptionsIngress", || call.clone().send()).await?;
        }
        Ok(())
    }

    /// The rules of a group as one resource, as a stack sees them: what another one put there is
    /// foreign. A group without a stack has nothing foreign.
    fn live(&self, group: &str, rules: &[LiveRule], stack: Option<&str>) -> Live {
        let own = || rules.iter().filter(|live| live.other_stack(stack).is_none());
        let side = |is_egress: bool| {
            own().filter(|live| live.is_egress == is_egress).map(|live| live.rule.clone()).collect()
        };
        let mut live = Found {
            id: group.to_owned(),
            attributes: SecurityGroupRules {
                security_group: Ref(group.to_owned()),
                ingress: side(false),
                egress: side(true),
            },
            outputs: Vec::new(),
            tags: Tags::new(),
            state: LiveState::Ready,
            name: None,
            created: None,
        }
        .live();
        live.identity = own().find_map(|live| identity_of(&live.tags));
        live.foreign =
            rules.iter().filter_map(|rule| Some(rule.in_words(rule.other_stack(stack)?))).collect();
        live
    }
}

impl Ec2 {
    /// Rules by filters (`DescribeSecurityGroupRules`).
    pub async fn list_rules(&self, by: Vec<aws_sdk_ec2::types::Filter>) -> Result<Vec<ListedRule>, Error> {
        let request = self.client.describe_security_group_rules().set_filters(Some(by)).max_results(1000);
        let rules = self.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.security_group_rules, page.next_token),
        );
        rules.await
    }

    /// The rules of a group one by one, as soon as the list has the sides that the group has. It can
    /// lag behind a new group, whose first rules would be left open.
    pub async fn rules_as_in(&self, group: &LiveGroup) -> Result<Vec<ListedRule>, Error> {
        let id = group.group_id.clone().unwrap_or_default();
        let sides =
            [(false, group.ip_permissions().is_empty()), (true, group.ip_permissions_egress().is_empty())];
        let (sides, asked) = (&sides, id.as_str());
        let look = || async move {
            let rules = self.list_rules(vec![filter("group-id", [asked])]).await?;
            let has = |side: bool| rules.iter().any(|rule| rule.is_egress().unwrap_or_default() == side);
            let is_whole = sides.iter().all(|(side, is_empty)| *is_empty || has(*side));
            Ok(is_whole.then_some(rules))
        };
        let unseen =
            || self.error(Class::NotYetVisible, LIST, format!("the rules of {id} cannot be seen yet"));
        self.until_seen(look).await?.ok_or_else(unseen)
    }

    /// Revokes rules by their ids.
    pub async fn revoke_rules(
        &self,
        group: &PhysicalId,
        is_egress: bool,
        ids: Vec<String>,
    ) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        if is_egress {
            let call = self.client.revoke_security_group_egress().group_id(group.as_str());
            let call = call.set_security_group_rule_ids(Some(ids));
            self.write("RevokeSecurityGroupEgress", || call.clone().send()).await?;
        } else {
            let call = self.client.revoke_security_group_ingress().group_id(group.as_str());
            let call = call.set_security_group_rule_ids(Some(ids));
            self.write("RevokeSecurityGroupIngress", || call.clone().send()).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Provider for RulesOfGroups {
    fn kind(&self) -> KindName {
        KindName::from(SecurityGroupRules::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(60),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let groups = self.ec2.groups_of_stack(stack).await?;
        let groups: Vec<String> = groups.into_iter().filter_map(|group| group.group_id).collect();
        let mut rules = self.rules(&groups).await?;
        let stack = stack.to_string();
        Ok(groups
            .iter()
            .map(|group| self.live(group, &rules.remove(group).unwrap_or_default(), Some(&stack)))
            .collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(group) = self.ec2.group(id).await? else { return Ok(None) };
        let of = tags::read(group.tags.as_ref());
        let rules = self.rules_of(id).await?;
        Ok(Some(self.live(id.as_str(), &rules, of.get(TAG_STACK).map(String::as_str))))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let SecurityGroupRules { security_group, ingress, egress } =
            self.ec2.decode("AuthorizeSecurityGroupIngress", &request.values)?;
        let group = PhysicalId::new(security_group.0);
        if let Some(live) = self.ec2.group(&group).await? {
            self.ec2.rules_as_in(&live).await?;
        }
        for (is_egress, wanted) in [(false, &ingress), (true, &egress)] {
            let side = Side { group: &group, is_egress, wanted, tags_found: true };
            self.set(&side, &request.stack, &request.address).await?;
        }
        Ok(group)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let SecurityGroupRules { security_group: _, ingress, egress } =
            self.ec2.decode("AuthorizeSecurityGroupIngress", &request.values)?;
        for (attribute, is_egress, wanted) in [("ingress", false, &ingress), ("egress", true, &egress)] {
            if request.changes(attribute) {
                let side = Side { group: &request.id, is_egress, wanted, tags_found: false };
                self.set(&side, &request.stack, &request.address).await?;
            }
        }
        Ok(())
    }

    /// Revokes every rule but those of other stacks.
    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let of = &request.stack.to_string();
        self.ec2
            .settle(|| async move {
                let rules = match self.rules_of(&request.id).await {
                    Err(error) if is_absent(&error) => return Ok(()),
                    answer => answer?,
                };
                for is_egress in [false, true] {
                    let own = rules.iter().filter(|live| live.is_egress == is_egress);
                    let own = own.filter(|live| live.other_stack(Some(of)).is_none());
                    let ids = own.map(|live| live.id.clone()).collect();
                    match self.ec2.revoke_rules(&request.id, is_egress, ids).await {
                        Err(error) if error.code.as_deref() == Some("InvalidGroup.NotFound") => return Ok(()),
                        answer => answer?,
                    }
                }
                Ok(())
            })
            .await
    }

    /// The set has no tags of its own: those of its rules that are ours are tagged. What nobody tagged
    /// stays so.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let Some(group) = self.ec2.group(id).await? else {
            return Err(self.ec2.error(Class::Gone, "CreateTags", format!("there is no group {id}")));
        };
        let of = tags::read(group.tags.as_ref()).remove(TAG_STACK);
        let of = of.as_ref();
        self.ec2
            .settle(|| async move {
                let mut rules = self.rules_of(id).await?;
                rules.retain(|live| of.is_some() && live.tags.get(TAG_STACK) == of);
                let ours: Vec<String> = rules.into_iter().map(|live| live.id).collect();
                self.ec2.tag(&ours, tags).await
            })
            .await
    }

    /// Nothing keeps a rule from being revoked.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
