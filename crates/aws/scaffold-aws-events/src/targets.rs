use std::collections::BTreeMap;

use aws_sdk_eventbridge::error::BuildError;
use aws_sdk_eventbridge::types::{
    DeadLetterConfig, InputTransformer as SdkTransformer, RetryPolicy, SqsParameters, Target,
};
use scaffold_kinds::Ref;
use scaffold_kinds::events::{InputTransformer, Retry, RuleTarget};
use scaffold_provider::{Class, Error};

use crate::client::Events;
use crate::names::RuleName;

const PUT: &str = "PutTargets";
const REMOVE: &str = "RemoveTargets";

type Targets = BTreeMap<String, RuleTarget>;

/// The targets of a rule, a complete set.
impl Events {
    /// Those of a rule, by their ids.
    pub(crate) async fn targets(&self, rule: &RuleName) -> Result<Targets, Error> {
        let request = self.client.list_targets_by_rule().rule(&rule.name).event_bus_name(&rule.bus);
        let targets = self.list(
            "ListTargetsByRule",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.targets, page.next_token),
        );
        Ok(targets.await?.iter().map(|target| (target.id().to_owned(), live(target))).collect())
    }

    /// Makes the targets of a rule what they should be: what is wanted no more goes first, since AWS lets
    /// a rule have few.
    pub(crate) async fn set_targets(&self, rule: &RuleName, wanted: &Targets) -> Result<(), Error> {
        let there = self.targets(rule).await?;
        let extra: Vec<String> = there.keys().filter(|id| !wanted.contains_key(*id)).cloned().collect();
        self.remove_targets(rule, extra).await?;
        let missing = wanted.iter().filter(|(id, target)| there.get(*id) != Some(*target));
        let missing =
            missing.map(|(id, target)| sdk(id, target)).collect::<Result<Vec<Target>, BuildError>>();
        let missing = missing.map_err(|error| self.unbuilt(PUT, &error))?;
        if missing.is_empty() {
            return Ok(());
        }
        let call = self.client.put_targets().rule(&rule.name).event_bus_name(&rule.bus);
        let call = call.set_targets(Some(missing));
        let answer = self.write(PUT, || call.clone().send()).await?;
        let failed = answer.failed_entries().first();
        let failed = failed.map(|entry| (entry.target_id(), entry.error_code(), entry.error_message()));
        self.all_done(PUT, answer.failed_entry_count(), failed)
    }

    /// Takes targets out of a rule.
    pub(crate) async fn remove_targets(&self, rule: &RuleName, ids: Vec<String>) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let call = self.client.remove_targets().rule(&rule.name).event_bus_name(&rule.bus).set_ids(Some(ids));
        let answer = self.write(REMOVE, || call.clone().send()).await?;
        let failed = answer.failed_entries().first();
        let failed = failed.map(|entry| (entry.target_id(), entry.error_code(), entry.error_message()));
        self.all_done(REMOVE, answer.failed_entry_count(), failed)
    }

    /// An answer that says it succeeded may hold failures.
    fn all_done(&self, operation: &str, failures: i32, first: Option<Entry<'_>>) -> Result<(), Error> {
        if failures == 0 {
            return Ok(());
        }
        let (target, code, said) = first.unwrap_or_default();
        let passes = code == Some("ConcurrentModificationException");
        let class = if passes { Class::NotYetVisible } else { Class::Invalid };
        let message = format!(
            "the target {} was not taken: {}",
            target.unwrap_or("of the rule"),
            said.unwrap_or("AWS does not say why")
        );
        Err(Error { code: code.map(str::to_owned), ..self.error(class, operation, message) })
    }
}

/// Id, code and message of a failure.
type Entry<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

fn live(target: &Target) -> RuleTarget {
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let paths = |transformer: &SdkTransformer| {
        let paths = transformer.input_paths_map().into_iter().flatten();
        paths.map(|(name, path)| (name.clone(), path.clone())).collect()
    };
    let retry = target.retry_policy().map(|retry| Retry {
        attempts: retry.maximum_retry_attempts().map_or(185, i64::from),
        max_age_seconds: retry.maximum_event_age_in_seconds().map_or(86_400, i64::from),
    });
    RuleTarget {
        arn: target.arn().to_owned(),
        role: text(target.role_arn()).map(Ref),
        input: text(target.input()),
        input_path: text(target.input_path()),
        input_transformer: target.input_transformer().map(|transformer| InputTransformer {
            paths: paths(transformer),
            template: transformer.input_template().to_owned(),
        }),
        dead_letter: text(target.dead_letter_config().and_then(|config| config.arn())),
        // AWS's own is what silence means.
        retry: retry.filter(|retry| (retry.attempts, retry.max_age_seconds) != (185, 86_400)),
        message_group: text(target.sqs_parameters().and_then(|parameters| parameters.message_group_id())),
    }
}

fn sdk(id: &str, target: &RuleTarget) -> Result<Target, BuildError> {
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let transformer = target.input_transformer.as_ref().map(|transformer| {
        let paths = transformer.paths.iter().map(|(name, path)| (name.clone(), path.clone())).collect();
        SdkTransformer::builder()
            .set_input_paths_map((!transformer.paths.is_empty()).then_some(paths))
            .input_template(&transformer.template)
            .build()
    });
    let retry = target.retry.as_ref().map(|retry| {
        RetryPolicy::builder()
            .maximum_retry_attempts(number(retry.attempts))
            .maximum_event_age_in_seconds(number(retry.max_age_seconds))
            .build()
    });
    let dead_letter = target.dead_letter.as_ref().map(|arn| DeadLetterConfig::builder().arn(arn).build());
    let group = target.message_group.as_ref();
    let group = group.map(|group| SqsParameters::builder().message_group_id(group).build());
    Target::builder()
        .id(id)
        .arn(&target.arn)
        .set_role_arn(target.role.as_ref().map(|role| role.0.clone()))
        .set_input(target.input.clone())
        .set_input_path(target.input_path.clone())
        .set_input_transformer(transformer.transpose()?)
        .set_retry_policy(retry)
        .set_dead_letter_config(dead_letter)
        .set_sqs_parameters(group)
        .build()
}
