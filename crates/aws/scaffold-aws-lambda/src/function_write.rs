use aws_sdk_lambda::operation::create_function::builders::CreateFunctionFluentBuilder;
use aws_sdk_lambda::operation::update_function_configuration::builders::UpdateFunctionConfigurationFluentBuilder;
use aws_sdk_lambda::types::FunctionCode;
use scaffold_kinds::Choice;
use scaffold_kinds::lambda::{Function, Package};
use scaffold_provider::{Class, CreateRequest, Error, UpdateRequest};

use crate::client::Lambda;
use crate::code::Sending;
use crate::settings::{Settings, integer};

pub(crate) const CREATE: &str = "CreateFunction";
pub(crate) const CODE: &str = "UpdateFunctionCode";
pub(crate) const CONFIGURE: &str = "UpdateFunctionConfiguration";

/// Attributes that come with the code, and those that calls of their own carry.
const OF_CODE: [&str; 3] = ["code_sha256", "image", "architecture"];
const ELSEWHERE: [&str; 2] = ["reserved_concurrency", "tags"];

/// The calls that make and change a function.
impl Lambda {
    /// The creating call.
    pub(crate) fn creating(
        &self,
        request: &CreateRequest,
        (function, sending): (&Function, Option<&Sending>),
        name: &str,
    ) -> Result<CreateFunctionFluentBuilder, Error> {
        let settings = self.settings(CREATE, function, name)?;
        let is_zip = function.package == Package::Zip;
        let tags = request.tags.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        Ok(self
            .client
            .create_function()
            .function_name(name)
            .package_type(function.package.word().into())
            .code(code(function, sending))
            .set_runtime(function.runtime.as_deref().map(Into::into))
            .set_handler(function.handler.clone())
            .architectures(function.architecture.word().into())
            .role(&function.role.0)
            .set_description(function.description.clone())
            .memory_size(integer(function.memory_mib))
            .timeout(integer(function.timeout_seconds))
            .set_environment((!function.environment.is_empty()).then_some(settings.environment))
            .set_kms_key_arn(function.encryption_key.clone())
            .ephemeral_storage(settings.storage)
            .set_layers((!function.layers.is_empty()).then(|| function.layers.clone()))
            .set_file_system_configs((!settings.file_systems.is_empty()).then_some(settings.file_systems))
            .set_vpc_config(function.vpc.as_ref().map(|_| settings.vpc))
            .tracing_config(settings.tracing)
            .set_dead_letter_config(function.dead_letter.as_ref().map(|_| settings.dead_letter))
            .set_image_config(function.image_config.as_ref().map(|_| settings.image))
            .logging_config(settings.logging)
            .set_snap_start(is_zip.then_some(settings.snap_start))
            .set_tags(Some(tags)))
    }

    /// Sends code, where a change is about it, and says whether it did. Nothing that is there already is sent
    /// again.
    pub(crate) async fn update_code(
        &self,
        name: &str,
        request: &UpdateRequest,
        wanted: &Function,
    ) -> Result<bool, Error> {
        if !OF_CODE.iter().any(|attribute| request.changes(attribute)) {
            return Ok(false);
        }
        let now = self.settled(CODE, name, None).await?;
        let mut call = self
            .client
            .update_function_code()
            .function_name(name)
            .set_revision_id(now.revision_id().map(str::to_owned));
        // The call carries both: what nobody changes stays.
        call = match now.architectures().first().filter(|_| !request.changes("architecture")) {
            Some(architecture) => call.architectures(architecture.clone()),
            None => call.architectures(wanted.architecture.word().into()),
        };
        let is_there = now.code_sha256().filter(|_| !request.changes("code_sha256")).map(str::to_owned);
        let code = wanted.code_sha256.as_ref().map(|sent| is_there.as_ref().unwrap_or(sent));
        let sending = match code {
            Some(sha256) => Some((sha256, self.sending(CODE, sha256).await?)),
            None => None,
        };
        call = match &sending {
            Some((_, sending)) => {
                call.set_zip_file(sending.zip()).set_s3_bucket(sending.bucket()).set_s3_key(sending.key())
            }
            None => call.set_image_uri(wanted.image.clone()),
        };
        // The revision guards it: sent twice, the second one is refused.
        let answer = self.write(CODE, || call.clone().send()).await;
        if let Some((sha256, sending)) = &sending {
            self.sent(sha256, sending).await;
        }
        let answer = answer.map_err(|error| self.judged(error, None))?;
        match (code, answer.code_sha256()) {
            (Some(sent), Some(got)) if sent != got => {
                let message = format!("{name} got code with the SHA-256 {got} in place of {sent}");
                Err(self.error(Class::Failed, CODE, message))
            }
            _ => Ok(true),
        }
    }

