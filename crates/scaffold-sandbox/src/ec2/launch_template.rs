use scaffold_model::Value;

use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Has versions, of which the latest is shown.
pub struct LaunchTemplate;

impl Rib for LaunchTemplate {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "ec2.launch_template",
            arn: "launch-template",
            list: "DescribeLaunchTemplates",
            delete: "DeleteLaunchTemplate",
            not_found: "InvalidLaunchTemplateId.NotFound",
            ..WORDS
        }
    }

    /// The contents of many templates' latest versions come in one list.
    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("DescribeLaunchTemplateVersions", count.div_ceil(200))]
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        record.set("latest_version", Value::from("1"));
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        _state: &State,
        _before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let name = after.name.as_deref().unwrap_or_default();
        let fits = |c: char| c.is_ascii_alphanumeric() || "()./_-".contains(c);
        if (3..=128).contains(&name.len()) && name.chars().all(fits) {
            return Ok(());
        }
        let message = format!("The launch template name '{name}' is not valid");
        Err(Refusal::invalid("InvalidLaunchTemplateName.MalformedException", message))
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation == "CreateLaunchTemplateVersion"
    }

    fn changed(
        &self,
        _transaction: &mut Transaction<'_>,
        _before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        let latest = latest(after);
        after.set("latest_version", Value::text((latest + 1).to_string()));
        Ok(())
    }
}

/// The number of a template's latest version.
pub fn latest(template: &Record) -> u64 {
    template.text("latest_version").and_then(|number| number.parse().ok()).unwrap_or(0)
}
