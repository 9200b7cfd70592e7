//! `ec2.security_group`. A survey is one list: ⌈groups / 1000⌉ calls.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{IpPermission, ResourceType};
use scaffold_aws_core::{Found, first, identity_of, is_asked_for, taken_by};
use scaffold_kinds::ec2::SecurityGroup;
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, TAG_STACK, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack, portions};
use crate::interfaces::texts;
use crate::rule::{LiveRule, is_single};
use crate::tags;

const LIST: &str = "DescribeSecurityGroups";

type ListedRule = aws_sdk_ec2::types::SecurityGroupRule;

pub(crate) type LiveGroup = aws_sdk_ec2::types::SecurityGroup;

pub(crate) struct SecurityGroups {
    ec2: Ec2,
}

impl Ec2 {
    /// Groups by filters (`DescribeSecurityGroups`).
    pub async fn groups(&self, by: Vec<aws_sdk_ec2::types::Filter>) -> Result<Vec<LiveGroup>, Error> {
        let request = self.client.describe_security_groups().set_filters(Some(by)).max_results(1000);
        let groups = self.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.security_groups, page.next_token),
        );
        groups.await
    }

    /// Groups that carry the stack's identity.
    pub async fn groups_of_stack(&self, stack: &StackId) -> Result<Vec<LiveGroup>, Error> {
        let mut groups = self.groups(vec![of_stack(stack)]).await?;
        groups.retain(|group| tags::is_of(stack, group.tags.as_ref()));
        Ok(groups)
    }

    /// One group; none when it is gone.
    pub async fn group(&self, id: &PhysicalId) -> Result<Option<LiveGroup>, Error> {
        let request = self.client.describe_security_groups().group_ids(id.as_str());
        let answer = self.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.security_groups.unwrap_or_default()))
    }
}

impl SecurityGroups {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    fn live(&self, group: LiveGroup) -> Live {
        let id = group.group_id.unwrap_or_default();
        let arn =
            self.ec2.connection().arn("ec2", group.owner_id.as_deref(), &format!("security-group/{id}"));
        Found {
            attributes: SecurityGroup {
                vpc: Ref(group.vpc_id.unwrap_or_default()),
                description: group.description.unwrap_or_default(),
            },
            outputs: vec![
                ("arn", group.security_group_arn.or(Some(arn))),
                ("name", group.group_name.clone()),
            ],
            tags: tags::read(group.tags.as_ref()),
            state: LiveState::Ready,
            name: group.group_name,
            created: None,
            id,
        }
        .live()
    }

    /// The same users, where a group names another by single rules alone, by those rules: whose they are
    /// is not the group's to say.
    async fn by_single_rules(&self, users: Vec<User>) -> Result<Vec<User>, Error> {
        if users.is_empty() {
            return Ok(users);
        }
        let groups: BTreeSet<&str> = users.iter().map(|user| user.id.as_str()).collect();
        let groups: Vec<String> = groups.into_iter().map(str::to_owned).collect();
        let mut rules = Vec::new();
        for portion in portions(&groups) {
            rules.extend(self.ec2.list_rules(vec![filter("group-id", portion.iter().cloned())]).await?);
        }
        let mut by_rules = Vec::new();
        for user in users {
            let names = |rule: &&ListedRule| {
                let named = rule.referenced_group_info().and_then(|group| group.group_id());
                rule.group_id() == Some(user.id.as_str()) && named == Some(user.used.as_str())
            };
            let naming: Vec<&ListedRule> = rules.iter().filter(names).collect();
            let are_single = naming.iter().all(|rule| is_single(&tags::read(rule.tags.as_ref())));
            if naming.is_empty() || !are_single {
                by_rules.push(user);
                continue;
            }
            let ids = naming.iter().filter_map(|rule| rule.security_group_rule_id());
            by_rules.extend(ids.map(|id| User { id: PhysicalId::new(id), ..user.clone() }));
        }
        Ok(by_rules)
    }

    /// Rules that other stacks have put into groups.
    async fn guests(&self, groups: &[String]) -> Result<Vec<User>, Error> {
        let by = || vec![filter("group-id", groups.iter().cloned())];
        let (owners, rules) = tokio::try_join!(self.ec2.groups(by()), self.ec2.list_rules(by()))?;
        let owner = |id: &str| {
            let group = owners.iter().find(|group| group.group_id() == Some(id))?;
            tags::read(group.tags.as_ref()).remove(TAG_STACK)
        };
        let mut users = Vec::new();
        for rule in &rules {
            let group = rule.group_id().unwrap_or_default();
            let live = LiveRule::read(&self.ec2, rule)?;
            let owner = owner(group);
            if let Some(stack) = live.other_stack(owner.as_deref()).filter(|of| Some(*of) != owner.as_deref())
            {
                let what = format!("a rule of stack {stack}: {}", live.in_words(stack));
                users.push(User::new(&PhysicalId::new(group), PhysicalId::new(live.id.as_str()), what));
            }
        }
        Ok(users)
    }