    /// Sends settings, where a change is about them: those that change, and no others. Says whether it did.
    pub(crate) async fn update_settings(
        &self,
        name: &str,
        request: &UpdateRequest,
        wanted: &Function,
    ) -> Result<bool, Error> {
        let is_setting =
            |name: &String| !OF_CODE.contains(&name.as_str()) && !ELSEWHERE.contains(&name.as_str());
        if !request.patch.keys().any(is_setting) {
            return Ok(false);
        }
        let call = self.configuring(name, request, wanted)?;
        let now = self.settled(CONFIGURE, name, None).await?;
        let call = call.set_revision_id(now.revision_id().map(str::to_owned));
        let answer = self.write(CONFIGURE, || call.clone().send()).await;
        answer.map(|_| true).map_err(|error| self.judged(error, Some(&wanted.role.0)))
    }

    fn configuring(
        &self,
        name: &str,
        request: &UpdateRequest,
        wanted: &Function,
    ) -> Result<UpdateFunctionConfigurationFluentBuilder, Error> {
        let settings = self.settings(CONFIGURE, wanted, name)?;
        let changes = |attribute: &str| request.changes(attribute);
        let logs =
            ["log_group", "log_format", "application_log_level", "system_log_level"].into_iter().any(changes);
        let text = |attribute: &str, text: &Option<String>| {
            changes(attribute).then(|| text.clone().unwrap_or_default())
        };
        let runtime = wanted.runtime.as_deref().filter(|_| changes("runtime"));
        Ok(self
            .client
            .update_function_configuration()
            .function_name(name)
            .set_runtime(runtime.map(Into::into))
            .set_handler(wanted.handler.clone().filter(|_| changes("handler")))
            .set_role(changes("role").then(|| wanted.role.0.clone()))
            .set_description(text("description", &wanted.description))
            .set_memory_size(changes("memory_mib").then(|| integer(wanted.memory_mib)))
            .set_timeout(changes("timeout_seconds").then(|| integer(wanted.timeout_seconds)))
            .set_environment(changes("environment").then_some(settings.environment))
            .set_kms_key_arn(text("encryption_key", &wanted.encryption_key))
            .set_ephemeral_storage(changes("ephemeral_storage_mib").then_some(settings.storage))
            .set_layers(changes("layers").then(|| wanted.layers.clone()))
            .set_file_system_configs(changes("file_system").then_some(settings.file_systems))
            .set_vpc_config(changes("vpc").then_some(settings.vpc))
            .set_tracing_config(changes("tracing").then_some(settings.tracing))
            .set_dead_letter_config(changes("dead_letter").then_some(settings.dead_letter))
            .set_image_config(changes("image_config").then_some(settings.image))
            .set_logging_config(logs.then_some(settings.logging))
            .set_snap_start(changes("snap_start").then_some(settings.snap_start)))
    }

    /// How many may run at the same time.
    pub(crate) async fn set_concurrency(&self, name: &str, wanted: Option<i64>) -> Result<(), Error> {
        let Some(most) = wanted else {
            let call = self.client.delete_function_concurrency().function_name(name);
            let answer = self.write("DeleteFunctionConcurrency", || call.clone().send()).await;
            return answer.map(drop).map_err(|error| self.judged(error, None));
        };
        let call = self.client.put_function_concurrency().function_name(name);
        let call = call.reserved_concurrent_executions(integer(most));
        let answer = self.write("PutFunctionConcurrency", || call.clone().send()).await;
        answer.map(drop).map_err(|error| self.judged(error, None))
    }

    fn settings(&self, operation: &str, function: &Function, name: &str) -> Result<Settings, Error> {
        Settings::of(function, name).map_err(|error| self.error(Class::Invalid, operation, error.to_string()))
    }
}

fn code(function: &Function, sending: Option<&Sending>) -> FunctionCode {
    let code = FunctionCode::builder();
    match sending {
        Some(sending) => {
            let code = code.set_zip_file(sending.zip()).set_s3_bucket(sending.bucket());
            code.set_s3_key(sending.key()).build()
        }
        None => code.set_image_uri(function.image.clone()).build(),
    }
}
