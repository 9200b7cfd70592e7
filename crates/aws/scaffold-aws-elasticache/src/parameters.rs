use std::collections::BTreeMap;

use aws_sdk_elasticache::types::{Parameter, ParameterNameValue};
use scaffold_model::{Value, did_you_mean};
use scaffold_provider::{Class, Error};

use crate::client::{ElastiCache, PAGE};

const DEFAULTS: &str = "DescribeEngineDefaultParameters";
const LIST: &str = "DescribeCacheParameters";
const MODIFY: &str = "ModifyCacheParameterGroup";
const RESET: &str = "ResetCacheParameterGroup";

/// Most parameters that a call changes.
const AT_ONCE: usize = 20;

/// Parameters by name.
pub(crate) type Parameters = BTreeMap<String, String>;

impl ElastiCache {
    /// Parameters of a group; only those that somebody set, where `source` is `user`.
    async fn parameters(&self, group: &str, source: Option<&str>) -> Result<Vec<Parameter>, Error> {
        let request = self
            .client
            .describe_cache_parameters()
            .cache_parameter_group_name(group)
            .set_source(source.map(str::to_owned))
            .max_records(PAGE);
        let send = |token| request.clone().set_marker(token).send();
        self.list(LIST, send, |page| (page.parameters, page.marker)).await
    }

    /// The names of all that a family has; nothing where the endpoint cannot say, or knows no such family.
    pub async fn parameter_names(&self, family: &str) -> Result<Value, Error> {
        let request = self.client.describe_engine_default_parameters();
        let request = request.cache_parameter_group_family(family).max_records(PAGE);
        let send = |token| request.clone().set_marker(token).send();
        let listed = self.list(DEFAULTS, send, |page| {
            let defaults = page.engine_defaults;
            defaults.map(|defaults| (defaults.parameters, defaults.marker)).unwrap_or_default()
        });
        match listed.await {
            Ok(listed) if listed.is_empty() => Ok(Value::Null),
            Ok(listed) => {
                let names = listed.into_iter().filter_map(|parameter: Parameter| parameter.parameter_name);
                Ok(Value::List(names.map(Value::Text).collect()))
            }
            Err(error) if is_unsaid(error.class) => Ok(Value::Null),
            Err(error) => Err(error),
        }
    }

    /// What differs from the engine's defaults.
    pub async fn own_parameters(&self, group: &str) -> Result<Parameters, Error> {
        let own = self.parameters(group, Some("user")).await?.into_iter();
        let own = own.filter(|parameter| parameter.source().is_none_or(|source| source == "user"));
        Ok(own
            .filter_map(|parameter| Some((parameter.parameter_name?, parameter.parameter_value?)))
            .collect())
    }

    /// Brings a group's parameters to what is wanted: those that are not any more get the engine's
    /// defaults again.
    pub async fn set_parameters(&self, group: &str, wanted: &Parameters) -> Result<(), Error> {
        let live = self.own_parameters(group).await?;
        let set: Vec<_> = wanted.iter().filter(|(name, value)| live.get(*name) != Some(value)).collect();
        let reset: Vec<_> = live.iter().filter(|(name, _)| !wanted.contains_key(*name)).collect();
        if !set.is_empty() {
            self.check_names(group, &set).await?;
        }
        for few in reset.chunks(AT_ONCE) {
            let call = self.client.reset_cache_parameter_group().cache_parameter_group_name(group);
            let call = call.reset_all_parameters(false).set_parameter_name_values(Some(pairs(few)));
            self.write(RESET, || call.clone().send()).await?;
        }
        for few in set.chunks(AT_ONCE) {
            let call = self.client.modify_cache_parameter_group().cache_parameter_group_name(group);
            let call = call.set_parameter_name_values(Some(pairs(few)));
            self.write(MODIFY, || call.clone().send()).await?;
        }
        Ok(())
    }

    /// Refuses names that the family does not have, with the nearest that it has.
    async fn check_names(&self, group: &str, set: &[(&String, &String)]) -> Result<(), Error> {
        let all = self.parameters(group, None).await?;
        let names: Vec<&str> = all.iter().filter_map(Parameter::parameter_name).collect();
        let Some((unknown, _)) = set.iter().find(|(name, _)| !names.contains(&name.as_str())) else {
            return Ok(());
        };
        let help =
            did_you_mean(unknown, names.iter().copied()).map_or_else(String::new, |help| format!("; {help}"));
        let message =
            format!("the family of the parameter group `{group}` has no parameter `{unknown}`{help}");
        Err(self.error(Class::Invalid, MODIFY, message))
    }
}

fn pairs(parameters: &[(&String, &String)]) -> Vec<ParameterNameValue> {
    let pair = |(name, value): &(&String, &String)| {
        ParameterNameValue::builder().parameter_name(*name).parameter_value(*value).build()
    };
    parameters.iter().map(pair).collect()
}

/// It is a check alone: where the endpoint has none, AWS judges names when they are set.
fn is_unsaid(class: Class) -> bool {
    matches!(class, Class::Unsupported | Class::Invalid)
}
