//! What a `function` expands to, and whom it talks to.

use std::collections::BTreeMap;

use scaffold_kinds::Choice;
use scaffold_model::{Value, Values};

use crate::access::arn_of;
use crate::block::{Context, Expands};
use crate::connection::Reaches;
use crate::function::{ALIAS, FUNCTION, Function, LIVE, URL};
use crate::part::{Expansion, Part};
use crate::security_group::{self, Said};
use crate::traffic::Egress;
use crate::vpc::Tier;
use crate::{
    connects, function_calls, function_checks, function_forwards, function_layers, function_role, network,
};

impl Expands for Function {
    fn reaches(&self, context: &Context<'_>) -> Reaches {
        connects::reaches(&self.connects_to, context)
    }

    fn expand(&self, context: &Context<'_>) -> Expansion {
        let mut parts = Vec::new();
        let mut problems = function_checks::check(self, context);
        if let Some(vpc) = self.vpc.as_deref() {
            let egress = self.egress.clone().unwrap_or(Egress::All);
            problems.extend(security_group::check(&self.ingress, &egress, context));
            let said = Said { vpc: Some(vpc), ingress: &self.ingress, egress: &egress, besides: Vec::new() };
            parts.extend(security_group::parts(said, context));
        }
        parts.push(Part::new("log_group", "logs.log_group").asked(
            "log_retention_days",
            "retention_days",
            self.log_retention_days,
        ));
        parts.push(function_role::part(self, context));
        parts.extend(function_layers::parts(&self.layers, context));
        parts.push(self.function(context));
        if let Some(ready) = self.provisioned_concurrency {
            parts.push(
                Part::new(ALIAS, "lambda.alias")
                    .with("function", context.id_of(FUNCTION))
                    .with("name", LIVE)
                    .with("revision", context.output_of(FUNCTION, "revision"))
                    .asked("provisioned_concurrency", "provisioned_concurrency", ready),
            );
        }
        if let Some(url) = &self.url {
            parts.extend(function_calls::url(self, url, context));
        }
        parts.extend(function_calls::events(self, context));
        parts.extend(function_forwards::parts(self, context));
        Expansion {
            parts,
            outputs: self.outputs(context),
            all_parts: context.are_sound(&[
                "vpc",
                "url",
                "events",
                "target",
                "layers",
                "provisioned_concurrency",
            ]) && !context.may_lack("load_balancer"),
            diagnostics: problems,
        }
    }
}

impl Function {
    fn function(&self, context: &Context<'_>) -> Part {
        let code = self.source.as_ref().and_then(|source| context.sources.code.get(source));
        let package = if self.image.is_some() { "Image" } else { "Zip" };
        let environment: Values =
            self.environment.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let dead_letter = self.dead_letter.as_deref().and_then(|queue| context.block_at(queue));
        Part::new(FUNCTION, "lambda.function")
            .with("package", package)
            .asked_if("source", "code_sha256", code.map(|code| code.sha256.as_str()))
            .asked_if("image", "image", self.image.clone())
            .asked_if("runtime", "runtime", self.runtime.clone())
            .asked_if("handler", "handler", self.handler.clone())
            .asked_if("description", "description", self.description.clone())
            .asked("architecture", "architecture", self.architecture.word())
            .with("role", context.id_of("role"))
            .asked("memory_mib", "memory_mib", self.memory_mib)
            .asked("timeout_seconds", "timeout_seconds", self.timeout_seconds)
            .asked_if(
                "environment",
                "environment",
                (!environment.is_empty()).then_some(Value::Map(environment)),
            )
            .asked("ephemeral_storage_mib", "ephemeral_storage_mib", self.ephemeral_storage_mib)
            .asked_if("layers", "layers", function_layers::value(&self.layers, context))
            .asked_if("vpc", "vpc", self.network(context))
            .asked_if("reserved_concurrency", "reserved_concurrency", self.reserved_concurrency)
            .asked("tracing", "tracing", if self.tracing { "Active" } else { "PassThrough" })
            .asked_if("dead_letter", "dead_letter", dead_letter.map(|queue| arn_of(&queue.address)))
            .with("log_group", context.id_of("log_group"))
    }

    fn network(&self, context: &Context<'_>) -> Option<Value> {
        let subnets = network::subnets(self.vpc.as_deref(), self.tier.unwrap_or(Tier::Private))?;
        let groups = Value::List(vec![context.id_of(security_group::GROUP)]);
        Some(Value::Map(Values::from([
            ("subnets".to_owned(), subnets),
            ("security_groups".to_owned(), groups),
        ])))
    }

    fn outputs(&self, context: &Context<'_>) -> BTreeMap<String, Value> {
        let mut outputs = vec![
            ("arn", context.output_of(FUNCTION, "arn")),
            ("name", context.output_of(FUNCTION, "name")),
            ("role_arn", context.output_of("role", "arn")),
        ];
        let maybe = [
            ("url", "url", self.url.is_some(), context.output_of(URL, "url")),
            ("vpc", "security_group_id", self.vpc.is_some(), context.id_of(security_group::GROUP)),
        ];
        for (attribute, output, is_there, value) in maybe {
            if !context.are_sound(&[attribute]) {
                outputs.push((output, Value::Null));
            } else if is_there {
                outputs.push((output, value));
            }
        }
        outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