    /// The group that has the name already: ours, or an error that says whose it may be.
    async fn read_back(&self, request: &CreateRequest, vpc: &str, name: &str) -> Result<PhysicalId, Error> {
        let by_name = || async move {
            let by = vec![filter("vpc-id", [vpc]), filter("group-name", [name])];
            let found = self.ec2.groups(by).await?;
            let is_it = |group: &LiveGroup| group.group_name() == Some(name) && group.vpc_id() == Some(vpc);
            Ok(found.into_iter().find(is_it))
        };
        let group = self.ec2.until_seen(by_name).await?;
        let identity = group.as_ref().and_then(|group| identity_of(&tags::read(group.tags.as_ref())));
        let is_ours = identity.as_ref().is_some_and(|there| is_asked_for(request, there));
        let id = group.and_then(|group| group.group_id);
        if is_ours {
            return self.ec2.made("CreateSecurityGroup", id);
        }
        let id = id.unwrap_or_else(|| "which cannot be seen".to_owned());
        let whose = taken_by(request, identity.as_ref(), &id);
        let message = format!("{vpc} has a security group named `{name}` already, {id}, which {whose}");
        Err(self.ec2.error(Class::OwnedBySomeoneElse, "CreateSecurityGroup", message))
    }
}

#[async_trait]
impl Provider for SecurityGroups {
    fn kind(&self) -> KindName {
        KindName::from(SecurityGroup::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        // Lambda keeps the interfaces of a function for up to 20 minutes after it is gone.
        let limit = if of == PaceOf::Delete { 1500 } else { 60 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        Ok(self.ec2.groups_of_stack(stack).await?.into_iter().map(|group| self.live(group)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.ec2.group(id).await?.map(|group| self.live(group)))
    }

    /// The name is unique in the VPC, so that the call may be repeated: the second one is refused, and
    /// what has the name is read back.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateSecurityGroup";
        let SecurityGroup { vpc, description } = self.ec2.decode(CREATE, &request.values)?;
        let nameless = || self.ec2.error(Class::Invalid, CREATE, "a security group needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let call = self
            .ec2
            .client
            .create_security_group()
            .vpc_id(&vpc.0)
            .group_name(name)
            .description(description)
            .tag_specifications(tags::specification(ResourceType::SecurityGroup, &request.tags));
        match self.ec2.write(CREATE, || call.clone().send()).await {
            Ok(answer) => self.ec2.made(CREATE, answer.group_id),
            Err(error) if error.code.as_deref() == Some("InvalidGroup.Duplicate") => {
                self.read_back(request, &vpc.0, name).await
            }
            Err(error) => Err(error),
        }
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.ec2.client.delete_security_group().group_id(request.id.as_str());
        let answer = self.ec2.write("DeleteSecurityGroup", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Interfaces that carry them, other groups whose rules name them, and rules in them that other stacks
    /// put there, which would go with them.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let asked: BTreeSet<String> = texts(ids).into_iter().collect();
        let interfaces = self.ec2.interfaces("group-id", &texts(ids)).await?;
        let used = |interface: &aws_sdk_ec2::types::NetworkInterface| {
            let groups = interface.groups().iter().filter_map(|group| group.group_id.clone());
            groups.filter(|group| asked.contains(group)).collect()
        };
        let mut users = self.ec2.users_by_interface(interfaces, used).await?;
        for portion in portions(&texts(ids)) {
            let ingress = vec![filter("ip-permission.group-id", portion.iter().cloned())];
            let egress = vec![filter("egress.ip-permission.group-id", portion.iter().cloned())];
            let (ingress, egress) = tokio::try_join!(self.ec2.groups(ingress), self.ec2.groups(egress))?;
            let named = ingress.iter().chain(&egress).flat_map(|group| users_by_rules(group, &asked));
            users.extend(self.by_single_rules(named.collect()).await?);
            users.extend(self.guests(portion).await?);
        }
        users.sort();
        users.dedup();
        Ok(users)
    }
}

/// The groups that another group's rules name. A group that names itself does not keep itself.
fn users_by_rules(group: &LiveGroup, asked: &BTreeSet<String>) -> Vec<User> {
    let id = group.group_id().unwrap_or_default();
    let name = group.group_name().unwrap_or_default();
    let named = |permission: &IpPermission| -> Vec<String> {
        permission.user_id_group_pairs().iter().filter_map(|pair| pair.group_id.clone()).collect()
    };
    let permissions = group.ip_permissions().iter().chain(group.ip_permissions_egress());
    permissions
        .flat_map(named)
        .filter(|named| named != id && asked.contains(named))
        .map(|named| {
            User::new(
                &PhysicalId::new(named),
                PhysicalId::new(id),
                format!("a rule of security group {id} ({name})"),
            )
        })
        .collect()
}
