use std::collections::BTreeSet;

use scaffold_aws_core::are_of;
use scaffold_model::StackId;
use scaffold_provider::{Class, Error};

use crate::client::CloudFront;

/// The error code for a name that another distribution has.
const TAKEN: &str = "CNAMEAlreadyExists";

/// Whether AWS refuses names because another distribution has one of them.
pub(crate) fn is_taken(error: &Error) -> bool {
    error.code.as_deref() == Some(TAKEN)
}

impl CloudFront {
    /// Which distributions of the account have names, by the names.
    async fn holders(&self, names: &BTreeSet<String>) -> Result<Vec<(String, String)>, Error> {
        let all = self.distributions().await?;
        let mut holders = Vec::new();
        for summary in &all {
            let theirs = summary.aliases().map(|aliases| aliases.items()).unwrap_or_default();
            let taken = theirs.iter().filter(|name| names.contains(*name));
            holders.extend(taken.map(|name| (name.clone(), summary.id.clone())));
        }
        Ok(holders)
    }

    /// What AWS's refusal means: who has the names.
    pub async fn told_who(&self, refused: Error, names: &BTreeSet<String>, id: Option<&str>) -> Error {
        let Ok(holders) = self.holders(names).await else { return refused };
        let mut who: Vec<String> = holders
            .iter()
            .filter(|(_, holder)| Some(holder.as_str()) != id)
            .map(|(name, holder)| format!("{name} is an alias of {holder}, of this account"))
            .collect();
        if let (true, Some(id)) = (who.is_empty(), id) {
            who = self.of_others(names, id).await;
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = match who.as_slice() {
            [] => format!(
                "one of {} is an alias of a distribution of another account; whoever owns the domain can take it over: \
                 `aws cloudfront list-conflicting-aliases`, then `aws cloudfront associate-alias`",
                names.join(", ")
            ),
            who => format!("{}; take it out there first", who.join(", ")),
        };
        Error { class: Class::OwnedBySomeoneElse, message, ..refused }
    }

    async fn of_others(&self, names: &BTreeSet<String>, id: &str) -> Vec<String> {
        let mut who = Vec::new();
        for name in names {
            let call = self.client.list_conflicting_aliases().distribution_id(id).alias(name);
            let answer = self.read("ListConflictingAliases", || call.clone().send()).await;
            let list = answer.ok().and_then(|answer| answer.conflicting_aliases_list);
            for other in list.and_then(|list| list.items).unwrap_or_default() {
                let (holder, account) = (other.distribution_id, other.account_id);
                who.push(format!(
                    "{name} is an alias of {}, of account {}",
                    holder.unwrap_or_default(),
                    account.unwrap_or_default()
                ));
            }
        }
        who
    }

    /// Takes names over that other distributions of the stack have, each in one call, so that nobody is
    /// without: two that exchange theirs could not give one away first. Whether there were any.
    pub async fn take_over(
        &self,
        stack: &StackId,
        id: &str,
        names: &BTreeSet<String>,
    ) -> Result<bool, Error> {
        let mut took = false;
        for (name, holder) in self.holders(names).await? {
            if holder == id {
                continue;
            }
            let tags = self.tags(&self.arn(&format!("distribution/{holder}"))).await?;
            if !tags.is_some_and(|tags| are_of(stack, &tags)) {
                return Ok(false);
            }
            let call = self.client.associate_alias().target_distribution_id(id).alias(&name);
            self.write("AssociateAlias", || call.clone().send()).await?;
            took = true;
        }
        Ok(took)
    }
}
