use std::collections::BTreeSet;

use aws_sdk_lambda::types::{AliasConfiguration, FunctionConfiguration};
use scaffold_provider::{Class, Error};

use crate::client::Lambda;
use crate::function_live::decoded;

const PUBLISH: &str = "PublishVersion";

/// How many of the last versions stay, though no alias names them.
pub(crate) const KEPT: usize = 3;

/// The versions that aliases name.
impl Lambda {
    /// A published version that is what the function is now, ready to be called. Where nothing changed
    /// since the last one, AWS answers with that.
    pub(crate) async fn publish(&self, name: &str, revision: Option<&str>) -> Result<String, Error> {
        let now = self.succeeded(PUBLISH, name).await?;
        let code = now.code_sha256().unwrap_or_default();
        let found = decoded(self.connection(), &now).revision(code);
        if let Some(wanted) = revision.filter(|wanted| *wanted != found) {
            let message = format!(
                "the function {name} is {found} by now, and was to be {wanted}: someone else changed it; plan again"
            );
            return Err(self.error(Class::Invalid, PUBLISH, message));
        }
        let call = self
            .client
            .publish_version()
            .function_name(name)
            .code_sha256(code)
            .set_revision_id(now.revision_id().map(str::to_owned));
        let answer = self.write(PUBLISH, || call.clone().send()).await;
        let answer = answer.map_err(|error| self.judged(error, None))?;
        let Some(version) = answer.version else {
            return Err(self.error(Class::Failed, PUBLISH, "the answer names no version; run again"));
        };
        self.settled(PUBLISH, name, Some(&version)).await?;
        Ok(version)
    }

    /// Aliases of a function.
    pub(crate) async fn aliases(&self, name: &str) -> Result<Vec<AliasConfiguration>, Error> {
        let request = self.client.list_aliases().function_name(name).max_items(50);
        let aliases = self.list(
            "ListAliases",
            |token| request.clone().set_marker(token).send(),
            |page| (page.aliases, page.next_marker),
        );
        aliases.await
    }

    /// Deletes versions that no alias names, but for the last ones of those that stand where the function does now:
    /// another one would keep subnets and groups. What AWS keeps for a reason of its own stays.
    pub(crate) async fn prune(&self, name: &str, kept: usize) -> Result<(), Error> {
        let request = self.client.list_versions_by_function().function_name(name).max_items(50);
        let versions = self.list(
            "ListVersionsByFunction",
            |token| request.clone().set_marker(token).send(),
            |page| (page.versions, page.next_marker),
        );
        let numbers = superfluous(&versions.await?, kept);
        if numbers.is_empty() {
            return Ok(());
        }
        let named: BTreeSet<u64> = self.aliases(name).await?.iter().flat_map(named).collect();
        for number in numbers.into_iter().filter(|number| !named.contains(number)) {
            let call = self.client.delete_function().function_name(name).qualifier(number.to_string());
            match self.write("DeleteFunction", || call.clone().send()).await {
                Err(error) if matches!(error.class, Class::Permission | Class::LeaseLost) => {
                    return Err(error);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Versions that go where no alias names them, the oldest first.
fn superfluous(versions: &[FunctionConfiguration], kept: usize) -> Vec<u64> {
    let now = versions.iter().find(|version| version.version() == Some("$LATEST")).map(network);
    let numbered = versions.iter().filter_map(|version| Some((version.version()?.parse().ok()?, version)));
    let mut numbered: Vec<(u64, &FunctionConfiguration)> = numbered.collect();
    numbered.sort_unstable_by_key(|(number, _)| *number);
    let old = numbered.len().saturating_sub(kept);
    let stands_elsewhere = |version: &FunctionConfiguration| {
        let network = network(version);
        !network.iter().all(BTreeSet::is_empty) && now.as_ref().is_some_and(|now| *now != network)
    };
    let goes = |(place, (number, version)): (usize, (u64, &FunctionConfiguration))| {
        (place < old || stands_elsewhere(version)).then_some(number)
    };
    numbered.into_iter().enumerate().filter_map(goes).collect()
}

/// Subnets and groups of a version.
fn network(version: &FunctionConfiguration) -> [BTreeSet<&str>; 2] {
    let vpc = version.vpc_config();
    let [subnets, groups] = [vpc.map(|vpc| vpc.subnet_ids()), vpc.map(|vpc| vpc.security_group_ids())];
    [subnets, groups].map(|ids| ids.unwrap_or_default().iter().map(String::as_str).collect())
}

/// Versions that an alias names.
fn named(alias: &AliasConfiguration) -> Vec<u64> {
    let beside = alias.routing_config().and_then(|routing| routing.additional_version_weights());
    let beside = beside.into_iter().flatten().map(|(version, _)| version.as_str());
    alias.function_version().into_iter().chain(beside).filter_map(|version| version.parse().ok()).collect()
}
