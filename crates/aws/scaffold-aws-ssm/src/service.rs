use async_trait::async_trait;
use aws_sdk_ssm::types::ParameterType;
use scaffold_aws_core::{Connection, Service};
use scaffold_model::{Answer, Lookup, Value};
use scaffold_provider::{Class, Error, Provider};

use crate::client::Ssm;

/// Systems Manager over a connection.
pub fn service(connection: &Connection) -> Box<dyn Service> {
    Box::new(SsmService { ssm: Ssm::new(connection) })
}

struct SsmService {
    ssm: Ssm,
}

#[async_trait]
impl Service for SsmService {
    /// None: parameters are looked up, not made.
    fn providers(&self) -> Vec<Box<dyn Provider>> {
        Vec::new()
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Option<Answer>, Error> {
        let Lookup::Parameter { name } = lookup else { return Ok(None) };
        let parameter = match self.ssm.parameter(name, false).await {
            Err(error) if error.class == Class::Gone => return Ok(Some(Answer::Value(Value::Null))),
            parameter => parameter?,
        };
        let Some(parameter) = parameter else { return Ok(Some(Answer::Value(Value::Null))) };
        if parameter.r#type == Some(ParameterType::SecureString) {
            let message = format!(
                "the parameter {name} is a SecureString, and what is looked up stands in the plan: keep an \
                 image's id in a parameter of type String"
            );
            return Err(self.ssm.error(Class::Invalid, "GetParameter", message));
        }
        Ok(Some(Answer::Value(parameter.value.map_or(Value::Null, Value::Text))))
    }
}
