use scaffold_kinds::{Kind, lambda};
use scaffold_model::{PhysicalId, Value};

use crate::iam;
use crate::place::Place;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rib::{Rib, WORDS, Words};
use crate::state::State;
use crate::store::Transaction;

/// Who a role must trust to be a function's.
const RUNNER: &str = "lambda.amazonaws.com";
/// Layers that one function may have, and bytes of its variables.
const MOST_LAYERS: usize = 5;
const MOST_VARIABLES: usize = 4096;

/// Has code that the sandbox knows by its hash alone. What names it goes with it.
pub struct Function;

impl Rib for Function {
    fn words(&self) -> &'static Words {
        &Words {
            kind: "lambda.function",
            arn: "function",
            list: "ListFunctions",
            delete: "DeleteFunction",
            not_found: "ResourceNotFoundException",
            in_use: "ResourceConflictException",
            ..WORDS
        }
    }

    fn further_reads(&self, count: usize) -> Vec<(&'static str, usize)> {
        vec![("GetFunction", count)]
    }

    fn id(&self, place: &Place, record: &Record) -> Option<PhysicalId> {
        let name = record.name.as_deref()?;
        Some(PhysicalId::new(place.arn_in(&place.region, "lambda", self.words().arn, name)))
    }

    fn choose(
        &self,
        _place: &Place,
        _transaction: &mut Transaction<'_>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        record.set("arn", Value::text(record.key.id.as_str()));
        check_file_system(record)?;
        record.set("revision", revision(record));
        Ok(())
    }

    fn check(
        &self,
        _place: &Place,
        state: &State,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), Refusal> {
        let role = after.text("role").unwrap_or_default();
        if before.is_none_or(|before| before.value("role") != after.value("role"))
            && let Some(trust) = state.find("iam.role", role).and_then(|role| role.text("assume_role_policy"))
            && !iam::trusts(trust, RUNNER)
        {
            return Err(invalid("The role defined for the function cannot be assumed by Lambda."));
        }
        if after.texts("layers").count() > MOST_LAYERS {
            return Err(invalid(format!("Cannot reference more than {MOST_LAYERS} layers.")));
        }
        let variables = after.value("environment").as_map().into_iter().flatten();
        let bytes: usize = variables.map(|(name, value)| name.len() + value.to_string().len()).sum();
        if bytes > MOST_VARIABLES {
            let message = "Lambda was unable to configure your environment variables because the environment \
                           variables you have provided exceeded the 4KB limit.";
            return Err(invalid(message));
        }
        if after.text("package") == Some("Image") && after.text("snap_start") != Some("None") {
            return Err(invalid("SnapStart is not supported for functions of images."));
        }
        let storage = after.value("ephemeral_storage_mib").as_integer().unwrap_or(0);
        if after.text("snap_start") == Some("PublishedVersions") && storage > 512 {
            return Err(invalid("SnapStart is not supported with ephemeral storage greater than 512 MB."));
        }
        Ok(())
    }

    fn takes_many(&self, operation: &str) -> bool {
        operation.starts_with("UpdateFunction")
    }

    fn changed(
        &self,
        _transaction: &mut Transaction<'_>,
        _before: &Record,
        after: &mut Record,
    ) -> Result<(), Refusal> {
        check_file_system(after)?;
        for level in ["application_log_level", "system_log_level"] {
            match after.text("log_format") {
                Some("JSON") if after.value(level).is_null() => after.set(level, Value::text("INFO")),
                Some("JSON") => {}
                _ => after.set(level, Value::Null),
            }
        }
        after.set("revision", revision(after));
        Ok(())
    }

    fn takes_along(&self) -> &'static [&'static str] {
        &["lambda.alias", "lambda.url", "lambda.permission"]
    }

    /// It is moved off its network first, so that its interfaces keep neither subnets nor groups.
    fn emptied_before_delete(&self) -> &'static [&'static str] {
        &["file_system", "vpc"]
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::invalid("InvalidParameterValueException", message)
}

fn check_file_system(function: &Record) -> Result<(), Refusal> {
    if function.value("vpc").is_null() && !function.value("file_system").is_null() {
        return Err(invalid("File system configurations need a VPC."));
    }
    Ok(())
}

/// What a version of it would keep.
fn revision(function: &Record) -> Value {
    let code = ["code_sha256", "image"].iter().find_map(|name| function.text(name)).unwrap_or_default();
    lambda::Function::decode(&function.values)
        .map_or(Value::Null, |decoded| Value::text(decoded.revision(code)))
}
