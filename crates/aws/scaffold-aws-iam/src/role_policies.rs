//! A role's policies: complete sets, which calls of their own read and change.

use std::collections::{BTreeMap, BTreeSet};

use scaffold_aws_core::{is_absent, missing};
use scaffold_kinds::JsonPolicy;
use scaffold_provider::{Class, Error};

use crate::client::Iam;
use crate::document::decoded;

/// Policies of a role.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Policies {
    pub inline: BTreeMap<String, JsonPolicy>,
    pub attached: BTreeSet<String>,
}

impl Iam {
    /// Names of a role's own policies (`ListRolePolicies`).
    pub async fn inline_names(&self, role: &str) -> Result<Vec<String>, Error> {
        let request = self.client.list_role_policies().role_name(role);
        let names = self.list(
            "ListRolePolicies",
            |marker| request.clone().set_marker(marker).send(),
            |page| (Some(page.policy_names), page.marker),
        );
        names.await
    }

    /// ARNs of the managed policies that a role has (`ListAttachedRolePolicies`).
    pub async fn attached_arns(&self, role: &str) -> Result<BTreeSet<String>, Error> {
        let request = self.client.list_attached_role_policies().role_name(role);
        let policies = self.list(
            "ListAttachedRolePolicies",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.attached_policies, page.marker),
        );
        Ok(policies.await?.into_iter().filter_map(|policy| policy.policy_arn).collect())
    }

    /// A role's policies one by one: a call for each of its own.
    pub async fn policies(&self, role: &str) -> Result<Policies, Error> {
        let (names, attached) = tokio::try_join!(self.inline_names(role), self.attached_arns(role))?;
        let mut inline = BTreeMap::new();
        for name in names {
            let request = self.client.get_role_policy().role_name(role).policy_name(&name);
            match self.read("GetRolePolicy", || request.clone().send()).await {
                Ok(answer) => drop(inline.insert(name, JsonPolicy(decoded(&answer.policy_document)))),
                Err(error) if is_absent(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Policies { inline, attached })
    }

    /// Makes a role's own policies the wanted ones. What it may do from now on comes before what it may
    /// do no more; what has the wanted text by `before` and is there stays.
    pub async fn set_inline(
        &self,
        role: &str,
        wanted: &BTreeMap<String, JsonPolicy>,
        before: &BTreeMap<String, JsonPolicy>,
    ) -> Result<(), Error> {
        self.settle(|| async move {
            let there: BTreeSet<String> = self.inline_names(role).await?.into_iter().collect();
            for (name, document) in wanted {
                if there.contains(name) && before.get(name) == Some(document) {
                    continue;
                }
                self.put_inline(role, name, document).await?;
            }
            for name in there.iter().filter(|name| !wanted.contains_key(*name)) {
                let call = self.client.delete_role_policy().role_name(role).policy_name(name);
                gone_is_done(self.write("DeleteRolePolicy", || call.clone().send()).await)?;
            }
            Ok(())
        })
        .await
    }

    /// Makes the managed policies of a role the wanted ones: attaches, then detaches. Where all that it
    /// may have are in use, AWS refuses another, so that as many are detached first as must be.
    pub async fn set_attached(&self, role: &str, wanted: &BTreeSet<String>) -> Result<(), Error> {
        self.settle(|| async move {
            let there = self.attached_arns(role).await?;
            let mut unwanted = missing(&there, wanted).unwrap_or_default().into_iter();
            for arn in missing(wanted, &there).unwrap_or_default() {
                let mut answer = self.attach(role, &arn).await;
                while is_full(&answer) {
                    let Some(old) = unwanted.next() else { break };
                    self.detach(role, &old).await?;
                    answer = self.attach(role, &arn).await;
                }
                answer?;
            }
            for arn in unwanted {
                self.detach(role, &arn).await?;
            }
            Ok(())
        })
        .await
    }

    /// Sets one of a role's own policies (`PutRolePolicy`).
    pub async fn put_inline(&self, role: &str, name: &str, document: &JsonPolicy) -> Result<(), Error> {
        let call = self.client.put_role_policy().role_name(role).policy_name(name);
        let call = call.policy_document(&document.0);
        self.write("PutRolePolicy", || call.clone().send()).await.map(drop)
    }

    /// Lets a role have a managed policy (`AttachRolePolicy`).
    pub async fn attach(&self, role: &str, arn: &str) -> Result<(), Error> {
        let call = self.client.attach_role_policy().role_name(role).policy_arn(arn);
        let answer = self.write("AttachRolePolicy", || call.clone().send()).await;
        answer.map(drop).map_err(|error| missing_policy(error, arn))
    }

    async fn detach(&self, role: &str, arn: &str) -> Result<(), Error> {
        let call = self.client.detach_role_policy().role_name(role).policy_arn(arn);
        gone_is_done(self.write("DetachRolePolicy", || call.clone().send()).await)
    }
}

/// It is the managed policy that is not there, and not the role: planning again would not help.
pub(crate) fn missing_policy(error: Error, arn: &str) -> Error {
    if error.class != Class::Gone || !error.message.contains(arn) {
        return error;
    }
    let message = format!("{}; check the ARN, or make the policy first", error.message);
    Error { class: Class::Invalid, message, ..error }
}

fn is_full<T>(answer: &Result<T, Error>) -> bool {
    answer.as_ref().is_err_and(|error| error.code.as_deref() == Some("LimitExceeded"))
}

/// Removing what is gone is success.
pub(crate) fn gone_is_done<T>(answer: Result<T, Error>) -> Result<(), Error> {
    match answer {
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}
