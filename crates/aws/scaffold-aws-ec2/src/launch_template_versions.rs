//! The versions of launch templates.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::LaunchTemplateVersion;
use scaffold_aws_core::{first, is_absent};
use scaffold_provider::Error;

use crate::client::{Ec2, filter};

const LIST: &str = "DescribeLaunchTemplateVersions";

/// Latest versions that are kept though nothing runs them.
const KEPT: i64 = 3;

/// Most versions that one call deletes.
const DELETED_AT_ONCE: usize = 200;

/// The tags that EC2 gives an instance that was started from a template.
const TEMPLATE_TAG: &str = "tag:aws:ec2launchtemplate:id";
const VERSION_TAG: &str = "aws:ec2launchtemplate:version";

impl Ec2 {
    /// The latest versions of these templates, by the templates' ids. One list gives those of every
    /// template in the region; where it lacks some (not every endpoint gives all), they are asked for.
    pub async fn latest_versions(
        &self,
        templates: &[String],
    ) -> Result<BTreeMap<String, LaunchTemplateVersion>, Error> {
        let mut found = BTreeMap::new();
        // Few templates of a region with many are asked for one by one.
        if templates.len() > 1 {
            let request =
                self.client.describe_launch_template_versions().versions("$Latest").max_results(200);
            let versions = self.list(
                LIST,
                |token| request.clone().set_next_token(token).send(),
                |page| (page.launch_template_versions, page.next_token),
            );
            let versions = match versions.await {
                // MiniStack wants a template named.
                Err(error) if is_absent(&error) => Vec::new(),
                versions => versions?,
            };
            let versions = versions.into_iter();
            found.extend(versions.filter_map(|version| Some((version.launch_template_id.clone()?, version))));
            found.retain(|id, _| templates.contains(id));
        }
        for id in templates {
            if !found.contains_key(id)
                && let Some(version) = self.latest_version(id).await?
            {
                found.insert(id.clone(), version);
            }
        }
        Ok(found)
    }

    /// The latest version of a template; none when the template is gone.
    pub async fn latest_version(&self, template: &str) -> Result<Option<LaunchTemplateVersion>, Error> {
        let request = self.client.describe_launch_template_versions();
        let request = request.launch_template_id(template).versions("$Latest");
        let answer = self.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.launch_template_versions.unwrap_or_default()))
    }

    /// Deletes the versions of a template that nothing needs any more: all but the latest three, the
    /// default one, and those that instances were started from.
    pub async fn delete_old_versions(&self, template: &str, latest: i64) -> Result<(), Error> {
        if latest <= KEPT {
            return Ok(());
        }
        let request = self.client.describe_launch_template_versions().launch_template_id(template);
        let versions = self.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.launch_template_versions, page.next_token),
        );
        let is_old = |version: &LaunchTemplateVersion| {
            version.default_version() != Some(true)
                && version.version_number().is_some_and(|number| number <= latest - KEPT)
        };
        let mut old: Vec<String> = versions
            .await?
            .into_iter()
            .filter(is_old)
            .filter_map(|version| version.version_number.map(|number| number.to_string()))
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        let running = self.running_versions(template).await?;
        old.retain(|version| !running.contains(version));
        for versions in old.chunks(DELETED_AT_ONCE) {
            let call = self.client.delete_launch_template_versions().launch_template_id(template);
            let call = call.set_versions(Some(versions.to_vec()));
            let answer = self.write("DeleteLaunchTemplateVersions", || call.clone().send()).await;
            match answer {
                Err(error) if !is_absent(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Versions of a template that instances were started from.
    async fn running_versions(&self, template: &str) -> Result<BTreeSet<String>, Error> {
        let request = self
            .client
            .describe_instances()
            .filters(filter(TEMPLATE_TAG, [template]))
            .filters(filter("instance-state-name", ["pending", "running", "stopping", "stopped"]))
            .max_results(1000);
        let reservations = self.list(
            "DescribeInstances",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.reservations, page.next_token),
        );
        let reservations = reservations.await?;
        let tags = reservations.iter().flat_map(|it| it.instances()).flat_map(|instance| instance.tags());
        let versions = tags.filter(|tag| tag.key() == Some(VERSION_TAG));
        Ok(versions.filter_map(|tag| tag.value.clone()).collect())
    }
}
